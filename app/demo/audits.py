"""An audit file made two days ago, and somebody from outside who has begun to read it."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.periods import Period
from app.quality.audit import asking, guests, services

PEOPLE = 3
SEED = "chemins7kq"
READ = ("index.html", "manquants.html", "tables/resultats.csv")


def make_an_audit_file(database: Database, staff: dict[str, list[Actor]], now: datetime) -> None:
    """For two weeks that are over and a few people: quick to make, and true."""
    quality, guest, auditor = staff["quality"][0], staff["guest"][0], staff["auditor"][0]
    made_at = now - timedelta(days=2)
    with clock.at(made_at):
        last = clock.local(made_at).date() - timedelta(days=1)
        period = Period(last - timedelta(days=13), last)
        with database.writing() as session:
            question = asking.ask(session, quality, period, size=PEOPLE, seed=SEED)
            made = services.announce(session, quality, question)
        done = 0
        while step := services.make_next(made.id, done, question.seen_at, False):
            done = step[0]
        with database.writing() as session:
            for who in (guest, auditor):
                until = clock.local(now).date() + timedelta(days=12)
                access = guests.invite(session, quality, made.id, who.email, who.name, until)
                access.accepted_at = clock.now()
    for hours, path in enumerate(READ, 2):
        with clock.at(now - timedelta(days=1, hours=-hours)), database.reading() as session:
            page, note = guests.open_page(session, guest, made.id, path)
            for _piece in page.pieces:
                pass
        with clock.at(now - timedelta(days=1, hours=-hours)):
            note()
