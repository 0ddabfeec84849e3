"""Seats of visitors, beside those of learners."""

import random
import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.clock import now, paris
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound, TooMany
from app.core.journal import _listeners
from app.privacy.copy import services as privacy
from app.scheduling import queries as scheduling
from app.scheduling import services as sessions
from app.scheduling.models import TrainingSession
from app.visits import queries, rules, services
from app.visits.events import VisitCancelled, VisitRegistered, VisitSeated
from app.visits.models import Visit
from app.visits.rules import Kind, State
from app.visits.services import Wish
from tests.factories.house import House, build_house
from tests.factories.paths import enrolled

DAY = date(2026, 12, 8)
SCHOOL = "Lycée des métiers"


def meeting(session: Session, house: House, seats: int = 3, day: date = DAY) -> str:
    return services.plan_meeting(
        session, house.actor("adviser"), "Réunion d'information", paris(day, 10), paris(day, 11, 30), seats
    ).id


def somebody(name: str = "Amélie Fargeas", **more: object) -> Wish:
    wish: dict[str, object] = {"name": name, "email": f"{name.split()[0].lower()}@courriel.example", "consent": True}
    return Wish(**(wish | more))  # type: ignore[arg-type]


def a_class(people: int) -> Wish:
    return somebody("Hélène Bordas", kind=Kind.GROUP, school=SCHOOL, level="Terminale", people=people)


def come(session: Session, session_id: str, *names: str) -> list[services.Registered]:
    return [services.register(session, session_id, somebody(name), "192.0.2.1") for name in names]


def test_seats_go_in_order_and_the_next_ones_wait(session: Session, house: House) -> None:
    one = meeting(session, house, seats=2)
    made = come(session, one, "Ana", "Bea", "Cleo", "Dana")
    assert [each.state for each in made] == [State.BOOKED, State.BOOKED, State.WAITING, State.WAITING]
    assert [each.position for each in made] == [None, None, 1, 2]
    assert scheduling.seats_taken(session, one) == 2


def test_a_seat_given_back_goes_to_the_first_visitor_who_waits(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = meeting(session, house, seats=1)
    first, second, third = come(session, one, "Ana", "Bea", "Cleo")
    seated: list[str] = []
    monkeypatch.setitem(_listeners, VisitSeated, [lambda _session, _actor, event: seated.append(event.visit_id)])
    services.cancel(session, first.token)
    services.cancel(session, first.token)  # twice is once
    assert seated == [second.visit_id]
    assert services.visit_of(session, second.token).state == "booked"
    assert services.visit_of(session, third.token).state == "waiting"
    assert scheduling.seats_taken(session, one) == 1


def test_learners_and_visitors_share_the_seats(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    path, other = enrolled(session, house).id, enrolled(session, house, email="karim@demo.example").id
    one = meeting(session, house, seats=2)
    sessions.book(session, trainer, one, path)
    ana, bea = come(session, one, "Ana", "Bea")
    assert (ana.state, bea.state) == (State.BOOKED, State.WAITING)
    assert sessions.book(session, trainer, one, other).position == 1  # full for learners too
    services.cancel(session, ana.token)
    seat = scheduling.seat_of(session, one, other)
    assert seat is not None
    assert seat.state == "booked"  # the learner who waits goes before the visitor
    assert services.visit_of(session, bea.token).state == "waiting"
    sessions.cancel_booking(session, trainer, one, path)
    assert services.visit_of(session, bea.token).state == "booked"
    assert scheduling.seats_taken(session, one) == 2


def test_a_class_takes_its_seats_or_hears_what_is_left(session: Session, house: House) -> None:
    one = meeting(session, house, seats=20)
    come(session, one, "Ana")
    with pytest.raises(Conflict, match="Il reste 19 places"):
        services.register(session, one, a_class(20), "192.0.2.1")
    assert services.register(session, one, a_class(19), "192.0.2.1").state is State.BOOKED
    assert scheduling.seats_taken(session, one) == 20
    with pytest.raises(Conflict, match="complète"):
        services.register(
            session, one, somebody("Autre Lycée", kind=Kind.GROUP, school="Collège", people=2), "192.0.2.1"
        )
    assert [row.school for row in queries.visits_of(session, one)] == ["", SCHOOL]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish("", "ana@courriel.example", consent=True), "name"),
        (Wish("Ana Roux", consent=True), "email"),
        (Wish("Ana Roux", "ana@courriel", consent=True), "email"),
        (Wish("Ana Roux", phone="12", consent=True), "phone"),
        (Wish("Ana Roux", "ana@courriel.example"), "consent"),
        (Wish("Ana Roux", "ana@courriel.example", consent=True, kind=Kind.GROUP, people=3), "school"),
        (Wish("Ana Roux", "a@b.example", consent=True, kind=Kind.GROUP, school="Lycée", people=1), "people"),
        (Wish("Ana Roux", "a@b.example", consent=True, kind=Kind.GROUP, school="Lycée", people=5000), "people"),
    ],
)
def test_what_lacks_something_is_said_field_by_field(session: Session, house: House, wish: Wish, field: str) -> None:
    one = meeting(session, house)
    with pytest.raises(Invalid) as refused:
        services.register(session, one, wish, "192.0.2.1")
    assert [problem.field for problem in refused.value.fields] == [field]
    assert not queries.visits_of(session, one)


