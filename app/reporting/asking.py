"""What an address asks for: whose hours, when, and which figure. The same for pages and for machines."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.periods import EARLIEST, LATEST, Period, read_period
from app.enrolments import queries as enrolments
from app.reporting import policies, queries
from app.reporting.queries.columns import bounded
from app.reporting.rules import MARKS, Cell, Side
from app.reporting.scopes import ORGANISATION, Scope, scope_for


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose hours and when, as the address says them."""

    scope: Scope
    period: Period

    @property
    def start(self) -> str:
        """The first day, as a field of a form holds it; empty without one."""
        return self.period.start.isoformat() if bounded(self.period)[0] else ""

    @property
    def end(self) -> str:
        return self.period.end.isoformat() if bounded(self.period)[1] else ""

    def during(self, period: Period) -> "Wish":
        return Wish(self.scope, period)

    def link(self, path: str, **more: str) -> str:
        found = {"pour": self.scope.key}
        found |= {name: day for name, day in (("du", self.start), ("au", self.end)) if day}
        return f"{path}?{urlencode(found | more, safe=':')}"


def read_dates(du: str, au: str, names: tuple[str, str] = ("du", "au")) -> Period:
    """The days asked for; without any, since the start."""
    return read_period(du or EARLIEST.isoformat(), au or LATEST.isoformat(), today=today(), names=names)


def read_scope(session: Session, actor: Actor, asked: str, scope_id: str = "") -> Scope:
    """« course:0198… », or the kind and the id apart."""
    kind, _colon, within = asked.partition(":")
    return scope_for(session, actor, kind, scope_id or within)


def read_wish(session: Session, actor: Actor, pour: str, du: str, au: str) -> Wish:
    require(policies.may_read_hours(actor))
    return Wish(read_scope(session, actor, pour or usual_scope(session, actor)), read_dates(du, au))


def usual_scope(session: Session, actor: Actor) -> str:
    """Whose hours somebody means who does not say: their caseload, everybody, or their own."""
    if actor.has(Role.ADVISER) and queries.named(session, actor.organisation_id, "adviser", actor.account_id):
        return f"adviser:{actor.account_id}"
    if actor.is_staff or actor.has(Role.AUDITOR):
        return ORGANISATION
    mine = enrolments.current_enrolment(session, actor)
    return f"person:{mine.id}" if mine else ORGANISATION


def read_cell(side: str, mark: str) -> Cell:
    wrong = []
    if side not in set(Side):
        wrong.append(FieldError("cote", _("Demandez ce qui est prévu (planned) ou ce qui est fait (done).")))
    if mark not in MARKS:
        wrong.append(FieldError("marque", _("Cette mesure n'existe pas. Choisissez-la sur la page des heures.")))
    if wrong:
        raise Invalid(wrong[0].message, wrong)
    return Cell(side, mark)
