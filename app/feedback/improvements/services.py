"""Deciding an action, saying where it stands, measuring what it has changed, telling people about it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Conflict, FieldError, Invalid, NotFound, invalid
from app.core.i18n import _
from app.core.periods import LATEST, Period
from app.feedback import data, policies
from app.feedback.campaigns import queries as surveys
from app.feedback.complaints import queries as complaints
from app.feedback.improvements import effects, queries, rules
from app.feedback.improvements.models import ElementChoice, Improvement
from app.feedback.improvements.rules import DONE, DROPPED, MEASURES, OPEN, ORIGINS, PLANNED, STATES
from app.feedback.incidents import queries as incidents
from app.feedback.queries import course_titles
from app.feedback.telling import tell
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications.queries import person_of_account
from app.notifications.writing import Person


@dataclass(frozen=True, slots=True)
class Decided:
    """`origin_id` is the row it comes from; of a gap, the code that the quality board gives it."""

    title: str
    due_on: date | None
    owner_id: str
    origin: str = "idea"
    origin_id: str = ""
    origin_words: str = ""
    cause: str = ""
    course_id: str = ""
    activity_id: str = ""


def decide(session: Session, actor: Actor, said: Decided) -> str:
    """A new action; its id. The owner is told."""
    require(policies.may_improve(actor))
    title, cause = _sound(session, actor, said)
    ledger.take_turn(session, actor.organisation_id)
    activity = queries.activity_of(session, actor.organisation_id, said.activity_id) if said.activity_id else None
    kept = Improvement(
        organisation_id=actor.organisation_id, number=queries.next_number(session, actor.organisation_id),
        origin=said.origin, origin_id=said.origin_id[:36], origin_words=" ".join(said.origin_words.split())[:300],
        title=title, cause=cause, course_id=(activity.course_id if activity else said.course_id) or None,
        activity_id=activity.id if activity else None, owner_id=said.owner_id, decided_on=today(), due_on=said.due_on,
        state=PLANNED, created_by=actor.account_id, created_at=now(),
    )  # fmt: skip
    session.add(kept)
    session.flush()
    _prove(session, actor, kept, Kind.IMPROVEMENT_DECIDED, {"origin": kept.origin})
    if said.owner_id != actor.account_id:
        _tell(session, kept, said.owner_id, "new")
    return kept.id


def change(session: Session, actor: Actor, improvement_id: str, said: Decided, version: int) -> None:
    """Its words, owner and date; where it comes from stays."""
    require(policies.may_improve(actor))
    title, cause = _sound(session, actor, said, new=False)
    kept = _held(session, actor, improvement_id, version)
    handed = kept.owner_id != said.owner_id
    assert said.due_on is not None
    kept.title, kept.cause, kept.owner_id, kept.due_on = title, cause, said.owner_id, said.due_on
    kept.course_id = said.course_id or kept.course_id
    session.flush()
    if handed and said.owner_id != actor.account_id:
        _tell(session, kept, said.owner_id, f"handed-{kept.version}")


def move(session: Session, actor: Actor, improvement_id: str, state: str, words: str, version: int) -> None:
    """Say where it stands; what was done, or why it is dropped."""
    row = queries.improvement(session, actor, improvement_id)
    require(policies.may_move_improvement(actor, row.owner_id))
    if state not in STATES:
        raise invalid("state", _("Choisissez dans la liste."))
    said = _said(words, "words")
    if state == DROPPED and not said:
        raise invalid("words", _("Dites pourquoi l'action est abandonnée."))
    kept = _held(session, actor, improvement_id, version)
    if (kept.state, kept.state_words) == (state, said):
        return
    ends = state not in OPEN and kept.state in OPEN
    kept.state, kept.state_words, kept.reminded_on = state, said, None
    kept.done_on = (kept.done_on or today()) if state == DONE else None
    session.flush()
    if ends:
        _prove(session, actor, kept, Kind.IMPROVEMENT_ENDED, {"state": state})


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure of the house over two periods, or words alone (`measure` empty)."""

    words: str
    measure: str = ""
    before: Period | None = None
    after: Period | None = None


