"""What comes back by itself: names of visitors leave when their six months are over."""

from sqlalchemy.orm import Session

from app.core.tasks import every
from app.visits import services


@every("visits.empty", minutes=60)
def empty(session: Session) -> None:
    services.empty_old_visits(session)
