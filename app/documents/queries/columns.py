"""The columns of a document, as lists and pages show it."""

from sqlalchemy import or_, select

from app.documents.models import (
    IssuedDocument,
)
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment
from app.identity.models import Account

DOCUMENT = (
    select(
        IssuedDocument.id, IssuedDocument.organisation_id, IssuedDocument.kind, IssuedDocument.number,
        IssuedDocument.code, IssuedDocument.enrolment_id, IssuedDocument.course_id, IssuedDocument.title,
        IssuedDocument.period_start, IssuedDocument.period_end, IssuedDocument.minutes,
        IssuedDocument.template_version, IssuedDocument.sha256, IssuedDocument.file_id, IssuedDocument.signed_file_id,
        IssuedDocument.state, IssuedDocument.why, IssuedDocument.replaces_id, IssuedDocument.outdated,
        IssuedDocument.made_by, IssuedDocument.made_at, IssuedDocument.sent_at,
        Enrolment.learner_id, Account.name.label("learner_name"),
    )
    .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
    .outerjoin(Account, Account.id == Enrolment.learner_id)
)  # fmt: skip

# Of the house, or of somebody whose data are in use: what lists show. By its id, a document stays what it proves.
LISTED = or_(IssuedDocument.enrolment_id.is_(None), in_use(Use.DOCUMENTS))
