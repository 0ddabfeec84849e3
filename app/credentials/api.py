"""Badges for machines: one's own, and giving them."""

from app.core.access import require
from app.credentials import addresses, policies, queries, schemas, services
from app.enrolments import queries as enrolments
from app.web.doors import ApiActor, Reading, Writing, api

router = api("credentials")


@router.get("/enrolments/{enrolment_id}/badges")
def badges(session: Reading, actor: ApiActor, enrolment_id: str) -> schemas.BadgesOut:
    """The badges of a path, those taken back too, the newest first."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_see(actor, enrolment.learner_id))
    return schemas.BadgesOut(
        items=[
            schemas.BadgeOut(
                id=row.id,
                block_id=row.block_id,
                name=row.name,
                issued_at=row.issued_at,
                address=addresses.badge(row.id) if row.shown_at else None,
                revoked=row.revoked_at is not None,
            )
            for row in queries.badges_of(session, [enrolment.id])
        ]
    )


@router.post("/enrolments/{enrolment_id}/badges", status_code=201)
def give(session: Writing, actor: ApiActor, enrolment_id: str, asked: schemas.GiveIn) -> schemas.CredentialOut:
    """Give the badge of a block; the one that stands when there is one already."""
    badge = services.give(session, actor, enrolment_id, asked.block_id)
    return schemas.CredentialOut(id=badge.id, credential=badge.document)


@router.get("/badges/{badge_id}")
def credential(session: Reading, actor: ApiActor, badge_id: str) -> schemas.CredentialOut:
    """The signed credential (Open Badges 3.0), for its learner and their team."""
    badge = services.own_badge(session, actor, badge_id)
    return schemas.CredentialOut(id=badge.id, credential=badge.document)
