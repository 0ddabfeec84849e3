"""What comes back by itself: last acts are remembered, people and the administration are told, waves open, old rows go."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.settings import settings
from app.core.tasks import Next, Payload, every, later, task
from app.identity import queries as identity
from app.notifications import queries as mailing
from app.notifications.services import write_to
from app.privacy.requests.queries import officer_id
from app.privacy.retention import keeping, queries, waves
from app.privacy.retention import record_queries as records
from app.privacy.retention.planning import account_ends, plan
from app.privacy.retention.queries import Member, Where
from app.privacy.retention.reckoning import Book, book, clock_from
from app.privacy.retention.rules import Clock
from app.web import formats

AT_A_TIME = 200  # people in one transaction


@every("retention.look", minutes=24 * 60)
def look(session: Session) -> None:
    """Each organisation by itself, in small transactions."""
    for organisation in identity.organisations(session):
        payload = {"organisation_id": organisation.id, "from": 0}
        later(session, "retention.people", payload, key=f"retention.people:{organisation.id}:{today().isoformat()}")


@task("retention.people")
def people(session: Session, payload: Payload) -> Next | None:
    """Remember what people did and warn those who do nothing any longer, some at a time; then open what is due."""
    here, start, day = str(payload["organisation_id"]), int(payload["from"]), today()
    known = book(session, [here], day)
    members = queries.members(session, here)
    paths: dict[str, list[Clock]] = {}
    for facts in queries.facts(session, Where(here)):
        paths.setdefault(facts.account_id, []).append(clock_from(known, facts))
    for person in members[start : start + AT_A_TIME]:
        keeping.remember(session, person)
        warn(session, known, here, person, paths.get(person.account_id, []), day)
    if start + AT_A_TIME < len(members):
        return Next({"organisation_id": here, "from": start + AT_A_TIME}, start + AT_A_TIME, len(members))
    opens = waves.next_day(session, here, day)
    announce(session, known, here, opens, day)
    if opens == day:
        wave = waves.open_wave(session, here, day)
        if wave is not None and wave.state == waves.WAITING:
            key = f"privacy_wave_waits:{here}:{wave.id}:"
            _tell(session, here, "privacy_wave_waits", key, {"people": wave.people}, f"/donnees/vagues/{wave.id}")
    records.sweep(session, here, known.decided[here].kept, day)
    return None


def warn(session: Session, known: Book, organisation_id: str, person: Member, paths: list[Clock], day: date) -> bool:
    """Tell somebody that their account will close, as many times as the rules say; whether they were told now.

    Whoever cannot be reached is counted as told on that day: their time runs all the same.
    """
    if any(clock.started_on is None or clock.holds for clock in paths):
        return False
    said = known.decided[organisation_id]
    ends = account_ends(said, person, paths)
    times = [span.before(ends) for span in said.version.warned_before]
    due = sum(at <= day for at in times)
    activity = queries.activity_to_change(session, person.account_id)
    if activity is None or (activity.warned_on is not None and activity.acted_on >= activity.warned_on):
        return False
    if due <= activity.warnings or (activity.warnings and activity.warned_on == day):
        return False
    activity.warned_on, activity.warnings = activity.warned_on or day, activity.warnings + 1
    session.flush()
    closes = max(ends, said.version.announced.after(activity.warned_on))
    reached = mailing.person_of_account(session, person.account_id)
    if reached is None:
        return False
    write_to(
        session, organisation_id, reached, "account_unused",
        f"account_unused:{person.account_id}:{activity.warned_on.isoformat()}:{activity.warnings}",
        {
            "day": formats.full_day(closes), "acted": formats.full_day(person.acted_on),
            "keep": settings().base_url.rstrip("/") + keeping.path_of(keeping.token_of(activity)),
        },
        link="/mes-donnees",
    )  # fmt: skip
    return True


def announce(session: Session, known: Book, organisation_id: str, opens: date, day: date) -> bool:
    """Tell who decides what the next wave will hold, once, as long before as the rules say."""
    if not day < opens <= known.decided[organisation_id].version.announced.after(day):
        return False
    found = plan(session, organisation_id, opens, counted=False)
    if not found.due:
        return False
    page = f"/donnees/purge?le={opens.isoformat()}"
    values = {"day": formats.full_day(opens), "people": found.people, "stopped": len(found.stopped)}
    _tell(session, organisation_id, "privacy_wave", waves.announcement(organisation_id, opens), values, page)
    return True


def _tell(session: Session, organisation_id: str, event: str, key: str, values: dict[str, object], link: str) -> None:
    """Whoever decides of waves: the administration, and whoever answers for data."""
    people = {member.id for member in identity.members_with(session, organisation_id, "admin")}
    if officer := officer_id(session, organisation_id):
        people.add(officer)
    for account_id in sorted(people):
        person = mailing.person_of_account(session, account_id)
        if person is not None:
            write_to(session, organisation_id, person, event, key + account_id, {**values, "page": link}, link=link)
