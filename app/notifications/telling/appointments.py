"""What is told around appointments: taken, moved, cancelled, to both sides; and reminded to the learner."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.appointments import queries as appointments
from app.appointments.queries import AppointmentRow
from app.appointments.rules import MEANS_LABELS, Means
from app.core.clock import now, today
from app.core.i18n import _, speaking
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.enrolments.covers import queries as covers
from app.notifications import queries, services
from app.notifications.telling.invitations import invitation_for
from app.notifications.writing import Person


@dataclass(frozen=True, slots=True)
class _News:
    """What became of appointments: the folder of its words, the method of its invitations."""

    event: str
    method: str
    still_there: bool  # told only while the appointment holds, or only once it is cancelled


_BOOKED = _News("appointment_booked", "REQUEST", True)
_MOVED = _News("appointment_moved", "REQUEST", True)
_CANCELLED = _News("appointment_cancelled", "CANCEL", False)


@task("notifications.appointment_booked")
def tell_of_a_booking(session: Session, payload: Payload) -> None:
    _tell(session, payload, _BOOKED)


@task("notifications.appointment_moved")
def tell_of_a_move(session: Session, payload: Payload) -> None:
    _tell(session, payload, _MOVED)


@task("notifications.appointment_cancelled")
def tell_of_a_cancellation(session: Session, payload: Payload) -> None:
    _tell(session, payload, _CANCELLED)


def _tell(session: Session, payload: Payload, news: _News) -> None:
    """To the learner, to the adviser and who stands in for them unless they did it; a series made, moved or cancelled at once is one message."""
    found = {payload["appointment_id"]: payload}
    key = f"{news.event}:{payload['enrolment_id']}:"
    for more in queries.take_waiting_work(session, key, f"notifications.{news.event}"):
        found[more["appointment_id"]] = more
    rows = []
    for appointment_id in found:
        row = appointments.appointment_of_house(session, appointment_id)
        if row is not None and row.ends_at > now() and (row.cancelled_at is None) is news.still_there:
            rows.append(row)
    if not rows:
        return
    rows.sort(key=lambda row: (row.starts_at, row.id))
    first, by = rows[0], payload["by"]
    learner = queries.person_of_path(session, first.enrolment_id)
    adviser = queries.person_of_account(session, first.adviser_id)
    told = f"{news.event}:{first.id}:{first.revision}"
    if learner is not None and not (by == learner.account_id and news is _CANCELLED and len(rows) > 1):
        _write(session, learner, rows, news, f"{told}:{learner.account_id}", mine=by == learner.account_id, leads=False)
    if adviser is not None and adviser.account_id != by:
        _write(session, adviser, rows, news, f"{told}:{adviser.account_id}", mine=False, leads=True)
    for account_id in covers.stand_ins(session, first.enrolment_id, today()):
        colleague = queries.person_of_account(session, account_id)
        if colleague is not None and account_id not in (by, first.adviser_id):
            _write(session, colleague, rows, news, f"{told}:{account_id}", mine=False, leads=True)


def _write(
    session: Session, person: Person, rows: list[AppointmentRow], news: _News, key: str, *, mine: bool, leads: bool
) -> None:
    calendar = invitation_for(session, rows[0].session_id, person, news.method) if len(rows) == 1 else ""
    services.write_to(
        session, rows[0].organisation_id, person, news.event, key, {**_values(rows, person, leads), "mine": mine},
        calendar=calendar, method=news.method if calendar else "",
    )  # fmt: skip


def _values(rows: list[AppointmentRow], person: Person, leads: bool) -> dict[str, Any]:
    with speaking(person.locale):
        means = {row.id: _(MEANS_LABELS[Means(row.means)]) for row in rows}
    return {
        "appointments": rows, "means": means, "leads": leads,
        "other": rows[0].learner_name if leads else rows[0].adviser_name,
    }  # fmt: skip


@task("notifications.remind_appointment")
def remind_of_an_appointment(session: Session, payload: Payload) -> None:
    """The day before and two hours before, as long as nothing has changed; in the morning when that falls at night."""
    row = appointments.appointment_of_house(session, payload["appointment_id"])
    if row is None or row.cancelled_at is not None or row.revision != payload["revision"]:
        return
    learner = queries.person_of_path(session, row.enrolment_id)
    if learner is None:
        return
    due = services.quiet_until(session, row.organisation_id, learner.account_id, now())
    if row.starts_at <= due:
        return
    services.write_to(
        session, row.organisation_id, learner, "appointment_reminder",
        f"appointment_reminder:{row.id}:{row.revision}:{payload['when']}",
        {**_values([row], learner, leads=False), "mine": False}, due_at=due,
    )  # fmt: skip
