"""Sheets of the last weeks, signed in every way and countersigned, and a session that is on today."""

import io
import json
from datetime import datetime, timedelta
from math import sin

from sqlalchemy.orm import Session

from app.attendance import documents, queries, services, sheets, signing
from app.attendance.sheets import Part, Person
from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.errors import Conflict
from app.enrolments import queries as enrolments
from app.files import services as files
from app.scheduling import services as seats
from app.scheduling.rules import Place

SIGNED_SHEETS = 8
OF_TODAY = 9  # people
_TODAY = "Atelier : préparer ses prix"


def sign_sheets(db: Database, trainer: Actor, course_slug: str, now: datetime) -> None:
    """Each sheet in a transaction of its own, at its own time."""
    with db.reading() as session:
        held = queries.held_between(session, trainer, now - timedelta(days=35), now - timedelta(days=2))
        own = [sheet for sheet in sheets.sheets_of(session, held) if sheet.head.trainer_id == trainer.account_id]
        found = sorted(own, key=lambda sheet: len(sheet.parts[0].people))
    for number, sheet in enumerate(reversed(found[-SIGNED_SHEETS:])):  # those with the most people
        with db.writing() as session:
            for part in sheet.parts:
                if number == 1:
                    _on_paper(session, trainer, sheet, part)
                else:
                    _by_hand(session, trainer, sheet.head.id, part, number)
                with clock.at(part.ends_at + timedelta(minutes=2)):
                    drawing = drawn(trainer.name) if number % 3 else ""
                    unsaid = {person.enrolment_id: services.Unsaid(False, "unknown") for person in part.unsaid}
                    services.countersign(
                        session,
                        trainer,
                        sheet.head.id,
                        part.part.half,
                        part.part.day,
                        services.Closing(drawing, unsaid),
                    )
            if number == 0:
                _correct(session, trainer, sheet.head.id, sheet.parts[0])
    _today(db, trainer, course_slug, now)


def drawn(name: str) -> str:
    """A signature that is always the same for a name."""
    seed = sum(map(ord, name))
    line = [
        [30 + 9 * step, round(100 + 55 * sin(step / (1.6 + seed % 7 / 5)) + 18 * sin(step * (seed % 5 + 1) / 3))]
        for step in range(50)
    ]
    return json.dumps([line, [[60, 170], [480, 150 + seed % 25]]])


def _by_hand(session: Session, trainer: Actor, session_id: str, part: Part, number: int) -> None:
    for rank, person in enumerate(part.people):
        if person.state == sheets.PRESENT and (rank + number) % 5:
            with clock.at(part.starts_at + timedelta(minutes=rank, seconds=7 * rank)):
                _sign(session, trainer, session_id, part, person, typed=rank % 4 == 3)


def _sign(session: Session, trainer: Actor, session_id: str, part: Part, person: Person, *, typed: bool) -> None:
    signing.sign_by_hand(
        session, trainer, session_id, person.enrolment_id, part.part.half, part.part.day,
        drawing="" if typed else drawn(person.name), written=person.name if typed else "",
    )  # fmt: skip


def _on_paper(session: Session, trainer: Actor, sheet: sheets.Sheet, part: Part) -> None:
    present = [person.enrolment_id for person in part.people if person.state == sheets.PRESENT]
    if not present:
        return
    with clock.at(part.ends_at):
        scan = io.BytesIO(documents.empty_pdf(sheet))
        file = files.store(session, trainer, trainer.organisation_id, "feuille-signee.pdf", scan, trainer.account_id)
        signing.sign_on_paper(session, trainer, sheet.head.id, part.part.half, part.part.day, file.id, present)


def _correct(session: Session, trainer: Actor, session_id: str, part: Part) -> None:
    person = next((each for each in part.people if each.state == sheets.ABSENT), part.people[0])
    with clock.at(part.ends_at + timedelta(hours=4)):
        services.record_attendance(
            session, trainer, session_id, person.enrolment_id, part.part.half, person.state == sheets.ABSENT,
            day=part.part.day, reason_code="" if person.state == sheets.ABSENT else "family",
            correction="Vu avec la personne : la case cochée n'était pas la bonne.",
        )  # fmt: skip


def _today(db: Database, trainer: Actor, course_slug: str, now: datetime) -> None:
    """A session that is on at the time of the demonstration, or of this morning when it is evening."""
    day, hour = clock.local(now).date(), clock.local(now).hour
    on = 8 <= hour < 17
    first = min(max(hour, 9), 16) if on else 9
    with db.writing() as session:
        people = enrolments.list_enrolments(session, trainer, status="active", course=course_slug)
        people.sort(key=lambda each: not each.learner_email.startswith("learner"))  # the account shown first
        going = 0
        meeting_id = ""
        with clock.at(now - timedelta(days=3)):
            for start in (first, *range(9, 17)):
                starts = clock.paris(day, start)
                try:
                    meeting_id = seats.plan_session(
                        session, trainer, course_slug, _TODAY, starts, starts + timedelta(hours=2), Place.ON_SITE, 12,
                        room="Grande salle",
                    ).id  # fmt: skip
                    break
                except Conflict:
                    continue  # the trainer is elsewhere at that hour
            if not meeting_id:
                return
            for each in people:
                if going == OF_TODAY:
                    break
                try:
                    seats.book(session, trainer, meeting_id, each.id)
                    going += 1
                except Conflict:
                    continue  # they are elsewhere at that hour: with their adviser, most often
        part = sheets.sheet_of(session, meeting_id).parts[0]
        for rank, person in enumerate(part.people[: 2 + going // 2]):
            at = part.window.opens_at + timedelta(minutes=12 + rank)
            if at > now:
                break
            with clock.at(at):
                _sign(session, trainer, meeting_id, part, person, typed=rank == 1)
