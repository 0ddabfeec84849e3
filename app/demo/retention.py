"""How long things are kept in the demonstration: somebody who left more than a year ago, a hold, a wave with its report."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.enrolments import services as enrolling
from app.enrolments.rules import Act
from app.funding.queries import paths as funding
from app.privacy.retention import deciding, holding, waves
from app.privacy.retention.holding import Asked

ONCE = (("Solange Vigier", "solange.vigier", 62, 56), ("Mathieu Bonnefond", "mathieu.bonnefond", 66, 50))
COMING = ("Lucette Charlot", "lucette.charlot", 64, 53)  # weeks ago: entry, exit


def keep_no_longer(db: Database, admin: Actor, adviser: Actor, slug: str, now: datetime) -> None:
    """Two who left long ago: one was let go, one is on hold; a third will be in the next wave."""
    today = clock.local(now).date()
    paths = {}
    for name, address, entered, left in (*ONCE, COMING):
        paths[name] = past_path(db, admin, adviser, slug, f"{address}@demo.example", name, now, entered, left)
    with clock.at(now - timedelta(weeks=3)), db.writing() as session:
        deciding.decide(session, admin, "security", "12", "", "Une panne se comprend parfois des mois après")
        if paid := next(iter(funding.funders(session, admin.organisation_id)), None):
            holding.set_hold(
                session, admin,
                Asked("Contrôle annoncé par le financeur", "Courrier reçu le mois dernier", paid.id, year=str(today.year - 2)),
            )  # fmt: skip
        holding.set_hold(session, admin, Asked("Litige en cours", "Mise en demeure", enrolment_id=paths[ONCE[1][0]]))
    opened = now - timedelta(weeks=2)
    with clock.at(opened), db.writing() as session:
        wave = waves.open_wave(session, admin.organisation_id, clock.local(opened).date())
        if wave is None:
            return
        waves.agree(session, admin, wave.id)
        while waves.do_one(session, wave.id):
            pass


def past_path(
    db: Database, admin: Actor, adviser: Actor, slug: str, email: str, name: str, now: datetime, entered: int, left: int
) -> str:
    """Somebody who entered and left so many weeks ago; the path."""
    first, last = now - timedelta(weeks=entered), now - timedelta(weeks=left)
    with clock.at(first), db.writing() as session:
        path = enrolling.enrol(
            session, admin, slug, learner_email=email, learner_name=name, starts_on=clock.local(first).date(),
            adviser_email=adviser.email, site_id=None, project="Ouvrir un commerce au village",
        )  # fmt: skip
    with clock.at(last), db.writing() as session:
        enrolling.perform(
            session,
            adviser,
            path.id,
            Act.LEAVE,
            clock.local(last).date(),
            "Départ dans une autre région.",
            "job_search",
        )
    return path.id
