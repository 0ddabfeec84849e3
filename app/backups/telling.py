"""Whoever answers for data is told that a backup was put back, in the database that takes the place."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.core.clock import now
from app.core.db import Database
from app.identity import queries as identity
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.privacy.requests.queries import officers
from app.web import formats

PAGE = "/donnees/effacements"


def tell(made: Database, made_at: str, again: Mapping[str, Sequence[str]]) -> None:
    """`again`: organisation → the certificates that were erased again there."""
    moment = now()
    with made.writing() as session:
        for place in identity.organisations(session):
            values = {
                "at": formats.moment(moment), "made": formats.moment(datetime.fromisoformat(made_at)),
                "again": len(again.get(place.id, ())), "page": PAGE,
            }  # fmt: skip
            for row in officers(session, place.id):
                person = Person(row.name, row.email, row.id, locale=row.locale)
                key = f"privacy_backup_restored:{place.id}:{moment.isoformat()}:{row.id}"
                write_to(session, place.id, person, "privacy_backup_restored", key, values, link=PAGE)