def measure_effect(session: Session, actor: Actor, improvement_id: str, said: Effect, version: int) -> None:
    """What the action has changed, dated of today. The figures are counted now and kept: a survey may be emptied later."""
    row = queries.improvement(session, actor, improvement_id)
    require(policies.may_move_improvement(actor, row.owner_id))
    words = _said(said.words, "effect")
    if said.measure and said.measure not in MEASURES:
        raise invalid("measure", _("Choisissez dans la liste."))
    if not said.measure and not words:
        raise invalid("effect", _("Choisissez un chiffre, ou écrivez ce qui a changé."))
    if said.measure and (said.before is None or said.after is None or said.before.end >= said.after.start):
        raise invalid("before_from", _("Donnez une période avant l'action, puis une période après elle."))
    if said.measure and said.after is not None and said.after.end > today():  # what has not come yet is no zero
        raise invalid("after_to", _("Cette période n'est pas finie : arrêtez-la à aujourd'hui au plus tard."))
    kept = _held(session, actor, improvement_id, version)
    kept.measure, kept.effect, kept.measured_on = said.measure, words, today()
    if said.measure:
        assert said.before is not None
        assert said.after is not None
        # an action born of a complaint or an incident is looked for among those of the same sort
        subject = (row.complaint_subject or row.incident_subject or "") if said.measure == f"{row.origin}s" else ""
        scope = kept.organisation_id, said.measure
        kept.before = effects.measure(session, *scope, said.before, kept.course_id, subject)
        kept.after = effects.measure(session, *scope, said.after, kept.course_id, subject)
    else:
        kept.before = kept.after = None
    session.flush()
    _prove(session, actor, kept, Kind.IMPROVEMENT_MEASURED, {"measure": said.measure})


def publish(session: Session, actor: Actor, improvement_id: str, words: str, version: int) -> None:
    """« Ce que vos retours ont changé »: words that everybody may read; none takes them back."""
    require(policies.may_improve(actor))
    said = _said(words, "published")
    kept = _held(session, actor, improvement_id, version)
    if kept.published != said:
        kept.published = said
        kept.published_at = (kept.published_at or now()) if said else None
        session.flush()


# --- A trial with volunteers -------------------------------------------------------------------------------------


def choose(
    session: Session, actor: Actor, group_id: str, activity_id: str, choice: str, reason: str, due_on: date | None
) -> None:
    """Keep, change or stop an activity after a trial. A change, or a stop, begins an improvement action."""
    require(policies.may_improve(actor))
    group = queries.group(session, actor, group_id)
    activity = queries.activity_of(session, actor.organisation_id, activity_id)
    if activity is None:
        raise NotFound()
    said = _said(reason, "reason")
    if choice not in rules.CHOICES:
        raise invalid("choice", _("Choisissez : garder, changer ou arrêter."))
    if choice != "keep" and not said:
        raise invalid("reason", _("Dites ce qu'il faut changer, ou pourquoi arrêter."))
    ledger.take_turn(session, actor.organisation_id)
    kept = queries.choice_to_change(session, group_id, activity_id)
    if kept is None:
        kept = ElementChoice(
            group_id=group_id, activity_id=activity_id, organisation_id=actor.organisation_id, choice=choice,
            reason=said, decided_by=actor.account_id, decided_on=today(),
        )  # fmt: skip
        session.add(kept)
    elif (kept.choice, kept.reason) == (choice, said):
        return
    else:
        kept.choice, kept.reason, kept.decided_by, kept.decided_on = choice, said, actor.account_id, today()
    if choice != "keep" and kept.improvement_id is None:
        kept.improvement_id = decide(
            session, actor,
            Decided(
                title=said.splitlines()[0][: rules.TITLE], due_on=due_on or today() + timedelta(days=60),
                owner_id=actor.account_id, origin="trial", origin_id=group_id, origin_words=group.name, cause=said,
                activity_id=activity_id,
            ),
        )  # fmt: skip
    session.flush()


# --- Reminders ---------------------------------------------------------------------------------------------------


