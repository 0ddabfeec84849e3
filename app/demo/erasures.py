"""Somebody of the demonstration who asked to be erased, was answered and was: the certificate remains, and the request closed."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.demo.retention import past_path
from app.enrolments.models import Enrolment
from app.identity.services import actor_for
from app.privacy.requests import rules
from app.privacy.requests.services import acting, asking, handling
from app.privacy.requests.services.asking import Asked

GONE = ("Ghislaine Marty", "ghislaine.marty@demo.example", 45, 30)  # weeks ago: entry, exit


def erase_who_asked(db: Database, admin: Actor, adviser: Actor, slug: str, now: datetime) -> None:
    name, address, entered, left = GONE
    path_id = past_path(db, admin, adviser, slug, address, name, now, entered, left)
    with clock.at(now - timedelta(days=20)), db.writing() as session:
        person = actor_for(session, admin.organisation_id, session.get_one(Enrolment, path_id).learner_id)
        assert person is not None
        request = asking.ask(
            session, person, Asked("erasure", "Je ne viendrai plus. Effacez ce que vous avez sur moi.")
        )
        request_id, reference = request.id, rules.reference(request.number)
    with clock.at(now - timedelta(days=12)), db.writing() as session:
        words = (
            "Vos données sont effacées demain. Les preuves de formation restent scellées six ans après votre sortie."
        )
        handling.answer(session, admin, request_id, rules.GRANTED, words)
    with clock.at(now - timedelta(days=11)), db.writing() as session:
        acting.erase(session, admin, request_id, reference)
