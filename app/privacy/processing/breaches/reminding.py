"""The clock of the 72 hours tells those who decide at 24, 48 and 66 hours, once each."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.tasks import every
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.privacy.processing import queries as registers
from app.privacy.processing import rules
from app.privacy.processing.breaches import queries, services


@every("processing.breach_clock", minutes=15)
def remind(session: Session) -> None:
    moment = now()
    for breach in queries.waiting(session):
        hours = rules.reminder_due(breach.known_at, moment)
        if hours is None:
            continue
        told = [
            write_to(
                session, breach.organisation_id, Person(one.name, one.email, one.id, locale=one.locale),
                "breach_clock", f"breach_clock:{breach.id}:{hours}:{one.id}",
                {
                    "number": breach.number, "hours": hours, "deadline": rules.deadline(breach.known_at),
                    "left": rules.left_in_words(breach.known_at, moment), "page": services.page_of(breach),
                },
            )
            for one in registers.officers_to_tell(session, breach.organisation_id)
        ]  # fmt: skip
        if any(told):
            services.reminded(session, breach, hours)