def test_one_tap_too_many_is_no_second_seat_and_a_family_shares_a_telephone(session: Session, house: House) -> None:
    one = meeting(session, house, seats=9)
    first = services.register(session, one, Wish("Ana Roux", phone="06 39 98 00 00", consent=True), "192.0.2.1")
    again = services.register(session, one, Wish("ana roux", phone="+33 6 39 98 00 00", consent=True), "192.0.2.1")
    assert again == first
    services.register(session, one, Wish("Léo Roux", phone="06.39.98.00.00", consent=True), "192.0.2.1")
    assert len(queries.visits_of(session, one)) == 2


def test_nobody_learns_from_elsewhere_who_is_registered_already(session: Session, house: House) -> None:
    """Somebody who knows a name and a telephone gets the answer that a stranger gets, and no link but their own."""
    one = meeting(session, house, seats=9)
    wish = Wish("Ana Roux", phone="06 39 98 00 00", consent=True)
    first = services.register(session, one, wish, "192.0.2.1")
    other = services.register(session, one, wish, "203.0.113.9")
    assert (other.state, other.position) == (first.state, first.position)
    assert other.token != first.token
    services.cancel(session, other.token)
    assert [row.id for row in queries.visits_of(session, one)] == [first.visit_id]


def test_a_whole_class_registers_from_one_address_and_a_flood_is_stopped(session: Session, house: House) -> None:
    one = meeting(session, house, seats=500)
    for number in range(rules.PER_ADDRESS):
        services.register(session, one, somebody(f"N{number}"), "192.0.2.1")
    with pytest.raises(TooMany):
        services.register(session, one, somebody("Une De Plus"), "192.0.2.1")
    services.register(session, one, somebody("D'Ailleurs"), "192.0.2.2")
    with clock.at(now() + rules.WINDOW + timedelta(seconds=1)):
        services.register(session, one, somebody("Une De Plus"), "192.0.2.1")


def test_only_what_is_public_stands_and_has_not_begun_is_open(session: Session, house: House) -> None:
    hidden = sessions.plan_session(
        session, house.actor("trainer"), house.course_slug, "Du parcours", paris(DAY, 9), paris(DAY, 12), "on_site", 5
    )
    with pytest.raises(NotFound):
        services.register(session, hidden.id, somebody(), "192.0.2.1")
    one = meeting(session, house)
    with clock.at(paris(DAY, 10)), pytest.raises(Conflict, match="a commencé"):
        services.register(session, one, somebody(), "192.0.2.1")
    session.get_one(TrainingSession, one).cancelled_at = now()
    session.flush()
    with pytest.raises(Conflict, match="annulée"):
        services.register(session, one, somebody(), "192.0.2.1")


def test_who_came_is_counted_people_and_participations_apart(session: Session, house: House) -> None:
    adviser = house.actor("adviser")
    first, second = meeting(session, house, 40), meeting(session, house, 40, DAY + timedelta(days=7))
    for one in (first, second):
        come(session, one, "Ana", "Bea")
        services.register(session, one, a_class(20), "192.0.2.1")
    with pytest.raises(Conflict, match="à partir du début"):
        services.say_who_came(session, adviser, first, {})
    with clock.at(paris(DAY + timedelta(days=8), 9)):
        for one, absent in ((first, "Bea"), (second, "")):
            rows = queries.visits_of(session, one)
            came = {row.id: 18 if row.kind == "group" else int(row.name != absent) for row in rows}
            services.say_who_came(session, adviser, one, came)
        with pytest.raises(Invalid):
            services.say_who_came(session, adviser, first, {rows[0].id: 1, queries.visits_of(session, first)[0].id: 2})
        with pytest.raises(Forbidden):
            services.say_who_came(session, house.actor("quality"), first, {})
        with pytest.raises(NotFound):
            services.say_who_came(session, house.neighbour.actor("adviser"), first, {})
    found = queries.figures(session, house.demo.id, paris(DAY, 0), paris(DAY + timedelta(days=8), 0))
    assert (found.registrations, found.participations, found.people, found.heads, found.groups) == (6, 3, 2, 36, 2)
    nothing = queries.figures(session, house.neighbour.id, paris(DAY, 0), paris(DAY + timedelta(days=8), 0))
    assert nothing.registrations == 0


