"""Whose figures are read: an organisation, a course, a funder, a site."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import N_, _
from app.quality import policies
from app.quality.measures import queries

NAMES = {
    "organisation": N_("Toute l'organisation"),
    "course": N_("Parcours"),
    "funder": N_("Financeur"),
    "site": N_("Lieu"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Made by `scope_for`, or `whole` for everybody; `id` says which course, funder or site."""

    organisation_id: str
    kind: str = queries.ORGANISATION
    id: str = ""
    title: str = ""

    @property
    def key(self) -> str:
        """« course:0198… », as a form and an address say it."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


def whole(actor: Actor) -> Scope:
    return Scope(actor.organisation_id, title=actor.organisation_name)


def scope_for(session: Session, actor: Actor, key: str) -> Scope:
    """The scope asked for, as « course:ID »; everybody when nothing is said. Unknown: Invalid; not there: NotFound."""
    require(policies.may_read_quality(actor))
    kind, _colon, scope_id = (key or queries.ORGANISATION).partition(":")
    if kind == queries.ORGANISATION:
        return whole(actor)
    if kind not in queries.KINDS or not scope_id:
        message = _(
            "Choisissez de qui lire les résultats : toute l'organisation, un parcours, un financeur ou un lieu."
        )
        raise Invalid(message, [FieldError("pour", message)])
    found = queries.named(session, actor.organisation_id, kind, scope_id)
    if found is None:
        raise NotFound()
    return Scope(actor.organisation_id, kind, found.id, found.name)


def choices(session: Session, actor: Actor) -> Sequence[tuple[str, str]]:
    """(key, words) of everything that may be measured apart, the whole first."""
    require(policies.may_read_quality(actor))
    return [
        (queries.ORGANISATION, _(NAMES["organisation"])),
        *(
            (f"{row.kind}:{row.id}", f"{_(NAMES[row.kind])} : {row.name}")
            for row in queries.choices(session, actor.organisation_id)
        ),
    ]
