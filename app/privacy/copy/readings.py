"""Who saw, changed or exported somebody's data: the trail in their copy."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.core.trail import Search, trail, words
from app.core.trail.store import Line
from app.identity import queries as identity
from app.privacy.copy.queries import readings as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats

MOST = 10_000


def readings(session: Session, me: str) -> Chapter:
    lines = list(_lines(session, me))
    names = queries.names(session, {line["reader_id"] for line in lines} - {""})
    return Chapter(
        "lectures",
        _("Qui a vu, changé ou exporté vos données"),
        (
            table(
                _("Le journal des accès"),
                (_("Moment"), _("Qui"), _("À quel titre"), _("Ce qui a été fait"), _("Depuis")),
                [
                    (
                        formats.moment(datetime.fromisoformat(line["at"]).replace(tzinfo=UTC)),
                        names.get(line["reader_id"], _(words.ERASED)) if line["reader_id"] else _("La plateforme"),
                        words.why_words(line["role"]),
                        f"{words.did_words(line['did'])} {words.what_words(line['subject'], '', line['people'])}",
                        words.device_words(line["device"]),
                    )
                    for line in lines
                ],
            ),
            table(
                _("Recherches par lecteur"),
                (_("Moment"), _("Faite par vous"), _("Raison écrite")),
                [
                    (formats.moment(row.at), _("oui") if row.asked_by == me else _("non"), row.reason)
                    for row in queries.searches(session, me)
                ],
            ),
        ),
    )


def _lines(session: Session, me: str) -> Iterator[Line]:
    """Of every organisation: what is about the person, whoever did it."""
    paths = queries.places(session, me)
    for organisation_id in identity.organisation_ids_of(session, me):
        mine = tuple(row.id for row in paths if row.organisation_id == organisation_id)
        yield from trail().find(Search(organisation_id, accounts=(me,), enrolments=mine, limit=MOST))
