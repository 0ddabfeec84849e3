"""Who may sign, when, with which code, and what it proves."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attendance import rules, services, sheets, signing
from app.attendance.models import Signature
from app.attendance.signing import NotOpen, WrongCode
from app.core import clock
from app.core.access import Actor
from app.core.clock import paris
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.identity.limits import LIMITS, Way
from app.ledger.models import LedgerEntry
from app.scheduling import services as seats
from app.scheduling.models import TrainingSession
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of
from tests.factories.sessions import THURSDAY, minutes, planned

SLOW = LIMITS[Way.SIGNING_CODE].account
MORNING = paris(THURSDAY, 9)
DRAWN = json.dumps([[[10, 100], [60, 20], [110, 150], [200, 60]], [[220, 40], [260, 90]]])


def seated(session: Session, house: House, meeting: TrainingSession, name: str = "Nadia") -> tuple[str, Actor]:
    enrolment = enrolled(session, house, email=f"{name.lower()}@demo.example", name=f"{name} Test")
    seats.book(session, house.actor("trainer"), meeting.id, enrolment.id)
    return enrolment.id, learner_of(session, house.demo, enrolment)


def shown(session: Session, meeting: TrainingSession) -> tuple[str, str]:
    """The digits and the token on the trainer's phone now."""
    return signing.code_of(meeting.id, sheets.sheet_of(session, meeting.id).part().part)


def entries(session: Session) -> list[LedgerEntry]:
    found = select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded").order_by(LedgerEntry.number)
    return list(session.scalars(found))


# --- The code of the moment ---------------------------------------------------------------------------------------


def test_six_digits_sign_and_the_ledger_gets_the_hours_once(session: Session, house: House) -> None:
    meeting = planned(session, house)
    enrolment_id, nadia = seated(session, house, meeting)
    with clock.at(MORNING):
        digits, _token = shown(session, meeting)
        first = signing.sign_with_digits(session, nadia, f" {digits[:3]} {digits[3:]} ")
        again = signing.sign_with_digits(session, nadia, digits)
    assert (first.again, again.again, again.at) == (False, True, first.at)
    assert minutes(session, enrolment_id) == 240
    (entry,) = entries(session)
    signature = session.scalars(select(Signature)).one()
    assert (entry.proof_id, entry.facts["method"], entry.facts["signature"]) == (signature.id, "code", signature.id)
    assert (signature.method, signature.role, signature.at) == ("code", "learner", MORNING)


def test_the_phone_s_clock_says_nothing(session: Session, house: House) -> None:
    """A code holds no time of the phone: only the server's step counts, and the one before is still taken."""
    meeting = planned(session, house)
    _id, nadia = seated(session, house, meeting)
    _id, karim = seated(session, house, meeting, "Karim")
    with clock.at(MORNING):
        digits, token = shown(session, meeting)
    with clock.at(MORNING - timedelta(days=1)), pytest.raises(NotOpen):
        signing.sign_with_digits(session, nadia, digits)
    with clock.at(MORNING + timedelta(seconds=59)):
        assert not signing.sign_with_digits(session, nadia, digits).again
    with clock.at(MORNING + timedelta(seconds=61)):
        with pytest.raises(WrongCode):
            signing.sign_with_digits(session, karim, digits)
        with pytest.raises(Conflict, match="a changé"):
            signing.sign_with_token(session, karim, token, [])


def test_a_code_is_worth_nothing_for_another_session_or_half_day(session: Session, house: House) -> None:
    here, there = planned(session, house), planned(session, house, title="Ailleurs", by="admin")
    _id, nadia = seated(session, house, here)
    _id, karim = seated(session, house, there, "Karim")
    with clock.at(paris(THURSDAY, 12, 50)):  # both halves of both sessions are open
        morning, afternoon = (part.part for part in sheets.sheet_of(session, here.id).parts)
        with pytest.raises(WrongCode):
            signing.sign_with_digits(session, karim, signing.code_of(here.id, morning)[0])
        done = signing.sign_with_digits(session, nadia, signing.code_of(here.id, afternoon)[0])
    assert done.part == afternoon
    assert session.scalars(select(Signature.half_day)).all() == ["afternoon"]


