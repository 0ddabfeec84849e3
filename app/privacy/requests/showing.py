"""What the pages of requests share."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.privacy.requests import queries, rules
from app.privacy.requests.models import DataCopy
from app.privacy.requests.services import copies as making


def refusal(error: HouseError | None) -> dict[str, Any]:
    """What a form that comes back says: a summary, and each field's message."""
    fields = error.fields if isinstance(error, Invalid) else []
    return {"refused": error, "problems": fields, "errors": {field.field: field.message for field in fields}}


def subject(row: AnyRow) -> str:
    """What an objection or a freeze is about, in words."""
    label = {**rules.OBJECTIONS, **rules.GROUNDS}.get(row.subject, "")
    return _(label) if label else ""


def wish(row: AnyRow) -> str:
    """What was asked, as the person says it."""
    if row.kind == rules.ACCESS and row.subject:
        return _("Comprendre une lecture de mes données")
    return _(rules.KINDS[row.kind].wish)


def copies(session: Session, actor: Actor, request_id: str) -> list[tuple[DataCopy, str]]:
    """The copies made for a request, and what opens each once it is there."""
    return [(one, making.seal_of(one) if one.file_id else "") for one in queries.copies_for(session, request_id, now())]
