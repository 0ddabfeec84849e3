"""The appointments of a demonstration: weekly slots, some that are past with what was noted, one today, some to come."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.appointments.services import booking, meetings, settling
from app.appointments.services.booking import Proposal
from app.appointments.slots import queries as slot_queries
from app.appointments.slots import services as slots
from app.appointments.slots.rules import Wish
from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.errors import Conflict
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import Status
from app.identity import services as people

LINK = "https://visio.demo.example/conseil"
ABOUT = (
    "Relire mon prévisionnel avant la banque",
    "Choisir entre micro-entreprise et société",
    "Mes prix : je n'ose pas augmenter",
    "Préparer le rendez-vous avec la mairie",
    "Je prends du retard, j'aimerais en parler",
    "Mon étude de marché est-elle suffisante ?",
)
NOTES = (
    ("shared", "Nous avons repris les charges fixes une par une. Le point mort est à 42 ventes par semaine."),
    ("next", "Appeler deux fournisseurs avant vendredi. Inès envoie le modèle de devis."),
    ("team", "Très à l'aise à l'oral. Proposer de témoigner devant le prochain groupe."),
)


def lay_the_appointments(
    db: Database, adviser: Actor, sites: list[tuple[str, str]], featured: str, now: datetime
) -> None:
    """Six weeks of slots around today, and what was taken in them. `featured`: the address of the person one signs in as."""
    with clock.at(now - timedelta(days=21)), db.writing() as session:
        _open(session, adviser, sites[0][0], clock.today())
    with db.reading() as session:
        followed = [
            row
            for row in enrolments.list_enrolments(session, adviser, status=Status.ACTIVE)
            if row.adviser_id == adviser.account_id
        ]
    followed.sort(key=lambda row: (row.learner_email != featured, row.id))
    if not followed:
        return
    first = followed[0]
    _held(db, adviser, first, now - timedelta(days=16))
    if len(followed) > 1:
        _missed_then_again(db, adviser, followed[1], now)
    for number, enrolment in enumerate(islice(followed, 2, 6)):
        _past(db, adviser, enrolment, now - timedelta(days=9 - number), ABOUT[number], settled=number != 1)
    _today(db, adviser, followed[min(2, len(followed) - 1)], sites[0][0], now)
    for number, enrolment in enumerate([first, *followed[3:6]]):
        _take(db, enrolment, now + timedelta(days=1 + 3 * number), ABOUT[-1 - number])
    _each_fortnight(db, adviser, followed[-1], sites[0][0], now)


def _open(session: Session, adviser: Actor, site_id: str, since: date) -> None:
    """Tuesday afternoons at the place or by phone, Thursday mornings by phone or video."""
    tuesday = since + timedelta(days=(1 - since.weekday()) % 7)
    thursday = since + timedelta(days=(3 - since.weekday()) % 7 or 7)
    for wish in (
        Wish(tuesday, time(14), time(17), 30, means=("place", "phone"), times=6, site_id=site_id, room="Bureau 2"),
        Wish(thursday, time(9), time(12), 30, pause=10, means=("phone", "video"), times=6, link=LINK),
    ):
        slots.open_slots(session, adviser, adviser.account_id, wish)


def _take(db: Database, enrolment: EnrolmentRow, since: datetime, about: str) -> Appointment | None:
    """The first free slot after a moment that the person can come to; none when there is none."""
    with db.writing() as session:
        learner = people.actor_for(session, enrolment.organisation_id, enrolment.learner_id)
        assert learner is not None
        until = since + timedelta(days=21)
        free = slot_queries.free_slots(session, enrolment.organisation_id, since, until, enrolment.adviser_id or "")
        for slot in free:
            means = slot.means[len(about) % len(slot.means)]
            try:
                return booking.take_slot(session, learner, slot.id, means, about, "06 39 98 00 00")
            except Conflict:  # a seat elsewhere at that hour
                continue
    return None


def _past(db: Database, adviser: Actor, enrolment: EnrolmentRow, since: datetime, about: str, *, settled: bool) -> None:
    """One that was taken then and has gone by, its outcome said or not yet."""
    with clock.at(since - timedelta(days=2)):
        made = _take(db, enrolment, since, about)
    _over(db, adviser, made, "held" if settled else "")


def _held(db: Database, adviser: Actor, enrolment: EnrolmentRow, since: datetime) -> None:
    with clock.at(since - timedelta(days=2)):
        made = _take(db, enrolment, since, ABOUT[0])
    _over(db, adviser, made, "held", notes=True)


def _missed_then_again(db: Database, adviser: Actor, enrolment: EnrolmentRow, now: datetime) -> None:
    with clock.at(now - timedelta(days=14)):
        made = _take(db, enrolment, now - timedelta(days=12), ABOUT[4])
    _over(db, adviser, made, "absent")
    _take(db, enrolment, now + timedelta(hours=20), ABOUT[4])


def _over(db: Database, adviser: Actor, made: Appointment | None, outcome: str, *, notes: bool = False) -> None:
    """What was said of an appointment in the hour after it, if it is over."""
    if made is None:
        return
    with db.writing() as session:
        made = session.get_one(Appointment, made.id)
        meetings.forget_reminders(session, made)  # their time is past
        ends_at = slot_queries.slot_of(session, made.organisation_id, made.slot_id or "").ends_at
        if not outcome or ends_at > clock.now():
            return
        with clock.at(ends_at + timedelta(minutes=10)):
            absence = "unknown" if outcome == "absent" else ""
            settling.settle(session, adviser, made.id, outcome, absence=absence)
            if outcome == "absent":
                settling.add_note(
                    session, adviser, made.id, "shared", "Je vous propose un autre moment, par téléphone."
                )
            for kind, body in NOTES if notes else ():
                settling.add_note(session, adviser, made.id, kind, body)


def _today(db: Database, adviser: Actor, enrolment: EnrolmentRow, site_id: str, now: datetime) -> None:
    """One of today, at the first hour that nothing else takes: ahead when the day is still long."""
    for start in _hours(now):
        asked = Proposal(start, 30, "place", ABOUT[5], site_id=site_id, room="Bureau 2")
        try:
            with db.writing() as session:
                with clock.at(now - timedelta(days=2)):
                    made = booking.propose(session, adviser, enrolment.id, asked)[0]
                meetings.leave_reminders(session, made, start)  # those whose time is past are left out
            return
        except Conflict:
            continue


def _hours(now: datetime) -> Iterator[datetime]:
    day = clock.local(now).date()
    found = [clock.paris(day, 9 + half // 2, 30 * (half % 2)) for half in range(19)]
    yield from sorted(found, key=lambda start: (start < now + timedelta(minutes=20), abs(start - now)))


def _each_fortnight(db: Database, adviser: Actor, enrolment: EnrolmentRow, site_id: str, now: datetime) -> None:
    today = clock.local(now).date()
    day = today + timedelta(days=(2 - today.weekday()) % 7 or 7)  # the next Wednesday
    asked = Proposal(
        clock.paris(day, 17), 45, "place", "Le point toutes les deux semaines", site_id=site_id, room="Bureau 2",
        every="fortnight", times=4,
    )  # fmt: skip
    try:
        with db.writing() as session:
            booking.propose(session, adviser, enrolment.id, asked)
    except Conflict:
        return
