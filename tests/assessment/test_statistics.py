"""The figures of activities and questions, against the same rows counted one by one in another way."""

import shutil
import statistics
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.assessment.models import Answer, Attempt, QuestionVersion
from app.assessment.questions.kinds import fingerprint
from app.assessment.statistics import figures, items
from app.assessment.statistics.figures import QuestionFigures
from app.assessment.statistics.rules import ActivityFigures
from app.attendance import services as attendance
from app.core import clock
from app.core.access import Actor, Role
from app.core.errors import Forbidden, NotFound
from app.courses.outline import Outline
from app.courses.services.importing import import_course
from app.enrolments import services as enrolling
from app.learning import services as learning
from app.learning.remarks import services as remarking
from app.scheduling import services as scheduling
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, SMALL_COURSE, House
from tests.factories.paths import activity, enrolled, learner_of, small_course
from tests.factories.quizzes import RIGHT, WRONG


class Group:
    """People in the small course, each doing what the test says."""

    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.outline: Outline = small_course(session, house.demo)
        self.trainer = house.actor(Role.TRAINER)
        self.people: list[tuple[str, Actor]] = []

    def enter(self, count: int) -> None:
        for _n in range(count):
            n = len(self.people)
            path = enrolled(self.session, self.house, email=f"p{n}@demo.example", name=f"Personne {n}")
            enrolling.start(self.session, self.house.actor(Role.ADMIN), path.id, ENTRY)
            self.people.append((path.id, learner_of(self.session, self.house.demo, path)))

    def id_of(self, key: str) -> str:
        return activity(self.outline, key).id

    def read(self, person: int, key: str) -> None:
        path, me = self.people[person]
        learning.complete_activity(self.session, me, path, self.id_of(key))

    def send(self, person: int, answers: dict[str, Any]) -> assessing.Sent:
        path, me = self.people[person]
        return assessing.send_attempt(self.session, me, path, self.id_of("questions"), answers)

    def say(self, person: int, key: str, felt: str, minutes: str = "", body: str = "") -> None:
        path, me = self.people[person]
        remarking.leave_remark(self.session, me, path, self.id_of(key), felt, minutes, body)

    def course(self) -> str:
        return self.outline.course_id

    def did(self, **more: Any) -> dict[str, ActivityFigures]:
        self.session.flush()
        found = figures.how_activities_did(self.session, self.trainer, self.course(), **more)
        return {self.outline.activities[key].key: one for key, one in found.items()}

    def questions(self, **more: Any) -> dict[str, QuestionFigures]:
        self.session.flush()
        found = figures.how_questions_did(self.session, self.trainer, self.id_of("questions"), **more)
        return {one.name: one for one in found}


@pytest.fixture
def group(session: Session, house: House) -> Group:
    return Group(session, house)


# --- Who came there ------------------------------------------------------------------------------------------------


def test_an_untouched_course_has_a_line_for_each_activity(group: Group) -> None:
    found = group.did()
    assert list(found) == [one.key for one in group.outline.activities.values()]
    assert all(one.reached.passed == 0 and one.reached.done_rate is None for one in found.values())


def test_people_are_counted_where_they_are_and_where_they_went_past(group: Group) -> None:
    """Six people: all read the welcome, four open the file, two jump to the forum, one is only admitted."""
    group.enter(6)
    enrolled(group.session, group.house, email="demain@demo.example", starts_on=ENTRY + timedelta(days=30))
    for person in range(6):
        group.read(person, "accueil")
    for person in range(4):
        group.read(person, "fiche")
    path, me = group.people[5]
    assessing.submit_work(group.session, me, path, group.id_of("travail"), "Mon essai.", None)
    found = group.did()
    assert (found["accueil"].reached.done, found["accueil"].reached.skipped) == (6, 0)
    assert (found["voix"].reached.done, found["voix"].reached.skipped) == (
        0,
        5,
    )  # the four at the file, the one further
    assert (found["fiche"].reached.done, found["fiche"].reached.skipped) == (4, 1)
    assert (found["travail"].reached.waiting, found["travail"].reached.passed) == (1, 1)
    assert found["fiche"].reached.done_rate == 0.8


def test_whoever_has_finished_has_gone_past_everything(group: Group) -> None:
    group.enter(4)
    for person in range(3):
        path, _me = group.people[person]
        enrolling.finish(group.session, group.house.actor(Role.ADMIN), path, ENTRY, "Bilan fait.", "job_search")
    found = group.did()
    assert found["fil"].reached.skipped == 3
    assert found["seance"].reached.passed == 0


def test_some_activities_only(group: Group) -> None:
    group.enter(1)
    group.read(0, "accueil")
    assert list(group.did(activity_ids=[group.id_of("accueil"), "inconnue"])) == ["accueil"]


# --- In a period ---------------------------------------------------------------------------------------------------


