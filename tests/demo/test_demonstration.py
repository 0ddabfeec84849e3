"""The demonstration that the journeys walk through, as it was loaded: every figure adds up by another way of counting."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core import clock, db, migrations
from app.core.access import Role
from app.core.db import Database
from app.core.errors import Conflict
from app.core.settings import settings
from app.courses import queries as courses
from app.courses.outline import outline
from app.demo import appointments, signing
from app.demo import services as demo
from app.demo.erasures import GONE
from app.demo.retention import COMING, ONCE
from app.enrolments.queries import enrolment_of, list_enrolments
from app.identity import queries as identity
from app.identity import services as people
from app.learning import queries as learning
from app.learning import rules
from app.learning.openings import openings
from app.ledger import services as ledger
from tests.factories.database import RolledBack
from tests.journeys.world import LEARNERS, demonstration_in, prepared
from tests.journeys.world import TODAY as DAY

pytestmark = pytest.mark.once

NEIGHBOURS = min(LEARNERS, demo.NEIGHBOUR_LEARNERS)


@pytest.fixture(scope="module")
def loaded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A copy, with the keys that its sealed words were closed with."""
    data = prepared(shared)
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copyfile(demonstration_in(data), path)
    database = Database(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings(), "keys_dir", str(data / "keys"))
        yield database
    database.dispose()


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(clock.paris(DAY, 8, 45)):
        yield


def rows(database: Database, sql: str, **values: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.execute(text(sql), values))


def test_both_organisations_have_the_people_they_were_asked(loaded: Database) -> None:
    found = dict(
        rows(
            loaded,
            "SELECT o.slug, count(DISTINCT e.learner_id) FROM enrolment e JOIN organisation o ON o.id = e.organisation_id"
            " GROUP BY o.slug",
        )
    )
    once = len((*ONCE, COMING, GONE))  # who left long ago or was erased, beside those who were asked
    assert found == {"demo": LEARNERS + once, "demo-voisine": NEIGHBOURS}


def test_the_accounts_of_the_contract_can_sign_in(loaded: Database) -> None:
    known = {row.email: row for row in rows(loaded, "SELECT email, password_hash FROM account")}
    for role in Role:
        for suffix in ("", "-voisine"):
            account = known[f"{role}{suffix}@demo.example"]
            assert account.password_hash.startswith("$argon2id$"), account.email


def test_the_ledger_holds(loaded: Database) -> None:
    with loaded.reading() as session:
        for organisation in identity.organisations(session):
            verdict = ledger.verify(session, organisation.id)
            assert verdict.bad_number is None, verdict
            assert verdict.entries > 100


def test_what_is_done_was_paid_by_one_entry_of_its_planned_minutes(loaded: Database) -> None:
    """Sessions apart, the states that are done and the completions of the ledger are the same set."""
    done = rows(
        loaded,
        """
        SELECT s.enrolment_id, s.activity_id, ea.minutes FROM activity_state s
        JOIN enrolment e ON e.id = s.enrolment_id
        JOIN course c ON c.id = e.course_id
        JOIN edition d ON d.course_id = c.id AND d.number = c.edition_number
        JOIN edition_activity ea ON ea.edition_id = d.id AND ea.activity_id = s.activity_id
        JOIN activity a ON a.id = s.activity_id
        WHERE s.state = 'done' AND a.kind <> 'session'
        """,
    )
    paid = rows(
        loaded,
        "SELECT enrolment_id, activity_id, minutes FROM ledger_entry WHERE kind = 'activity_completed'",
    )
    assert sorted(map(tuple, done)) == sorted(map(tuple, paid))
    assert len(done) > 200


def test_hours_of_sessions_are_those_of_the_attendance_sheets(loaded: Database) -> None:
    sheets = rows(
        loaded,
        "SELECT enrolment_id, session_id, sum(minutes) FROM attendance WHERE present GROUP BY enrolment_id, session_id",
    )
    entries = rows(
        loaded,
        "SELECT enrolment_id, session_id, sum(minutes) FROM ledger_entry WHERE kind = 'attendance_recorded'"
        " GROUP BY enrolment_id, session_id HAVING sum(minutes) <> 0",
    )
    assert sorted(map(tuple, sheets)) == sorted(map(tuple, entries))
    assert sheets


def test_only_completions_attendance_and_contacts_carry_minutes(loaded: Database) -> None:
    kinds = {row.kind for row in rows(loaded, "SELECT DISTINCT kind FROM ledger_entry WHERE minutes <> 0")}
    assert kinds <= {"activity_completed", "attendance_recorded", "contact_logged"}


