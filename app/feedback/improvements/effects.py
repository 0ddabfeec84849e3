"""What an action has changed: the same figure before and after, both counted by the house and never typed in."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.periods import Period
from app.feedback import queries
from app.feedback.improvements.rules import MEASURES


def measure(session: Session, organisation_id: str, name: str, period: Period, course_id: str | None) -> dict[str, Any]:
    """The value over a period, with what it was made of. `value` None: there was nothing to count or to divide by."""
    if name not in MEASURES:
        raise KeyError(name)
    said: dict[str, Any] = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    if name in ("complaints", "incidents"):
        rows = getattr(queries, name)(session, organisation_id, period)
        count = sum(course_id is None or row.course_id == course_id for row in rows)
        return {**said, "value": count, "numerator": count, "denominator": None}
    rows = queries.satisfaction(session, organisation_id, period, course_id=course_id)
    learners = [row for row in rows if row.audience == "learner"]
    respondents = sum(row.respondents for row in learners)
    if name == "response_rate":
        top, whole = sum(row.received for row in learners), sum(row.sent for row in learners)
    elif name == "satisfaction_rate":
        top, whole = sum(row.satisfied for row in learners), respondents
    else:
        total = sum((row.mean or 0) * row.respondents for row in learners)
        mean = round(total / respondents, 2) if respondents else None
        return {**said, "value": mean, "numerator": round(total, 2), "denominator": respondents}
    return {**said, "value": round(100 * top / whole, 1) if whole else None, "numerator": top, "denominator": whole}