def test_a_period_keeps_what_happened_in_it(group: Group) -> None:
    """Before: three read the welcome, one of them the file. In the period: the two others open the file, the first
    comes back for the recording she had passed."""
    group.enter(3)
    for person in range(3):
        group.read(person, "accueil")
    group.read(0, "fiche")
    group.say(0, "accueil", "more", "30", "Long.")
    group.send(0, RIGHT)
    since = clock.now() + timedelta(days=1)
    with clock.at(since + timedelta(hours=1)):
        group.read(1, "fiche")
        group.read(2, "fiche")
        group.read(0, "voix")
        group.say(1, "accueil", "less", "5", "Court.")
    found = group.did(since=since)
    assert found["accueil"].reached.passed == 0
    assert (found["fiche"].reached.done, found["fiche"].reached.skipped) == (2, 0)
    assert (found["voix"].reached.done, found["voix"].reached.skipped) == (1, 2)
    assert found["accueil"].remarks == 1
    assert found["questions"].quiz is not None
    assert found["questions"].quiz.tries == 0
    before = group.did(until=since)
    assert (before["accueil"].reached.done, before["voix"].reached.skipped) == (3, 1)
    assert before["fiche"].reached.passed == 1
    assert before["accueil"].felt.more == 1
    assert not group.questions(since=since)["prix"].item.people
    assert group.questions(until=since)["prix"].item.people == 1


# --- What they say, what they send ---------------------------------------------------------------------------------


def test_felt_times_and_words_are_counted_by_activity(group: Group) -> None:
    group.enter(5)
    for person, (felt, minutes, body) in enumerate(
        [("more", "30", "Long."), ("more", "25", ""), ("same", "", "Bien."), ("less", "4", ""), ("", "", "Un mot.")]
    ):
        group.say(person, "accueil", felt, minutes, body)
    found = group.did()["accueil"]
    assert (found.felt.less, found.felt.same, found.felt.more) == (1, 1, 2)
    assert (found.felt.timed, found.felt.minutes) == (3, 25)
    assert (found.remarks, found.unseen) == (3, 3)


def test_works_say_how_often_they_go_back_and_how_long_they_wait(group: Group) -> None:
    """Four people; the first is sent back then accepted; read after 1, 1, 2, 3 and 9 days: the middle is 2."""
    group.enter(4)
    day = clock.now()

    def hand_in(person: int, words: str, decision: str, days: float, at: Any = day) -> None:
        path, me = group.people[person]
        with clock.at(at):
            sent = assessing.submit_work(group.session, me, path, group.id_of("travail"), words, None)
        with clock.at(at + timedelta(days=days)):
            met = {"1": "met", "2": "met"}
            assessing.review_work(group.session, group.trainer, sent.submission_id, decision, "Un mot.", met)

    hand_in(0, "Un.", "sent_back", 1)
    hand_in(0, "Deux.", "accepted", 3, day + timedelta(days=2))
    for person, days in ((1, 1), (2, 2), (3, 9)):
        hand_in(person, "Mon essai.", "accepted", days)
    works = group.did()["travail"].works
    assert works is not None
    assert (works.read, works.people, works.sent_back, works.days) == (5, 4, 1, 2.0)
    assert works.sent_back_rate == 0.25


def test_sessions_say_how_many_half_days_were_attended(group: Group) -> None:
    group.enter(4)
    starts = clock.paris(ENTRY, 9)
    meeting = scheduling.plan_session(
        group.session, group.trainer, group.house.course_slug, "Premier jour", starts, starts + timedelta(hours=3),
        "on_site", 10, group.id_of("seance"), site_id=group.house.demo.site_id,
    )  # fmt: skip
    group.session.flush()
    for person, present in enumerate((True, True, True, False)):
        path, _me = group.people[person]
        scheduling.book(group.session, group.trainer, meeting.id, path)
        attendance.record_attendance(
            group.session, group.trainer, meeting.id, path, "morning", present, "" if present else "Malade"
        )
        group.session.flush()
    found = group.did()["seance"]
    assert found.presence is not None
    assert (found.presence.noted, found.presence.attended, found.presence.rate) == (4, 3, 0.75)
    assert (found.reached.done, found.reached.opened) == (3, 1)


# --- Questions -----------------------------------------------------------------------------------------------------


def by_hand(session: Session, version_id: str) -> tuple[float, float]:
    """Facility, and the correlation of the score with the sum of the other scores, from the rows themselves."""
    scores, rests = [], []
    for attempt in session.scalars(select(Attempt).where(Attempt.number == 1)):
        answers = session.scalars(select(Answer).where(Answer.attempt_id == attempt.id)).all()
        here = [one.points for one in answers if one.question_version_id == version_id]
        scores += here
        rests += [sum(one.points or 0 for one in answers if one.question_version_id != version_id)] * len(here)
    return statistics.mean(scores), statistics.correlation(scores, rests)  # type: ignore[type-var,arg-type]


