"""Some people of the demonstration have no e-mail: they enter with a card of paper, or with their telephone."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.enrolments import queries as enrolments
from app.entry.cards import rules, services
from app.entry.cards.models import EntryCard
from app.entry.prints import print_of
from app.identity.models import Account

WITHOUT = 3
PIN = "4062"
_SIGNS = "CARTEDEM"  # of the card that everybody may try, invented like the rest


def code_of(suffix: str) -> str:
    """The code of the card of the demonstration, the same each time."""
    return rules.closed(_SIGNS + ("2" if suffix else "A"))


def enter_without_email(db: Database, adviser: Actor, featured: str, suffix: str, now: datetime) -> None:
    """Three people followed by the adviser: one whose card is printed with the accounts, one who has never used theirs,
    one whose card is blocked."""
    with clock.at(now - timedelta(days=6)), db.writing() as session:
        rows = enrolments.list_enrolments(session, adviser, status="active", course="", limit=0, after="")
        rows = [row for row in rows if row.adviser_id == adviser.account_id and row.learner_email != featured][
            -WITHOUT:
        ]
        for place, row in enumerate(rows):
            session.get_one(Account, row.learner_id).email = ""
            made = services.make(session, adviser, row.id)
            if place == 1:
                continue
            services.choose_pin(session, made.card_id, services.hashed(PIN))
            if place == 0:
                card = session.get_one(EntryCard, made.card_id)
                card.code_print = print_of(services.CODE, code_of(suffix))
    if len(rows) == WITHOUT:
        with clock.at(now - timedelta(hours=14)), db.writing() as session:
            for _wrong in range(rules.MOST_WRONG):
                services.mistyped(session, made.card_id)
