"""What the dry run lists is what goes, one path at a time; what is stopped stays, what was agreed to is done once."""

from datetime import date, timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.db import Database
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.privacy import Retention
from app.core.tasks import drain
from app.enrolments.exits import services as exits
from app.enrolments.models import Enrolment
from app.funding.services import profiles
from app.identity import services as people
from app.ledger.services import verify
from app.notifications.models import Notice
from app.privacy.erasure import listing
from app.privacy.erasure import services as erasure
from app.privacy.erasure.models import Certificate
from app.privacy.retention import daily, deciding, holding, keeping, planning, queries, services, wave_queries, waves
from app.privacy.retention.holding import Asked
from app.privacy.retention.models import AccountActivity, RetentionLine, RetentionWave
from app.privacy.retention.rulebook import Imposed
from app.privacy.retention.rules import Step
from tests.factories.exits import left
from tests.factories.house import House, build_house
from tests.factories.paths import enrolled

LATER = date(2027, 12, 1)  # everybody below left more than a year before


@pytest.fixture
def gone(session: Session, house: House) -> dict[str, Enrolment]:
    """Three who left: at the end of February, in spring, and in autumn; and one who is still there."""
    found = {
        name: left(session, house, f"{name}@demo.example", on, starts_on=date(2026, 1, 5), name=name.title())
        for name, on in (("anna", date(2026, 2, 28)), ("boris", date(2026, 4, 30)), ("chloe", date(2026, 10, 12)))
    }
    found["dora"] = enrolled(session, house, email="dora@demo.example", name="Dora")
    return found


def at(day: date, hour: int = 9):
    return clock.at(clock.paris(day, hour))


def listed(session: Session, house: House, day: date) -> list[tuple[str, Step]]:
    return [(one.name, one.step) for one in planning.plan(session, house.demo.id, day).due]


def test_each_path_has_its_own_clock(session: Session, house: House, gone: dict[str, Enrolment]) -> None:
    assert listed(session, house, date(2027, 2, 28)) == []
    assert listed(session, house, date(2027, 3, 1)) == [("Anna", Step.PATH), ("Anna", Step.EXCHANGES)]
    with at(LATER):
        found = services.clock_of(session, gone["anna"].id)
        assert (found.leaves_on, found.gone_on) == (date(2027, 2, 28), date(2032, 2, 28))
        assert services.clock_of(session, gone["dora"].id).started_on is None
        with pytest.raises(NotFound):
            services.clock_of(session, "nothing")


def test_an_exit_corrected_later_moves_the_clock(session: Session, house: House, gone: dict[str, Enrolment]) -> None:
    exits.correct_exit(
        session, house.actor(Role.ADVISER), gone["anna"].id, date(2026, 6, 15), "job_search", "Papier reçu."
    )
    assert ("Anna", Step.PATH) not in listed(session, house, date(2027, 6, 15))
    assert ("Anna", Step.PATH) in listed(session, house, date(2027, 6, 16))


