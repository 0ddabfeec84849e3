"""What is closed to somebody stays closed by every door, with the same sentence on each."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accompaniment.standings import standings
from app.assessment import services as assessing
from app.attendance import services as attendance
from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict
from app.courses.outline import Outline
from app.enrolments import services as enrolling
from app.enrolments.groups import services as grouping
from app.enrolments.queries import enrolment_for
from app.enrolments.rules import Act
from app.forum import services as forum
from app.learning import queries, rules, services
from app.learning.openings import openings
from app.scheduling import services as scheduling
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.editions import published_with
from tests.factories.house import ENTRY, House
from tests.factories.paths import activity, enrolled

Visit = Callable[..., Client]
SENTENCE = "S'ouvre quand vous aurez terminé « Bienvenue »."
AFTER = "conditions:\n  - after: accueil"
KEYS = ("voix", "fiche", "niveaux", "seance", "ailleurs", "questions", "travail", "fil")


class Path_:
    """A learner in an edition of the small course where everything comes after « Bienvenue »."""

    def __init__(self, session: Session, house: House, folder: Path, heads: dict[str, str]) -> None:
        self.session, self.house = session, house
        self.outline: Outline = published_with(session, house.demo, folder, heads)
        self.enrolment = enrolled(session, house)
        self.learner = house.actor(Role.LEARNER)

    def id_of(self, key: str) -> str:
        return activity(self.outline, key).id

    def do(self, key: str) -> None:
        services.complete_activity(self.session, self.learner, self.enrolment.id, self.id_of(key))
        self.session.flush()

    def meeting(self, days: int = 1) -> str:
        starts = clock.paris(ENTRY + timedelta(days=days), 9)
        made = scheduling.plan_session(
            self.session, self.house.actor(Role.TRAINER), self.house.course_slug, "Premier jour", starts,
            starts + timedelta(hours=3), "on_site", 10, self.id_of("seance"), site_id=self.house.demo.site_id,
        )  # fmt: skip
        self.session.flush()
        return made.id

    def why(self, key: str) -> list[str]:
        row = enrolment_for(self.session, self.learner, self.enrolment.id)
        return [reason.text for reason in openings(self.session, row, self.outline).why(self.id_of(key))]


Make = Callable[[dict[str, str]], Path_]


@pytest.fixture
def make(session: Session, house: House, tmp_path: Path) -> Make:
    return lambda heads: Path_(session, house, tmp_path, heads)


@pytest.fixture
def path(make: Make) -> Path_:
    return make({key: AFTER for key in KEYS})


def at(day: str, hour: int = 9) -> datetime:
    return clock.paris(date.fromisoformat(day), hour)


# --- Every door -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "door", "form"),
    [
        ("voix", "fait", {}),
        ("fiche", "fichier", {}),
        ("niveaux", "niveaux", {"level-x": "1"}),
        ("questions", "reponses", {"q1": "1"}),
        ("travail", "travail", {"text": "Mon essai."}),
        ("ailleurs", "travail", {"text": "J'ai suivi le cours."}),
        ("fil", "fil", {"body": "Bonjour."}),
    ],
)
def test_every_form_of_a_closed_activity_is_refused_with_its_sentence(
    path: Path_, visit: Visit, key: str, door: str, form: dict[str, str]
) -> None:
    browser = visit(path.learner.email)
    answer = browser.post(f"/activites/{path.id_of(key)}/{door}", form)
    assert answer.status_code == 409
    assert "S'ouvre quand vous aurez terminé «" in unescape(answer.text)
    assert "Rien n'a été enregistré." in unescape(answer.text)
    assert queries.state_of(path.session, path.enrolment.id, path.id_of(key)) is None


@pytest.mark.parametrize("words", ["Mon premier essai, mot à mot.", "Bonjour à toutes et tous."])
def test_the_words_of_a_refused_form_are_given_back(path: Path_, visit: Visit, words: str) -> None:
    browser = visit(path.learner.email)
    for key, door, name in (("travail", "travail", "text"), ("fil", "fil", "body")):
        assert words in browser.post(f"/activites/{path.id_of(key)}/{door}", {name: words}).text


def test_the_page_of_a_closed_activity_says_why_and_not_what(path: Path_, visit: Visit) -> None:
    browser = visit(path.learner.email)
    html = unescape(browser.page(f"/activites/{path.id_of('voix')}"))
    assert "Pas encore ouvert" in html
    assert f'<a href="/activites/{path.id_of("accueil")}">Bienvenue</a>' in html
    assert "J'ai terminé" not in html
    text = "Une étape"
    assert text in unescape(browser.page(f"/activites/{path.id_of('accueil')}"))
    for key in KEYS:
        assert (
            "<form" not in unescape(browser.page(f"/activites/{path.id_of(key)}")).split("<main")[1].split("</main")[0]
        ), key


def test_it_opens_as_soon_as_the_condition_holds(path: Path_, visit: Visit) -> None:
    browser = visit(path.learner.email)
    assert browser.post(f"/activites/{path.id_of('voix')}/fait").status_code == 409
    assert browser.post(f"/activites/{path.id_of('accueil')}/fait").status_code == 303
    assert browser.post(f"/activites/{path.id_of('voix')}/fait").status_code == 303
    assert "J'ai terminé" not in unescape(browser.page(f"/activites/{path.id_of('voix')}"))


def test_the_plan_and_the_progression_say_why(path: Path_, visit: Visit) -> None:
    browser = visit(path.learner.email)
    plan = unescape(browser.page("/mon-parcours"))
    assert plan.count("pas encore ouvert") == len(KEYS)
    assert plan.count("S'ouvre quand vous aurez terminé «") == len(KEYS)
    assert "Pas encore ouvert, et pourquoi" in unescape(browser.page("/progression"))
    browser.post(f"/activites/{path.id_of('accueil')}/fait")
    assert "pas encore ouvert" not in unescape(browser.page("/mon-parcours"))
    assert "Pas encore ouvert" not in unescape(browser.page("/progression"))


def test_the_services_refuse_as_the_doors_do(path: Path_) -> None:
    session, me, enrolment = path.session, path.learner, path.enrolment.id
    acts: list[Callable[[], Any]] = [
        lambda: services.complete_activity(session, me, enrolment, path.id_of("voix")),
        lambda: assessing.send_attempt(session, me, enrolment, path.id_of("questions"), {"vrai": "false"}),
        lambda: assessing.submit_work(session, me, enrolment, path.id_of("travail"), "Essai"),
        lambda: assessing.rate_levels(session, me, enrolment, path.id_of("niveaux"), "", "learner", {}),
        lambda: forum.answer_activity(session, me, path.id_of("fil"), "Bonjour."),
    ]
    for act in acts:
        with pytest.raises(Conflict, match=SENTENCE.replace("« ", "«.").replace(" »", ".»")):
            act()


def test_machines_are_told_the_same(path: Path_, api: Visit) -> None:
    machine = api(path.learner.email)
    key = path.id_of("questions")
    found = machine.get(f"/activities/{key}").json()
    assert (found["open"], found["html"], found["source"], found["content"]) == (False, "", "", {})
    assert found["reasons"][0].startswith("S'ouvre quand vous aurez terminé")
    for answer in (
        machine.get(f"/activities/{key}/questions"),
        machine.post(f"/activities/{key}/attempts", json={"answers": {"vrai": "false"}}),
        machine.post(f"/activities/{path.id_of('travail')}/submissions", {"text": "Essai"}),
        machine.put(f"/enrolments/{path.enrolment.id}/activities/{path.id_of('voix')}/completion", json={"done": True}),
    ):
        assert answer.status_code == 409
        assert answer.json()["reasons"] == found["reasons"]
        assert answer.json()["detail"].startswith(found["reasons"][0])
    course = machine.get(f"/courses/{path.house.course_slug}").json()
    told = {one["id"]: one for block in course["blocks"] for part in block["sequences"] for one in part["activities"]}
    assert (told[key]["open"], told[key]["reasons"]) == (False, found["reasons"])
    assert told[path.id_of("accueil")]["open"]
    progress = machine.get(f"/enrolments/{path.enrolment.id}/progress").json()
    assert [one["activity_id"] for one in progress["closed"]] == [path.id_of(one) for one in _in_order(path)]
    assert not any(one["open"] for one in progress["closed"])
    assert progress["next"]["activity_id"] == path.id_of("accueil")


def _in_order(path: Path_) -> list[str]:
    return [one.key for one in path.outline.activities.values() if one.key in KEYS]


def test_whoever_does_not_follow_the_course_reads_its_conditions_and_no_reasons(path: Path_, api: Visit) -> None:
    course = api("trainer@demo.example").get(f"/courses/{path.house.course_slug}").json()
    voice = course["blocks"][0]["sequences"][0]["activities"][1]
    assert (voice["open"], voice["reasons"]) == (True, [])
    assert voice["conditions"][0].startswith("S'ouvre quand vous aurez terminé")


def test_staff_see_the_same_reasons_in_the_dossier_and_on_the_page(path: Path_, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    dossier = unescape(adviser.page(f"/suivi/{path.enrolment.id}?onglet=parcours"))
    assert "Pas ouvert à cette personne, et pourquoi" in dossier
    assert dossier.count("S'ouvre quand vous aurez terminé «") == len(KEYS)
    page = unescape(adviser.page(f"/activites/{path.id_of('voix')}?parcours={path.enrolment.id}"))
    assert "S'ouvre quand vous aurez terminé «" in page


def test_a_thread_of_a_closed_task_takes_no_answer_from_the_forum_either(path: Path_, visit: Visit) -> None:
    other = enrolled(path.session, path.house, email="autre@demo.example", name="Autre")
    thread = forum.open_thread(
        path.session, path.house.actor(Role.TRAINER), "Le fil", "Bonjour", path.id_of("fil"),
        course_id=path.outline.course_id,
    )  # fmt: skip
    assert other.id != path.enrolment.id
    question = "Présentez-vous"
    assert question not in visit(path.learner.email).page(f"/forum/{thread.id}")
    assert question in visit("trainer@demo.example").page(f"/forum/{thread.id}")
    answer = visit(path.learner.email).post(f"/forum/{thread.id}/messages", {"body": "Mes mots à garder."})
    assert answer.status_code == 409
    assert "Mes mots à garder." in unescape(answer.text)
    with pytest.raises(Conflict):
        forum.post(path.session, path.learner, thread.id, "Bonjour")
    path.do("accueil")
    assert forum.post(path.session, path.learner, thread.id, "Bonjour")


# --- Seats ----------------------------------------------------------------------------------------------------


def test_a_seat_in_a_closed_session_is_refused_to_the_learner_and_the_team_may_give_it(
    path: Path_, visit: Visit
) -> None:
    meeting = path.meeting()
    browser = visit(path.learner.email)
    assert unescape(browser.page("/agenda")).count("Réserver") == 0
    answer = browser.post(f"/seances/{meeting}/reservations")
    assert answer.status_code == 409
    assert "S'ouvre quand vous aurez terminé «" in unescape(answer.text)
    booked = scheduling.book(path.session, path.house.actor(Role.ADVISER), meeting, path.enrolment.id)
    assert booked.state == "booked"


def test_a_seat_is_offered_and_taken_once_the_session_is_open(path: Path_, visit: Visit, api: Visit) -> None:
    meeting = path.meeting()
    body = {"enrolment_id": path.enrolment.id}
    assert api(path.learner.email).post(f"/sessions/{meeting}/bookings", json=body).status_code == 409
    path.do("accueil")
    assert "Réserver ma place" in visit(path.learner.email).page(f"/activites/{path.id_of('seance')}")
    assert "Réserver" in unescape(visit(path.learner.email).page("/agenda"))
    assert api(path.learner.email).post(f"/sessions/{meeting}/bookings", json=body).json()["state"] == "booked"


def test_a_seat_is_taken_ahead_for_a_day_when_the_session_will_be_open(make: Make) -> None:
    path = make({"seance": "conditions:\n  - from_day: 4"})  # Thursday
    early, late = path.meeting(2), path.meeting(3)
    with pytest.raises(Conflict, match="S'ouvre le jeudi 26 novembre"):
        scheduling.book(path.session, path.learner, early, path.enrolment.id)
    assert scheduling.book(path.session, path.learner, late, path.enrolment.id).state == "booked"


def test_a_presence_is_a_fact_whatever_was_closed(path: Path_) -> None:
    meeting = path.meeting(0)
    trainer = path.house.actor(Role.TRAINER)
    attendance.record_attendance(path.session, trainer, meeting, path.enrolment.id, "morning", True)
    state = queries.state_of(path.session, path.enrolment.id, path.id_of("seance"))
    assert state is not None
    assert state.state == "done"


# --- Days, levels, groups -------------------------------------------------------------------------------------


def test_days_open_and_close_and_the_adviser_is_named(make: Make) -> None:
    path = make({"travail": "conditions:\n  - from_day: 6\n  - until_day: 7"})
    assert path.why("travail") == ["S'ouvre le lundi 30 novembre."]
    with clock.at(at("2026-11-30")):
        assert path.why("travail") == []
    with clock.at(at("2026-12-02")):
        assert path.why("travail") == ["Fermé depuis le mercredi 2 décembre. Parlez-en à Adviser Demo."]


def test_until_when_it_is_open_is_on_the_page(make: Make, visit: Visit) -> None:
    path = make({"accueil": "conditions:\n  - until_day: 3"})
    assert "Ouvert jusqu'au mercredi 25 novembre." in unescape(
        visit(path.learner.email).page(f"/activites/{path.id_of('accueil')}")
    )


def test_a_pause_moves_the_days_of_conditions_like_those_of_the_plan(make: Make) -> None:
    path = make({"p2-s1": "conditions:\n  - from_day: 6"})
    adviser = path.house.actor(Role.ADVISER)
    with clock.at(at("2026-11-25")):
        enrolling.perform(path.session, adviser, path.enrolment.id, Act.PAUSE, date(2026, 11, 25))
    with clock.at(at("2026-12-02")):
        assert path.why("travail") == ["S'ouvre le lundi 7 décembre."]  # five open days lost so far
        enrolling.perform(path.session, adviser, path.enrolment.id, Act.RESUME, date(2026, 12, 2))
        assert path.why("travail") == ["S'ouvre le lundi 7 décembre."]
    with clock.at(at("2026-12-07")):
        assert path.why("travail") == []


def test_a_level_opens_whatever_its_voice_and_stage(make: Make) -> None:
    path = make({"travail": "conditions:\n  - level: 2\n    competence: P2.1"})
    competence = path.outline.blocks[1].competences[0].id
    assert path.why("travail")[0].startswith("S'ouvre au niveau « Je fais avec de l'aide » en « Essayer ».")
    trainer = path.house.actor(Role.TRAINER)
    assessing.rate_levels(path.session, trainer, path.enrolment.id, None, "middle", "trainer", {competence: 2})
    assert path.why("travail") == []
    with clock.at(clock.now() + timedelta(hours=1)):
        assessing.rate_levels(path.session, path.learner, path.enrolment.id, None, "exit", "learner", {competence: 1})
    assert path.why("travail")[0].endswith("Votre niveau aujourd'hui : « Je découvre ».")


def test_what_is_kept_for_a_group_is_nowhere_in_the_path_of_the_others(make: Make, visit: Visit, api: Visit) -> None:
    path = make({"voix": "conditions:\n  - group: Groupe du soir", "p2-s1": "conditions:\n  - group: Groupe du soir"})
    learner, machine = visit(path.learner.email), api(path.learner.email)
    plan = unescape(learner.page("/mon-parcours"))
    assert activity(path.outline, "voix").title not in plan
    assert path.outline.sequences[1].title not in plan
    assert "Réservé au groupe du soir." in unescape(learner.page(f"/activites/{path.id_of('voix')}"))
    assert activity(path.outline, "voix").title not in unescape(learner.page(f"/activites/{path.id_of('accueil')}"))
    address = f"/enrolments/{path.enrolment.id}/progress"
    outside = machine.get(address).json()
    whole = sum(one.minutes for one in path.outline.activities.values())
    kept = sum(one.minutes for one in path.outline.conditioned)
    assert outside["minutes"]["planned"] == whole - kept
    assert outside["closed"] == []
    adviser = path.house.actor(Role.ADVISER)
    grouping.create_group(path.session, adviser, "Groupe du soir")
    grouping.set_groups(path.session, adviser, path.enrolment.id, ["groupe du SOIR"])
    assert machine.get(address).json()["minutes"]["planned"] == whole
    assert activity(path.outline, "voix").title in unescape(learner.page("/mon-parcours"))


def test_the_figures_of_the_team_are_those_of_the_learner(make: Make) -> None:
    path = make({"voix": "conditions:\n  - group: Groupe du soir"})
    path.do("accueil")

    def figures() -> tuple[int, int]:
        path.session.flush()
        standing = standings(path.session, path.house.demo.id, {path.enrolment.id: path.outline})[path.enrolment.id]
        row = enrolment_for(path.session, path.learner, path.enrolment.id)
        states = queries.states(path.session, row.id)
        opened = openings(path.session, row, path.outline, states)
        own = rules.progress(path.outline, states, queries.minutes_done(path.session, row.id), opened)
        assert (standing.percent, standing.planned) == (own.percent, own.planned)
        assert [block.percent for block in standing.blocks] == [block.percent for block in own.blocks]
        return own.percent, own.planned

    outside = figures()
    adviser = path.house.actor(Role.ADVISER)
    grouping.create_group(path.session, adviser, "Groupe du soir")
    grouping.set_groups(path.session, adviser, path.enrolment.id, ["Groupe du soir"])
    within = figures()
    assert within[1] == outside[1] + activity(path.outline, "voix").minutes
    path.do("voix")
    done = figures()
    grouping.set_groups(path.session, adviser, path.enrolment.id, [])
    assert figures() == done  # what is done stays, whatever the groups become


# --- What is done stays ---------------------------------------------------------------------------------------


def test_what_was_done_stays_done_visible_and_open_in_an_edition_that_closes_it(
    session: Session, house: House, tmp_path: Path, visit: Visit
) -> None:
    path = Path_(session, house, tmp_path, {})
    path.do("voix")
    published_with(session, house.demo, tmp_path, {"voix": "conditions:\n  - group: Personne"})
    page = unescape(visit(path.learner.email).page(f"/activites/{path.id_of('voix')}"))
    assert "C'est fait" in page
    assert "Réservé" not in page
    assert activity(path.outline, "voix").title in unescape(visit(path.learner.email).page("/mon-parcours"))


def test_when_all_that_is_open_is_done_the_home_says_what_comes(make: Make, visit: Visit) -> None:
    path = make({"p1-s1": "conditions:\n  - from_day: 3", "p2-s1": "conditions:\n  - after: p1-s1"})
    home = unescape(visit(path.learner.email).page("/accueil"))
    assert "La suite n'est pas encore ouverte" in home
    assert "S'ouvre le mercredi 25 novembre." in home
    assert "Vous avez tout fait" not in home


# --- Cost -----------------------------------------------------------------------------------------------------


PAGES = ("/accueil", "/mon-parcours", "/progression", "/agenda")


def statements(database: RolledBack, browser: Client, address: str) -> int:
    browser.page(address)
    database.statements.clear()
    browser.page(address)
    return len(database.statements)


def test_each_page_reads_only_the_facts_that_its_conditions_ask_about(
    session: Session, house: House, tmp_path: Path, database: RolledBack, visit: Visit
) -> None:
    plain = Path_(session, house, tmp_path, {})
    browser = visit(plain.learner.email)
    lesson = f"/activites/{plain.id_of('fiche')}"
    before = {page: statements(database, browser, page) for page in (*PAGES, lesson)}
    costs = {
        "conditions:\n  - after: accueil": 0,  # where the person stands is read already
        "conditions:\n  - level: 1\n    block: p1": 1,
        "conditions:\n  - group: Soir": 1,
        "conditions:\n  - from_day: 2": 2,  # the days when the organisation is closed, the stops
    }
    for condition, more in costs.items():
        published_with(session, house.demo, tmp_path, {"questions": condition})
        for page in ("/accueil", "/mon-parcours", "/progression"):
            assert statements(database, browser, page) == before[page] + more, (condition, page)
        hides = 2 if "group" in condition else 0  # what is kept for others is not among the activities to finish
        assert statements(database, browser, "/agenda") == before["/agenda"] + hides, condition  # no session waits
    for condition in costs:  # « niveaux » comes after the lesson: only what may be hidden matters there
        published_with(session, house.demo, tmp_path, {"niveaux": condition})
        more = 2 if "group" in condition else 0
        assert statements(database, browser, lesson) == before[lesson] + more, condition
    for condition in costs:
        published_with(session, house.demo, tmp_path, {"questions": condition})
        assert statements(database, browser, lesson) == before[lesson], condition  # this lesson waits for nothing
