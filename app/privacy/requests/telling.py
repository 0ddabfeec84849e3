"""Writing to whoever asks and to whoever answers. A message says that there is news, never what is in the request."""

from typing import Any

from sqlalchemy.orm import Session

from app.notifications.services import write_to
from app.notifications.writing import Person
from app.privacy.requests import queries, rules
from app.privacy.requests.models import DataRequest


def tell_asker(session: Session, request: Any, event: str, key: str, values: dict[str, Any] | None = None) -> bool:
    """By the account of the person when they ask for themselves, by the address they gave otherwise; whether it left."""
    own = request.account_id is not None and request.capacity == "self"
    account = queries.member(session, request.organisation_id, request.account_id) if own else None
    address = request.asker_email or (account.email if account else "")
    name = request.asker_name or request.about_name
    person = Person(name, address, account.id if account else None)
    page = f"/mes-donnees/demandes/{request.id}" if own else ""
    told = {
        "reference": rules.reference(request.number), "answer_by": request.answer_by, "own": own, "page": page,
        **(values or {}),
    }  # fmt: skip
    return bool(
        write_to(session, request.organisation_id, person, event, f"{event}:{request.id}:{key}", told, link=page)
    )


def tell_officers(session: Session, request: DataRequest | Any, why: str, but: str | None = None) -> int:
    """`why`: new, said, soon, today, late. Once for each person and reason; how many were told."""
    page = f"/donnees/demandes/{request.id}"
    told = 0
    for row in queries.officers(session, request.organisation_id):
        if row.id == but:
            continue
        person = Person(row.name, row.email, row.id, locale=row.locale)
        values = {
            "reference": rules.reference(request.number), "why": why.partition(":")[0], "page": page,
            "answer_by": request.answer_by,
        }  # fmt: skip
        key = f"privacy_request_due:{request.id}:{why}:{row.id}"
        told += bool(write_to(session, request.organisation_id, person, "privacy_request_due", key, values, link=page))
    return told
