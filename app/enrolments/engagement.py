"""People under a *contrat d'engagement*: how many hours a week are expected of them, and from which day."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.enrolments import policies, queries
from app.enrolments.history import note_change
from app.enrolments.models import Enrolment

USUAL = 15  # hours a week, that the law names; an adviser may expect fewer
MOST = 35


def expect_weekly_hours(
    session: Session, actor: Actor, enrolment_id: str, hours: int | None, since: date | None = None, reason: str = ""
) -> Enrolment:
    """Put somebody under a contrat d'engagement, or take them out of it with None. Saying it again changes nothing."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    if hours is not None and not 1 <= hours <= MOST:
        message = _("Écrivez un nombre d'heures entre 1 et %(most)s, ou laissez vide.") % {"most": MOST}
        raise Invalid(message, [FieldError("hours", message)])
    since = (since or max(today(), enrolment.starts_on)) if hours is not None else None
    if (enrolment.weekly_hours_due, enrolment.weekly_hours_from) == (hours, since):
        return enrolment
    enrolment.weekly_hours_due, enrolment.weekly_hours_from = hours, since
    note_change(session, actor, enrolment, "engagement", since or today(), reason)
    return enrolment
