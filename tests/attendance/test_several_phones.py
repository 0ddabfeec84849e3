"""A class signs at the same second, each from a phone of its own."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from sqlalchemy import func, select

from app.attendance import sheets, signing
from app.attendance.models import Signature
from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.scheduling import services as seats
from app.scheduling.models import Attendance
from tests.attendance.test_signing import MORNING
from tests.factories.house import build_house
from tests.factories.paths import enrolled, learner_of
from tests.factories.sessions import planned

PEOPLE = 12


def test_twelve_phones_twice_each_give_twelve_signatures(real: Database) -> None:
    with real.writing() as session:
        house = build_house(session)
        meeting = planned(session, house, capacity=PEOPLE, title="À plusieurs téléphones").id
        learners: list[Actor] = []
        for number in range(PEOPLE):
            enrolment = enrolled(session, house, email=f"phone{number}@demo.example", name=f"Téléphone {number}")
            seats.book(session, house.actor("trainer"), meeting, enrolment.id)
            learners.append(learner_of(session, house.demo, enrolment))
    with clock.at(MORNING):
        with real.reading() as session:
            digits, _token = signing.code_of(meeting, sheets.sheet_of(session, meeting).parts[0].part)

        def sign(actor: Actor) -> bool:
            with real.writing() as session:
                return signing.sign_with_digits(session, actor, digits).again

        with ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(copy_context().run, sign, actor) for actor in learners * 2]
            again = [each.result() for each in waiting]
    with real.reading() as session:
        of_it = {"signatures": Signature.session_id, "presences": Attendance.session_id}
        counts = {name: session.scalar(select(func.count()).where(column == meeting)) for name, column in of_it.items()}
        minutes = session.scalar(select(func.sum(LedgerEntry.minutes)).where(LedgerEntry.session_id == meeting))
        assert verify(session, house.demo.id).bad_number is None
    assert sorted(again) == [False] * PEOPLE + [True] * PEOPLE
    assert counts == {"signatures": PEOPLE, "presences": PEOPLE}
    assert minutes == PEOPLE * 240
