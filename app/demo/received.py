"""Answers that came by e-mail in the demonstration: one that landed, a stranger, an absence, a refused address."""

from datetime import datetime, timedelta

from app.core.access import Actor
from app.core.db import Database
from app.core.ids import new_id
from app.notifications.replies import queries
from app.notifications.replies.models import BOUNCED, IGNORED, LANDED, REFUSED

_CAME = (
    (LANDED, "", "learner@demo.example", "Re: Inès Lafitte vous a écrit", "", "", "/messages"),
    (IGNORED, "automatic", "m.delmas@courriel.example", "Réponse automatique : Séance de demain", "", "", ""),
    (REFUSED, "stranger", "bureau@courriel.example", "Re: Votre séance de mardi", "Je serai un peu en retard, merci de m'attendre.", "", ""),
    (BOUNCED, "", "mailer-daemon@courriel.example", "Undelivered Mail Returned to Sender", "", "550 5.1.1 no such user", ""),
)  # fmt: skip


def receive_some(database: Database, admin: Actor, now: datetime) -> None:
    with database.writing() as session:
        for number, (state, why, sender, subject, words, detail, page) in enumerate(_CAME):
            row = {
                "id": new_id(), "key": f"demo:{admin.organisation_slug}:{number}", "organisation_id": admin.organisation_id,
                "mail_id": None, "account_id": None, "sender": sender, "subject": subject, "words": words,
                "state": state, "why": why, "detail": detail, "landed_in": page,
                "received_at": now - timedelta(hours=3 + 9 * number),
            }  # fmt: skip
            queries.keep_once(session, row)
