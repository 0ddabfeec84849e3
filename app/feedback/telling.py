"""Writing to somebody from this room. What happens in a story is news for nobody."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import elsewhere
from app.core.settings import settings
from app.notifications.rules import is_usable
from app.notifications.services import write_to
from app.notifications.writing import Person


@dataclass(frozen=True, slots=True)
class Told:
    """`reached`: an account or an address is there; `mail_id`: of the message, whose address may still refuse it."""

    reached: bool
    mail_id: str | None = None

    def __bool__(self) -> bool:
        return self.reached


def tell(
    session: Session, organisation_id: str, person: Person, event: str, key: str, values: dict[str, Any], link: str
) -> Told:
    """Once for each key. `link` is the page it is about, from its "/"."""
    if elsewhere():
        return Told(bool(person.account_id) or is_usable(person.email))
    made = write_to(session, organisation_id, person, event, f"{event}:{key}", values, link=link)
    return Told(made is not None, made)


def address_of(link: str) -> str:
    """The whole address of a page, for whoever reads it in a message."""
    return settings().base_url.rstrip("/") + link
