"""A word on an activity: left once, changed, taken back, seen, answered, and read by those who were announced."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.learning import services as learning
from app.learning.models import ActivityRemark
from app.learning.remarks import queries, rules, services
from app.privacy.copy import services as privacy
from app.privacy.services import overview
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, House
from tests.factories.paths import activity, enrolled, small_course

Visit = Callable[..., Client]


# --- What may be said ----------------------------------------------------------------------------------------------


def test_minutes_alone_say_how_long_it_felt() -> None:
    """Within a fifth of the estimate is about the estimate."""
    assert [rules.said("", str(n), "", 30).felt for n in (1, 23, 24, 30, 36, 37)] == [
        "less", "less", "same", "same", "same", "more",
    ]  # fmt: skip


def test_what_was_felt_is_kept_as_it_was_said() -> None:
    assert rules.said("less", "90", "", 30) == rules.Said("less", 90, "")


def test_words_are_kept_without_their_edges() -> None:
    assert rules.said("", "", "  Clair.\r\nMerci \x00 ", 30).body == "Clair.\nMerci"


@pytest.mark.parametrize("minutes", ["0", "-5", "12,5", "dix", "6001", "999999999999", "٣"])
def test_minutes_that_are_no_number_of_minutes_are_sent_back(minutes: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.said("autre", minutes, "x" * 2_001, 30)
    assert [field.field for field in refused.value.fields] == ["spent", "felt", "remark"]


def test_nothing_said_is_nothing() -> None:
    assert not rules.said("", " ", "\n", 30)
    assert rules.said("", "5", "", 30)


# --- Leaving it, answering it --------------------------------------------------------------------------------------


class Path:
    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.enrolment = enrolled(session, house)
        self.learner = house.actor(Role.LEARNER)
        self.outline = small_course(session, house.demo)
        self.page = activity(self.outline, "accueil")

    def say(
        self, felt: str = "", minutes: str = "", body: str = "", actor: Actor | None = None
    ) -> ActivityRemark | None:
        kept = services.leave_remark(
            self.session, actor or self.learner, self.enrolment.id, self.page.id, felt, minutes, body
        )
        self.session.flush()
        return kept

    def left(self, body: str = "Pas clair.") -> ActivityRemark:
        kept = self.say("more", "45", body)
        assert kept is not None
        return kept

    def count(self) -> int:
        return self.session.scalar(select(func.count()).select_from(ActivityRemark)) or 0


@pytest.fixture
def path(session: Session, house: House) -> Path:
    return Path(session, house)


def test_a_remark_is_left_once_and_changed(path: Path) -> None:
    first = path.left()
    assert (first.felt, first.minutes, first.planned) == ("more", 45, path.page.minutes)
    with clock.at(clock.now() + timedelta(days=1)):
        second = path.say("same", "", "Finalement clair.")
    assert second is first
    assert path.count() == 1
    assert (first.felt, first.minutes, first.body) == ("same", None, "Finalement clair.")
    assert first.written_at == clock.now() + timedelta(days=1)


def test_saying_the_same_again_changes_nothing(path: Path) -> None:
    at = path.left().written_at
    with clock.at(clock.now() + timedelta(days=1)):
        assert path.left().written_at == at


def test_saying_nothing_takes_the_remark_back(path: Path) -> None:
    assert path.say() is None
    path.left()
    assert path.say() is None
    assert path.count() == 0


def test_only_the_person_leaves_a_remark(path: Path) -> None:
    for role in (Role.TRAINER, Role.ADVISER, Role.ADMIN, Role.QUALITY):
        with pytest.raises(Forbidden):
            path.say("more", actor=path.house.actor(role))
    for role in (Role.EXPERT, Role.REFERRER):
        with pytest.raises(NotFound):
            path.say("more", actor=path.house.actor(role))
    with pytest.raises(NotFound):
        path.say("more", actor=path.house.neighbour.actor(Role.LEARNER))
    assert path.count() == 0


def test_a_trainer_sees_and_answers(path: Path) -> None:
    remark, trainer = path.left(), path.house.actor(Role.TRAINER)
    services.mark_seen(path.session, trainer, remark.id)
    assert remark.seen_by == trainer.account_id
    services.answer_remark(path.session, trainer, remark.id, " J'ai récrit le début. ", remark.written_at.isoformat())
    path.session.flush()
    row = queries.remark_of(path.session, path.enrolment.id, path.page.id)
    assert row is not None
    assert (row.reply, row.replier) == ("J'ai récrit le début.", trainer.name)


def test_new_words_are_to_be_seen_again_and_an_answer_stays(path: Path) -> None:
    remark, trainer = path.left(), path.house.actor(Role.TRAINER)
    services.answer_remark(path.session, trainer, remark.id, "Merci.")
    path.say("less", "10", "Pas clair.")
    assert remark.seen_at is not None
    path.say("less", "10", "Toujours pas clair.")
    assert remark.seen_at is None
    assert remark.reply == "Merci."


def test_nobody_overwrites_the_answer_of_somebody_else(path: Path) -> None:
    remark = path.left()
    services.answer_remark(path.session, path.house.actor(Role.TRAINER), remark.id, "Merci.")
    services.answer_remark(path.session, path.house.actor(Role.TRAINER), remark.id, "Merci beaucoup.")
    with pytest.raises(Conflict, match="Trainer Demo a déjà répondu"):
        services.answer_remark(path.session, path.house.actor(Role.ADMIN), remark.id, "Autre avis.")
    with clock.at(clock.now() + timedelta(days=1)):
        path.say("", "", "Encore un mot.")
        services.answer_remark(path.session, path.house.actor(Role.ADMIN), remark.id, "Je regarde.")
    assert remark.reply == "Je regarde."


def test_an_answer_to_words_that_have_changed_is_held_back(path: Path) -> None:
    remark = path.left()
    read = remark.written_at.isoformat()
    with clock.at(clock.now() + timedelta(minutes=5)):
        path.say("", "", "Autre chose.")
    with pytest.raises(Conflict, match="a changé son mot"):
        services.answer_remark(path.session, path.house.actor(Role.TRAINER), remark.id, "Merci.", read)
    assert remark.reply == ""


@pytest.mark.parametrize("text", ["", "  ", "x" * 1_001])
def test_an_answer_has_words_and_few(path: Path, text: str) -> None:
    with pytest.raises(Invalid):
        services.answer_remark(path.session, path.house.actor(Role.TRAINER), path.left().id, text)


def test_who_may_not_answer_is_told_or_finds_nothing(path: Path) -> None:
    remark = path.left()
    for role in (Role.LEARNER, Role.ADVISER, Role.QUALITY):
        with pytest.raises(Forbidden):
            services.mark_seen(path.session, path.house.actor(role), remark.id)
    for actor in (path.house.actor(Role.EXPERT), path.house.neighbour.actor(Role.TRAINER)):
        with pytest.raises(NotFound):
            services.answer_remark(path.session, actor, remark.id, "Bonjour.")


def test_the_list_shows_first_what_nobody_has_seen(path: Path, house: House) -> None:
    trainer = house.actor(Role.TRAINER)
    old = path.left("Un")
    services.mark_seen(path.session, trainer, old.id)
    for n, words in enumerate(("Deux", "", "Trois")):
        other = enrolled(path.session, house, email=f"p{n}@demo.example", name=f"Personne {n}")
        with clock.at(clock.now() + timedelta(hours=-n - 1)):
            account = other.learner_id
            person = Actor(account, house.demo.id, "demo", "", "", "", frozenset({Role.LEARNER}))
            services.leave_remark(path.session, person, other.id, path.page.id, "more", "", words)
    path.session.flush()
    found = queries.remarks(path.session, trainer, [path.page.id], limit=10)
    assert [row.body for row in found] == ["Deux", "Trois", "Un"]
    assert [row.learner_name for row in found[:2]] == ["Personne 0", "Personne 2"]
    assert not queries.remarks(path.session, house.neighbour.actor(Role.TRAINER), [path.page.id], limit=10)


def test_what_was_just_finished_is_asked_about_until_something_is_said(path: Path) -> None:
    def asked() -> str | None:
        path.session.flush()
        return queries.just_done(path.session, path.enrolment.id, clock.now() - timedelta(hours=2))

    assert asked() is None
    learning.complete_activity(path.session, path.learner, path.enrolment.id, path.page.id)
    assert asked() == path.page.id
    with clock.at(clock.now() + timedelta(hours=3)):
        assert asked() is None
    path.left()
    assert asked() is None


def test_a_person_takes_away_their_remarks_with_the_answers(path: Path) -> None:
    remark = path.left("Le lien de la page 2 ne s'ouvre pas.")
    services.answer_remark(path.session, path.house.actor(Role.TRAINER), remark.id, "C'est réparé.")
    path.session.flush()
    copy = dict(privacy.gather(path.session, path.learner.account_id).texts)
    for words in (
        "Le lien de la page 2 ne s&#39;ouvre pas.",
        "C&#39;est réparé.",
        "Plus long que prévu",
        "Trainer Demo",
    ):
        assert words in copy["index.html"], words
    assert '"minutes": 45' in copy["donnees/activity_remark.json"]
    sums = overview(path.session, path.learner).sums
    counted = {held.title: held.n for one in sums for held in one.detail.subjects}
    assert counted["Vos mots sur les étapes"] == 1


# --- By the doors --------------------------------------------------------------------------------------------------


class Ground:
    def __init__(self, database: RolledBack, house: House) -> None:
        self.database, self.house = database, house
        with database.writing() as session:
            self.enrolment_id = enrolled(session, house, starts_on=ENTRY).id
            self.outline = small_course(session, house.demo)

    def path(self, key: str) -> str:
        return f"/activites/{activity(self.outline, key).id}"


@pytest.fixture
def ground(database: RolledBack, house: House) -> Ground:
    return Ground(database, house)


def test_a_learner_says_how_it_went_and_reads_the_answer(ground: Ground, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    page = learner.page(ground.path("accueil"))
    assert "Un mot sur cette étape" in page
    assert "lisent ce mot avec votre nom" in page
    kept = learner.post(
        ground.path("accueil") + "/mot", {"felt": "more", "spent": "45", "remark": "Le <b>lien</b> ne marche pas."}
    )
    assert kept.headers["location"] == ground.path("accueil") + "#mot"
    page = learner.page(ground.path("accueil"))
    assert "Plus long que prévu, 45 min" in page
    assert "Le &lt;b&gt;lien&lt;/b&gt; ne marche pas." in page
    assert "ne l'a pas encore lu" in page
    with ground.database.writing() as session:
        remark = session.scalars(select(ActivityRemark)).one()
        services.answer_remark(session, ground.house.actor(Role.TRAINER), remark.id, "C'est réparé, merci.")
    page = learner.page(ground.path("accueil"))
    assert "Trainer Demo vous répond" in page
    assert "C&#39;est réparé, merci." in page
    learner.post(ground.path("accueil") + "/mot", {"remark": "x", "act": "withdraw"})
    assert "C&#39;est réparé, merci." not in learner.page(ground.path("accueil"))


def test_a_slip_of_the_finger_comes_back_with_the_words(ground: Ground, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    answer = learner.post(
        ground.path("fil") + "/mot", {"felt": "more", "spent": "beaucoup", "remark": "Mes mots à moi"}
    )
    assert answer.status_code == 422
    assert "Mes mots à moi" in answer.text
    assert 'value="beaucoup"' in answer.text
    assert 'href="#field-spent"' in answer.text


def test_the_home_page_asks_lightly_about_what_was_just_finished(ground: Ground, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    learner.post(ground.path("accueil") + "/fait")
    home = learner.page("/accueil")
    assert f'href="{ground.path("accueil")}#mot"' in home
    learner.post(ground.path("accueil") + "/mot", {"felt": "same"})
    assert f'href="{ground.path("accueil")}#mot"' not in learner.page("/accueil")


def test_a_remark_is_shown_to_the_team_that_was_announced_and_to_nobody_else(ground: Ground, visit: Visit) -> None:
    visit("learner@demo.example").post(ground.path("accueil") + "/mot", {"remark": "Trop long pour moi."})
    for role, shown in (("trainer", True), ("admin", True), ("adviser", False), ("quality", False)):
        page = visit(f"{role}@demo.example").page(f"{ground.path('accueil')}?parcours={ground.enrolment_id}")
        assert ("Trop long pour moi." in page) is shown, role


def test_a_machine_says_the_same(ground: Ground, api: Callable[..., Client], visit: Visit) -> None:
    path = f"/enrolments/{ground.enrolment_id}{ground.path('accueil').replace('activites', 'activities')}/remark"
    machine = api("learner@demo.example")
    kept = machine.put(path, json={"felt": "less", "minutes": 3, "body": "Facile."})
    assert kept.status_code == 200, kept.text
    assert kept.json() | {"written_at": None} == {
        "activity_id": activity(ground.outline, "accueil").id, "felt": "less", "minutes": 3, "helped": None,
        "body": "Facile.", "written_at": None, "seen": False, "reply": None,
    }  # fmt: skip
    assert machine.put(path, json={"minutes": 0}).status_code == 422
    assert machine.put(path, json={"felt": "autre"}).status_code == 422
    assert machine.put(path, json={"body": "x" * 3_000}).status_code == 422
    assert machine.put(path, json={}).json()["felt"] is None
    assert api("adviser@demo.example").put(path, json={"felt": "less"}).status_code == 403
    assert api("trainer-voisine@demo.example").put(path, json={"felt": "less"}).status_code == 404
