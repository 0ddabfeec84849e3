"""What goes by itself: sealed answers, a year after the exit."""

from sqlalchemy.orm import Session

from app.core.tasks import every
from app.funding.participants import services


@every("funding.purge", minutes=24 * 60)
def let_sealed_answers_go(session: Session) -> None:
    """Some at a time; what is left goes the next day."""
    services.purge(session)
