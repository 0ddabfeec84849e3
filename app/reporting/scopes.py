"""Of whom hours are counted: a person, a caseload, a group, those who entered in a month, a course, a funder, everybody."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import N_, _
from app.reporting import policies, queries
from app.web import formats

PERSON, ADVISER, GROUP, ENTRY, COURSE, FUNDER, ORGANISATION = KINDS = (
    "person", "adviser", "group", "entry", "course", "funder", "organisation",
)  # fmt: skip
NAMES = {
    PERSON: N_("Une personne"),
    ADVISER: N_("Les personnes suivies par quelqu'un"),
    GROUP: N_("Un groupe"),
    ENTRY: N_("Un mois d'entrée"),
    COURSE: N_("Un parcours"),
    FUNDER: N_("Un financeur"),
    ORGANISATION: N_("Toute l'organisation"),
}


_TITLES = {
    ADVISER: N_("Personnes suivies par %(name)s"),
    GROUP: N_("Groupe %(name)s"),
    FUNDER: N_("Financement : %(name)s"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Some paths of one organisation, as somebody may see them: made by `scope_for` only. `id` says which."""

    organisation_id: str
    kind: str
    id: str
    title: str

    @property
    def query(self) -> str:
        """The same, as the pages carry it from link to link."""
        return f"pour={self.key}"

    @property
    def key(self) -> str:
        """« course:0198… », as a form and an address say it."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


def scope_for(session: Session, actor: Actor, kind: str, scope_id: str = "") -> Scope:
    """The scope asked for. Not visible: NotFound; seen but not for this actor: Forbidden; unknown kind: Invalid."""
    require(policies.may_read_hours(actor))
    if kind not in KINDS:
        message = _("Choisissez de qui compter les heures.")
        raise Invalid(message, [FieldError("pour", message)])
    if kind == ORGANISATION:
        require(policies.may_read_hours_of(actor, kind))
        return Scope(actor.organisation_id, kind, "", actor.organisation_name)
    if kind == ENTRY:
        require(policies.may_read_hours_of(actor, kind))
        month = read_month(scope_id)
        return Scope(actor.organisation_id, kind, month.strftime("%Y-%m"), entry_title(month))
    if not scope_id:
        message = _("Dites lequel ou laquelle.")
        raise Invalid(message, [FieldError("id", message)])
    found = queries.named(session, actor.organisation_id, kind, scope_id)
    if found is None:
        raise NotFound()
    if kind == PERSON and not actor.is_staff and found.learner_id != actor.account_id:
        if policies.may_see_names(actor):
            raise NotFound()
        require(policies.may_read_hours_of(actor, kind, found.learner_id))
    require(policies.may_read_hours_of(actor, kind, found.learner_id))
    title = _(_TITLES[kind]) % {"name": found.name} if kind in _TITLES else found.name
    return Scope(actor.organisation_id, kind, found.id, title)


def entry_title(month: date) -> str:
    return _("Entrées de %(month)s") % {"month": formats.month(month)}


def read_month(text: str) -> date:
    """The first day of « 2026-11 »."""
    try:
        return date.fromisoformat(f"{text.strip()[:7]}-01")
    except ValueError as error:
        message = _("Ce mois n'existe pas ou n'est pas écrit comme 2026-11.")
        raise Invalid(message, [FieldError("id", message)]) from error
