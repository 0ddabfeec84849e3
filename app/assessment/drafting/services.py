"""What a trainer does to the questions of a quiz in the draft of its course. The draft itself is kept by courses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.bank import queries as bank_queries
from app.assessment.bank import rules
from app.assessment.bank import services as banks
from app.assessment.bank.queries import Wish
from app.assessment.bank.reading_out import as_question
from app.assessment.bank.rules import Said
from app.assessment.drafting import shelf
from app.assessment.drafting.quiz import DraftQuiz, Draw, in_head, mark_of, quiz_of, said_by
from app.assessment.questions import gift_editing, kinds
from app.assessment.questions.gift import Question
from app.assessment.questions.gift_writer import print_gift
from app.assessment.quizzes.source import MOST_DRAWS, MOST_POOL, MOST_QUESTIONS
from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses import policies
from app.courses.drafts import queries as drafts
from app.courses.drafts.services import editing, outlining
from app.courses.drafts.services.opening import Opened, open_draft
from app.courses.models import DraftActivity
from app.courses.source.folder import TEXT_LIMIT
from app.web import formats


@dataclass(frozen=True, slots=True)
class Seen:
    """A quiz of a draft as its pages show it."""

    course: AnyRow
    row: AnyRow
    quiz: DraftQuiz


@dataclass(frozen=True, slots=True)
class Taken:
    """How many questions came from a bank, and how many the quiz held already."""

    added: int
    known: int


def quiz_for(session: Session, actor: Actor, slug: str, key: str) -> Seen:
    """A quiz of a draft, to be read. NotFound, Forbidden."""
    course = drafts.course(session, actor, slug)
    if course is None:
        raise NotFound()
    require(policies.may_build(actor))
    row = drafts.activity(session, course.id, key) if course.about is not None else None
    if row is None or row.kind != "quiz":
        raise NotFound()
    return Seen(course, row, quiz_of(row))


def pictures_of(session: Session, seen: Seen) -> dict[str, str]:
    """How the questions of a quiz call each picture of the course → where it is served."""
    return shelf.addresses(session, seen.course.id, seen.quiz.path)


# --- Its own questions ---------------------------------------------------------------------------------------------


def add_question(session: Session, actor: Actor, slug: str, key: str, said: Said) -> str:
    """One question more at the end; the name it goes by."""
    activity, quiz = _open(session, actor, slug, key)
    question = _sound(quiz, said, "")
    _keep_own(session, actor, slug, activity, quiz, gift_editing.with_question(quiz.text, None, question))
    return question.name


def change_question(session: Session, actor: Actor, slug: str, key: str, name: str, mark: str, said: Said) -> str:
    """Word a question otherwise. `mark` is that of the question that was read: when somebody has changed it meanwhile,
    nothing is written. Raises banks.Stale."""
    activity, quiz = _open(session, actor, slug, key)
    place = quiz.place_of(name)
    if place is None:
        raise Conflict(
            _(
                "Cette question n'est plus dans le quiz : quelqu'un l'a enlevée ou lui a donné un autre nom. Ce que vous "
                "avez écrit est gardé ci-dessous. Enregistrez pour l'ajouter de nouveau."
            ),
            gone=True,
        )
    before = quiz.questions[place]
    if (said.name, said.definition) == (before.name, before.definition):
        return name
    if mark != mark_of(before):
        raise _stale(session, activity, said, said_by(before))
    question = _sound(quiz, said, name)
    question = replace(before, name=question.name, definition=question.definition)
    _keep_own(session, actor, slug, activity, quiz, gift_editing.with_question(quiz.text, place, question))
    return question.name


def remove_question(session: Session, actor: Actor, slug: str, key: str, name: str) -> None:
    """Take a question out of the quiz; what it said stays in the history of the activity."""
    activity, quiz = _open(session, actor, slug, key)
    place = quiz.place_of(name)
    if place is not None:
        _keep_own(session, actor, slug, activity, quiz, gift_editing.without(quiz.text, place))


def move_question(session: Session, actor: Actor, slug: str, key: str, name: str, step: int) -> None:
    activity, quiz = _open(session, actor, slug, key)
    place = quiz.place_of(name)
    if place is not None:
        _keep_own(session, actor, slug, activity, quiz, gift_editing.moved(quiz.text, place, 1 if step > 0 else -1))


def put_in_bank(session: Session, actor: Actor, slug: str, key: str, name: str, bank_id: str) -> str:
    """Copy a question into a bank; the title of the bank. Invalid when it is there already."""
    activity, quiz = _open(session, actor, slug, key)
    place = quiz.place_of(name)
    if place is None:
        raise NotFound()
    said = said_by(quiz.questions[place])
    definition = shelf.for_bank(session, activity.course_id, quiz.path, said.definition)
    banks.write_question(session, actor, bank_id, replace(said, definition=definition))
    return str(banks.bank_for(session, actor, bank_id).title)


def take_from_bank(
    session: Session, actor: Actor, slug: str, key: str, bank_id: str, question_ids: Collection[str]
) -> Taken:
    """Copy questions of a bank to the end of the quiz. Those that it holds already are left out."""
    activity, quiz = _open(session, actor, slug, key)
    bank = banks.bank_for(session, actor, bank_id)
    found = [as_question(row) for row in bank_queries.questions_named(session, bank.id, question_ids)]
    if not found:
        raise Invalid(_("Rien n'est ajouté."), [FieldError("question", _("Cochez au moins une question."))])
    found = shelf.for_course(session, actor, slug, quiz.path, found)
    new = _without_twins(found, quiz.prints())
    _refuse_too_many(quiz.asked + len(new), "question")
    text = gift_editing.with_added(quiz.text, new, quiz.names) if new else quiz.text
    _keep_own(session, actor, slug, activity, quiz, text)
    return Taken(len(new), len(found) - len(new))


# --- Draws ---------------------------------------------------------------------------------------------------------


def add_draw(session: Session, actor: Actor, slug: str, key: str, bank_id: str, wish: Wish, count: int) -> Draw:
    """Let each try draw `count` questions among those of a bank that are wished, copied into the course as they are
    today."""
    activity, quiz = _open(session, actor, slug, key)
    if len(quiz.draws) >= MOST_DRAWS:
        raise Invalid(
            _("Le tirage n'est pas ajouté."),
            [FieldError("count", _("%(most)s tirages au plus.") % {"most": MOST_DRAWS})],
        )
    bank = banks.bank_for(session, actor, bank_id)
    draw = _filled(
        session, actor, slug, quiz, bank, Draw(quiz.free_path(), count, (), bank.title, wish.tags, wish.competences)
    )
    _refuse_too_many(quiz.asked + count, "count")
    _keep_draws(session, actor, slug, activity, quiz, [*quiz.draws, draw])
    return draw


def change_draw(session: Session, actor: Actor, slug: str, key: str, path: str, count: int) -> Draw:
    """Draw more or fewer questions."""
    activity, quiz = _open(session, actor, slug, key)
    before = _draw_of(quiz, path)
    draw = _sound_draw(replace(before, count=count))
    _refuse_too_many(quiz.asked - before.count + count, "count")
    _keep_draws(session, actor, slug, activity, quiz, [draw if one is before else one for one in quiz.draws])
    return draw


def take_again(session: Session, actor: Actor, slug: str, key: str, path: str) -> tuple[Draw, int]:
    """Copy again the questions of a draw from its bank, as they are there today; how many are new or worded otherwise."""
    activity, quiz = _open(session, actor, slug, key)
    before = _draw_of(quiz, path)
    bank = bank_queries.bank_titled(session, actor, before.bank) if before.bank else None
    if bank is None:
        raise Conflict(
            _(
                "La banque « %(title)s » n'existe plus sous ce nom. Le tirage garde les questions qu'il a. "
                "Pour en changer, enlevez-le et refaites-le depuis une autre banque."
            )
            % {"title": before.bank}
        )
    draw = _filled(session, actor, slug, quiz, bank, before)
    known = {mark_of(question) for question in before.pool}
    _keep_draws(session, actor, slug, activity, quiz, [draw if one is before else one for one in quiz.draws])
    return draw, sum(mark_of(question) not in known for question in draw.pool)


def remove_draw(session: Session, actor: Actor, slug: str, key: str, path: str) -> None:
    activity, quiz = _open(session, actor, slug, key)
    kept = [draw for draw in quiz.draws if draw.path != path]
    if len(kept) < len(quiz.draws):
        _keep_draws(session, actor, slug, activity, quiz, kept)


def _draw_of(quiz: DraftQuiz, path: str) -> Draw:
    found = next((draw for draw in quiz.draws if draw.path == path), None)
    if found is None:
        raise NotFound(_("Ce tirage n'est plus dans le quiz. Rien n'a été changé."))
    return found


def _filled(session: Session, actor: Actor, slug: str, quiz: DraftQuiz, bank: AnyRow, draw: Draw) -> Draw:
    """The draw with the questions that its bank holds today, under names that nothing else has in the quiz. A question
    keeps the name that it had there, so that its answers still hang on it."""
    wish = Wish(tags=draw.tags, competences=draw.competences)
    rows = bank_queries.questions_after(session, bank.id, wish, limit=MOST_POOL + 1, after="")
    if len(rows) > MOST_POOL:
        message = _("Cela fait plus de %(most)s questions. Choisissez une étiquette ou une compétence.")
        raise Invalid(_("Le tirage n'est pas ajouté."), [FieldError("count", message % {"most": MOST_POOL})])
    found = shelf.for_course(session, actor, slug, draw.path, [as_question(row) for row in rows])
    fresh = _without_twins(found, quiz.prints(but=draw.path))
    taken = {question.name for question in quiz.questions} | quiz.drawn_names(but=draw.path)
    return _sound_draw(replace(draw, pool=tuple(gift_editing.with_free_names(fresh, taken))))


def _sound_draw(draw: Draw) -> Draw:
    message = ""
    if not 1 <= draw.count <= MOST_QUESTIONS:
        message = _("Tirez au moins une question.")
    elif draw.count > len(draw.pool):
        message = _("Il n'y a que %(pool)s questions à tirer ici, sans compter celles que le quiz pose déjà.") % {
            "pool": len(draw.pool)
        }
    if message:
        raise Invalid(_("Le tirage n'est pas enregistré."), [FieldError("count", message)])
    return draw


# --- Keeping -------------------------------------------------------------------------------------------------------


def _open(session: Session, actor: Actor, slug: str, key: str) -> tuple[DraftActivity, DraftQuiz]:
    """The quiz, held until the act ends: two who change it take turns."""
    opened: Opened = open_draft(session, actor, slug)
    activity = outlining.activity_of(session, opened, key)
    if activity.kind != "quiz":
        raise NotFound()
    return activity, quiz_of(activity)


def _keep_own(session: Session, actor: Actor, slug: str, activity: DraftActivity, quiz: DraftQuiz, text: str) -> None:
    _keep(session, actor, slug, activity, {**quiz.head, "questions": quiz.path}, {**quiz.texts, quiz.path: text})


def _keep_draws(
    session: Session, actor: Actor, slug: str, activity: DraftActivity, quiz: DraftQuiz, draws: Sequence[Draw]
) -> None:
    gone = {draw.path for draw in quiz.draws} - {draw.path for draw in draws}
    texts = {path: text for path, text in quiz.texts.items() if path not in gone}
    before = {draw.path: draw for draw in quiz.draws}
    texts |= {
        draw.path: print_gift(list(draw.pool))
        for draw in draws
        if draw.path not in before or before[draw.path].pool != draw.pool
    }
    _keep(session, actor, slug, activity, {**quiz.head, "draws": [in_head(draw) for draw in draws]}, texts)


def _keep(
    session: Session,
    actor: Actor,
    slug: str,
    activity: DraftActivity,
    head: Mapping[str, Any],
    texts: Mapping[str, str],
) -> None:
    if any(len(text.encode()) > TEXT_LIMIT for text in texts.values()):
        raise Invalid(
            _(
                "Ce quiz devient trop lourd. Rien n'a été changé. Faites-en plusieurs quiz, ou tirez parmi moins de questions."
            ),
            [],
        )
    editing.save_activity(session, actor, slug, activity.key, activity.version, head=head, texts=texts)


def _sound(quiz: DraftQuiz, said: Said, name: str) -> Question:
    """The question under a name that is its own in the quiz."""
    if said.name != name and said.name in quiz.names:
        raise Invalid(
            _("La question n'est pas enregistrée."),
            [FieldError("name", _("Une autre question du quiz porte ce nom. Choisissez-en un autre."))],
        )
    if not name:
        _refuse_too_many(quiz.asked + 1, "text")
    return Question(said.name, said.definition, tags=said.tags, competences=said.competences)


def _without_twins(questions: Sequence[Question], known: set[str]) -> list[Question]:
    kept = []
    for question in questions:
        mark = kinds.fingerprint(question.definition)
        if mark not in known:
            known.add(mark)
            kept.append(question)
    return kept


def _refuse_too_many(asked: int, field: str) -> None:
    if asked > MOST_QUESTIONS:
        raise Invalid(
            _("Rien n'a été changé."),
            [
                FieldError(
                    field, _("Un quiz pose %(most)s questions au plus. Faites-en plusieurs.") % {"most": MOST_QUESTIONS}
                )
            ],
        )


def _stale(session: Session, activity: DraftActivity, said: Said, theirs: Said) -> banks.Stale:
    versions = drafts.versions(session, activity.course_id, activity.key, limit=1)
    return banks.Stale(
        versions[0].name if versions else "", formats.moment(activity.changed_at), theirs, 0,
        rules.differences(said, theirs),
    )  # fmt: skip
