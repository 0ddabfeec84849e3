"""What every act on an application shares: the lock, the next thing due, the line of its history."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app.admissions import queries, rules
from app.admissions.models import Application, ApplicationAct, ApplicationStep
from app.admissions.rules import State, StepState
from app.core import sensitive
from app.core.access import Actor
from app.core.clock import local, now
from app.core.db import AnyRow
from app.core.errors import Conflict, Gone, NotFound, invalid
from app.core.i18n import _
from app.core.settings import settings
from app.enrolments.rules import nth_open_day
from app.identity import queries as identity
from app.ledger import services as ledger


def nobody(organisation_id: str, slug: str, name: str) -> Actor:
    """Whoever comes without an account: they may do nothing but what is open to everybody."""
    return Actor("", organisation_id, slug, name, "", "", frozenset())


def lock(session: Session, actor: Actor, application_id: str, *, opened: bool = True) -> Application:
    """The application, ours until the act ends; Conflict when it is decided already and the act needs it open."""
    ledger.take_turn(session, actor.organisation_id)
    found = queries.application_to_change(session, actor.organisation_id, application_id)
    if found.emptied_at is not None:
        raise Gone(_("Cette candidature est effacée : six mois ont passé depuis le dernier échange."))
    if opened and found.state != State.OPEN:
        raise Conflict(_("Cette candidature est déjà décidée. Rien n'a été changé. Rouvrez-la d'abord."))
    return found


def note(
    session: Session, actor: Actor, application: Application, what: str, words: str = "", step_id: str | None = None
) -> None:
    """The act in the history, never changed after. It also begins the retention again."""
    moment = now()
    application.last_act_at = moment
    session.add(
        ApplicationAct(
            organisation_id=application.organisation_id,
            application_id=application.id,
            what=what,
            step_id=step_id,
            by_id=actor.account_id or None,
            words=words,
            at=moment,
        )
    )


def aim(
    session: Session,
    application: Application,
    steps: Sequence[AnyRow] | None = None,
    rows: Sequence[AnyRow] | None = None,
) -> None:
    """Say what comes next and by when: the answer, a step, the decision.

    `steps` and `rows`: those of the organisation and of this person, for whoever has read them for many.
    """
    session.flush()
    before, application.step_id, application.due_on = application.due_on, None, None
    if application.state != State.OPEN:
        application.due_on = application.again_on if application.state == State.NOT_YET else None
        return
    steps = queries.steps(session, application.organisation_id) if steps is None else steps
    rows = queries.steps_of(session, application.id) if rows is None else rows
    begun = {row.step_id: row for row in rows}
    states = {step_id: row.state for step_id, row in begun.items()}
    application.step_id = rules.next_step([(step.id, step.required) for step in steps], states)
    moments = [application.contacted_at, application.answered_at, *(row.settled_at for row in begun.values())]
    since = local(max(moment for moment in moments if moment)).date()
    chosen = begun.get(application.step_id or "")
    if application.answered_at is None:
        closed = identity.closed_days(session, application.organisation_id) if before is None else frozenset()
        asked = local(application.contacted_at).date()
        application.due_on = before or nth_open_day(asked, rules.ANSWER_DAYS + 1, closed)
    elif chosen is not None and chosen.state == StepState.PLANNED and chosen.planned_at:
        application.due_on = local(chosen.planned_at).date()
    elif application.step_id:
        days = next(step.days for step in steps if step.id == application.step_id)
        application.due_on = since + timedelta(days=days)
    else:
        application.due_on = since + timedelta(days=rules.DECISION_DAYS)


def step_row(session: Session, application: Application, step_id: str) -> ApplicationStep:
    """The row of a step for somebody, new and not yet kept when there is none; NotFound for a step of elsewhere."""
    if step_id not in {step.id for step in queries.steps(session, application.organisation_id, archived=True)}:
        raise NotFound()
    found = queries.step_to_change(session, application.id, step_id)
    if found is None:
        found = ApplicationStep(
            application_id=application.id, step_id=step_id, organisation_id=application.organisation_id, state="",
            place="",
        )  # fmt: skip
    return found


def has_met(session: Session, actor: Actor, application: Application, words: str = "") -> bool:
    """The person has been reached; whether it is the first time."""
    if application.answered_at is not None:
        return False
    application.answered_at, application.answered_by = now(), actor.account_id
    application.adviser_id = application.adviser_id or actor.account_id
    note(session, actor, application, "answered", words)
    return True


def checked(field: str, text: str, most: int = rules.WORDS) -> str:
    """Words as they are kept; Invalid when they are too long, or hold a number that is never kept.

    Delicate words are pointed at by the pages of the team before they come here.
    """
    said = text.strip()
    if len(said) > most:
        raise invalid(field, _("C'est trop long : %(most)s caractères au plus.") % {"most": most})
    sensitive.check({field: said}, anyway=True)
    return said


# --- The private page --------------------------------------------------------------------------------------------


def token_of(application_id: str) -> str:
    """256 bits that only the house can make from the id: messages sent later hold the same link."""
    made = hmac.new(settings().secret_key.encode(), b"application:" + application_id.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def print_of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def private_link(application_id: str) -> str:
    """The address of somebody's own page, for a message to them."""
    return f"{settings().base_url.rstrip('/')}/ma-candidature/{token_of(application_id)}"