def remind_owners(session: Session) -> int:
    """Whoever answers for an action is told before its date, then regularly; quality, once they have left."""
    day, told = today(), 0
    said = data.rules().improvements(day)
    for kept in queries.open_ones(session, day + timedelta(days=said.remind_before)):
        if not rules.reminder_is_due(kept.due_on, kept.reminded_on, day, said.remind_before, said.remind_every):
            continue
        here = kept.owner_id in dict(complaints.team(session, kept.organisation_id))
        people = (
            [str(kept.owner_id)]
            if here
            else [row.id for row in complaints.who_handles(session, kept.organisation_id, None)]
        )
        for account_id in people:
            _tell(session, kept, account_id, day.isoformat())
        kept.reminded_on, told = day, told + 1
    return told


# --- What the acts share -----------------------------------------------------------------------------------------


def _held(session: Session, actor: Actor, improvement_id: str, version: int) -> Improvement:
    """The action, ours until the act ends; Conflict when it is not any more what was on the page."""
    ledger.take_turn(session, actor.organisation_id)
    kept = queries.improvement_to_change(session, actor, improvement_id)
    if version and kept.version != version:
        raise Conflict(
            _("Quelqu'un a changé cette action pendant que vous écriviez. Rien n'est enregistré : rechargez la page.")
        )
    return kept


def _sound(session: Session, actor: Actor, said: Decided, *, new: bool = True) -> tuple[str, str]:
    title, cause = " ".join(said.title.split()), said.cause.strip()
    problems = []
    if len(title) < 3 or len(title) > rules.TITLE:
        problems.append(FieldError("title", _("Dites ce qui sera fait, en une ligne.")))
    if len(cause) > rules.WORDS:
        problems.append(
            FieldError("cause", _("C'est trop long : %(most)s caractères au plus.") % {"most": rules.WORDS})
        )
    if said.due_on is None or not date(2000, 1, 1) <= said.due_on <= LATEST or (new and said.due_on < today()):
        problems.append(FieldError("due_on", _("Donnez une date à venir.")))
    if said.owner_id not in dict(complaints.team(session, actor.organisation_id)):
        problems.append(FieldError("owner", _("Choisissez une personne de l'équipe.")))
    if said.course_id and said.course_id not in course_titles(session, actor.organisation_id):
        problems.append(FieldError("course", _("Choisissez dans la liste.")))
    if new and said.origin not in ORIGINS:
        problems.append(FieldError("origin", _("Choisissez dans la liste.")))
    if problems:
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est marqué."), problems)
    if new:
        _see_origin(session, actor, said)
    sensitive.check({"title": title, "cause": cause}, anyway=True)
    return title, cause


def _see_origin(session: Session, actor: Actor, said: Decided) -> None:
    """NotFound for an origin of elsewhere, or one that the person may not read."""
    if said.origin == "complaint" and said.origin_id:
        complaints.complaint(session, actor, said.origin_id)
    elif said.origin == "incident" and said.origin_id:
        incidents.incident(session, actor, said.origin_id)
    elif said.origin == "survey" and said.origin_id:
        surveys.campaign(session, actor.organisation_id, said.origin_id)
    elif said.origin == "trial" and said.origin_id:
        queries.group(session, actor, said.origin_id)


def _said(words: str, field: str) -> str:
    said = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(said) > rules.WORDS:
        raise invalid(field, _("C'est trop long : %(most)s caractères au plus.") % {"most": rules.WORDS})
    sensitive.check({field: said}, anyway=True)
    return said


def _prove(session: Session, actor: Actor, kept: Improvement, kind: Kind, facts: dict[str, object]) -> None:
    ledger.append(
        session, actor, kind, person_id=None, activity_id=kept.activity_id, nature="accompaniment",
        proof_kind="improvement", proof_id=kept.id, facts={"number": kept.number, **facts},
    )  # fmt: skip


def _tell(session: Session, kept: Improvement, account_id: str, why: str) -> None:
    person: Person | None = person_of_account(session, account_id)
    if person is None:
        return
    page = f"/qualite/ameliorations/{kept.id}"
    values = {
        "title": kept.title, "reference": rules.reference(kept.number), "due_on": kept.due_on,
        "late": rules.late(kept, today()), "new": why == "new" or why.startswith("handed"), "page": page,
    }  # fmt: skip
    tell(session, kept.organisation_id, person, "improvement_due", f"{kept.id}:{why}:{account_id}", values, page)