def test_a_token_made_up_or_changed_leads_nowhere(session: Session, house: House) -> None:
    meeting = planned(session, house)
    _id, nadia = seated(session, house, meeting)
    with clock.at(MORNING):
        token = shown(session, meeting)[1]
        other = planned(session, house, title="Autre", by="admin")
        for wrong in (
            "n-importe", token[:-1] + ("0" if token[-1] != "0" else "1"), token.replace(meeting.id, other.id),
            token.replace("m.", "a."), token.replace("20261126", "20261399"),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                signing.sign_with_token(session, nadia, wrong, [])
        assert signing.sign_with_token(session, nadia, token, []).title == "Premier jour"


def test_who_scanned_has_time_to_sign_in_and_nobody_else(session: Session, house: House) -> None:
    meeting = planned(session, house)
    _id, nadia = seated(session, house, meeting)
    _id, karim = seated(session, house, meeting, "Karim")
    with clock.at(MORNING):
        mine = signing.pass_for(shown(session, meeting)[1], nadia.account_id)
    hers, his = rules.holder_print(nadia.account_id), rules.holder_print(karim.account_id)
    with clock.at(MORNING + timedelta(minutes=4)):
        with pytest.raises(Conflict, match="a changé"):
            signing.sign_with_token(session, karim, mine, [his])
        assert not signing.sign_with_token(session, nadia, mine, [hers]).again
    with clock.at(MORNING + timedelta(minutes=11)), pytest.raises(Conflict, match="a changé"):
        signing.sign_with_token(session, nadia, mine, [hers])


def test_somebody_without_a_seat_is_refused_in_clear_words(session: Session, house: House) -> None:
    meeting = planned(session, house, capacity=1)
    seated(session, house, meeting)
    waiting, karim = seated(session, house, meeting, "Karim")  # on the waiting list
    with clock.at(MORNING):
        digits, token = shown(session, meeting)
        with pytest.raises(Conflict, match="pas de place"):
            signing.sign_with_token(session, karim, token, [])
        with pytest.raises(NotOpen, match="pas de séance"):
            signing.sign_with_digits(session, karim, digits)
        services.record_attendance(session, house.actor("trainer"), meeting.id, waiting, "morning", True)
        assert not signing.sign_with_token(session, karim, token, []).again  # the trainer has added them


def test_nobody_signs_for_a_session_that_is_not_on(session: Session, house: House) -> None:
    meeting = planned(session, house, ends_at=paris(THURSDAY, 12))
    enrolment_id, nadia = seated(session, house, meeting)
    trainer = house.actor("trainer")

    def sign() -> None:
        signing.sign_by_hand(session, trainer, meeting.id, enrolment_id, "morning", None, written="Nadia")

    with clock.at(paris(THURSDAY, 8, 44)):
        with pytest.raises(NotOpen, match="ouvre à 8 h 45"):
            sign()
        with pytest.raises(NotOpen, match="ouvre à 8 h 45"):
            signing.sign_with_token(session, nadia, shown(session, meeting)[1], [])
    with clock.at(paris(THURSDAY, 12, 31)), pytest.raises(NotOpen, match="jusqu'à 12 h 30"):
        sign()
    with clock.at(paris(THURSDAY, 8, 45)):
        sign()
    assert session.scalar(select(func.count()).select_from(Signature)) == 1


def test_a_cancelled_session_takes_no_presence(session: Session, house: House) -> None:
    meeting = planned(session, house)
    enrolment_id, nadia = seated(session, house, meeting)
    meeting.cancelled_at = clock.now()
    session.flush()
    with clock.at(MORNING):
        with pytest.raises(Conflict, match="annulée"):
            signing.sign_with_token(session, nadia, shown(session, meeting)[1], [])
        with pytest.raises(Conflict, match="annulée"):
            services.record_attendance(session, house.actor("trainer"), meeting.id, enrolment_id, "morning", True)
    assert minutes(session, enrolment_id) == 0


@pytest.mark.parametrize(
    ("starts", "ends", "halves", "windows"),
    [
        (  # over midnight
            paris(THURSDAY, 22), paris(date(2026, 11, 27), 2),
            [(THURSDAY, "afternoon", 120), (date(2026, 11, 27), "morning", 120)],
            [("21:45", "00:30"), ("23:45", "02:30")],
        ),
        (  # the night that lasts an hour more
            paris(date(2027, 10, 31), 1), paris(date(2027, 10, 31), 4),
            [(date(2027, 10, 31), "morning", 240)], [("00:45", "04:30")],
        ),
        (  # the night that lasts an hour less
            paris(date(2027, 3, 28), 1), paris(date(2027, 3, 28), 4),
            [(date(2027, 3, 28), "morning", 120)], [("00:45", "04:30")],
        ),
    ],
)  # fmt: skip
def test_half_days_over_midnight_and_the_change_of_hour(
    session: Session,
    house: House,
    starts: datetime,
    ends: datetime,
    halves: list[tuple[date, str, int]],
    windows: list[tuple[str, str]],
) -> None:
    meeting = planned(session, house, starts_at=starts, ends_at=ends)
    enrolment_id, nadia = seated(session, house, meeting)
    parts = sheets.sheet_of(session, meeting.id).parts
    assert [tuple(part.part) for part in parts] == halves
    said = [tuple(f"{clock.local(at):%H:%M}" for at in part.window) for part in parts]
    assert said == windows
    for part in parts:
        with clock.at(part.starts_at + timedelta(minutes=1)):
            signing.sign_with_digits(session, nadia, signing.code_of(meeting.id, part.part)[0])
    assert minutes(session, enrolment_id) == int((ends - starts).total_seconds()) // 60


def test_guessing_the_code_is_slowed_down(session: Session, house: House) -> None:
    meeting = planned(session, house)
    _id, nadia = seated(session, house, meeting)
    _id, karim = seated(session, house, meeting, "Karim")
    with clock.at(MORNING):
        good = shown(session, meeting)[0]
        wrong = "000000" if good != "000000" else "000001"
        for _each in range(SLOW.free):
            with pytest.raises(WrongCode) as refused:
                signing.sign_with_digits(session, nadia, wrong)
            signing.note_failure(session, nadia, refused.value)
        with pytest.raises(TooMany):
            signing.sign_with_digits(session, nadia, good)
        signing.sign_with_digits(session, karim, good)  # the others go on
    with clock.at(MORNING + SLOW.first):
        signing.sign_with_digits(session, nadia, shown(session, meeting)[0])


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_is_said_and_costs_no_try(session: Session, house: House, typed: str) -> None:
    meeting = planned(session, house)
    _id, nadia = seated(session, house, meeting)
    with clock.at(MORNING), pytest.raises(Invalid, match="six chiffres"):
        signing.sign_with_digits(session, nadia, typed)


# --- Finger, name, card, paper ------------------------------------------------------------------------------------


def test_the_phone_is_passed_round(session: Session, house: House) -> None:
    meeting = planned(session, house)
    nadia, _actor = seated(session, house, meeting)
    karim, _actor = seated(session, house, meeting, "Karim")
    trainer = house.actor("trainer")
    with clock.at(MORNING):
        signing.sign_by_hand(session, trainer, meeting.id, nadia, "morning", None, drawing=DRAWN)
        signing.sign_by_hand(session, trainer, meeting.id, karim, "morning", None, written="  Karim   Test ")
        people = sheets.sheet_of(session, meeting.id).part().people
    assert [(person.state, person.method_code) for person in people] == [("signed", "name"), ("signed", "finger")]
    assert people[1].drawing.startswith("M10 100L60 20")
    assert people[0].written == "Karim Test"


@pytest.mark.parametrize(
    "drawing",
    [
        "[]", "[[]]", "x", "{}", "[[[1,2]]]", '[[["1",2],[200,200]]]', "[[[1,2,3],[200,200,1]]]", "[[[1.5,2],[200,200]]]",
        "[[[-1,2],[200,200]]]", "[[[1,2],[601,200]]]", "[[[true,2],[200,200]]]", json.dumps([[[1, 1], [200, 200]]] * 81),
        json.dumps([[[n % 600, 1] for n in range(3001)]]), "[" * 10_000, '[[[1,2],["M0 0\\"/><script>",3]]]',
    ],
)  # fmt: skip
def test_only_whole_numbers_inside_the_sheet_are_a_signature(drawing: str) -> None:
    assert rules.path_of(drawing) is None


def test_a_card_signs_until_it_is_made_again_or_revoked(session: Session, house: House) -> None:
    meeting, trainer = planned(session, house), house.actor("trainer")
    nadia, _actor = seated(session, house, meeting)
    karim, _actor = seated(session, house, meeting, "Karim")
    cards = {card.name: card.pin for card in signing.make_cards(session, trainer, meeting.id)}
    assert set(cards) == {"Nadia Test", "Karim Test"}
    assert signing.make_cards(session, trainer, meeting.id) == []  # each has one

    def sign(who: str, pin: str) -> None:
        signing.sign_with_pin(session, trainer, meeting.id, who, "morning", None, pin)

    with clock.at(MORNING):
        (again,) = signing.make_cards(session, trainer, meeting.id, [nadia])
        if again.pin != cards["Nadia Test"]:
            with pytest.raises(WrongCode):
                sign(nadia, cards["Nadia Test"])
        sign(nadia, f"{again.pin[:3]} {again.pin[3:]}")
        signing.revoke_card(session, trainer, meeting.id, karim)
        with pytest.raises(Conflict, match="pas de carte"):
            sign(karim, cards["Karim Test"])
    assert session.scalars(select(Signature.method)).all() == ["pin"]


def test_guessing_a_card_is_slowed_down(session: Session, house: House) -> None:
    meeting, trainer = planned(session, house), house.actor("trainer")
    nadia, _actor = seated(session, house, meeting)
    (card,) = signing.make_cards(session, trainer, meeting.id)
    with clock.at(MORNING):
        for _each in range(SLOW.free):
            with pytest.raises(WrongCode) as refused:
                signing.sign_with_pin(session, trainer, meeting.id, nadia, "morning", None, "no")
            signing.note_failure(session, trainer, refused.value)
        with pytest.raises(TooMany):
            signing.sign_with_pin(session, trainer, meeting.id, nadia, "morning", None, card.pin)
        signing.sign_by_hand(session, trainer, meeting.id, nadia, "morning", None, drawing=DRAWN)  # still possible


def test_only_who_runs_sessions_holds_the_phone(session: Session, house: House) -> None:
    meeting = planned(session, house)
    nadia, _actor = seated(session, house, meeting)
    with clock.at(MORNING):
        for act in (
            lambda who: signing.sign_by_hand(session, who, meeting.id, nadia, "morning", None, drawing=DRAWN),
            lambda who: signing.sign_with_pin(session, who, meeting.id, nadia, "morning", None, "123456"),
            lambda who: signing.sign_on_paper(session, who, meeting.id, "morning", None, "x", [nadia]),
            lambda who: signing.make_cards(session, who, meeting.id),
            lambda who: signing.revoke_card(session, who, meeting.id, nadia),
            lambda who: services.countersign(session, who, meeting.id, "morning", None, services.Closing()),
        ):
            with pytest.raises(Forbidden):
                act(house.actor("quality"))
            with pytest.raises(NotFound):
                act(house.neighbour.actor("trainer"))


def test_a_signature_after_an_absence_noted_too_early_counts_the_hours(session: Session, house: House) -> None:
    meeting, trainer = planned(session, house), house.actor("trainer")
    nadia, herself = seated(session, house, meeting)
    with clock.at(MORNING):
        services.record_attendance(session, trainer, meeting.id, nadia, "morning", False)
    with clock.at(MORNING + timedelta(minutes=5)):
        signing.sign_with_digits(session, herself, shown(session, meeting)[0])
    assert minutes(session, nadia) == 240
    assert [entry.minutes for entry in entries(session)] == [0, 240]
    assert entries(session)[1].corrects_id == entries(session)[0].id


def test_what_is_open_to_sign_is_told_to_the_learner(session: Session, house: House) -> None:
    meeting = planned(session, house)
    nadia, herself = seated(session, house, meeting)
    assert services.open_to_sign(session, nadia) == []
    coming = services.next_to_open(session, herself)
    assert coming is not None
    assert coming.opens_at == paris(THURSDAY, 8, 45)
    with clock.at(paris(THURSDAY, 12, 50)):
        assert [half.part.half for half in services.open_to_sign(session, nadia)] == ["morning", "afternoon"]
        signing.sign_with_digits(
            session, herself, signing.code_of(meeting.id, services.open_to_sign(session, nadia)[0].part)[0]
        )
        assert [half.signed_at is None for half in services.open_to_sign(session, nadia)] == [False, True]
