"""The steps that an organisation asks for, in its own order and words."""

from collections import defaultdict

from sqlalchemy.orm import Session

from app.admissions import policies, queries, rules
from app.admissions.models import AdmissionStep
from app.admissions.services.acts import aim, checked
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import NotFound, invalid
from app.core.i18n import _
from app.ledger import services as ledger


def ensure_steps(session: Session, organisation_id: str) -> None:
    """The set that every organisation begins with, written when it has none. The turn is taken."""
    if queries.steps(session, organisation_id, archived=True):
        return
    for position, step in enumerate(rules.DEFAULTS, start=1):
        session.add(
            AdmissionStep(
                organisation_id=organisation_id, position=position, kind=step.kind, name=_(step.name), days=step.days,
                required=step.required, asks=_(step.asks),
            )
        )  # fmt: skip
    session.flush()


def add_step(
    session: Session, actor: Actor, *, kind: str, name: str, days: int | None, required: bool, asks: str = ""
) -> AdmissionStep:
    """At the end of the steps."""
    found = _steps(session, actor)
    made = AdmissionStep(
        organisation_id=actor.organisation_id, position=max((s.position for s in found), default=0) + 1
    )
    if len([step for step in found if step.archived_at is None]) >= rules.MOST_STEPS:
        raise invalid("name", _("Il y a déjà %(most)s étapes. Archivez-en une d'abord.") % {"most": rules.MOST_STEPS})
    _write(made, found, kind, name, days, required, asks)
    session.add(made)
    session.flush()
    return made


def change_step(
    session: Session,
    actor: Actor,
    step_id: str,
    *,
    kind: str,
    name: str,
    days: int | None,
    required: bool,
    asks: str = "",
) -> None:
    """Rename it, or ask for something else. What was done in it stays."""
    found = _steps(session, actor)
    step = _one(found, step_id)
    _write(step, found, kind, name, days, required, asks)
    _aim_all(session, actor)


def move_step(session: Session, actor: Actor, step_id: str, by: int) -> None:
    """One place up (-1) or down (1). At the end, nothing moves."""
    found = _steps(session, actor)
    shown = [step for step in found if step.archived_at is None]
    step = _one(found, step_id)
    if step not in shown:
        return
    at = shown.index(step)
    to = min(max(at + (1 if by > 0 else -1), 0), len(shown) - 1)
    shown.insert(to, shown.pop(at))
    for position, one in enumerate(shown, start=1):
        one.position = position
    _aim_all(session, actor)


def archive_step(session: Session, actor: Actor, step_id: str, archived: bool) -> None:
    """Ask it of nobody any more, or again, at the end."""
    found = _steps(session, actor)
    step = _one(found, step_id)
    if archived and step.archived_at is None:
        step.archived_at = now()
    elif not archived and step.archived_at is not None:
        step.archived_at, step.position = None, max(one.position for one in found) + 1
    _aim_all(session, actor)


# --- What the acts share -----------------------------------------------------------------------------------------


def _steps(session: Session, actor: Actor) -> list[AdmissionStep]:
    require(policies.may_arrange(actor))
    ledger.take_turn(session, actor.organisation_id)
    ensure_steps(session, actor.organisation_id)
    return list(queries.steps_to_change(session, actor.organisation_id))


def _one(found: list[AdmissionStep], step_id: str) -> AdmissionStep:
    step = next((step for step in found if step.id == step_id), None)
    if step is None:
        raise NotFound()
    return step


def _aim_all(session: Session, actor: Actor) -> None:
    """Who waits is led to the next of the steps as they now are."""
    session.flush()
    steps = queries.steps(session, actor.organisation_id)
    rows = defaultdict(list)
    for row in queries.steps_of_open(session, actor.organisation_id):
        rows[row.application_id].append(row)
    for application in queries.open_to_change(session, actor.organisation_id):
        aim(session, application, steps, rows[application.id])


def _write(
    step: AdmissionStep, others: list[AdmissionStep], kind: str, name: str, days: int | None, required: bool, asks: str
) -> None:
    said = rules.one_line(name, 120)
    if kind not in rules.KINDS:
        raise invalid("kind", _("Choisissez une sorte d'étape dans la liste."))
    if len(said) < 2:
        raise invalid("name", _("Donnez un nom à cette étape."))
    if any(one is not step and one.archived_at is None and one.name.casefold() == said.casefold() for one in others):
        raise invalid("name", _("Une étape porte déjà ce nom."))
    if days is None or not 0 <= days <= rules.LONGEST_DELAY:
        raise invalid("days", _("Écrivez un délai en jours, de 0 à %(most)s.") % {"most": rules.LONGEST_DELAY})
    words = checked("asks", asks)
    step.kind, step.name, step.days, step.required, step.asks = kind, said, days, required, words
