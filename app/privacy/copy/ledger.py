"""The ledger in a person's copy."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _
from app.ledger.words import kind_words
from app.privacy.copy import words
from app.privacy.copy.queries import ledger as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def ledger(session: Session, me: str, entries: Sequence[AnyRow], titles: dict[str, str]) -> Chapter:
    rows = [
        (
            formats.moment(row.occurred_at),
            kind_words(row.kind),
            titles.get(row.activity_id or "", ""),
            formats.hours(row.minutes) if row.minutes else "",
            words.word(words.PLACES, row.place),
        )
        for row in entries
    ]
    acts = [(formats.moment(row.occurred_at), kind_words(row.kind)) for row in queries.acts(session, me)]
    when, what = _("Date"), _("Fait")
    return Chapter(
        "registre",
        _("Le registre des preuves"),
        (
            table(_("Ce que le registre dit de vous"), (when, what, _("Activité"), _("Durée"), _("Lieu")), rows),
            table(_("Ce que vous avez fait dans le parcours d'autres personnes"), (when, what), acts),
        ),
        _("Le registre ne contient ni nom ni texte. Chaque ligne est datée et ne peut pas être modifiée."),
    )
