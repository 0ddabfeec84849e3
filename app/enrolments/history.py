"""What changed in a path: the words for the person and the team, the fact without words in the ledger."""

from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now, paris, today
from app.core.db import add_at_once
from app.core.i18n import N_
from app.core.ids import new_id
from app.enrolments.models import EnrolmentChange
from app.ledger import services as ledger
from app.ledger.kinds import Kind

CHANGES = {  # what may have changed, as a page calls it
    "admitted": N_("Inscription"),
    "started": N_("Entrée dans le parcours"),
    "paused": N_("Mise en pause"),
    "resumed": N_("Reprise"),
    "finished": N_("Fin du parcours"),
    "left": N_("Sortie avant la fin"),
    "adviser": N_("Changement de conseillère ou de conseiller"),
    "groups": N_("Changement de groupe"),
    "skipped": N_("Étapes passées"),
    "restored": N_("Étape reprise"),
    "plan": N_("Changement du plan"),
    "engagement": N_("Heures attendues chaque semaine"),
    "edition": N_("Nouvelle édition du parcours"),
}


class Path(Protocol):
    """Somebody's enrolment, the entity or its row."""

    @property
    def id(self) -> str: ...
    @property
    def organisation_id(self) -> str: ...
    @property
    def learner_id(self) -> str: ...
    @property
    def funder_id(self) -> str | None: ...


def note_change(session: Session, actor: Actor, path: Path, what: str, on: date, reason: str = "") -> None:
    """One line of « Ce qui a changé »; `what` is a key of CHANGES."""
    add_at_once(
        session,
        EnrolmentChange(
            id=new_id(),
            organisation_id=path.organisation_id,
            enrolment_id=path.id,
            what=what,
            reason=reason.strip()[:2000],
            actor_id=actor.account_id,
            at=now(),
            effective_on=on,
        ),
    )


def prove(
    session: Session, actor: Actor, path: Path, kind: Kind, on: date, facts: dict[str, Any] | None = None
) -> None:
    """The same for the ledger: ids and measures, never words."""
    ledger.append(
        session,
        actor,
        kind,
        person_id=path.learner_id,
        enrolment_id=path.id,
        funder_id=path.funder_id,
        occurred_at=None if on == today() else paris(on),
        facts=facts,
    )