def test_what_names_somebody_goes_after_six_months_and_figures_stay(session: Session, house: House) -> None:
    one = meeting(session, house)
    (ana,) = come(session, one, "Ana")
    with clock.at(paris(DAY, 12)):
        services.say_who_came(session, house.actor("adviser"), one, {ana.visit_id: 1})
    with clock.at(paris(DAY, 10) + rules.KEPT):
        assert services.empty_old_visits(session) == 0
    with clock.at(paris(DAY, 12) + rules.KEPT):
        assert services.empty_old_visits(session) == 1
        assert services.empty_old_visits(session) == 0
        with pytest.raises(Gone):
            services.visit_of(session, ana.token)
    kept = session.get_one(Visit, ana.visit_id)
    assert not any((kept.name, kept.email, kept.phone, kept.contact_print, kept.address_print))
    assert queries.figures(session, house.demo.id, paris(DAY, 0), paris(DAY, 23)).participations == 1


def test_the_link_of_a_message_is_that_of_the_page_and_cannot_be_guessed(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    hear = [lambda _session, actor, event: told.append((type(event).__name__, actor.account_id, event.visit_id))]
    for event in (VisitRegistered, VisitCancelled):
        monkeypatch.setitem(_listeners, event, hear)
    one = meeting(session, house)
    (ana,) = come(session, one, "Ana")
    assert services.private_link(ana.visit_id).endswith(f"/rencontres/inscription/{ana.token}")
    assert len(ana.token) >= 43
    services.cancel(session, ana.token)
    assert told == [("VisitRegistered", "", ana.visit_id), ("VisitCancelled", "", ana.visit_id)]
    for wrong in ("", "x", ana.token[:-1], ana.visit_id):
        with pytest.raises(NotFound):
            services.visit_of(session, wrong)


@pytest.mark.parametrize(("visitors", "learners", "seats"), [(14, 6, 3), (9, 9, 7)])
def test_the_last_seats_are_never_given_twice(real: Database, visitors: int, learners: int, seats: int) -> None:
    """Visitors and learners at the same second, for the same seats; then half the visitors leave at the same second."""
    with real.writing() as session:
        house = build_house(session)
        one = meeting(session, house, seats)
        paths = [enrolled(session, house, email=f"n{n}@demo.example").id for n in range(learners)]
    ready = threading.Barrier(visitors + learners)
    said: Counter[str] = Counter()
    tokens: list[str] = []

    def visit(number: int) -> None:
        ready.wait()
        with real.writing() as session:
            made = services.register(session, one, somebody(f"V{number}"), "192.0.2.1")
        tokens.append(made.token)
        said[made.state] += 1

    def book(path: str) -> None:
        ready.wait()
        with real.writing() as session:
            said[sessions.book(session, house.actor("trainer"), one, path).state] += 1

    acts = [(visit, number) for number in range(visitors)] + [(book, path) for path in paths]
    random.Random(4).shuffle(acts)
    _together(acts)
    assert said == {"booked": seats, "waiting": visitors + learners - seats}
    _assert_whole(real, one, seats)

    def leave(token: str) -> None:
        with real.writing() as session:
            services.cancel(session, token)

    _together([(leave, token) for token in tokens[::2]])
    _assert_whole(real, one, seats)


def _together(acts: list[tuple[object, object]]) -> None:
    threads = [threading.Thread(target=act, args=(what,)) for act, what in acts]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _assert_whole(database: Database, one: str, seats: int) -> None:
    """Every seat is taken once, and the count kept with the session is that of the rows."""
    with database.reading() as session:
        rows = queries.visits_of(session, one)
        kept = session.get_one(TrainingSession, one)
        assert kept.visitor_seats == sum(row.people for row in rows if row.state == "booked")
        taken = scheduling.seats_taken(session, one)
        waiting = len([row for row in rows if row.state == "waiting"]) + queries.learners_waiting(session, one)
        assert taken <= seats
        assert taken == seats or not waiting


def test_somebody_takes_away_the_registrations_made_with_their_address(session: Session, house: House) -> None:
    one = meeting(session, house)
    learner = house.actor("learner")
    services.register(session, one, somebody("Nadia Test", email=learner.email.upper()), "192.0.2.1")
    services.register(session, one, somebody("Ana Roux"), "192.0.2.1")
    texts = dict(privacy.gather(session, learner.account_id).texts)
    assert "Réunion d&#39;information" in texts["index.html"]
    kept = texts["donnees/visit.json"]
    assert "Nadia Test" in kept
    assert "Ana Roux" not in kept
    assert "token" not in kept
