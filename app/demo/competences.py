"""What the three voices said of people in the demonstration, and what was concluded: agreeing, differing, opened again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.assessment.levels import queries as said
from app.assessment.rules import CONCLUDED
from app.competences import queries as competences
from app.competences.levels import proofs
from app.competences.levels import services as levels
from app.competences.positioning import proposals, services
from app.competences.positioning import queries as positionings
from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.courses.outline import Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED

HELD = 3  # « je fais sans aide »
UNDER_WAY, OVER = 10, 8  # people, however many there are: every page has something true to show

_NEEDS = (
    {
        "expectations": ["Savoir si mon idée peut me faire vivre."],
        "constraints": ["Je garde mes enfants le mercredi."],
        "availability": ["Le matin"],
        "digital": ["À l'aise si on me montre une fois"],
        "accommodation": ["Des textes imprimés en plus gros."],
    },
    {
        "expectations": ["Apprendre à calculer un prix et à me présenter."],
        "availability": ["Le matin", "L'après-midi"],
        "digital": ["À l'aise"],
    },
    {
        "expectations": ["Rencontrer d'autres personnes qui se lancent."],
        "constraints": ["Le car arrive à 9 h 10."],
        "availability": ["L'après-midi"],
        "digital": ["Pas à l'aise : je préfère être aidé"],
        "accommodation": ["Des pauses toutes les heures."],
    },
)  # fmt: skip
_AGREED = (
    "On garde le parcours entier. Le mercredi reste libre. Premier point dans trois semaines.",
    "Les bases du numérique sont tenues : on en parle devant le plan. Le reste se fait au rythme prévu.",
    "Une heure d'aide sur l'ordinateur avant chaque séance à distance.",
)
_WHY = (
    "L'étude de marché rendue le montre, et l'échange à l'oral le confirme.",
    "Sait le faire seule à partir du modèle. Il reste à le refaire sur un autre produit.",
    "Vu en séance et dans le travail rendu : les chiffres sont justes et expliqués.",
    "Le dit lui-même, et la formatrice l'a vu deux fois.",
)
_REOPENED = "Un nouveau travail rendu depuis montre davantage : on relit ensemble la semaine prochaine."


def tell_levels(db: Database, advisers: Sequence[Actor], trainers: Sequence[Actor], email: str, now: datetime) -> None:
    """The featured learner has the whole story; others have parts of it."""
    by_id = {adviser.account_id: adviser for adviser in advisers}
    with db.writing() as session:
        today = clock.local(now).date()
        rows = [
            row for row in enrolments.list_enrolments(session, trainers[0]) if row.starts_on < today - timedelta(days=6)
        ]
        rows.sort(key=lambda row: (row.learner_email != email, row.id))
        under_way = [row for row in rows if row.status not in CLOSED]
        over = [row for row in rows if row.status in CLOSED]
        for number, row in enumerate((*under_way[:UNDER_WAY], *over[:OVER])):
            adviser = by_id.get(row.adviser_id or "", advisers[0])
            course = outline(session, row.edition_id)
            if row.status not in CLOSED:
                _positioning(session, adviser, row, course, number, now)
            _voices(session, adviser, trainers, row, course, number, now)


def _learner(row: EnrolmentRow, adviser: Actor) -> Actor:
    return Actor(
        row.learner_id, row.organisation_id, adviser.organisation_slug, adviser.organisation_name, row.learner_name,
        row.learner_email, frozenset({Role.LEARNER}),
    )  # fmt: skip


def _positioning(
    session: Session, adviser: Actor, row: EnrolmentRow, course: Outline, number: int, now: datetime
) -> None:
    """Answers of the entry; then for some the interview, and what was decided of the proposals."""
    learner = _learner(row, adviser)
    known = said.words_of(session, row.id, "entry", "learner", row.learner_id)
    answers: dict[str, int | None] = {}
    for place, block in enumerate(course.blocks):
        for rank, one in enumerate(block.competences):
            strong = place == len(course.blocks) - 1 and number % 3 != 2  # somebody who already works with these tools
            answers[one.id] = 4 - rank % 2 if strong else known.get(one.id, 1 + (number + rank + place) % 2)
    if number % 4 == 1:
        answers[course.blocks[2].competences[0].id] = None
    with clock.at(min(clock.paris(row.starts_on + timedelta(days=4), 9), now - timedelta(days=1))):
        services.answer(session, learner, row.id, "entry", answers)
        services.say_needs(session, learner, row.id, "entry", _NEEDS[number % len(_NEEDS)], anyway=True)
        if number % 4 == 3:
            return  # begun, and not sent yet
        services.send(session, adviser if number % 3 == 2 else learner, row.id, "entry")
    if number % 4 == 2:
        return  # its interview is still to be held
    with clock.at(min(clock.paris(row.starts_on + timedelta(days=5), 11), now - timedelta(hours=4))):
        if number % 3 != 2:  # seen on the person's own telephone, at the interview
            tools = {one.id: len(course.levels) - 1 for one in course.blocks[-1].competences}
            levels.rate(session, adviser, row.id, "entry", tools)
        services.note_interview(
            session, adviser, row.id, "entry", clock.today(), _AGREED[number % len(_AGREED)], anyway=True
        )
    if number == 0:  # decided; elsewhere they wait
        with clock.at(min(clock.paris(row.starts_on + timedelta(days=5), 11, 30), now - timedelta(hours=3))):
            for rank, proposal in enumerate(positionings.undecided(session, row.id)):
                words = (
                    "Vous le faites déjà dans votre travail."
                    if rank == 0
                    else "On la garde : le groupe vous aidera à aller plus loin."
                )
                try:
                    proposals.decide(session, adviser, proposal.id, rank == 0, words)
                except (Conflict, Invalid):
                    proposals.decide(session, adviser, proposal.id, False, words)


def _voices(
    session: Session,
    adviser: Actor,
    trainers: Sequence[Actor],
    row: EnrolmentRow,
    course: Outline,
    number: int,
    now: datetime,
) -> None:
    """Trainers who agree or not, proofs, conclusions; one is opened again."""
    closed = row.status in CLOSED
    stage = "exit" if closed else "entry"
    day = min(row.closed_on or row.starts_on + timedelta(days=6), clock.local(now).date() - timedelta(days=1))
    moment = min(clock.paris(day, 15), now - timedelta(hours=2))
    top = len(course.levels)
    with clock.at(moment):
        choices = proofs.choices(session, row, course)
        for place, block in enumerate(course.blocks[: 3 if number % 2 else 5]):
            one = block.competences[number % len(block.competences)]
            mine = said.words_of(session, row.id, stage, "learner", row.learner_id).get(one.id, 2)
            first = max(1, min(top, mine + (1 if place % 3 == 1 else 0)))
            levels.rate(session, trainers[0], row.id, stage, {one.id: first})
            if place == 1 and len(trainers) > 1:  # another trainer has seen something else: both stay
                levels.rate(session, trainers[1], row.id, stage, {one.id: max(1, first - 1)})
            if choices:
                chosen = choices[(number + place) % len(choices)]
                proofs.show_proof(
                    session, trainers[0], row.id, one.id, stage, chosen.value, "Vu avec la personne, point par point."
                )
            if place == 1 and number % 3 == 0:
                continue  # the voices differ, and nothing is concluded
            made = levels.conclude(session, adviser, row.id, one.id, stage, first, _WHY[(number + place) % len(_WHY)])
            if place == 2 and number % 2 == 0:
                levels.reopen(session, adviser, row.id, made.id, _REOPENED)
        _whole_blocks(session, adviser, row, course, stage)


def _whole_blocks(session: Session, adviser: Actor, row: EnrolmentRow, course: Outline, stage: str) -> None:
    """What the adviser has seen held in a whole block is concluded whole: these blocks give their badge."""
    known = competences.levels(session, row.id, course)
    opened = {
        one.competence.id for one in competences.concluded(session, [row.id], story=True)[row.id] if one.reopened_at
    }
    for number, block in enumerate(course.blocks):
        seen = {one.id: known.get(one.id, {}).get(stage, {}) for one in block.competences}
        if opened & set(seen) or min(heard.get(CONCLUDED, heard.get("adviser", 0)) for heard in seen.values()) < HELD:
            continue
        for key, heard in seen.items():
            if CONCLUDED not in heard:
                levels.conclude(session, adviser, row.id, key, stage, heard["adviser"], _WHY[number % len(_WHY)])
