"""Rooms, series, and what cannot be at the same time."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.clock import local, paris
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.identity import services as people_of_house
from app.scheduling import queries, services
from app.scheduling.models import MeetingRoom, TrainingSession
from app.scheduling.rules import Every, Recurrence, WhySkipped
from app.scheduling.services import Change, Occupied, Wish
from tests.factories.house import House
from tests.factories.paths import activity, small_course
from tests.factories.sessions import THURSDAY, people, planned


def a_room(session: Session, house: House, name: str = "Salle bleue", seats: int = 12) -> MeetingRoom:
    return services.add_room(session, house.actor("admin"), house.demo.site_id, name, seats)


def wish(house: House, **changes: Any) -> Wish:
    values: dict[str, Any] = {"course": house.course_slug, "title": "Atelier", "place": "on_site", "capacity": 8}
    return Wish(**(values | changes))


def sessions_there_are(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TrainingSession)) or 0


# --- Rooms ----------------------------------------------------------------------------------------------------


def test_a_room_has_its_site_its_name_and_bounds_the_places(session: Session, house: House) -> None:
    room = a_room(session, house, seats=10)
    meeting = planned(session, house, room_id=room.id, capacity=10)
    assert (meeting.site_id, meeting.room) == (house.demo.site_id, "Salle bleue")
    with pytest.raises(Invalid, match="10 places"):
        planned(session, house, by="admin", room_id=room.id, capacity=11)
    both = planned(session, house, by="admin", starts_at=paris(THURSDAY, 18), ends_at=paris(THURSDAY, 19), place="hybrid",
                   room_id=room.id, capacity=11)  # fmt: skip
    assert both.capacity == 11  # one of them at a distance


def test_two_rooms_of_a_site_have_two_names(session: Session, house: House) -> None:
    a_room(session, house)
    with pytest.raises(Invalid, match="déjà une salle"):
        a_room(session, house, "salle BLEUE")
    with pytest.raises(Invalid):
        a_room(session, house, "  ")
    with pytest.raises(Invalid):
        a_room(session, house, "Salle verte", 0)
    with pytest.raises(Invalid):
        services.add_room(session, house.actor("admin"), house.neighbour.site_id, "Salle verte", 5)
    with pytest.raises(Forbidden):
        services.add_room(session, house.actor("learner"), house.demo.site_id, "Salle verte", 5)


def test_a_room_with_sessions_to_come_is_put_away_only_when_they_are_kept(session: Session, house: House) -> None:
    room, admin = a_room(session, house), house.actor("admin")
    meeting = planned(session, house, room_id=room.id)
    with pytest.raises(Occupied) as refused:
        services.archive_room(session, admin, room.id)
    assert [row.id for row in refused.value.sessions] == [meeting.id]
    assert room.archived_at is None
    services.archive_room(session, admin, room.id, keep_sessions=True)
    assert room.archived_at is not None
    with pytest.raises(Invalid, match="ne sert plus"):
        planned(session, house, by="admin", room_id=room.id, starts_at=paris(THURSDAY, 18), ends_at=paris(THURSDAY, 19))
    services.change_session(session, admin, meeting.id, Change(title="Autre titre"))  # and what was kept still changes
    assert meeting.room_id == room.id


def test_a_room_is_put_away_once_its_sessions_are_over_or_cancelled(session: Session, house: House) -> None:
    room, admin = a_room(session, house), house.actor("admin")
    meeting = planned(session, house, room_id=room.id)
    services.cancel_session(session, admin, meeting.id, "Plus de courant")
    services.archive_room(session, admin, room.id)
    assert room.archived_at is not None
    assert a_room(session, house).id == room.id  # asked for again, it serves again
    assert room.archived_at is None
    with pytest.raises(NotFound):
        services.archive_room(session, house.neighbour.actor("admin"), room.id)


def test_a_new_name_is_said_by_what_is_to_come_and_seats_stay_enough(session: Session, house: House) -> None:
    room, admin = a_room(session, house), house.actor("admin")
    meeting = planned(session, house, room_id=room.id, capacity=9)
    services.change_room(session, admin, room.id, "Salle Simone", 9)
    assert meeting.room == "Salle Simone"
    with pytest.raises(Invalid, match="9 places"):
        services.change_room(session, admin, room.id, "Salle Simone", 8)


# --- Clashes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "clashes"),
    [
        ((8, 0), (9, 0), False),
        ((8, 0), (9, 1), True),
        ((10, 0), (11, 0), True),
        ((8, 0), (18, 0), True),
        ((17, 0), (18, 0), False),
    ],
)
def test_a_room_is_not_taken_twice(
    session: Session, house: House, start: tuple[int, int], end: tuple[int, int], clashes: bool
) -> None:
    room = a_room(session, house)
    planned(session, house, room_id=room.id, title="Marché")
    second = {
        "by": "adviser",
        "room_id": room.id,
        "starts_at": paris(THURSDAY, *start),
        "ends_at": paris(THURSDAY, *end),
    }
    if not clashes:
        planned(session, house, **second)
        return
    with pytest.raises(Conflict, match=r"La salle « Salle bleue » est prise : « Marché », jeudi 26 novembre à 9 h"):
        planned(session, house, **second, place="hybrid")
    assert sessions_there_are(session) == 1


def test_nobody_runs_two_sessions_at_once_wherever_they_are(session: Session, house: House) -> None:
    planned(session, house, title="Marché")
    with pytest.raises(Conflict, match=r"Trainer Demo tient déjà une séance : « Marché »"):
        planned(session, house, place="remote")
    assert planned(session, house, by="adviser", place="remote").trainer_id == house.actor("adviser").account_id


def test_a_cancelled_session_holds_neither_its_room_nor_its_trainer(session: Session, house: House) -> None:
    room = a_room(session, house)
    meeting = planned(session, house, room_id=room.id)
    services.cancel_session(session, house.actor("admin"), meeting.id, "Grève des trains")
    planned(session, house, room_id=room.id)


def test_a_night_clashes_with_the_morning_after(session: Session, house: House) -> None:
    friday = THURSDAY + timedelta(days=1)
    planned(session, house, starts_at=paris(THURSDAY, 22), ends_at=paris(friday, 9))
    with pytest.raises(Conflict):
        planned(session, house, starts_at=paris(friday, 8), ends_at=paris(friday, 12))
    planned(session, house, starts_at=paris(friday, 9), ends_at=paris(friday, 12))


# --- Series ---------------------------------------------------------------------------------------------------


def test_a_series_is_shown_with_its_clashes_before_anything_is_written(session: Session, house: House) -> None:
    room, trainer = a_room(session, house), house.actor("trainer")
    people_of_house.add_closed_day(session, house.demo.id, date(2026, 12, 17), "Fermeture")
    planned(session, house, by="adviser", room_id=room.id, title="Marché", starts_at=paris(date(2026, 12, 3), 10),
            ends_at=paris(date(2026, 12, 3), 11))  # fmt: skip
    before = sessions_there_are(session)
    shown = services.preview_series(
        session, trainer, wish(house, room_id=room.id), THURSDAY, time(9), time(12), Recurrence(Every.WEEK, times=4)
    )
    assert [one.day.day for one in shown.occurrences] == [26, 3, 10, 24]
    assert [len(one.clashes) for one in shown.occurrences] == [0, 1, 0, 0]
    assert shown.days.skipped == ((date(2026, 12, 17), WhySkipped.CLOSED),)
    assert sessions_there_are(session) == before


def test_a_series_is_planned_whole_or_not_at_all(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    planned(
        session, house, title="Marché", starts_at=paris(date(2026, 12, 3), 10), ends_at=paris(date(2026, 12, 3), 11)
    )
    days = [THURSDAY, date(2026, 12, 3), date(2026, 12, 10)]
    with pytest.raises(Conflict, match="Marché"):
        services.plan_series(session, trainer, wish(house), days, time(9), time(12))
    assert sessions_there_are(session) == 1
    made = services.plan_series(session, trainer, wish(house), [days[2], days[0]], time(9), time(12))
    assert [local(one.starts_at).date() for one in made] == [days[0], days[2]]
    assert len({one.series_id for one in made}) == 1
    assert made[0].series_id


def test_a_series_across_the_change_of_hour_keeps_its_hour(session: Session, house: House) -> None:
    with clock.at(paris(date(2027, 3, 1))):
        made = services.plan_series(
            session, house.actor("trainer"), wish(house), [date(2027, 3, 25), date(2027, 4, 1)], time(9), time(12)
        )
    assert [one.starts_at.hour for one in made] == [8, 7]  # UTC
    assert [local(one.starts_at).hour for one in made] == [9, 9]


@pytest.mark.parametrize(
    ("first", "how"),
    [
        (THURSDAY, Recurrence(Every.WEEK)),
        (THURSDAY, Recurrence(Every.WEEK, times=0)),
        (THURSDAY, Recurrence(Every.WEEK, times=101)),
        (THURSDAY, Recurrence(Every.WEEK, until=date(2026, 11, 1))),
        (date(9999, 12, 31), Recurrence(Every.WEEK, times=2)),
        (THURSDAY, Recurrence(Every.DAYS, until=date(2028, 1, 1), weekdays=frozenset(range(7)))),
        (date(2026, 12, 25), Recurrence(Every.WEEK, until=date(2026, 12, 26))),
    ],
)
def test_an_unsound_series_is_refused(session: Session, house: House, first: date, how: Recurrence) -> None:
    with pytest.raises(Invalid):
        services.preview_series(session, house.actor("trainer"), wish(house), first, time(9), time(12), how)


def test_a_learner_plans_nothing(session: Session, house: House) -> None:
    with pytest.raises(Forbidden):
        services.plan_series(session, house.actor("learner"), wish(house), [THURSDAY], time(9), time(12))


# --- What is offered ------------------------------------------------------------------------------------------


def test_the_next_open_sessions_are_those_with_seats_here_or_at_a_distance(session: Session, house: House) -> None:
    seance = activity(small_course(session, house.demo), "seance")
    elsewhere = people_of_house.add_site(session, house.demo.id, "Ussel").id

    def on(day: int, **changes: Any) -> TrainingSession:
        at = date(2026, 12, day)
        return planned(
            session, house, by="admin", activity_id=seance.id, starts_at=paris(at, 9), ends_at=paris(at, 12), **changes
        )

    full, there = on(1, capacity=1, site_id=house.demo.site_id), on(2, site_id=elsewhere)
    here, afar, both = (
        on(3, site_id=house.demo.site_id),
        on(4, place="remote"),
        on(5, place="hybrid", site_id=elsewhere),
    )
    gone = on(6, site_id=house.demo.site_id)
    services.book(session, house.actor("admin"), full.id, people(session, house, 1)[0])
    services.cancel_session(session, house.actor("admin"), gone.id, "Neige")
    found = queries.next_open(
        session, here.course_id or "", seance.id, clock.now(), site_id=house.demo.site_id, limit=10
    )
    assert [row.id for row in found] == [here.id, afar.id, both.id]
    assert there.id not in {row.id for row in found}