def test_progress_is_what_the_rows_say(loaded: Database) -> None:
    """The product's percent, against a sum by hand of the same rows."""
    with loaded.reading() as session:
        place = identity.organisation_by_slug(session, "demo")
        assert place is not None
        course = courses.course_by_slug(session, place.id, "creer-son-activite")
        assert course is not None
        path = outline(session, course.edition_id)
        for enrolment in rows(loaded, "SELECT id FROM enrolment WHERE organisation_id = :id", id=place.id):
            states = learning.states(session, enrolment.id)
            opened = openings(session, enrolment_of(session, place.id, enrolment.id), path, states)
            shown = rules.progress(path, states, learning.minutes_done(session, enrolment.id), opened)
            passed = rows(
                loaded,
                "SELECT activity_id FROM activity_state WHERE enrolment_id = :id AND state = 'skipped'",
                id=enrolment.id,
            )
            others = rows(
                loaded,
                "SELECT name FROM learner_group WHERE organisation_id = :place AND id NOT IN"
                " (SELECT group_id FROM group_member WHERE enrolment_id = :id AND until IS NULL)",
                id=enrolment.id, place=place.id,
            )  # fmt: skip
            out = {row.activity_id for row in passed} | {
                one.id
                for one in path.activities.values()
                if {name for each in one.conditions for name in each.groups} & {row.name for row in others}
            }
            planned = sum(one.minutes for key, one in path.activities.items() if key not in out)
            spent = rows(
                loaded,
                "SELECT activity_id, sum(minutes) AS m FROM ledger_entry WHERE enrolment_id = :id GROUP BY activity_id",
                id=enrolment.id,
            )
            capped = sum(
                min(row.m, path.activities[row.activity_id].minutes)
                for row in spent
                if row.activity_id in path.activities and row.activity_id not in out
            )
            assert shown.done == sum(row.m for row in spent)
            assert shown.percent == capped * 100 // planned


def test_some_have_passed_over_what_they_had_and_each_condition_has_opened_for_somebody(loaded: Database) -> None:
    passed = rows(loaded, "SELECT count(*) AS n FROM activity_state WHERE state = 'skipped'")[0].n
    proven = rows(
        loaded,
        "SELECT sum(CASE kind WHEN 'activity_skipped' THEN 1 ELSE -1 END) AS n FROM ledger_entry"
        " WHERE kind IN ('activity_skipped', 'activity_restored')",
    )
    assert passed == proven[0].n > 5
    done = {
        row.key
        for row in rows(
            loaded,
            "SELECT DISTINCT a.key FROM activity_state s JOIN activity a ON a.id = s.activity_id"
            " JOIN edition_activity e ON e.activity_id = a.id WHERE s.state IN ('done', 'waiting') AND e.conditions <> '[]'",
        )
    }
    assert done >= {"b2-cinq-clients", "b3-mon-previsionnel", "b1-venir-le-soir", "b1-venir-en-journee"}


def test_nobody_acts_before_they_enter_or_in_the_future(loaded: Database) -> None:
    early = rows(
        loaded,
        "SELECT count(*) AS n FROM ledger_entry l JOIN enrolment e ON e.id = l.enrolment_id"
        " WHERE l.kind = 'activity_completed' AND date(l.occurred_at) < date(e.starts_on)",
    )
    late = rows(loaded, "SELECT count(*) AS n FROM ledger_entry WHERE occurred_at > '2026-11-23 07:46:00'")
    assert (early[0].n, late[0].n) == (0, 0)


def test_every_row_belongs_to_one_side_of_the_wall(loaded: Database) -> None:
    mixed = rows(
        loaded,
        """
        SELECT count(*) AS n FROM enrolment e
        JOIN course c ON c.id = e.course_id WHERE c.organisation_id <> e.organisation_id
        UNION ALL SELECT count(*) FROM booking b JOIN enrolment e ON e.id = b.enrolment_id
        JOIN training_session s ON s.id = b.session_id WHERE s.organisation_id <> e.organisation_id
        UNION ALL SELECT count(*) FROM ledger_entry l JOIN enrolment e ON e.id = l.enrolment_id
        WHERE l.organisation_id <> e.organisation_id
        """,
    )
    assert [row.n for row in mixed] == [0, 0, 0]