def test_difficulty_and_discrimination_are_those_of_the_rows(group: Group) -> None:
    """Thirty-two people, each right at another mix of questions; later tries change nothing."""
    group.enter(32)
    names = list(RIGHT)
    for person in range(32):
        answers = {
            name: RIGHT[name] if (person * 7 + place * place) % 11 < 3 + person % 6 else WRONG.get(name)
            for place, name in enumerate(names)
        }
        group.send(person, answers | {"prix": "1" if person % 3 == 0 else "0"})
    before = group.questions()
    for person in range(0, 32, 4):
        group.send(person, RIGHT)
    found = group.questions()
    for name, one in found.items():
        facility, told = by_hand(group.session, one.version_id)
        assert one.item.people == 32
        assert one.item.facility == pytest.approx(facility), name
        assert one.item.method == items.REST
        assert one.item.discrimination == pytest.approx(told), name
        assert one.item == before[name].item
    taken = {choice.text: choice.people for choice in found["prix"].parts[0].choices}
    assert taken == {"les coûts": 21, "l'envie": 11, "rien": 0}


def test_among_twelve_people_the_ends_are_compared(group: Group) -> None:
    group.enter(12)
    for person in range(12):
        good = person >= 6
        group.send(
            person, (RIGHT if good else WRONG) | {"vrai": "true" if good else "false", "trous": [str(person % 2)] * 2}
        )
    found = group.questions()
    assert (found["prix"].item.method, found["prix"].item.discrimination) == (items.ENDS, 1.0)
    assert found["vrai"].item.discrimination == -1.0
    assert found["vrai"].item.reading == "inverse"
    assert found["paires"].empty == 6


def test_under_ten_people_nothing_is_told_apart(group: Group) -> None:
    group.enter(9)
    for person in range(9):
        group.send(person, RIGHT if person % 2 else WRONG)
    assert {one.item.reading for one in group.questions().values()} == {"few"}
    assert group.questions()["prix"].item.facility == pytest.approx(4 / 9)


def test_an_essay_speaks_once_it_is_marked(group: Group, house: House, tmp_path: Path) -> None:
    publish(group, tmp_path, "\n::avis::Que retenez-vous ?{}\n")
    group.enter(4)
    sent = [group.send(person, {"vrai": "false", "avis": "Un prix."}) for person in range(4)]
    assert group.questions()["avis"].item.people == 0
    version = group.questions()["avis"].version_id
    for one, points in zip(sent, (1.0, 0.5, 0.0), strict=False):
        assessing.mark_answer(group.session, group.trainer, one.attempt_id, version, points)
    found = group.questions()["avis"]
    assert (found.item.people, found.item.facility, found.parts) == (3, 0.5, ())


# --- Wordings and editions -----------------------------------------------------------------------------------------


def publish(group: Group, folder: Path, more: str = "", edit: tuple[str, str] = ("", ""), minutes: int = 10) -> None:
    """Another edition of the small course."""
    shutil.copytree(SMALL_COURSE, folder, dirs_exist_ok=True)
    quiz = folder / "quizzes" / "questions.gift"
    quiz.write_text(quiz.read_text().replace(*edit) + more)
    page = folder / "activities" / "accueil.md"
    page.write_text(page.read_text().replace("minutes: 10", f"minutes: {minutes}"))
    import_course(group.session, group.house.actor(Role.ADMIN), folder)
    group.session.flush()
    group.outline = small_course(group.session, group.house.demo)


def test_answers_to_an_old_wording_are_never_mixed_with_the_new_one(group: Group, tmp_path: Path) -> None:
    group.enter(6)
    for person in range(3):
        group.send(person, RIGHT | {"prix": "1"})
    old = group.outline.edition_id
    with clock.at(clock.now() + timedelta(days=1)):
        publish(group, tmp_path, edit=("Un prix couvre d'abord…", "Que couvre un prix, d'abord ?"), minutes=25)
        for person in range(3, 6):
            group.send(person, RIGHT)
        group.session.flush()
        found = figures.how_questions_did(group.session, group.trainer, group.id_of("questions"))
        new, before = [one for one in found if one.name == "prix"]
        assert (new.current, before.current) == (True, False)
        assert (new.item.facility, before.item.facility) == (1.0, 0.0)
        assert new.question_id == before.question_id
        assert found[-1] is before
        assert [one.item.people for one in found if one.name == "vrai"] == [6]
        of_today = group.questions(edition_ids=[group.outline.edition_id])
        assert {one.item.people for one in of_today.values()} == {3}
        assert group.did(edition_ids=[old])["questions"].quiz.tries == 3  # type: ignore[union-attr]
        with pytest.raises(NotFound):
            group.did(edition_ids=["ailleurs"])


