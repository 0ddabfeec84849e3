"""Pointing out what is unusual to whoever answers for data. Nothing is stopped, nobody is accused."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.clock import local, now, today
from app.core.i18n import _
from app.core.tasks import every
from app.core.trail import trail
from app.identity import queries as identity
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.trail import queries
from app.trail.patterns import WORDS, Pattern, patterns
from app.trail.services.searching import officer_of
from app.web import formats


@every("trail.unusual", minutes=15)
def point_out(session: Session) -> None:
    """Each account at most once a day for each pattern."""
    for organisation in identity.organisations(session):
        for pattern in patterns(today()):
            _look_for(session, organisation.id, pattern)


def _look_for(session: Session, organisation_id: str, pattern: Pattern) -> None:
    until = now()
    since = until - timedelta(minutes=pattern.minutes)
    busy = trail().busy(organisation_id, since, until, pattern.act.value, by_people=pattern.count == "people")
    over = {reader: n for reader, n in busy if n > pattern.more_than}
    if not over:
        return
    names = queries.names(session, over)
    for row in queries.answering(session, organisation_id, officer_of(session, organisation_id)):
        for reader, n in over.items():
            did = _(WORDS[pattern.name]) % {"n": formats.number(n)}
            write_to(
                session, organisation_id, Person(row.name, row.email, row.id, locale=row.locale), "trail_unusual",
                f"trail:{pattern.name}:{reader}:{local(until):%Y-%m-%d}:{row.id}",
                {"who": names.get(reader, _("Une personne effacée")), "did": did, "minutes": pattern.minutes},
                link="/donnees/journal",
            )  # fmt: skip
