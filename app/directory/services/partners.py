"""Partners: added, changed, read again, put away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.ids import new_id
from app.directory import policies, queries, rules
from app.directory.models import Partner
from app.directory.rules import Spot
from app.directory.services.soundness import Faults
from app.directory.words import Word, WordKind
from app.identity.services import print_of


@dataclass(frozen=True, slots=True)
class Typed:
    """A partner as it is typed; `spots` are (address, commune, coordinates) in the order of the form."""

    name: str = ""
    does: str = ""
    steps: Sequence[str] = ()
    fields: Sequence[str] = ()
    needs: Sequence[str] = ()
    spots: Sequence[tuple[str, str, str]] = ()
    phone: str = ""
    email: str = ""
    site: str = ""
    hours: str = ""
    access: str = ""
    contact: str = ""
    reviewed_on: date | None = None


def sound(typed: Typed, words: Sequence[Word]) -> dict[str, object]:
    """The columns of a partner, or Invalid with every fault."""
    faults = Faults()
    known = {kind: {word.key for word in words if word.kind == kind} for kind in WordKind}
    spots = [_spot(faults, number, *parts) for number, parts in enumerate(typed.spots, 1) if any(parts)]
    values: dict[str, object] = {
        "name": faults.line("name", typed.name, 200, needed=_("Écrivez le nom du partenaire.")),
        "does": faults.text("does", typed.does, 2000, needed=_("Dites en quelques mots ce que fait ce partenaire.")),
        "steps": [key for key in typed.steps if key in known[WordKind.STEP]],
        "fields": [key for key in typed.fields if key in known[WordKind.FIELD]],
        "needs": [key for key in typed.needs if key in known[WordKind.NEED]],
        "places": [spot.kept() for spot in spots[: rules.MOST_PLACES]],
        "phone": faults.phone("phone", typed.phone),
        "email": faults.email("email", typed.email),
        "site": faults.address("site", typed.site),
        "hours": faults.line("hours", typed.hours, 300),
        "access": faults.line("access", typed.access, 500),
        "contact": faults.line("contact", typed.contact, 200),
        "reviewed_on": typed.reviewed_on or today(),
    }
    if typed.reviewed_on and typed.reviewed_on > today():
        faults.add("reviewed_on", _("La fiche ne peut pas avoir été relue plus tard qu'aujourd'hui."))
    faults.stop()
    values["contact_print"] = print_of(str(values["email"])) if values["contact"] and values["email"] else ""
    return values


def _spot(faults: Faults, number: int, address: str, commune: str, coordinates: str) -> Spot:
    point = faults.point(f"coordinates-{number}", coordinates)
    return Spot(
        faults.line(f"address-{number}", address, 300),
        faults.line(f"commune-{number}", commune, 120, needed=_("Dites dans quelle commune.")),
        point.latitude if point else None,
        point.longitude if point else None,
    )


def add_partner(session: Session, actor: Actor, typed: Typed) -> Partner:
    """A partner in the directory; one of the same name is refused."""
    require(policies.may_keep(actor))
    values = sound(typed, queries.words(session, actor.organisation_id))
    _refuse_twin(session, actor, str(values["name"]), "")
    partner = Partner(id=new_id(), organisation_id=actor.organisation_id, created_at=now(), **values)
    session.add(partner)
    session.flush()
    return partner


def change_partner(session: Session, actor: Actor, partner_id: str, typed: Typed, version: int) -> Partner:
    """What is written about a partner. Somebody else's change meanwhile is a Conflict: nothing is overwritten."""
    require(policies.may_keep(actor))
    partner = queries.partner_for(session, actor, partner_id)
    values = sound(typed, queries.words(session, actor.organisation_id))
    if partner.version != version:
        raise Conflict(
            _("Cette fiche a changé pendant que vous écriviez. Rien n'a été remplacé. Relisez-la, puis recommencez.")
        )
    _refuse_twin(session, actor, str(values["name"]), partner.id)
    _write(partner, values)
    return partner


def review_partner(session: Session, actor: Actor, partner_id: str) -> Partner:
    """Read again today, and still true. Twice on the same day changes nothing."""
    require(policies.may_keep(actor))
    partner = queries.partner_for(session, actor, partner_id)
    if partner.reviewed_on != today():
        _write(partner, {"reviewed_on": today()})
    return partner


def archive_partner(session: Session, actor: Actor, partner_id: str, *, again: bool = False) -> Partner:
    """Put away, or taken out `again`. What was sent to them stays."""
    require(policies.may_keep(actor))
    partner = queries.partner_for(session, actor, partner_id)
    if again and partner.archived_at is not None:
        partner.archived_at = None
    elif not again and partner.archived_at is None:
        partner.archived_at = now()
    return partner


def _write(partner: Partner, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(partner, name, value)
    partner.version += 1


def _refuse_twin(session: Session, actor: Actor, name: str, partner_id: str) -> None:
    for other in queries.partners_named(session, actor.organisation_id):
        if other.id != partner_id and rules.folded(other.name) == rules.folded(name):
            faults = Faults()
            faults.add(
                "name",
                _("Un partenaire a déjà ce nom.")
                if other.archived_at is None
                else _("Un partenaire retiré a déjà ce nom. Remettez-le dans l'annuaire."),
            )
            faults.stop()
