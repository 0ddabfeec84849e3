"""That the team and somebody were in touch: when, how, for how long. Words are in the dossier, but those that were shared."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.accompaniment.contacts.rules import APPOINTMENT_OUTCOMES, CHANNELS, OUTCOMES
from app.appointments.rules import MEANS_LABELS, Means
from app.core.i18n import _
from app.quality.audit.chapters import queries
from app.quality.audit.pieces import Person, Piece, Scope, Table, chapter


@chapter("echanges")
def exchanges(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    path, until = person.enrolment, scope.period.until
    yield Table(
        "contacts", _("Contacts"), (_("Date"), _("Contact"), _("Issue"), _("Minutes"), _("Par"), _("Mot partagé avec la personne")),
        tuple(
            (
                one.at, _(CHANNELS[one.channel]), _(OUTCOMES[one.outcome]), one.minutes, one.by,
                one.words if one.visibility == "shared" else "",
            )
            for one in queries.contacts(session, path.id, until)
        ),
        _("Ce que l'équipe a noté pour elle-même n'est pas dans ce dossier."),
    )  # fmt: skip
    yield Table(
        "rendez-vous", _("Rendez-vous"), (_("Date"), _("Minutes prévues"), _("Comment"), _("Issue"), _("Avec")),
        tuple(
            (
                one.starts_at, one.planned_minutes, _(MEANS_LABELS[Means(one.means)]),
                _("annulé") if one.cancelled_at else _(APPOINTMENT_OUTCOMES[one.outcome]) if one.outcome else "", one.adviser,
            )
            for one in queries.meetings(session, path.id, until)
        ),
    )  # fmt: skip
    yield Table(
        "messages", _("Messages"), (_("Date"), _("De")),
        tuple(
            (one.created_at, _("la personne") if one.author_id == path.learner_id else _("l'équipe"))
            for one in queries.messages(session, path.id, until)
        ),
        _("Seules les dates des messages sont ici, jamais leurs mots."),
    )  # fmt: skip
