"""The forum in one message a week, or a day: the threads with something new that one neither follows nor has read."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.clock import local, now, paris
from app.core.tasks import every, later, task
from app.core.tasks.registry import Payload
from app.forum import queries as forum
from app.forum import rules as forum_rules
from app.identity.services import actor_for
from app.notifications import queries, rules, services
from app.notifications.choices import queries as choices
from app.notifications.kinds import kind_of
from app.notifications.telling import forum_queries

MOST = 20  # threads of a message; the others are on the page
MONDAY, HOUR = 0, 8
PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7)}
_READERS = tuple(role.value for role in (Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.ADMIN, Role.EXPERT))


def pace_of(session: Session, organisation_id: str, account_id: str) -> str:
    """day, week or never: what the person chose."""
    return choices.reach(session, organisation_id, account_id, kind_of("forum_digest")).choice.mail.value


@every("notifications.forum_digests", minutes=60)
def prepare(session: Session) -> None:
    """From eight in the morning on, once a day for each person who may have something to read."""
    moment = local(now())
    if not HOUR <= moment.hour < rules.NIGHT.begins.hour:
        return
    for organisation_id in forum_queries.organisations_that_talked(session, now() - PERIODS["week"]):
        for account_id in forum_queries.people(session, organisation_id, _READERS):
            pace = pace_of(session, organisation_id, account_id)
            if pace == "day" or (pace == "week" and moment.weekday() == MONDAY):
                later(
                    session, "notifications.forum_digest",
                    {"account_id": account_id, "organisation_id": organisation_id, "pace": pace, "day": moment.date().isoformat()},
                    organisation_id=organisation_id,
                    key=f"forum_digest:{moment.date()}:{organisation_id}:{account_id}",
                )  # fmt: skip


@task("notifications.forum_digest")
def write(session: Session, payload: Payload) -> None:
    """Nothing when nothing is new; what was read since it was prepared is not in it."""
    account_id, organisation_id = payload["account_id"], payload["organisation_id"]
    actor = actor_for(session, organisation_id, account_id)
    person = queries.person_of_account(session, account_id)
    if actor is None or person is None:
        return
    since = paris(date.fromisoformat(payload["day"]), HOUR) - PERIODS[payload["pace"]]
    rows = forum.threads(session, actor, which="unread", horizon=since, limit=100)
    news = [row for row in rows if (row.level or row.space_level) != "follow"]
    if not news:
        return
    names = {row.id: forum_rules.title_for(row.kind, row.name) for row in forum.names(session, actor)}
    shown = [(row, names.get(row.space_id, ""), row.posts - (row.read_to or 0)) for row in news[:MOST]]
    services.write_to(
        session, organisation_id, person, "forum_digest", f"forum_digest:{payload['day']}:{organisation_id}:{account_id}",
        {"threads": shown, "more": len(news) - len(shown), "pace": payload["pace"]}, link="/forum?filtre=non-lus",
    )  # fmt: skip
