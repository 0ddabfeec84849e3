"""What comes back by itself: deadlines are told, copies go."""

from sqlalchemy.orm import Session

from app.core.tasks import every
from app.privacy.requests.services import copies, handling


@every("privacy.remind_requests", minutes=6 * 60)
def remind(session: Session) -> None:
    handling.remind(session)


@every("privacy.copies_over", minutes=60)
def let_copies_go(session: Session) -> None:
    copies.remove_what_is_over(session)


@every("privacy.empty_requests", minutes=1440)
def empty(session: Session) -> None:
    handling.empty_old(session)
