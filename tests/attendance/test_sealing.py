"""A countersignature locks; a correction is a new record; what is changed behind the house's back shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.attendance import rules, services, sheets, signing
from app.attendance.models import Seal, Signature
from app.attendance.services import Closing, Unsaid
from app.core import clock
from app.core.clock import paris
from app.core.errors import Conflict, Invalid
from app.enrolments.models import Enrolment
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.privacy.erasure import services as erasing
from app.privacy.erasure.rules import Cause, Scope, Why
from app.scheduling.models import Attendance, TrainingSession
from tests.attendance.test_signing import DRAWN, MORNING, seated, shown
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.sessions import LATER, THURSDAY, minutes, planned


def a_morning(session: Session, house: House) -> tuple[TrainingSession, str, str]:
    """Nadia has signed the morning; Karim has not."""
    meeting = planned(session, house)
    nadia, herself = seated(session, house, meeting)
    karim, _actor = seated(session, house, meeting, "Karim")
    with clock.at(MORNING):
        signing.sign_with_digits(session, herself, shown(session, meeting)[0])
    return meeting, nadia, karim


def close(
    session: Session,
    house: House,
    meeting: TrainingSession,
    half: str = "morning",
    unsaid: dict[str, Unsaid] | None = None,
) -> Seal:
    return services.countersign(session, house.actor("trainer"), meeting.id, half, None, Closing(DRAWN, unsaid or {}))


def absent(enrolment_id: str) -> dict[str, Unsaid]:
    return {enrolment_id: Unsaid(False, "transport", True)}


def test_people_without_an_answer_are_asked_about_first(session: Session, house: House) -> None:
    meeting, nadia, karim = a_morning(session, house)
    with clock.at(LATER):
        with pytest.raises(Invalid) as refused:
            close(session, house, meeting)
        assert [each.field for each in refused.value.fields] == [f"u:{karim}"]
        with pytest.raises(Invalid, match="motif"):
            close(session, house, meeting, unsaid={karim: Unsaid(False)})
        assert minutes(session, karim) == 0
        close(session, house, meeting, unsaid=absent(karim))
        part = sheets.sheet_of(session, meeting.id).part("2026-11-26-morning")
    assert part.lock is not None
    assert (part.lock.name, part.signed, part.present) == ("Trainer Demo", 1, 1)
    person = part.person(karim)
    assert person is not None
    assert person.motive == "Transport ou météo (justifiée, document vu)"
    assert minutes(session, nadia) == 240


def test_a_locked_half_day_changes_by_a_correction_with_its_reason_only(session: Session, house: House) -> None:
    meeting, nadia, karim = a_morning(session, house)
    trainer = house.actor("trainer")
    with clock.at(LATER):
        close(session, house, meeting, unsaid=absent(karim))
        with pytest.raises(Conflict, match="contresignée"):
            services.record_attendance(session, trainer, meeting.id, karim, "morning", True)
        with pytest.raises(Conflict, match="contresignée"):
            close(session, house, meeting)
        services.record_attendance(session, trainer, meeting.id, nadia, "morning", True)  # the same: nothing to do
        services.record_attendance(session, trainer, meeting.id, karim, "morning", True, correction="Arrivé à 9 h 10")
        services.record_attendance(
            session, trainer, meeting.id, nadia, "morning", False, correction="Partie à 9 h 30", reason_code="family"
        )
        sheet = sheets.sheet_of(session, meeting.id)
    assert (minutes(session, nadia), minutes(session, karim)) == (0, 240)
    assert [(each.name, each.was, each.becomes, each.reason) for each in sheet.corrections] == [
        ("Karim Test", "absence : Transport ou météo (justifiée, document vu)", "présence", "Arrivé à 9 h 10"),
        ("Nadia Test", "présence", "absence : Événement familial (justifiée)", "Partie à 9 h 30"),
    ]
    assert sheet.holds
    assert [seal.kind for seal in sheet.seals] == ["locked", "corrected", "corrected"]
    said = session.scalars(
        select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded").order_by(LedgerEntry.number)
    ).all()
    assert [entry.minutes for entry in said] == [240, 0, 240, -240]
    assert [entry.corrects_id for entry in said[2:]] == [said[1].id, said[0].id]
    assert verify(session, house.demo.id).bad_number is None


def test_the_motive_of_a_locked_absence_is_corrected_too(session: Session, house: House) -> None:
    meeting, _nadia, karim = a_morning(session, house)
    trainer = house.actor("trainer")
    with clock.at(LATER):
        close(session, house, meeting, unsaid=absent(karim))
        with pytest.raises(Conflict, match="contresignée"):
            services.record_attendance(session, trainer, meeting.id, karim, "morning", False, reason_code="illness")
        services.record_attendance(
            session, trainer, meeting.id, karim, "morning", False, reason_code="illness", correction="Justificatif reçu"
        )
        sheet = sheets.sheet_of(session, meeting.id)
    assert sheet.holds
    assert sheet.corrections[0].becomes.startswith("absence : Arrêt ou rendez-vous de santé")
    entries = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded")).all()
    assert len(entries) == 2  # no hour moved


def test_nobody_signs_what_is_locked(session: Session, house: House) -> None:
    meeting = planned(session, house)
    nadia, herself = seated(session, house, meeting)
    with clock.at(MORNING):
        services.record_attendance(session, house.actor("trainer"), meeting.id, nadia, "morning", True)
        close(session, house, meeting)
        with pytest.raises(Conflict, match="contresignée"):
            signing.sign_with_token(session, herself, shown(session, meeting)[1], [])


def test_somebody_who_signed_is_not_made_absent_in_silence(session: Session, house: House) -> None:
    meeting, nadia, karim = a_morning(session, house)
    trainer = house.actor("trainer")
    with clock.at(LATER):
        with pytest.raises(Conflict, match="a signé"):
            services.record_attendance(session, trainer, meeting.id, nadia, "morning", False)
        services.record_attendance(
            session, trainer, meeting.id, nadia, "morning", False, correction="A signé pour une autre"
        )
        close(session, house, meeting, unsaid={karim: Unsaid(True)})
        sheet = sheets.sheet_of(session, meeting.id)
    assert minutes(session, nadia) == 0
    assert sheet.holds
    assert [seal.kind for seal in sheet.seals] == ["corrected", "locked"]


def test_a_half_day_is_closed_once_it_has_begun(session: Session, house: House) -> None:
    meeting, _nadia, karim = a_morning(session, house)
    with clock.at(MORNING), pytest.raises(Conflict, match="pas commencé"):
        close(session, house, meeting, "afternoon", unsaid=absent(karim))
    empty = planned(session, house, title="Vide", by="admin")
    with clock.at(LATER), pytest.raises(Conflict, match="Personne"):
        close(session, house, empty)


@pytest.mark.parametrize(
    "change",
    [
        update(Attendance).values(present=True),
        update(Attendance).values(minutes=241),
        update(Attendance).values(reason_code="illness"),
        update(Signature).where(Signature.role == "learner").values(method="finger"),
        update(Signature).where(Signature.role == "learner").values(at=paris(THURSDAY, 9, 1)),
        update(Signature).where(Signature.role == "trainer").values(drawing="M0 0L1 1"),
        update(TrainingSession).values(ends_at=paris(THURSDAY, 18)),
        update(Seal).values(sha256="0" * 64),
    ],
)
def test_an_edited_row_shows(session: Session, house: House, change: Any) -> None:
    meeting, _nadia, karim = a_morning(session, house)
    with clock.at(LATER):
        close(session, house, meeting, unsaid=absent(karim))
        assert sheets.sheet_of(session, meeting.id).holds
        session.execute(change)
        assert not sheets.sheet_of(session, meeting.id).holds


def test_a_correction_that_was_rewritten_or_taken_away_shows(session: Session, house: House) -> None:
    meeting, _nadia, karim = a_morning(session, house)
    with clock.at(LATER):
        close(session, house, meeting, unsaid=absent(karim))
        services.record_attendance(
            session, house.actor("trainer"), meeting.id, karim, "morning", True, correction="Arrivé à 9 h 10"
        )
        with session.begin_nested() as undone:
            session.execute(update(Seal).where(Seal.kind == "corrected").values(reason="Autre chose"))
            assert not sheets.sheet_of(session, meeting.id).holds
            undone.rollback()
        with session.begin_nested() as undone:
            session.execute(update(Attendance).where(Attendance.enrolment_id == karim).values(present=False))
            assert not sheets.sheet_of(session, meeting.id).holds
            undone.rollback()
        session.query(Seal).where(Seal.kind == "corrected").delete()
        assert not sheets.sheet_of(session, meeting.id).holds


def test_seals_follow_each_other_and_each_half_day_has_its_own(session: Session, house: House) -> None:
    meeting, nadia, karim = a_morning(session, house)
    with clock.at(LATER):
        first = close(session, house, meeting, unsaid=absent(karim))
    with clock.at(LATER + timedelta(minutes=1)):
        second = close(session, house, meeting, "afternoon", unsaid={nadia: Unsaid(True), karim: Unsaid(True)})
        sheet = sheets.sheet_of(session, meeting.id)
    assert (first.rank, second.rank) == (1, 2)
    assert sheet.is_locked
    assert sheet.holds
    assert sheet.hash == second.sha256 != first.sha256
    assert rules.clean_number(sheet.number.lower()) == sheet.head.number


def test_an_erasure_is_told_from_a_change_made_behind_the_back(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    meeting, nadia, karim = a_morning(session, house)
    trainer = house.actor("trainer")
    with clock.at(LATER):
        close(session, house, meeting, unsaid=absent(karim))
        services.record_attendance(
            session, trainer, meeting.id, nadia, "morning", False, correction="Nadia Test est partie"
        )
        services.record_attendance(
            session, trainer, meeting.id, karim, "morning", True, correction="Venu avec Nadia Test"
        )
        person = session.get_one(Enrolment, nadia).learner_id
        erasing.erase(session, None, Scope(house.demo.id, person), Why(Cause.REQUEST))
        sheet = sheets.sheet_of(session, meeting.id)
        assert [(seal.holds, seal.emptied) for seal in sheet.seals] == [(False, True)] * 3
        assert (sheet.holds, sheet.emptied) == (True, True)
        page = visit().page(f"/verification/{sheet.number.replace(' ', '')}")
        assert "ne se recalcule plus" in page
        assert "ne correspond plus" not in page
        session.execute(update(Seal).where(Seal.rank == 3).values(reason="Venu tout seul"))
        session.expire_all()
        assert not sheets.sheet_of(session, meeting.id).holds
