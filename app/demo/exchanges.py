"""Messages of a demonstration beside the main conversations: several matters, files, what waits to be read, a group."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.clock import paris
from app.core.db import Database
from app.core.tasks import Payload
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.files import services as files
from app.files.models import StoredFile
from app.messaging import queries, services
from app.messaging.groups import queries as sendings
from app.messaging.groups import services as grouped
from app.messaging.groups.queries import Wish
from app.messaging.wordings import services as wordings

WRITTEN_TO = 8  # people who have a second matter
TEMPLATES = (
    ("Bienvenue", "Bienvenue !", "Bonjour {prenom},\n\nbienvenue dans « {parcours} ». Je suis {moi}, votre conseil. "
     "Écrivez-moi ici dès que quelque chose vous arrête : je réponds sous un jour."),
    ("Rappel de la prochaine séance", "Votre prochaine séance",
     "Bonjour {prenom},\n\nnous nous retrouvons bientôt : {prochaine_seance}. Un empêchement ? Répondez-moi ici."),
    ("Pièces à apporter", "Les pièces de votre dossier",
     "Bonjour {prenom},\n\npour votre dossier, il me faut :\n\n- un devis,\n- la liste de ce que vous avez déjà,\n"
     "- les questions qui restent.\n\nUne photo lisible suffit."),
)  # fmt: skip
MATTERS = (
    ("Mon local", "J'ai visité un local rue de la Barrière : 320 € par mois, 24 m². Est-ce trop cher pour commencer ?",
     "Bonne piste. Regardons ensemble ce que ce loyer demande comme ventes par mois."),
    ("Demande d'aide de 500 €", "Est-ce que je peux demander l'aide pour mon enseigne ?",
     "Oui, avec un devis. Joignez-le ici et je prépare la demande."),
    ("Absence de jeudi", "Ma fille est malade, je ne pourrai pas venir jeudi matin.",
     "Merci de prévenir. Je vous garde les documents, et on se voit à l'entretien."),
)  # fmt: skip
QUOTE = "Devis 2026-114\nEnseigne en bois peint, 80 x 40 cm\nPose comprise : 380,00 €\n"


@dataclass(frozen=True, slots=True)
class Kept:
    file: StoredFile

    @property
    def name(self) -> str:
        return self.file.name

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return self.file


def exchange(database: Database, adviser: Actor, trainer: Actor, learner_email: str, now: datetime) -> None:
    """What the adviser and a trainer of the demonstration have written besides, in the last ten days."""
    day = clock.local(now).date()
    with database.writing() as session, clock.at(paris(day - timedelta(days=30), 9)):
        for title, subject, body in TEMPLATES:
            wordings.keep(session, adviser, "", title, subject, body, shared=True)
        wordings.keep(
            session, adviser, "", "Relance douce", "Comment allez-vous ?",
            "Bonjour {prenom},\n\nje pense à vous. Où en êtes-vous cette semaine ?", shared=False,
        )  # fmt: skip
    with database.writing() as session:
        paths = sorted(
            enrolments.list_enrolments(session, adviser, status="active"),
            key=lambda path: (path.learner_email != learner_email, path.id),
        )[:WRITTEN_TO]
        for number, path in enumerate(paths):
            _matter(session, adviser, path, number, min(paris(day - timedelta(days=number % 7 + 1), 10), now))
        if paths:
            _of_trainer(session, trainer, paths[0], min(paris(day - timedelta(days=2), 17), now))
        _to_a_group(session, adviser, min(paris(day - timedelta(days=5), 11), now))


def _me(path: EnrolmentRow, adviser: Actor) -> Actor:
    return Actor(
        path.learner_id, path.organisation_id, adviser.organisation_slug, adviser.organisation_name, path.learner_name,
        path.learner_email, frozenset({Role.LEARNER}),
    )  # fmt: skip


def _matter(session: Session, adviser: Actor, path: EnrolmentRow, number: int, at: datetime) -> None:
    """Asked by the learner, answered but for one in three; the second has its quote."""
    subject, asked, answered = MATTERS[number % len(MATTERS)]
    me = _me(path, adviser)
    with clock.at(at):
        opened = services.begin(session, me, path.id, subject, asked, [adviser.account_id]).conversation_id
    if number % 3 == 2:
        return
    with clock.at(at + timedelta(hours=2)):
        services.open_conversation(session, adviser, opened)
        services.send(session, adviser, opened, answered)
    if number % 3 == 1:
        with clock.at(at + timedelta(hours=4)):
            services.open_conversation(session, me, opened)
            quote = files.store(
                session, me, path.organisation_id, "devis-enseigne.txt", io.BytesIO(QUOTE.encode()), me.account_id
            )  # fmt: skip
            services.send(session, me, opened, "Voici le devis.", [Kept(quote)])


def _of_trainer(session: Session, trainer: Actor, path: EnrolmentRow, at: datetime) -> None:
    if queries.trains(session, trainer.account_id, path.id):
        with clock.at(at):
            services.begin(
                session, trainer, path.id, "Pour l'atelier des prix",
                "Bonjour, apportez trois prix relevés chez des concurrents : nous partirons de là.",
            )  # fmt: skip


def _to_a_group(session: Session, adviser: Actor, at: datetime) -> None:
    """Sent to everyone the adviser follows, read by about two in three."""
    with clock.at(at):
        subject = "Permanence du vendredi"
        body = "Bonjour {prenom},\n\nla permanence de vendredi aura lieu de 14 h à 16 h, sans rendez-vous. {moi}"
        seen = grouped.audience(session, adviser, Wish(), subject, body)
        if not seen.people:
            return
        group, _task = grouped.send_to_group(
            session, adviser, Wish(), subject, body, [], form_key="demonstration", seen=seen.mark
        )
        payload: Payload = {"group_id": group.id, "by": adviser.account_id}
        while grouped.write_to_each(session, payload) is not None:
            pass
    with clock.at(at + timedelta(hours=7)):
        for number, row in enumerate(sendings.recipients(session, group.id)):
            if number % 3 and row.conversation_id:
                path = enrolments.enrolment_of(session, adviser.organisation_id, row.enrolment_id)
                services.open_conversation(session, _me(path, adviser), row.conversation_id)
