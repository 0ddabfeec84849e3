"""« Si vous avez déjà … » : passing over, and doing it all the same."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accompaniment.standings import standings
from app.core.access import Role
from app.core.errors import Conflict, Forbidden
from app.enrolments.models import EnrolmentChange
from app.learning import branching, queries, rules
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.scheduling import services as scheduling
from tests.factories.client import Client
from tests.factories.editions import published_with
from tests.factories.house import House
from tests.factories.paths import activity
from tests.learning.test_openings import Path_

Visit = Callable[..., Client]
WORDS = "vous avez déjà un compte ici"
BRANCH = f"branches:\n  - if: {WORDS}\n    go_to: questions"
PASSED = ("voix", "fiche", "niveaux", "seance", "ailleurs")  # between « voix » and « questions »


@pytest.fixture
def path(session: Session, house: House, tmp_path: Path) -> Path_:
    made = Path_(session, house, tmp_path, {"voix": BRANCH})
    made.do("accueil")
    return made


def take(path: Path_, go_to: str = "questions", start: str = "voix") -> branching.Passed:
    found = branching.take_branch(path.session, path.learner, path.enrolment.id, path.id_of(start), go_to)
    path.session.flush()
    return found


def restore(path: Path_, key: str) -> None:
    branching.restore(path.session, path.learner, path.enrolment.id, path.id_of(key))
    path.session.flush()


def state(path: Path_, key: str) -> str:
    found = queries.state_of(path.session, path.enrolment.id, path.id_of(key))
    return found.state if found else "new"


def entries(path: Path_, kind: str) -> list[LedgerEntry]:
    statement = select(LedgerEntry).where(LedgerEntry.enrolment_id == path.enrolment.id, LedgerEntry.kind == kind)
    return list(path.session.scalars(statement.order_by(LedgerEntry.number)))


def changes(path: Path_, what: str) -> list[str]:
    statement = select(EnrolmentChange.reason).where(
        EnrolmentChange.enrolment_id == path.enrolment.id, EnrolmentChange.what == what
    )
    return list(path.session.scalars(statement))


def test_what_lies_between_is_passed_over_without_hours_and_the_target_comes_next(path: Path_) -> None:
    passed = take(path)
    assert [one.key for one in passed.skipped] == list(PASSED)
    assert [state(path, key) for key in PASSED] == ["skipped"] * 5
    assert state(path, "questions") == "new"
    states = queries.states(path.session, path.enrolment.id)
    step = rules.next_step(path.outline, states)
    assert step is not None
    assert step.key == "questions"
    found = entries(path, "activity_skipped")
    assert [entry.activity_id for entry in found] == [path.id_of(key) for key in PASSED]
    assert {(entry.minutes, entry.actor_id) for entry in found} == {(0, path.learner.account_id)}
    assert WORDS not in str([entry.facts for entry in found])  # never a word in the ledger
    assert verify(path.session, path.house.demo.id).bad_number is None
    assert changes(path, "skipped") == [
        f"5 étapes passées à partir de « Une voix », pour aller à « Les questions » : {WORDS}."
    ]


def test_choosing_again_changes_nothing(path: Path_) -> None:
    take(path)
    assert take(path).skipped == ()
    assert len(entries(path, "activity_skipped")) == 5
    assert len(changes(path, "skipped")) == 1


def test_what_is_done_or_being_read_is_left_as_it_is(path: Path_) -> None:
    path.do("fiche")
    assert "fiche" not in [one.key for one in take(path).skipped]
    assert state(path, "fiche") == "done"


def test_percent_counts_neither_side_of_what_is_passed(path: Path_) -> None:
    before = rules.progress(path.outline, queries.states(path.session, path.enrolment.id), {})
    take(path)
    states = queries.states(path.session, path.enrolment.id)
    minutes = queries.minutes_done(path.session, path.enrolment.id)
    own = rules.progress(path.outline, states, minutes)
    out = sum(activity(path.outline, key).minutes for key in PASSED)
    assert own.planned == before.planned - out
    assert own.percent == 10 * 100 // own.planned
    assert own.done == 10
    standing = standings(path.session, path.house.demo.id, {path.enrolment.id: path.outline})[path.enrolment.id]
    assert (standing.planned, standing.percent) == (own.planned, own.percent)
    restore(path, "fiche")
    path.do("voix")  # doing it is taking it up again
    again = standings(path.session, path.house.demo.id, {path.enrolment.id: path.outline})[path.enrolment.id]
    assert (
        again.planned == own.planned + activity(path.outline, "fiche").minutes + activity(path.outline, "voix").minutes
    )


def test_a_session_where_the_person_has_a_seat_stays_in_their_path(path: Path_) -> None:
    meeting = path.meeting()
    scheduling.book(path.session, path.house.actor(Role.TRAINER), meeting, path.enrolment.id)
    passed = take(path)
    assert passed.kept == ("Premier jour",)
    assert state(path, "seance") == "new"


def test_doing_it_all_the_same_brings_it_back_as_it_was(path: Path_) -> None:
    take(path)
    restore(path, "fiche")
    assert state(path, "fiche") == "new"
    assert [entry.activity_id for entry in entries(path, "activity_restored")] == [path.id_of("fiche")]
    assert changes(path, "restored") == ["« Une fiche »"]
    restore(path, "fiche")
    assert len(entries(path, "activity_restored")) == 1
    path.do("fiche")
    assert state(path, "fiche") == "done"


def test_what_was_begun_before_it_was_passed_is_begun_again(path: Path_) -> None:
    row = queries.state_of(path.session, path.enrolment.id, path.id_of("voix"))
    assert row is None
    moment = path.enrolment.created_at
    begun = rules.State(rules.OPENED, {"rated": 1, "wanted": 3})
    queries.keep_new_state(
        path.session, path.house.demo.id, path.enrolment.id, path.id_of("niveaux"), begun, moment
    )  # fmt: skip
    take(path)
    assert state(path, "niveaux") == "skipped"
    restore(path, "niveaux")
    found = queries.state_of(path.session, path.enrolment.id, path.id_of("niveaux"))
    assert found is not None
    assert (found.state, found.facts) == ("opened", {"rated": 1, "wanted": 3})


def test_doing_what_was_passed_counts_it_and_says_that_it_is_back(path: Path_) -> None:
    take(path)
    path.do("fiche")
    assert state(path, "fiche") == "done"
    assert len(entries(path, "activity_restored")) == 1
    assert entries(path, "activity_completed")[-1].activity_id == path.id_of("fiche")


def test_a_target_still_closed_once_the_rest_is_passed_is_refused(
    session: Session, house: House, tmp_path: Path
) -> None:
    heads = {"voix": BRANCH, "questions": "conditions:\n  - from_day: 6"}
    path = Path_(session, house, tmp_path, heads)
    with pytest.raises(Conflict, match="S'ouvre le lundi 30 novembre"):
        take(path)
    assert state(path, "voix") == "new"


def test_a_target_that_waits_for_what_is_passed_opens_with_the_choice(
    session: Session, house: House, tmp_path: Path
) -> None:
    path = Path_(session, house, tmp_path, {"voix": BRANCH, "questions": "conditions:\n  - after: p1-s1"})
    path.do("accueil")
    assert take(path).target.key == "questions"
    assert path.why("questions") == []


def test_a_way_that_is_not_offered_is_refused(path: Path_) -> None:
    for start, go_to in (("voix", "travail"), ("accueil", "questions"), ("voix", "")):
        with pytest.raises(Conflict, match="Ce passage n'existe plus"):
            take(path, go_to, start)


def test_nobody_chooses_for_somebody_else(path: Path_) -> None:
    for role in (Role.ADVISER, Role.TRAINER, Role.ADMIN):
        actor = path.house.actor(role)
        with pytest.raises(Forbidden):
            branching.take_branch(path.session, actor, path.enrolment.id, path.id_of("voix"), "questions")
        with pytest.raises(Forbidden):
            branching.restore(path.session, actor, path.enrolment.id, path.id_of("voix"))


def test_a_sequence_offers_its_ways_on_each_of_its_pages(
    session: Session, house: House, tmp_path: Path, visit: Visit
) -> None:
    path = Path_(session, house, tmp_path, {"p1-s1": BRANCH})
    for key in ("accueil", "fiche"):
        page = unescape(visit(path.learner.email).page(f"/activites/{path.id_of(key)}"))
        assert f"Si {WORDS} :" in page
    assert [one.key for one in take(path, start="fiche").skipped] == ["fiche", "niveaux", "seance", "ailleurs"]


def test_the_pages_offer_the_way_tell_what_was_passed_and_give_it_back(path: Path_, visit: Visit) -> None:
    browser = visit(path.learner.email)
    page = unescape(browser.page(f"/activites/{path.id_of('voix')}"))
    assert f"Si {WORDS} :" in page
    assert "Passer directement à «\u00a0Les questions\u00a0»" in page
    sent = browser.post(f"/activites/{path.id_of('voix')}/passage", {"vers": "questions", "parce_que": WORDS})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/activites/{path.id_of('questions')}")
    assert "5 étapes sont passées." in unescape(browser.page(sent.headers["location"]))
    plan = unescape(browser.page("/mon-parcours"))
    assert plan.count("Passée : vous aviez déjà un compte ici.") == 5
    assert plan.count("La faire quand même") == 5
    assert "vous aviez déjà un compte ici" in unescape(browser.page("/progression"))
    page = unescape(browser.page(f"/activites/{path.id_of('fiche')}"))
    assert "Étape passée : vous aviez déjà un compte ici." in page
    assert "Ouvrir le fichier" in page
    dossier = unescape(visit("adviser@demo.example").page(f"/suivi/{path.enrolment.id}?onglet=parcours"))
    assert dossier.count("vous aviez déjà un compte ici") == 5
    history = unescape(visit("adviser@demo.example").page(f"/inscriptions/{path.enrolment.id}"))
    assert "5 étapes passées à partir de « Une voix »" in history
    back = browser.post(f"/activites/{path.id_of('fiche')}/reprise")
    assert back.headers["location"] == f"/activites/{path.id_of('fiche')}"
    assert "Étape passée" not in browser.page(back.headers["location"])
    assert unescape(browser.page("/mon-parcours")).count("La faire quand même") == 4


def test_machines_pass_over_and_take_up_again(path: Path_, api: Visit) -> None:
    machine = api(path.learner.email)
    voice = path.id_of("voix")
    offered = machine.get(f"/activities/{voice}").json()["branches"]
    assert [(one["words"], one["go_to"], one["open"]) for one in offered] == [(WORDS, path.id_of("questions"), True)]
    taken = machine.post(f"/activities/{voice}/branch", json={"go_to": offered[0]["go_to"]}).json()
    assert taken["passed_over"] == [path.id_of(key) for key in PASSED]
    progress = machine.get(f"/enrolments/{path.enrolment.id}/progress").json()
    assert [one["activity_id"] for one in progress["passed_over"]] == taken["passed_over"]
    assert progress["next"]["activity_id"] == path.id_of("questions")
    assert progress["not_yet_counted"] == []
    back = machine.post(f"/activities/{voice}/restoration", json={})
    assert (back.status_code, back.json()["state"]) == (200, "new")


def test_what_was_passed_stays_passed_when_the_course_offers_the_way_no_more(
    path: Path_, house: House, tmp_path: Path
) -> None:
    take(path)
    outline = published_with(path.session, house.demo, tmp_path, {})
    own = rules.progress(outline, queries.states(path.session, path.enrolment.id), {})
    standing = standings(path.session, house.demo.id, {path.enrolment.id: outline})[path.enrolment.id]
    assert own.planned == standing.planned < sum(one.minutes for one in outline.activities.values())
