"""What comes back by itself: names of candidates leave when their six months are over."""

from sqlalchemy.orm import Session

from app.admissions.services import deciding
from app.core.tasks import every


@every("admissions.empty", minutes=60)
def empty(session: Session) -> None:
    deciding.empty_old(session)
