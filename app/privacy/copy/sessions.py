"""Somebody's seats, presences and signatures, and the sessions they led."""

from sqlalchemy.orm import Session

from app.attendance import queries as attendance
from app.attendance.rules import METHODS
from app.attendance.sealing import CORRECTED
from app.attendance.sheets import motive, state_in_words
from app.core.i18n import _
from app.privacy.copy import words
from app.privacy.copy.queries import sessions as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def sessions(session: Session, me: str) -> tuple[Table, ...]:
    seats = [
        (
            formats.moment(row.starts_at),
            row.title,
            _("séance annulée") if row.cancelled_at else words.word(words.SEATS, row.state),
            words.word(words.PLACES, row.place),
        )
        for row in queries.bookings(session, me)
    ]
    presences = [
        (
            formats.full_day(row.day),
            words.word(words.HALF_DAYS, row.half_day),
            row.title,
            _("présence") if row.present else _("absence"),
            formats.hours(row.minutes),
            motive(row.reason_code, row.reason, row.document_seen),
        )
        for row in queries.attendance(session, me)
    ]
    led = [(formats.moment(row.starts_at), row.title) for row in queries.led_sessions(session, me)]
    signed = [
        (
            formats.moment(row.at),
            f"{row.title}, {formats.full_day(row.day)}, {words.word(words.HALF_DAYS, row.half_day)}",
            _(METHODS[row.method]),
            row.written or row.drawing,
        )
        for row in attendance.signatures_of_person(session, me)
    ]
    sealed = [
        (
            formats.moment(row.at),
            f"{row.title}, {formats.full_day(row.day)}, {words.word(words.HALF_DAYS, row.half_day)}",
            f"{state_in_words(row.was)} → {state_in_words(row.becomes)}"
            if row.kind == CORRECTED
            else _("contresignée"),
            row.reason,
        )
        for row in attendance.seals_of_person(session, me)
    ]
    cards = [
        (formats.moment(row.made_at), formats.moment(row.revoked_at)) for row in attendance.cards_of_person(session, me)
    ]
    there = [
        (formats.moment(row.came_at), formats.moment(row.left_at), row.title)
        for row in queries.connections(session, me)
    ]
    when = _("Date")
    return (
        table(_("Vos places"), (when, _("Séance"), _("État"), _("Lieu")), seats),
        table(
            _("Vos présences"),
            (when, _("Moment"), _("Séance"), _("Présence"), _("Durée"), _("Motif")),
            presences,
        ),
        table(_("Vos signatures"), (when, _("Pour"), _("Façon de signer"), _("Nom écrit ou tracé")), signed),
        table(_("Feuilles contresignées et corrections"), (when, _("Pour"), _("Changement"), _("Raison")), sealed),
        table(_("Votre carte de signature"), (_("Faite le"), _("Désactivée le")), cards),
        table(_("Vos connexions aux salles à distance"), (_("Arrivée"), _("Départ"), _("Séance")), there),
        table(_("Les séances que vous animez"), (when, _("Séance")), led),
    )