def test_people_are_at_every_stage_of_the_path(loaded: Database) -> None:
    found = {row.status for row in rows(loaded, "SELECT DISTINCT status FROM enrolment")}
    assert {"active", "finished"} <= found


def test_every_page_of_a_role_has_something_true_to_show(loaded: Database) -> None:
    for table in (
        "submission", "review", "attempt", "attendance", "post", "message", "level_assessment", "booking", "survey_reply",
        "anonymous_answer", "choice_pick", "checklist_tick",
    ):  # fmt: skip
        assert rows(loaded, f"SELECT count(*) AS n FROM {table}")[0].n > 0, table
    kept = rows(loaded, "SELECT file_id FROM audit_file")  # what the invited auditor reads
    assert kept
    assert all(row.file_id for row in kept)


def test_what_goes_on_today_finds_its_place_at_every_hour_of_a_week(loaded: Database) -> None:
    """Whoever has an appointment or a seat at that hour is elsewhere: `make serve` must not be refused for it."""
    with loaded.reading() as session:
        place = identity.organisation_by_slug(session, "demo")
        assert place is not None
        site = identity.sites(session, place.id)[0].id
        known = {name: identity.account_by_email(session, f"{name}@demo.example") for name in ("trainer", "adviser")}
        trainer, adviser = (people.actor_for(session, place.id, account.id) for account in known.values() if account)
        assert trainer is not None
        assert adviser is not None
        followed = list_enrolments(session, adviser, status="active")
    outer, before = RolledBack(loaded), db._current
    db.use_database(outer)
    try:
        for day in range(7):
            for hour in (0, 9, 11, 14, 16, 23):
                now = clock.paris(DAY + timedelta(days=day), hour, 4)
                with clock.at(now), outer.undone():
                    signing._today(outer, trainer, "creer-son-activite", now)
                    appointments._today(outer, adviser, followed[(day + hour) % len(followed)], site, now)
    finally:
        outer.close()
        db.use_database(before)


def test_names_and_addresses_are_those_of_nobody(loaded: Database) -> None:
    for row in rows(loaded, "SELECT email, phone FROM account"):
        # some have no e-mail: they enter with a card
        assert not row.email or re.fullmatch(r"[^@]+@([\w-]+\.)?example|[^@]+@[\w.-]*\.example", row.email), row.email
        assert not row.phone or re.match(r"0[1-7] 39 98|0[1-5] ", row.phone), row.phone


def test_loading_again_makes_the_same_histories_and_doubles_nothing(loaded: Database, tmp_path: Path) -> None:
    """Only what a quiz draws by lot, and what follows from its points, is not the same twice."""

    def told(database: Database) -> list[list[Any]]:
        return [
            sorted(map(tuple, rows(database, sql)))
            for sql in (
                "SELECT name, email FROM account WHERE name NOT LIKE 'Personne effacée %'",  # what follows is drawn by lot
                "SELECT o.slug, a.name, e.starts_on, e.ends_on, e.status FROM enrolment e JOIN account a"
                " ON a.id = e.learner_id JOIN organisation o ON o.id = e.organisation_id"
                " WHERE a.name NOT LIKE 'Personne effacée %'",
                "SELECT o.slug, t.title, t.starts_at FROM training_session t JOIN organisation o ON o.id = t.organisation_id",
                "SELECT o.slug, count(*) FROM ledger_entry l JOIN organisation o ON o.id = l.organisation_id"
                " WHERE l.kind LIKE 'enrolment%' GROUP BY o.slug",
                "SELECT title, created_at FROM thread",
            )
        ]

    shutil.copyfile(str(loaded.url.database), tmp_path / "twice.db")
    again = Database(f"sqlite:///{tmp_path / 'twice.db'}")
    before = db._current
    db.use_database(again)
    try:
        demo.load(LEARNERS, DAY)  # by another process than the first time
        assert told(again) == told(loaded)
    finally:
        db.use_database(before)
        again.dispose()


def test_a_real_organisation_is_never_touched(tmp_path: Path) -> None:
    before = db._current
    database = Database(f"sqlite:///{tmp_path / 'real.db'}")
    migrations.migrate(database)
    db.use_database(database)
    try:
        with database.writing() as session:
            people.open_organisation(session, "vraie", "Vraie")
        with pytest.raises(Conflict):
            demo.load(2, DAY)
        assert demo.organisations() == {"vraie"}
    finally:
        db.use_database(before)
        database.dispose()


def test_production_refuses_the_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "environment", "production")
    with pytest.raises(Conflict):
        demo.load(2, DAY)
