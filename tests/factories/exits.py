"""People who left, at a date and with a situation, and the news asked of them since."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.enrolments.rules import Act
from app.notifications.models import Mail
from app.outcomes.models import SituationCheck
from app.outcomes.services import asking
from tests.factories.house import House
from tests.factories.paths import enrolled

LONG_AGO = date(2026, 3, 2)


def left(
    session: Session, house: House, email: str, on: date, outcome: str = "job_search", act: Act = Act.LEAVE,
    starts_on: date = LONG_AGO, name: str = "Karim Benali",
) -> Enrolment:  # fmt: skip
    """Somebody who entered and left on these days, as it was noted on these days."""
    adviser = house.actor(Role.ADVISER)
    with clock.at(clock.paris(starts_on)):
        path = enrolled(session, house, email=email, starts_on=starts_on, name=name)
    with clock.at(clock.paris(on)):
        return enrolling.perform(session, adviser, path.id, act, on, "Arrêt décidé ensemble.", outcome)


def check_of(session: Session, path: Enrolment, month: int) -> SituationCheck:
    """The news to take of a path at a month, of its latest exit."""
    found = select(SituationCheck).where(SituationCheck.enrolment_id == path.id, SituationCheck.month == month)
    return session.scalars(found.order_by(SituationCheck.spell.desc())).first()


def asked(session: Session, house: House, check: SituationCheck) -> str:
    """The question leaves on its day; the private link that it holds."""
    with clock.at(clock.paris(check.due_on, 10)):
        asking.ask_due(session, house.demo.id, "", 100)
    return link_of(session, check)


def link_of(session: Session, check: SituationCheck) -> str:
    mails = select(Mail).where(Mail.key.startswith(f"situation_asked:{check.id}:")).order_by(Mail.id.desc())
    mail = session.scalars(mails).first()
    return mail.link if mail else ""


