"""What comes back by itself: people who are due are asked, reminders leave, what is late is told, old names go."""

from sqlalchemy.orm import Session

from app.core.tasks import every
from app.feedback.campaigns import asking
from app.feedback.complaints import services as complaints
from app.feedback.improvements import services as improvements
from app.feedback.incidents import services as incidents


@every("feedback.ask", minutes=60)
def ask(session: Session) -> None:
    asking.ask_who_is_due(session)
    asking.remind(session)


@every("feedback.remind", minutes=60)
def remind(session: Session) -> None:
    complaints.tell_what_is_late(session)
    improvements.remind_owners(session)


@every("feedback.empty", minutes=1440)
def empty(session: Session) -> None:
    asking.take_names_off(session)
    complaints.empty_old(session)
    incidents.empty_old(session)
