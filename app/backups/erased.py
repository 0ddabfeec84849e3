"""Which erasures must be done again after a return, and whether the list of them can be believed."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.backups import queries, reading
from app.core import migrations
from app.core.db import Database
from app.core.errors import Conflict
from app.core.trail import answers, trail
from app.privacy.erasure import listing
from app.privacy.erasure import services as erasure


def to_do_again(
    house: Database, backup: reading.Backup, given: Path | None, *, incomplete: bool
) -> list[dict[str, Any]]:
    """From the list of this machine, the one given by hand, that of the backup and the certificates that are here.

    Raises Invalid for a list that somebody has changed, Conflict when the trail knows of an erasure that no list names.
    """
    texts = {str(listing.path()): listing.text_of(listing.path()), "la sauvegarde": backup.erasures()}
    if given is not None:
        texts[str(given)] = reading.erasures_in(given)
    for where, text in texts.items():
        listing.check(text, where)
    lines = listing.gathered([*texts.values(), listing.written(_certificates(house))])
    unknown = _known_to_the_trail() - {str(line["id"]) for line in lines}
    if unknown and not incomplete:
        raise Conflict(
            f"Le journal des accès connaît {len(unknown)} effacements que la liste ne nomme pas : elle n'est pas entière."
            " Rien n'a été changé. Donnez celle d'une sauvegarde plus récente avec --erasures ; s'il n'y en a pas,"
            " --incomplete-list passe outre, et ces personnes sont de nouveau là."
        )
    return lines


def _certificates(house: Database) -> Sequence[dict[str, Any]]:
    """Of the database that gives way, when it can still be read."""
    try:
        if migrations.pending(house):
            return []
        with house.reading() as session:
            return erasure.erasures_list(session)
    except (DBAPIError, sqlite3.DatabaseError):
        return []


def _known_to_the_trail() -> set[str]:
    if not answers():
        return set()
    return {erasure_id for month in trail().months() for erasure_id in queries.erasures_noted(month)}
