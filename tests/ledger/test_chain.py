"""The chain: whoever changes, removes or moves a row is found, at the first row that does not hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.ids import new_id
from app.ledger import rules, services
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry, LedgerHead
from tests.factories.database import RolledBack
from tests.factories.house import House, Place

LENGTH = 6
COLUMNS = LedgerEntry.__table__
NULLABLE = sorted(column.name for column in COLUMNS.columns if column.nullable)
EDITED = [*sorted(set(rules.SEALED) - {"id", "organisation_id", "number"}), "hash"]


def write(session: Session, place: Place, length: int = LENGTH) -> list[str]:
    actor = place.actor(Role.TRAINER)
    return [
        services.append(
            session, actor, Kind.ACTIVITY_COMPLETED, person_id=new_id(), enrolment_id=new_id(), activity_id=new_id(),
            block_id=new_id(), minutes=10 + n, place="remote", timing="asynchronous", people="individual",
            guidance="training", proof_kind="attempt", proof_id=new_id(), facts={"percent": n, "words": "é€"},
        ).id
        for n in range(length)
    ]  # fmt: skip


@pytest.fixture
def chain(session: Session, house: House) -> list[str]:
    return write(session, house.demo)


def verdict(session: Session, place: Place) -> services.Verdict:
    session.flush()
    session.expire_all()
    return services.verify(session, place.id)


def test_a_chain_as_it_was_written_holds(session: Session, house: House, chain: list[str]) -> None:
    found = verdict(session, house.demo)
    assert (found.bad_number, found.entries >= LENGTH) == (None, True)
    numbers = session.scalars(
        select(LedgerEntry.number).where(LedgerEntry.organisation_id == house.demo.id).order_by(LedgerEntry.number)
    ).all()
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_organisation_without_an_entry_holds(session: Session) -> None:
    assert services.verify(session, new_id()).bad_number is None


def test_each_organisation_has_its_own_chain(session: Session, house: House, chain: list[str]) -> None:
    before = verdict(session, house.neighbour).entries
    write(session, house.neighbour, 2)
    assert verdict(session, house.neighbour).entries == before + 2
    session.execute(update(LedgerEntry).where(LedgerEntry.id == chain[0]).values(minutes=9999))
    assert verdict(session, house.demo).bad_id == chain[0]
    assert verdict(session, house.neighbour).bad_number is None


def _other(column: str, value: Any, number: int) -> Any:
    """Something else than `value`, of the type of the column."""
    if column in ("occurred_at", "recorded_at"):
        return value + timedelta(microseconds=number)
    if column == "minutes":
        return value + number
    if column == "facts":
        return {**value, "percent": -number}
    return f"x{number}"  # the narrowest column holds ten letters


_few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_few
@given(row=st.integers(0, LENGTH - 1), column=st.sampled_from(EDITED), number=st.integers(1, 999), erase=st.booleans())
def test_any_change_to_any_field_of_any_row_is_found_there(
    database: RolledBack, house: House, row: int, column: str, number: int, erase: bool
) -> None:
    with database.undone(), database.writing() as session:
        ids = write(session, house.demo)
        kept = session.execute(select(COLUMNS.c[column]).where(COLUMNS.c.id == ids[row])).scalar_one()
        value = None if erase and column in NULLABLE and kept is not None else _other(column, kept, number)
        session.execute(update(COLUMNS).where(COLUMNS.c.id == ids[row]).values({column: value}))
        assert verdict(session, house.demo).bad_id == ids[row]


@_few
@given(row=st.integers(0, LENGTH - 1))
def test_a_row_taken_away_is_missed_even_the_last(database: RolledBack, house: House, row: int) -> None:
    with database.undone(), database.writing() as session:
        ids = write(session, house.demo)
        number = session.scalar(select(LedgerEntry.number).where(LedgerEntry.id == ids[row]))
        session.execute(delete(LedgerEntry).where(LedgerEntry.id == ids[row]))
        found = verdict(session, house.demo)
        assert found.bad_number == (number + 1 if row < LENGTH - 1 else number)  # type: ignore[operator]
        assert f"{number}" in found.reason


@_few
@given(pair=st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True))
def test_two_rows_that_change_places_are_found(database: RolledBack, house: House, pair: list[int]) -> None:
    with database.undone(), database.writing() as session:
        ids = write(session, house.demo)
        first, second = sorted(pair)
        numbers = {
            row.id: row.number
            for row in session.execute(select(LedgerEntry.id, LedgerEntry.number).where(LedgerEntry.id.in_(ids)))
        }
        for entry_id, number in (
            (ids[first], -1), (ids[second], numbers[ids[first]]), (ids[first], numbers[ids[second]]),
        ):  # fmt: skip
            session.execute(update(LedgerEntry).where(LedgerEntry.id == entry_id).values(number=number))
        found = verdict(session, house.demo)
        assert (found.bad_number, found.bad_id) == (numbers[ids[first]], ids[second])


def test_a_row_slipped_in_is_found(session: Session, house: House, chain: list[str]) -> None:
    """Even sealed with the right formula: the next row was sealed to another one."""
    last = session.execute(select(COLUMNS).where(COLUMNS.c.id == chain[-1])).one()
    forged = dict(last._mapping) | {"id": new_id(), "number": last.number + 1, "previous_hash": last.hash}
    forged["hash"] = rules.seal(forged)
    session.execute(insert(COLUMNS).values(forged))
    found = verdict(session, house.demo)
    assert (found.bad_number, found.bad_id) == (last.number + 1, forged["id"])


def test_a_chain_rewritten_to_its_end_does_not_match_its_head(session: Session, house: House, chain: list[str]) -> None:
    """Whoever edits the last row and seals it again has not edited the head."""
    last = session.execute(select(COLUMNS).where(COLUMNS.c.id == chain[-1])).one()
    changed = dict(last._mapping) | {"minutes": 600}
    changed["hash"] = rules.seal(changed)
    session.execute(update(COLUMNS).where(COLUMNS.c.id == last.id).values(changed))
    assert verdict(session, house.demo).bad_id == last.id


@pytest.mark.parametrize("changed", [{"hash": "0" * 64}, {"number": 2}, {"number": 900}])
def test_a_head_that_was_moved_is_found(
    session: Session, house: House, chain: list[str], changed: dict[str, Any]
) -> None:
    session.execute(update(LedgerHead).where(LedgerHead.organisation_id == house.demo.id).values(changed))
    assert verdict(session, house.demo).bad_number is not None


def test_a_whole_chain_taken_away_is_missed(session: Session, house: House, chain: list[str]) -> None:
    session.execute(delete(LedgerEntry).where(LedgerEntry.organisation_id == house.demo.id))
    assert verdict(session, house.demo).bad_number == 1


@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), hours=st.integers(-12, 14)
)
@settings(max_examples=50, deadline=None)
def test_a_seal_does_not_depend_on_the_time_zone_it_is_read_in(moment: datetime, hours: int) -> None:
    entry: dict[str, Any] = dict.fromkeys(rules.SEALED, "") | {"recorded_at": moment}
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert rules.seal(entry | {"occurred_at": moment}) == rules.seal(entry | {"occurred_at": elsewhere})


def test_a_seal_covers_every_column() -> None:
    assert set(rules.SEALED) | {"hash"} == {column.name for column in COLUMNS.columns}


def test_an_entry_leaves_with_the_act_that_fails(database: RolledBack, house: House) -> None:
    with database.reading() as session:
        before = services.verify(session, house.demo.id)

    def fail(session: Session) -> None:
        write(session, house.demo, 2)
        raise RuntimeError("the act breaks")

    act: Callable[[Session], None] = fail
    with pytest.raises(RuntimeError), database.writing() as session:
        act(session)
    with database.reading() as session:
        assert services.verify(session, house.demo.id) == before
