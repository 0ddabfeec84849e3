"""Ids, time and positions: small things that everything stands on."""

import re
import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from app.core import clock
from app.core.access import Actor, Refusal, Role, require
from app.core.cursors import cursor, read_cursor
from app.core.db import Moment
from app.core.errors import Forbidden, Invalid
from app.core.i18n import French
from app.core.ids import new_id

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_ids_are_uuid_7_in_the_order_they_were_made() -> None:
    made = [new_id() for _n in range(20_000)]
    assert all(UUID7.fullmatch(one) for one in made)
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_made_at_once_by_several_threads_never_meet() -> None:
    found: list[str] = []

    def make() -> None:
        found.extend([new_id() for _n in range(3000)])

    threads = [threading.Thread(target=make) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 24_000


def test_the_day_is_the_one_of_paris() -> None:
    with clock.at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)
    with clock.at(datetime(2026, 7, 1, 21, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_wall_clock_times_follow_summer_and_winter() -> None:
    assert clock.paris(date(2026, 7, 1), 9).hour == 7
    assert clock.paris(date(2026, 12, 1), 9).hour == 8


def test_time_travel_ends_with_its_block() -> None:
    before = clock.now()
    with clock.at(before + timedelta(days=3)):
        assert clock.now() == before + timedelta(days=3)
    assert clock.now() == before


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.uuids().map(str),
)
def test_a_position_is_read_back_as_it_was(moment: datetime, row_id: str) -> None:
    assert read_cursor(cursor(moment, row_id)) == (moment, row_id)


@pytest.mark.parametrize("text", ["", "x", "12", "-1_a", "1e9_a", "9" * 40 + "_a", "²_a", "1_é"])
def test_a_position_that_we_did_not_give_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_cursor(text)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(-12, 14))
def test_moments_come_back_from_the_database_aware_and_equal(moment: datetime, hours: int) -> None:
    column = Moment()
    given_ = moment.astimezone(timezone(timedelta(hours=hours)))
    kept = column.process_bind_param(given_, sqlite.dialect())
    assert kept is not None
    assert kept.tzinfo is None
    assert column.process_result_value(kept, sqlite.dialect()) == moment


def test_a_moment_without_an_offset_is_never_kept() -> None:
    with pytest.raises(ValueError, match="offset"):
        Moment().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())


def test_zero_is_singular_in_french() -> None:
    assert [French().ngettext("jour", "jours", n) for n in (0, 1, 2)] == ["jour", "jour", "jours"]


def test_a_refusal_is_false_and_says_why() -> None:
    with pytest.raises(Forbidden, match="Non"):
        require(Refusal("Non."))
    require(True)
    assert not Refusal("x")


def test_an_actor_holds_roles_of_one_organisation() -> None:
    actor = Actor("a", "o", "s", "S", "n", "e", frozenset({Role.QUALITY}))
    assert actor.is_staff
    assert actor.has(Role.ADMIN, Role.QUALITY)
    assert not actor.has(Role.ADMIN)
