"""What the pages of this room share: periods, days of a form, lists to choose from."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.errors import HouseError, Invalid
from app.core.periods import Period, read_period, twelve_months_to
from app.core.sensitive import Doubtful
from app.feedback import data
from app.feedback.campaigns import rules as campaigns
from app.feedback.complaints import queries as complaints
from app.feedback.complaints import rules as complaint_rules
from app.feedback.improvements import rules as improvement_rules
from app.feedback.queries import course_titles
from app.web.forms import Form, only


def period_of(du: str, au: str) -> tuple[Period, Invalid | None]:
    """The period asked for; twelve months, with what to mend, when it is not one."""
    try:
        return read_period(du, au, today=today()), None
    except Invalid as error:
        return twelve_months_to(today()), error


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def span_of(form: Form, name: str) -> Period | None:
    """Two days of a form that make a period; None when they do not."""
    start, end = day_of(only(form, f"{name}_from")), day_of(only(form, f"{name}_to"))
    return Period(start, end) if start and end and start <= end else None


def courses(session: Session, organisation_id: str) -> list[tuple[str, str]]:
    return sorted(course_titles(session, organisation_id).items(), key=lambda pair: pair[1])


def team(session: Session, organisation_id: str) -> list[tuple[str, str]]:
    return complaints.team(session, organisation_id)


def refusal(error: HouseError | None) -> dict[str, Any]:
    """What a form that comes back says: a summary, each field's message, and whether words may be kept anyway."""
    fields = error.fields if isinstance(error, Invalid) else []
    return {
        "refused": error,
        "problems": fields,
        "errors": {field.field: field.message for field in fields},
        "doubtful": isinstance(error, Doubtful),
    }


WORDS = {
    "moments": campaigns.MOMENTS,
    "audiences": campaigns.AUDIENCES,
    "complaint_states": complaint_rules.STATES,
    "complaint_ways": complaint_rules.WAYS,
    "outcomes": complaint_rules.OUTCOMES,
    "satisfied": complaint_rules.SATISFIED,
    "acts": complaint_rules.ACTS,
    "origins": improvement_rules.ORIGINS,
    "states": improvement_rules.STATES,
    "choices": improvement_rules.CHOICES,
    "measures": improvement_rules.MEASURES,
}


def complaint_subjects() -> list[tuple[str, str]]:
    return list(data.rules().complaint_subjects.items())


def incident_subjects() -> list[tuple[str, str]]:
    return list(data.rules().incident_subjects.items())
