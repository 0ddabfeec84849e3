"""What the demonstration has written to people: reminders of modules that wait, a confirmation, a word of an adviser.

And the time that some say they spent on what they did at a distance.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.demo.stories import Step
from app.demo.world import World
from app.enrolments import queries as enrolments
from app.enrolments.rules import is_open
from app.identity import queries as identity
from app.learning import queries as learning
from app.learning.rules import DONE
from app.learning.times.rules import is_remote_work
from app.learning.times.services import declare_time
from app.notifications import queries as mails
from app.notifications.distance import queries, services
from app.notifications.distance.following import modules_of
from app.notifications.models import FAILED, SENT, UNDELIVERABLE
from app.notifications.telling.sessions import tell_of_a_seat
from app.scheduling import queries as scheduling

LOOKED_AT = 200  # people
DAYS = 21
SAID, SAID_BY_THE_FEATURED = 0.12, 0.6
_DONE_AT_ONCE = ("page", "media", "file")
WORDS = "Bonjour, je vois que ce module attend. Voulez-vous que nous le regardions ensemble cette semaine ?"


def perhaps_declare(world: World, session: Session, step: Step) -> None:
    """How long it took, said a moment after: one activity in eight."""
    story, activity = step.story, step.activity
    if story is None or activity is None or activity.kind not in _DONE_AT_ONCE or not is_remote_work(activity):
        return
    chance = Random(f"time {story.number} {activity.key}")
    if chance.random() > (SAID_BY_THE_FEATURED if story.featured else SAID):
        return
    state = learning.state_of(session, story.enrolment_id, activity.id)
    if state is not None and state.state == DONE:  # a branch may have been taken instead
        spent = max(5, 5 * round(activity.minutes * max(0.4, chance.gauss(1.1, 0.35)) / 5))
        declare_time(session, world.learners[story.number], story.enrolment_id, activity.id, str(spent))


def write_letters(database: Database, adviser: Actor, learner_email: str, now: datetime) -> None:
    """The mail of the last weeks: it has left, but for that of today."""
    with database.writing() as session:
        closed = identity.closed_days(session, adviser.organisation_id)
        first = clock.local(now).date() - timedelta(days=DAYS)
        for after in range(DAYS + 1):
            day = first + timedelta(days=after)
            if is_open(day, closed):
                with clock.at(min(clock.paris(day, 9, 30), now)):
                    people = queries.on_their_way(session, adviser.organisation_id, "", LOOKED_AT)
                    services.remind_of_late_modules(session, adviser.organisation_id, people)
        with clock.at(now - timedelta(hours=20)):
            _nudge(session, adviser)
        _leave(session, adviser, now)
        with clock.at(now - timedelta(minutes=20)):
            _confirm(session, adviser, learner_email)


def _nudge(session: Session, adviser: Actor) -> None:
    """The adviser writes to the person whose module is the latest."""
    people = queries.on_their_way(session, adviser.organisation_id, "", LOOKED_AT)
    found = modules_of(session, people)
    late = [(module.late_days, person, module.id) for person in found for module in found[person] if module.is_late]
    if late:
        _days, enrolment_id, module_id = max(late)
        services.remind(session, adviser, enrolment_id, module_id, WORDS)


def _leave(session: Session, adviser: Actor, now: datetime) -> None:
    """All that is written has been sent; one address has gone, one message has failed."""
    rows = mails.mails(session, adviser, limit=10_000)
    for row in rows:
        mails.mark(session, row.id, state=SENT, sent_at=row.due_at + timedelta(seconds=20))
    _spoil(session, [row.id for row in rows if row.created_at < now - timedelta(days=1)])


def _spoil(session: Session, ids: Sequence[str]) -> None:
    for mail_id, state, error in zip(
        ids, (UNDELIVERABLE, FAILED), ("550 5.1.1 no such user here", "554 5.7.1 message refused"), strict=False
    ):
        mails.mark(session, mail_id, state=state, sent_at=None, error=error)


def _confirm(session: Session, adviser: Actor, learner_email: str) -> None:
    """The featured learner's next seat, confirmed: it waits in the outbox."""
    account = identity.account_by_email(session, learner_email)
    path = next(
        (one for one in enrolments.list_enrolments(session, adviser) if account and one.learner_id == account.id), None
    )
    seats = scheduling.sessions_of_enrolment(session, path.id, since=clock.now()) if path else []
    if path and seats:
        said = {"session_id": seats[0].id, "enrolment_id": path.id, "freed": False, "by": adviser.account_id}
        tell_of_a_seat(session, said)
