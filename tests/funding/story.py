"""The autumn of `reporting`, with funders: and its yearly report counted again from raw rows, in plain Python."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.funding.nomenclature.esf import ENTRY
from app.funding.participants import services as participants
from app.funding.queries import paths
from app.funding.services import files, profiles
from app.funding.services.files import Part
from app.funding.years import services as years
from tests.factories.house import House
from tests.reporting.story import Story, moment, tell

RECORD = {
    "sex": "f", "born_on": "2000-05-17", "job": "unemployed", "months_without_job": "7", "education": "level_4",
    "commune": "Tulle", "qpv": "yes", "qpv_on": "2026-10-12", "rural": "unknown", "disability": "yes", "minority": "refused",
}  # fmt: skip


@dataclass
class Funded:
    story: Story
    funders: dict[str, str] = field(default_factory=dict)
    year: str = ""


def fund(session: Session, house: House) -> Funded:
    """Ada is shared between two funders, Bea has the one of her enrolment, Carl was sent by another body."""
    story = tell(session, house)
    admin, adviser = story.actor(Role.ADMIN), story.actor(Role.ADVISER)
    with clock.at(clock.paris(date(2026, 11, 21), 10)):
        known = {row.name: row.id for row in paths.funders(session, story.place.id)}
        profiles.set_funder(session, admin, known["Région"], "region", esf=False, report=True, years=None)
        profiles.set_funder(session, admin, known["Pôle"], "european_union", esf=True, report=True, years=10)
        profiles.set_course(session, admin, story.ada.course_id, "other_training", "", "310")
        profiles.set_deliverer(session, admin, story.actor(Role.TRAINER).account_id, False)
        files.share_hours(
            session, adviser, story.ada.id,
            [Part(known["Région"], 67, "R-1", 100), Part(known["Pôle"], 33, "FSE-1", None)],
        )  # fmt: skip
        files.set_file(session, adviser, story.ada.id, "job_seeker")
        files.set_file(session, adviser, story.bea.id, "employee", entrusted_to="Un autre organisme")
        files.set_file(session, adviser, story.carl.id, "other", entrusted_by="Le donneur d'ordre")
        participants.fill_in(session, adviser, story.ada.id, ENTRY, RECORD)
        year = years.open_year(session, admin, "2026-01-01", "2026-12-31")
    session.flush()
    return Funded(story, known, year.id)


# --- The same again, from raw rows ----------------------------------------------------------------------------


def minutes_again(session: Session, organisation_id: str, first: date, last: date) -> dict[str, int]:
    """Enrolment id → minutes of the ledger in some days of Paris."""
    found: dict[str, int] = defaultdict(int)
    for row in session.execute(text("SELECT organisation_id, enrolment_id, minutes, occurred_at FROM ledger_entry")):
        day = moment(row.occurred_at).astimezone(clock.PARIS).date()
        if row.organisation_id == organisation_id and row.enrolment_id and first <= day <= last:
            found[row.enrolment_id] += row.minutes
    return {path: minutes for path, minutes in found.items() if minutes > 0}


def frames_again(session: Session, organisation_id: str, first: date, last: date) -> dict[str, Any]:
    """Learners and minutes of each line, as somebody would with the rows on paper."""
    minutes = minutes_again(session, organisation_id, first, last)
    files_ = {row.enrolment_id: row for row in session.execute(text("SELECT * FROM funding_file"))}
    courses = {row.course_id: row for row in session.execute(text("SELECT * FROM course_funding"))}
    of_path = {row.id: row for row in session.execute(text("SELECT id, course_id FROM enrolment"))}
    lines: dict[str, list[int]] = defaultdict(list)
    for path, done in minutes.items():
        said = files_.get(path)
        if said is not None and said.entrusted_by:
            lines["g"].append(done)
            continue
        lines["own"].append(done)
        lines[f"f1.{said.status if said and said.status else 'unsaid'}"].append(done)
        if said is not None and said.entrusted_to:
            lines["f2"].append(done)
        course = courses.get(of_path[path].course_id)
        lines[f"f3.{course.objective if course and course.objective else 'unsaid'}"].append(done)
        lines[f"f4.{course.nsf if course and course.nsf else 'unsaid'}"].append(done)
    return {key: (len(values), sum(values)) for key, values in lines.items()}
