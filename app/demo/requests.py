"""A few requests about data at each stage: just arrived, checked, prolonged, done, refused; a freeze; last wishes."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.enrolments import queries as enrolments
from app.identity.services import actor_for
from app.privacy.requests.services import acting, asking, handling, wishes
from app.privacy.requests.services.asking import Asked, Written
from app.privacy.requests.services.wishes import Wish


def ask_about_data(database: Database, staff: dict[str, list[Actor]], now: datetime) -> None:
    """Who asked what of their data in one organisation, as of the day of the demonstration."""
    admin, adviser = staff["admin"][0], staff["adviser"][0]
    with database.writing() as session:
        people = _people(session, admin)
        if len(people) < 6:
            return
        featured, *others = people
        _corrected(session, admin, others[-1], now)
        _refused(session, admin, others[-2], now)
        with clock.at(now - timedelta(days=24)):
            late = asking.ask(session, others[-3], Asked("access", "Qui a lu mon dossier depuis mon entrée ?"))
        with clock.at(now - timedelta(days=20)):
            handling.extend(session, admin, late.id, "Il faut aussi chercher dans les feuilles papier de deux lieux.")
        with clock.at(now - timedelta(days=6)):
            frozen = asking.ask(session, others[-4], Asked("restriction", "Mes heures sont fausses.", "accuracy"))
        with clock.at(now - timedelta(days=5)):
            acting.freeze(session, admin, frozen.id)
        with clock.at(now - timedelta(days=26)):
            asking.ask(session, featured, Asked("objection", "Je reçois trop d'enquêtes.", "surveys"))
            wishes.write(
                session,
                featured,
                Wish("hand", "Mon carnet de projet est pour ma sœur.", "Lucie Daguerre", "05 55 00 00 31"),
            )
        with clock.at(now - timedelta(days=2)):
            asking.enter(
                session, adviser,
                Written(
                    "access", "phone", others[-5].name, "Il veut savoir où en est son frère.", "mandate",
                    asker_name="Paul Dubois", asker_email="paul.dubois@courriel.example",
                ),
            )  # fmt: skip
        with clock.at(now - timedelta(hours=3)):
            asking.enter(
                session, adviser,
                Written("erasure", "post", others[-6].name if len(others) > 5 else featured.name, "Merci d'effacer tout ce que vous avez sur moi."),
            )  # fmt: skip


def _people(session: Session, admin: Actor) -> list[Actor]:
    """Learners, the one of the demonstration first."""
    paths = enrolments.list_enrolments(session, admin)
    known = dict.fromkeys(row.learner_id for row in paths)
    found = [actor_for(session, admin.organisation_id, one) for one in (*list(known)[:1], *list(known)[-12:])]
    named = [one for one in dict.fromkeys(found) if one is not None]
    return sorted(named, key=lambda one: not one.email.startswith("learner"))


def _corrected(session: Session, admin: Actor, person: Actor, now: datetime) -> None:
    with clock.at(now - timedelta(days=60)):
        request = asking.ask(session, person, Asked("correction", changes=[("phone", "06 39 98 01 44")]))
    with clock.at(now - timedelta(days=58)):
        acting.correct(session, admin, request.id)
        handling.answer(session, admin, request.id, "granted", "Votre numéro est corrigé.")
        handling.close(session, admin, request.id)


def _refused(session: Session, admin: Actor, person: Actor, now: datetime) -> None:
    with clock.at(now - timedelta(days=40)):
        request = asking.ask(
            session, person, Asked("objection", "Je ne veux plus être compté nulle part.", "statistics")
        )
    with clock.at(now - timedelta(days=21)):
        handling.answer(
            session, admin, request.id, "refused",
            "Les chiffres que nous publions ne nomment personne, et la loi nous oblige à compter les heures suivies.",
        )  # fmt: skip