def test_what_hangs_on_the_person_waits_for_their_last_path(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    enrolled(session, house, email="anna@demo.example", name="Anna")
    assert listed(session, house, date(2027, 3, 1)) == [("Anna", Step.PATH)]


def test_somebody_of_the_team_keeps_what_they_write(session: Session, house: House, gone: dict[str, Enrolment]) -> None:
    people.welcome(session, house.demo.id, "anna@demo.example", "Anna", Role.TRAINER)
    assert listed(session, house, date(2027, 3, 1)) == [("Anna", Step.PATH)]


def test_a_hold_stops_what_it_covers_and_lifting_it_lets_the_rest_of_the_time_be_over(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    admin = house.actor(Role.ADMIN)
    hold = holding.set_hold(session, admin, Asked("Contrôle de la Région", year="2026", proof="Courrier du 3 mai"))
    found = planning.plan(session, house.demo.id, LATER)
    assert not found.due
    assert {one.clock.facts.name for one in found.stopped} == {"Anna", "Boris", "Chloe"}
    with at(LATER):
        assert set(services.held(session, [one.id for one in gone.values()])) >= {gone["anna"].id}
        assert services.when_does_it_go(session, gone["anna"].learner_id).holds
        with pytest.raises(Invalid):
            holding.lift(session, admin, hold.id, " ")
        holding.lift(session, admin, hold.id, "Contrôle terminé")
        holding.lift(session, admin, hold.id, "Contrôle terminé")
        assert services.held(session, [one.id for one in gone.values()]) == {}
    assert len(planning.plan(session, house.demo.id, LATER).due) == 6


def test_a_hold_until_a_day_ends_by_itself(session: Session, house: House, gone: dict[str, Enrolment]) -> None:
    holding.set_hold(session, house.actor(Role.ADMIN), Asked("Litige", email="anna@demo.example", until="2027-03-10"))
    assert listed(session, house, date(2027, 3, 10)) == []
    assert ("Anna", Step.PATH) in listed(session, house, date(2027, 3, 11))


@pytest.mark.parametrize(
    "asked",
    [
        Asked("Contrôle"), Asked("", year="2026"), Asked("Contrôle", year="26"), Asked("Contrôle", year="2026", until="hier"),
        Asked("Contrôle", year="2026", until="2020-01-01"), Asked("Contrôle", email="nobody@demo.example"),
        Asked("Contrôle", email="learner-voisine@demo.example"), Asked("Contrôle", funder_id="x"), Asked("Contrôle", enrolment_id="x"),
        Asked("x" * 301, year="2026"),
    ],
)  # fmt: skip
def test_a_hold_that_says_too_little_or_names_others_is_refused(session: Session, house: House, asked: Asked) -> None:
    with pytest.raises(Invalid):
        holding.set_hold(session, house.actor(Role.ADMIN), asked)


def test_only_the_administration_decides(session: Session, house: House) -> None:
    for role in (Role.ADVISER, Role.TRAINER, Role.QUALITY, Role.LEARNER):
        actor = house.actor(role)
        for act in (
            lambda who: holding.set_hold(session, who, Asked("Contrôle", year="2026")),
            lambda who: deciding.decide(session, who, "path", "6", "", "Moins"),
            lambda who: deciding.notify_payment(session, who, house.demo.funder_id, "", "2026-01-01", "Lettre"),
        ):
            with pytest.raises(Forbidden):
                act(actor)


def test_a_decision_shows_its_effect_first_then_counts(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    admin = house.actor(Role.ADMIN)
    with at(date(2026, 11, 23)):
        effect = deciding.try_out(session, admin, "path", "6", "")
        assert (effect.over_before, effect.over_after, effect.paths) == (0, 2, 3)
        assert listed(session, house, date(2026, 11, 23)) == []
        deciding.decide(session, admin, "path", "6", "", "Suffit pour prendre des nouvelles")
        deciding.decide(session, admin, "path", "6", "", "Deux fois")
    assert ("Boris", Step.PATH) in listed(session, house, date(2026, 11, 23))
    assert len(queries.choices(session, [house.demo.id])) == 1
    for wrong in ("2", "25", "", "douze", "-6", "٣٣"):
        with pytest.raises(Invalid):
            deciding.decide(session, admin, "path", wrong, "", "Essai")
    with pytest.raises(NotFound):
        deciding.decide(session, admin, "visit", "6", "", "Ne se règle pas")


def test_the_longest_of_the_funders_wins_and_a_notified_payment_replaces_its_years(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    admin, path = house.actor(Role.ADMIN), gone["anna"]
    path.funder_id = house.demo.funder_id
    profiles.set_funder(session, admin, house.demo.funder_id, "european_union", esf=True, report=True, years=10)
    bound = services.clock_of(session, path.id).archive
    assert bound is not None
    assert (bound.until, bound.why, bound.provisional) == (date(2036, 2, 28), Imposed.OWN, True)
    with at(date(2027, 6, 1)):
        deciding.notify_payment(session, admin, house.demo.funder_id, "", "2027-05-03", "Lettre n° 12 du 10 mai 2027")
        bound = services.clock_of(session, path.id).archive
    assert bound is not None
    assert (bound.until, bound.why, bound.funder) == (date(2032, 12, 31), Imposed.ESF, "Région")
    with pytest.raises(Invalid):
        deciding.notify_payment(session, admin, house.demo.funder_id, "", "2050-01-01", "Lettre")


def test_a_wave_does_what_the_dry_run_listed_and_nothing_twice(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    with at(LATER):
        dry = planning.plan(session, house.demo.id, LATER)
        promised = {one.enrolment_id: erasure.preview(session, one.scope) for one in dry.due if one.step == Step.PATH}
        wave = waves.open_wave(session, house.demo.id, LATER)
        assert wave is not None
        assert wave.state == waves.WAITING  # the first of an organisation waits, however small
        assert not waves.do_one(session, wave.id)
        waves.agree(session, house.actor(Role.ADMIN), wave.id)
        waves.agree(session, house.actor(Role.ADMIN), wave.id)
        session.flush()
        drain()
        session.expire_all()
        rows = session.scalars(select(RetentionLine).where(RetentionLine.wave_id == wave.id)).all()
        assert {(row.account_id, row.enrolment_id, row.step, row.due_on) for row in rows} == {
            (one.account_id, one.enrolment_id, str(one.step), one.due_on) for one in dry.due
        }
        assert {row.state for row in rows} == {"done"}
        assert all(row.certificate for row in rows)
        assert session.get_one(RetentionWave, wave.id).state == waves.DONE
        for row in rows:
            if row.step == Step.PATH:
                certificate = session.scalars(
                    select(Certificate).where(Certificate.number == int(row.certificate))
                ).one()
                assert certificate.counts == {
                    line.table: {"deleted": line.deleted, "cleared": line.cleared, "sealed": line.sealed}
                    for line in promised[row.enrolment_id].lines
                }
                assert {one["until"] for one in certificate.archived} <= {row.until.isoformat()}
        assert planning.plan(session, house.demo.id, LATER).due == ()
        assert waves.open_wave(session, house.demo.id, LATER) is None


@settings(
    max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.explicit, Phase.generate]
)
@given(
    exits=st.lists(st.dates(date(2026, 1, 31), date(2026, 12, 31)), min_size=1, max_size=2),
    day=st.dates(date(2027, 2, 1), date(2028, 1, 31)),
    held=st.integers(0, 2),
)
def test_the_dry_run_of_any_day_is_what_that_day_takes(
    session: Session, house: House, exits: list[date], day: date, held: int
) -> None:
    undone = session.begin_nested()
    paths = [
        left(session, house, f"h{n}@demo.example", on, starts_on=date(2026, 1, 5), name=f"H{n}")
        for n, on in enumerate(exits)
    ]
    with at(day):
        if held < len(paths):
            holding.set_hold(session, house.actor(Role.ADMIN), Asked("Litige", enrolment_id=paths[held].id))
        dry = planning.plan(session, house.demo.id, day).due
        assert all(one.enrolment_id != paths[held].id for one in dry if held < len(paths))
        wave = waves.open_wave(session, house.demo.id, day)
        assert (wave is None) == (not dry)
        if wave is not None:
            waves.agree(session, house.actor(Role.ADMIN), wave.id)
            while waves.do_one(session, wave.id):
                pass
            rows = session.scalars(select(RetentionLine).where(RetentionLine.wave_id == wave.id)).all()
            assert sorted(
                (row.account_id, row.enrolment_id, row.step) for row in rows if row.state == "done"
            ) == sorted((one.account_id, one.enrolment_id, str(one.step)) for one in dry)
        assert planning.plan(session, house.demo.id, day).due == ()
    undone.rollback()
    session.expire_all()


def test_what_changes_before_its_turn_is_spared(session: Session, house: House, gone: dict[str, Enrolment]) -> None:
    with at(LATER):
        wave = waves.open_wave(session, house.demo.id, LATER)
        assert wave is not None
        waves.agree(session, house.actor(Role.ADMIN), wave.id)
        holding.set_hold(session, house.actor(Role.ADMIN), Asked("Litige", enrolment_id=gone["boris"].id))
        drain()
        session.expire_all()
        rows = {(row.account_id, row.step): row for row in session.scalars(select(RetentionLine))}
        assert rows[gone["boris"].learner_id, "path"].state == "spared"
        assert rows[gone["anna"].learner_id, "path"].state == "done"


def test_a_small_wave_goes_by_itself_once_one_was_agreed_to(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    admin = house.actor(Role.ADMIN)
    with at(date(2027, 3, 1)):
        first = waves.open_wave(session, house.demo.id, date(2027, 3, 1))
        assert first is not None
        waves.drop(session, admin, first.id)
    with at(date(2027, 4, 1)):
        second = waves.open_wave(session, house.demo.id, date(2027, 4, 1))
        assert second is not None
        assert (second.state, second.agreed_by) == (waves.AGREED, None)
        assert waves.next_day(session, house.demo.id, date(2027, 4, 1)) == date(2027, 5, 1)


def test_a_wave_opens_on_its_day_of_the_month_once_it_was_announced(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    """Anna's time is over on 28 February 2027, Boris's on 30 April: nothing was at work from mid March to 3 June."""
    opened = []
    for day in (
        date(2027, 1, 20),  # nothing will be over on 1 February
        date(2027, 2, 3),  # announced for 1 March
        date(2027, 3, 1),
        date(2027, 6, 3),  # May and June were announced to nobody: July is
        date(2027, 6, 20),
        date(2027, 7, 4),  # nothing was at work on the 1st
        date(2027, 7, 5),
    ):
        with at(day):
            daily.people(session, {"organisation_id": house.demo.id, "from": 0})
            wave = wave_queries.open_wave(session, house.demo.id)
            if wave is not None:
                opened.append(day)
                wave.state = waves.DROPPED
                session.flush()
    assert opened == [date(2027, 3, 1), date(2027, 7, 4)]
    told = session.scalars(select(Notice).where(Notice.event == "privacy_wave").order_by(Notice.link))
    assert [(notice.created_at.date(), notice.link) for notice in told] == [
        (date(2027, 2, 3), "/donnees/purge?le=2027-03-01"),
        (date(2027, 6, 3), "/donnees/purge?le=2027-07-01"),
        (date(2027, 7, 5), "/donnees/purge?le=2027-08-01"),
    ]


def test_an_account_closes_two_years_after_the_last_act_and_never_unannounced(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    anna = gone["anna"].learner_id
    person = next(one for one in queries.members(session, house.demo.id) if one.account_id == anna)
    ends = date(2028, 1, 5)
    assert person.acted_on == date(2026, 1, 5)
    assert (anna, "", Step.ACCOUNT) not in {one.key for one in planning.plan(session, house.demo.id, LATER).due}
    for day, warnings in (
        (date(2027, 12, 4), 0),
        (date(2027, 12, 5), 1),
        (date(2027, 12, 21), 2),
        (date(2028, 1, 1), 3),
    ):
        with at(day):
            daily.people(session, {"organisation_id": house.demo.id, "from": 0})
            known = session.get_one(AccountActivity, anna)
            assert known.warnings == warnings, day
    due = {one.key: one for one in planning.plan(session, house.demo.id, ends + timedelta(days=1)).due}
    assert due[anna, "", Step.ACCOUNT].due_on == ends
    with at(ends):
        kept = keeping.keep(session, keeping.token_of(session.get_one(AccountActivity, anna)))
        assert kept.enters
    assert (anna, "", Step.ACCOUNT) not in {
        one.key for one in planning.plan(session, house.demo.id, date(2028, 2, 1)).due
    }


def test_whoever_was_expected_and_never_came_keeps_no_account_for_two_years(session: Session, house: House) -> None:
    with at(date(2026, 1, 5)):
        path = enrolled(session, house, email="eva@demo.example", name="Eva", starts_on=date(2026, 2, 2))
    path.status = "admitted"
    session.add(
        AccountActivity(account_id=path.learner_id, acted_on=date(2026, 1, 5), warned_on=date(2026, 6, 1), warnings=3)
    )
    session.flush()
    assert listed(session, house, date(2026, 8, 2)) == []
    assert listed(session, house, date(2026, 8, 3)) == [("Eva", Step.PATH), ("Eva", Step.ACCOUNT)]
    with at(date(2026, 8, 2)):
        assert "6 mois" in services.when_does_it_go(session, path.learner_id).why
    with at(date(2026, 8, 3)):
        wave = waves.open_wave(session, house.demo.id, date(2026, 8, 3))
        assert wave is not None
        waves.agree(session, house.actor(Role.ADMIN), wave.id)
        while waves.do_one(session, wave.id):
            pass
    assert [row.archived for row in session.scalars(select(Certificate))] == [[], []], (
        "nothing to the archive, as listed"
    )


def test_a_link_keeps_once_and_a_made_up_one_keeps_nothing(
    session: Session, house: House, gone: dict[str, Enrolment]
) -> None:
    activity = AccountActivity(
        account_id=gone["anna"].learner_id, acted_on=date(2026, 1, 5), warned_on=date(2027, 12, 5), warnings=1
    )
    session.add(activity)
    session.flush()
    token = keeping.token_of(activity)
    for wrong in ("", "x", token[:-2] + "AA", token + "AAAA", "é", "A" * 40):
        with pytest.raises(NotFound):
            keeping.keep(session, wrong)
    keeping.keep(session, token)
    with pytest.raises(NotFound):
        keeping.keep(session, token)


def test_the_last_administrator_never_goes(session: Session, house: House) -> None:
    admin = house.actor(Role.ADMIN)
    session.add(
        AccountActivity(account_id=admin.account_id, acted_on=date(2020, 1, 1), warned_on=date(2030, 1, 1), warnings=3)
    )
    session.flush()
    assert admin.account_id not in {
        one.account_id for one in planning.plan(session, house.demo.id, date(2031, 1, 1)).due
    }
    people.welcome(session, house.demo.id, "second@demo.example", "Deux", Role.ADMIN)
    assert admin.account_id in {one.account_id for one in planning.plan(session, house.demo.id, date(2031, 1, 1)).due}


def test_what_goes_is_counted_under_its_rule(session: Session, house: House, gone: dict[str, Enrolment]) -> None:
    line = next(one for one in planning.plan(session, house.demo.id, date(2027, 3, 1)).due if one.step == Step.PATH)
    assert line.retentions >= {Retention.PATH, Retention.PROOF}
    assert line.counts["path_exit"] == 1
    assert line.counts["enrolment"] == 1
    assert line.until == date(2032, 2, 28)


class Killed(BaseException):
    """The process dies: whatever it had not kept is gone."""


def test_a_wave_that_was_killed_goes_on_and_two_processes_do_nothing_twice(
    real: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real.writing() as session:
        house = build_house(session)
        for n in range(4):
            left(
                session,
                house,
                f"p{n}@demo.example",
                date(2026, 2, 2 + n),
                starts_on=date(2026, 1, 5),
                name=f"P{n} Zébulon",
            )
    clock.freeze(clock.paris(LATER, 9))
    with real.writing() as session:
        dry = {one.key for one in planning.plan(session, house.demo.id, LATER).due}
        wave = waves.open_wave(session, house.demo.id, LATER)
        assert wave is not None
        waves.agree(session, house.actor(Role.ADMIN), wave.id)
    step(real, wave.id)

    def killed(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:  # erased, and dead before it could be written down
        patch.setattr(waves, "_added", killed)
        with pytest.raises(Killed):
            step(real, wave.id)
    both = [Thread(target=lambda: all(iter(lambda: step(real, wave.id), False))) for _each in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
    with real.reading() as session:
        rows = session.scalars(select(RetentionLine)).all()
        assert {(row.account_id, row.enrolment_id, Step(row.step)) for row in rows} == dry
        assert {row.state for row in rows} == {"done"}
        certificates = session.scalars(select(Certificate)).all()
        assert sorted(str(one.number) for one in certificates) == sorted(row.certificate for row in rows)
        assert session.get_one(RetentionWave, wave.id).state == waves.DONE
        assert verify(session, house.demo.id).bad_number is None
        kept = [one for one in listing.read() if one["organisation_id"] == house.demo.id]
        assert {one["id"] for one in kept} == {one.id for one in certificates}
        assert {one["state"] for one in kept} == {"kept"}


def step(real: Database, wave_id: str) -> bool:
    with real.writing() as session:
        return waves.do_one(session, wave_id)
