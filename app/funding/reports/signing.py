"""Signing the report of a funder: its bytes are kept, and given again whatever changes afterwards."""

import io

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import Conflict, NotFound, invalid
from app.core.i18n import _
from app.core.periods import Period
from app.files import queries as stored
from app.files import services as storing
from app.files.queries import FileRow
from app.funding import policies
from app.funding.models import FunderReport
from app.funding.queries import reports as queries
from app.funding.reports import files
from app.funding.reports.services import report
from app.identity.organisations import legal_identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def sign(session: Session, actor: Actor, funder_id: str, period: Period, capacity: str) -> FunderReport:
    """Sign what the report says now, and keep it; the same again signs nothing new."""
    require(policies.may_set_funding(actor))
    ledger.take_turn(session, actor.organisation_id)
    found = report(session, actor, funder_id, period)
    if period.end > today():
        raise invalid("au", _("La période n'est pas terminée. Signez le rapport d'une période passée."))
    if not found.lines:
        raise invalid("du", _("Personne n'est financé dans cette période : il n'y a rien à signer."))
    capacity = " ".join(capacity.split())
    if not capacity or len(capacity) > 120:
        raise invalid("capacity", _("Dites en quelle qualité vous signez, en 120 caractères au plus."))
    for row in queries.signed(session, actor.organisation_id, funder_id):
        if (row.starts_on, row.ends_on, row.digest) == (period.start, period.end, found.digest):
            return session.get_one(FunderReport, row.id)
    signed = FunderReport(
        organisation_id=actor.organisation_id, funder_id=funder_id, number=queries.next_number(session, actor.organisation_id),
        starts_on=period.start, ends_on=period.end, lines=len(found.lines), digest=found.digest, signed_by=actor.account_id,
        capacity=capacity,
    )  # fmt: skip
    session.add(signed)
    session.flush()
    row = next(one for one in queries.signed(session, actor.organisation_id, funder_id) if one.id == signed.id)
    content = files.report_pdf(found, legal_identity(session, actor.organisation_id), row)
    name = f"rapport-{signed.number}-{period.start.isoformat()}.pdf"
    signed.file_id = storing.store(
        session, actor, actor.organisation_id, name, io.BytesIO(content), actor.account_id
    ).id
    session.flush()
    ledger.append(
        session, actor, Kind.FUNDER_REPORTED, person_id=None, funder_id=funder_id, proof_kind="funder_report",
        proof_id=signed.id, facts={"number": signed.number, "lines": signed.lines, "digest": signed.digest},
    )  # fmt: skip
    return signed


def signed_file(session: Session, actor: Actor, funder_id: str, number: int) -> FileRow:
    """What was signed under a number, as it was. Conflict for what was signed before files were kept."""
    require(policies.may_read_funding(actor))
    row = _numbered(session, actor, funder_id, number)
    if row.file_id is None:
        raise Conflict(_("Ce rapport a été signé avant que les fichiers soient gardés. Signez celui d'aujourd'hui."))
    return stored.file_of(session, actor.organisation_id, row.file_id)


def _numbered(session: Session, actor: Actor, funder_id: str, number: int) -> AnyRow:
    for row in queries.signed(session, actor.organisation_id, funder_id):
        if row.number == number:
            return row
    raise NotFound()
