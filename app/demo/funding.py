"""Who funds the paths of the demonstration, and what their funders ask: invented, the same each time."""

import contextlib
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.errors import Invalid
from app.enrolments import queries as enrolments
from app.funding.nomenclature.esf import ENTRY, EXIT
from app.funding.participants import services as participants
from app.funding.queries import paths as queries
from app.funding.reports import signing
from app.funding.services import files, profiles
from app.funding.services.files import Part
from app.funding.years import services as years
from app.reporting.rules import month_of

FILLED = 300  # paths, however many there are
_KINDS = {"Région": "region", "France Travail": "france_travail", "Fonds social européen": "european_union"}
_STATUSES = ("job_seeker", "job_seeker", "job_seeker", "other", "employee", "individual")
_TOWNS = ("Tulle", "Brive-la-Gaillarde", "Ussel", "Argentat", "Égletons")
_JOBS = (("unemployed", 4), ("unemployed", 18), ("inactive", 0), ("unemployed", 30), ("employed", 0))
_DIPLOMAS = ("none", "level_3", "level_4", "level_5", "level_6")


def fund_the_paths(db: Database, adviser: Actor, admin: Actor, trainers: list[Actor], now: datetime) -> None:
    """Nearly everything is said, so that figures stand; a few things are left unsaid, so that gaps have something to show."""
    with clock.at(now), db.writing() as session:
        funders = {row.name: row.id for row in queries.funders(session, admin.organisation_id)}
        for name, kind in _KINDS.items():
            if name in funders:
                profiles.set_funder(
                    session, admin, funders[name], kind, esf=kind == "european_union", report=True, years=None
                )
        for course in queries.courses(session, admin.organisation_id):
            profiles.set_course(session, admin, course.id, "other_training", "", "310")
        for number, trainer in enumerate(trainers[:-1]):
            profiles.set_deliverer(session, admin, trainer.account_id, number % 3 == 2)
        today = clock.today()
        rows = [row for row in enrolments.list_enrolments(session, admin) if row.starts_on <= today][:FILLED]
        for number, row in enumerate(rows):
            _fund(session, adviser, row, number, funders)
        year = years.open_year(session, admin, date(today.year, 1, 1).isoformat(), date(today.year, 12, 31).isoformat())
        amounts = {
            "c4": "24000",
            "c6": "61000",
            "c7": "38500",
            "c_turnover": "182000",
            "d_total": "118000",
            "d_salaries": "74000",
        }
        years.save_typed(session, admin, year.id, amounts, None)
        last = month_of(month_of(today).start - timedelta(days=1))
        if paid := next((row for row in queries.funders(session, admin.organisation_id) if row.paths), None):
            with contextlib.suppress(Invalid):  # nobody was there in that month
                signing.sign(session, admin, paid.id, last, "directeur")


def _fund(session: Session, adviser: Actor, row: Any, number: int, funders: dict[str, str]) -> None:
    if number % 15 != 14:
        files.set_file(session, adviser, row.id, _STATUSES[number % len(_STATUSES)])
    european = funders.get("Fonds social européen")
    if european and number % 3 == 0:
        main = funders["Région" if number % 2 else "France Travail"]
        files.share_hours(
            session, adviser, row.id,
            [Part(main, 60, f"CONV-{row.starts_on.year}-{100 + number}", 150), Part(european, 40, "FSE-2026-19", 100)],
        )  # fmt: skip
    if european and (number % 3 == 0 or row.funder_id == european) and number % 12:
        _answer(session, adviser, row, number)


def _answer(session: Session, adviser: Actor, row: Any, number: int) -> None:
    """Records of the entry and, for those who left, of the exit; some answers are refused."""
    job, months = _JOBS[number % len(_JOBS)]
    said = {
        "sex": "refused" if number % 21 == 0 else "m" if number % 5 < 2 else "f",
        "born_on": date(1968 + number % 36, 1 + number % 12, 10).isoformat(),
        "job": job, "months_without_job": str(months) if months else "", "education": _DIPLOMAS[number % 5],
        "commune": _TOWNS[number % len(_TOWNS)], "qpv": "yes" if number % 4 == 1 else "no",
        "qpv_on": row.starts_on.isoformat(), "rural": "yes" if number % 2 else "no", "rural_on": row.starts_on.isoformat(),
        "disability": "yes" if number % 10 == 3 else "no", "foreign_background": "refused", "third_country": "no",
        "minority": "refused", "homeless": "no",
    }  # fmt: skip
    participants.fill_in(session, adviser, row.id, ENTRY, said)
    if row.closed_on and row.closed_on + timedelta(days=1) < clock.today() and number % 8:
        found = participants.asked(session, adviser, row.id, EXIT)
        answers = {"employment": "no", "training": "no", "qualification": "no", "job_search": "no"} | dict(
            found.proposed
        )
        with clock.at(min(clock.now(), clock.paris(row.closed_on + timedelta(days=6), 11))):
            participants.fill_in(session, adviser, row.id, EXIT, answers)