def test_an_edition_is_a_time_for_what_does_not_name_one(group: Group, tmp_path: Path) -> None:
    group.enter(4)
    for person in range(3):
        group.read(person, "accueil")
        group.say(person, "accueil", "more", "30")
    old = group.outline.edition_id
    with clock.at(clock.now() + timedelta(days=1)):
        publish(group, tmp_path, minutes=25)
    with clock.at(clock.now() + timedelta(days=2)):
        group.read(3, "accueil")
        whole = group.did()["accueil"]
        assert whole.reached.done == 4
        assert (whole.felt.said, whole.felt.earlier, whole.felt.minutes) == (0, 3, 30)
        assert group.did(edition_ids=[group.outline.edition_id])["accueil"].reached.done == 1
        assert group.did(edition_ids=[old])["accueil"].reached.done == 3


# --- The bank ------------------------------------------------------------------------------------------------------


def test_a_wording_is_known_by_its_fingerprint_wherever_it_was_asked(
    group: Group, house: House, tmp_path: Path
) -> None:
    """The same question in another course of the organisation, and in the other organisation."""
    group.enter(5)
    for person in range(5):
        group.send(person, RIGHT if person else RIGHT | {"prix": "1"})
    shutil.copytree(SMALL_COURSE, tmp_path, dirs_exist_ok=True)
    head = tmp_path / "course.yaml"
    head.write_text(head.read_text().replace("slug: petit-parcours", "slug: autre-parcours"))
    import_course(group.session, house.actor(Role.ADMIN), tmp_path)
    path = enrolling.enrol(
        group.session, house.actor(Role.ADMIN), "autre-parcours", learner_email="p0@demo.example",
        learner_name="Personne 0", starts_on=ENTRY,
    )  # fmt: skip
    enrolling.start(group.session, house.actor(Role.ADMIN), path.id, ENTRY)
    group.session.flush()
    version = group.session.scalars(
        select(QuestionVersion).where(
            QuestionVersion.organisation_id == house.demo.id, QuestionVersion.kind == "single"
        )
    ).first()
    assert version is not None
    mark = fingerprint(version.definition)
    found = figures.by_fingerprint(group.session, group.trainer, [mark, "inconnue"])
    assert set(found) == {mark}
    assert (found[mark].people, found[mark].facility) == (5, 0.8)
    other = next(one for one in _quizzes(group.session, house) if one != group.id_of("questions"))
    assessing.send_attempt(group.session, group.people[0][1], path.id, other, RIGHT)
    group.session.flush()
    assert figures.by_fingerprint(group.session, group.trainer, [mark])[mark].facility == pytest.approx(5 / 6)
    assert figures.by_fingerprint(group.session, house.neighbour.actor(Role.TRAINER), [mark]) == {}
    assert figures.by_fingerprint(group.session, group.trainer, []) == {}


def _quizzes(session: Session, house: House) -> Iterator[str]:
    from app.courses.models import Activity  # noqa: PLC0415

    yield from session.scalars(
        select(Activity.id)
        .where(Activity.organisation_id == house.demo.id, Activity.kind == "quiz")
        .order_by(Activity.id)
    )


# --- Who may, and what it costs ------------------------------------------------------------------------------------


def test_figures_are_for_the_team_and_stop_at_the_wall(group: Group, house: House) -> None:
    quiz = group.id_of("questions")
    for actor, refusal in (
        (house.actor(Role.LEARNER), Forbidden), (house.actor(Role.EXPERT), Forbidden),
        (house.neighbour.actor(Role.TRAINER), NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            figures.how_activities_did(group.session, actor, group.course())
        with pytest.raises(refusal):
            figures.how_questions_did(group.session, actor, quiz)
    with pytest.raises(Forbidden):
        figures.by_fingerprint(group.session, house.actor(Role.LEARNER), ["x"])
    for role in (Role.TRAINER, Role.ADVISER, Role.QUALITY, Role.ADMIN):
        assert figures.how_activities_did(group.session, house.actor(role), group.course())


def test_a_whole_course_asks_as_much_for_nobody_as_for_a_group(group: Group, database: RolledBack) -> None:
    def asked() -> list[int]:
        found = []
        for more in ({}, {"since": clock.now() - timedelta(days=1)}, {"edition_ids": [group.outline.edition_id]}):
            database.statements.clear()
            group.did(**more)
            found.append(len(database.statements))
        database.statements.clear()
        group.questions()
        found.append(len(database.statements))
        return found

    asked()
    nobody = asked()
    group.enter(12)
    for person in range(12):
        group.read(person, "accueil")
        group.say(person, "accueil", "more", str(10 + person), "Un mot.")
        group.send(person, RIGHT if person % 2 else WRONG)
    assert asked() == nobody
    assert nobody[0] == 2  # the course, and everything that is counted of it
