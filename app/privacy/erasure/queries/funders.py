"""What the funders of a path ask to be kept, and the reports that they were sent."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.enrolments.models import Enrolment
from app.funding.models import FunderProfile, FundingAgreement
from app.privacy import map as house
from app.privacy.erasure.queries.rows import Row


def years_asked(session: Session, enrolment_ids: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Enrolment → the longest time that a funder of the path asks for after its exit, and which funder."""
    found: dict[str, tuple[int, str | None]] = {}
    for funder in (
        select(Enrolment.id, FunderProfile.retention_years, FunderProfile.funder_id).join(
            FunderProfile, FunderProfile.funder_id == Enrolment.funder_id
        ),
        select(FundingAgreement.enrolment_id.label("id"), FunderProfile.retention_years, FunderProfile.funder_id).join(
            FunderProfile, FunderProfile.funder_id == FundingAgreement.funder_id
        ),
    ):
        source = funder.subquery()
        for row in session.execute(select(source).where(source.c.id.in_(enrolment_ids))):
            if row.retention_years > found.get(row.id, (0, None))[0]:
                found[row.id] = row.retention_years, row.funder_id
    return found


def reports_of(session: Session, organisation_id: str, paths: Sequence[Enrolment]) -> list[Row]:
    """Signed reports that went to the funders of these paths while they lasted: they name everybody on them."""
    report, file = house.table("funder_report"), house.table("stored_file")
    pages = select(file.c.id).where(file.c.media_type == "application/pdf")  # not what stands in their place already
    found: dict[str, Row] = {}
    for path in paths:
        paying = select(FundingAgreement.funder_id).where(FundingAgreement.enrolment_id == path.id)
        statement = select(*report.columns).where(
            report.c.organisation_id == organisation_id,
            report.c.file_id.in_(pages),
            or_(report.c.funder_id == path.funder_id, report.c.funder_id.in_(paying)),
            report.c.ends_on >= path.starts_on,
        )
        if path.closed_on:
            statement = statement.where(report.c.starts_on <= path.closed_on)
        found |= {row["id"]: dict(row) for row in session.execute(statement).mappings()}
    return [found[key] for key in sorted(found)]
