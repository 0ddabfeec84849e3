"""How the demonstration's adviser follows people: calls that were noted, reasons that rest, a colleague who is away."""

from datetime import datetime, timedelta
from random import Random

from app.accompaniment.cohort import cohort
from app.accompaniment.contacts import services as contacts
from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.enrolments import services as enrolling
from app.enrolments.covers import services as covering
from app.enrolments.rules import Status
from app.identity import services as people

COLLEAGUE = "Marc Escande"
HANDED = 3  # people whom the colleague follows
NOTED = 12
SAID = (
    ("call", "reached", 15, "Elle reprend jeudi, après un empêchement.", "team"),
    ("call", "no_answer", None, "", "team"),
    ("visit", "reached", 30, "Vu ensemble les deux premiers devis. Prochaine étape : appeler la mairie.", "shared"),
    ("call", "left_word", None, "Message laissé, avec le numéro direct.", "team"),
    ("sms", "left_word", None, "", "team"),
    ("call", "reached", 10, "Le transport pose problème le mardi. Chercher un covoiturage.", "team"),
)


def follow_people(db: Database, adviser: Actor, suffix: str, now: datetime) -> None:
    """The last three weeks; and what makes the list of this morning."""
    with clock.at(now - timedelta(days=60)), db.writing() as session:
        email = f"adviser{suffix}.marc@demo.example"
        colleague = people.welcome(session, adviser.organisation_id, email, COLLEAGUE, Role.ADVISER).id
    with clock.at(now), db.reading() as session:
        everyone = cohort(session, adviser, (Status.ACTIVE,))
        calm = [person for person in everyone.people if not person.signals]
        mine = [person.id for person in calm if person.adviser_id == adviser.account_id]
        calling = [person for person in everyone.calling if person.adviser_id == adviser.account_id]
    chance = Random("contacts")
    with clock.at(now - timedelta(days=30)), db.writing() as session:
        for path in mine[-HANDED:]:
            enrolling.change_adviser(session, adviser, path, email, "Plus près de chez elle")
    for n, path in enumerate(mine[:NOTED]):
        channel, outcome, minutes, words, visibility = SAID[n % len(SAID)]
        moment = now - timedelta(days=2 + chance.randrange(19), hours=chance.randrange(3))
        with clock.at(moment), db.writing() as session:
            contacts.note_contact(
                session, adviser, path, channel, outcome, minutes=minutes, words=words, visibility=visibility
            )
    day = clock.local(now).date()
    with clock.at(clock.paris(day - timedelta(days=1), 14)), db.writing() as session:
        for person in calling[-2:-1]:
            contacts.let_rest(
                session,
                adviser,
                person.id,
                "",
                day + timedelta(days=5),
                "En déplacement, de retour la semaine prochaine",
            )
        for person in calling[-1:]:
            contacts.note_contact(session, adviser, person.id, "call", "call_again", again_on=day)
        covering.cover(
            session, adviser, colleague, adviser.account_id, day - timedelta(days=1), day + timedelta(days=4),
            reason="Formation",
        )  # fmt: skip
        covering.cover(
            session, adviser, adviser.account_id, colleague, day + timedelta(days=26), day + timedelta(days=33),
            reason="Congés",
        )  # fmt: skip
