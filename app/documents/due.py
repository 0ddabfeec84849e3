"""What is missing for whom: exits without a certificate, entries without a convocation, months without an attestation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import AnyRow
from app.core.i18n import N_
from app.core.periods import Period
from app.documents import queries
from app.reporting.rules import month_of

CERTIFICATE, SUMMONS, MONTHLY, RULES = "certificat", "convocation", "assiduite", "reglement"
LOOKED_BACK = timedelta(days=365)  # exits before that have their papers elsewhere
LOOKED_AHEAD = 14  # days before an entry, when the organisation has not said
TITLES = {
    CERTIFICATE: N_("Sorties sans certificat de réalisation"),
    SUMMONS: N_("Entrées sans convocation"),
    MONTHLY: N_("Mois passé sans attestation d'assiduité"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of document that some people lack, and the days that it is to speak of."""

    kind: str
    people: tuple[AnyRow, ...]  # rows of queries.paths
    period: Period | None = None


def due(session: Session, organisation_id: str) -> list[Due]:
    """In a fixed number of statements, whatever the number of people."""
    day = today()
    chosen = queries.settings_of(session, organisation_id)
    paths = queries.paths(session, organisation_id)
    month = month_of(day.replace(day=1) - timedelta(days=1))
    ahead = chosen.convocation_days if chosen and chosen.convocation_days else LOOKED_AHEAD
    found = [
        Due(CERTIFICATE, _without(session, organisation_id, CERTIFICATE, [p for p in paths if _left_lately(p, day)])),
        Due(SUMMONS, _without(session, organisation_id, SUMMONS, [p for p in paths if _enters_soon(p, day, ahead)])),
    ]
    if chosen is not None and chosen.monthly:
        here = [p for p in paths if p.starts_on <= month.end and (p.closed_on is None or p.closed_on >= month.start)]
        found.append(Due(MONTHLY, _without(session, organisation_id, MONTHLY, here, month), month))
    return [each for each in found if each.people]


def _left_lately(path: AnyRow, day: date) -> bool:
    return path.closed_on is not None and path.starts_on <= path.closed_on and day - path.closed_on <= LOOKED_BACK


def _enters_soon(path: AnyRow, day: date, ahead: int) -> bool:
    return path.closed_on is None and day <= path.starts_on <= day + timedelta(days=ahead)


def _without(
    session: Session, organisation_id: str, kind: str, paths: Sequence[AnyRow], month: Period | None = None
) -> tuple[AnyRow, ...]:
    """Those who have no valid document of the kind, given or not."""
    have = {
        row.enrolment_id
        for row in queries.have(session, organisation_id, kind)
        if month is None or row.period_start == month.start
    }
    return tuple(path for path in paths if path.id not in have)
