"""Somebody's appointments, and what was noted of them."""

from sqlalchemy.orm import Session

from app.attendance.rules import ABSENCES
from app.core.i18n import _
from app.privacy.copy import words
from app.privacy.copy.queries import appointments as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def appointments(session: Session, me: str) -> Chapter:
    """With the notes that the team wrote for itself: the law gives a person what is written about them."""
    taken = [
        (
            formats.moment(row.starts_at),
            row.adviser,
            ", ".join(part for part in (words.word(words.MEANS, row.means), row.phone) if part),
            row.about,
            _("annulé") if row.cancelled_at else words.word(words.OUTCOMES, row.outcome),
            row.cancel_reason or (_(ABSENCES[row.absence].label) if row.absence in ABSENCES else ""),
            formats.hours(row.held_minutes) if row.held_minutes else "",
        )
        for row in queries.appointments(session, me)
    ]
    notes = [
        (
            formats.moment(row.written_at),
            formats.moment(row.starts_at),
            words.word(words.NOTES, row.kind),
            row.author,
            row.body,
        )
        for row in queries.notes(session, me)
    ]
    when = _("Date")
    return Chapter(
        "rendez-vous",
        _("Vos rendez-vous"),
        (
            table(
                _("Rendez-vous pris"),
                (when, _("Avec"), _("Comment"), _("Sujet"), _("Issue"), _("Raison"), _("Durée")),
                taken,
            ),
            table(
                _("Ce qui en a été noté"),
                (when, _("Rendez-vous du"), _("Pour qui"), _("Noté par"), _("Texte")),
                notes,
            ),
        ),
    )
