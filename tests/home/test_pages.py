"""Homes, help, legal pages, administration, and the reader of the API."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, HouseError, Invalid
from app.core.settings import settings
from app.home import rules, services
from app.home.api_reader import describe
from app.home.error_help import known_errors
from app.identity import queries as identity
from app.identity.models import ClosedDay, Membership
from app.main import create_app
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.quality.story import tell

Visit = Callable[..., Client]
PUBLIC = ("/", "/aide", "/aide/erreurs", "/accessibilite", "/mentions-legales", "/api/docs")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_open_for_nobody_and_for_everybody(house: House, visit: Visit, path: str) -> None:
    assert visit().page(path)
    for role in Role:
        assert visit(f"{role}@demo.example").page(path)


def test_the_demonstration_accounts_show_outside_production_only(
    house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit().page("/")
    assert "adviser@demo.example" in page
    assert "demo-bidaide" in page
    monkeypatch.setattr(settings(), "environment", "production")
    page = visit().page("/")
    assert "demo-bidaide" not in page
    assert "@demo.example" not in page


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("adviser", "/suivi"),
        ("quality", "/qualite"),
        ("expert", "/forum"),
        ("referrer", "/prescrire"),
        ("auditor", "/qualite"),
    ],
)
def test_some_roles_open_on_a_page_of_their_work(house: House, visit: Visit, role: str, path: str) -> None:
    answer = visit(f"{role}@demo.example").get("/accueil")
    assert (answer.status_code, answer.headers["location"]) == (303, path)


def test_the_work_that_waits_for_others_comes_first() -> None:
    assert rules.first_role(frozenset(Role)) is Role.ADVISER
    assert rules.first_role(frozenset({Role.LEARNER, Role.TRAINER})) is Role.TRAINER
    for role in Role:
        assert rules.first_role(frozenset({role})) is role


def test_a_learner_opens_on_the_next_step(house: House, database: RolledBack, visit: Visit) -> None:
    with database.writing() as session:
        enrolled(session, house)
    assert "Votre prochaine étape" in visit("learner@demo.example").page("/accueil")


def test_a_trainer_opens_on_works_and_sessions(house: House, database: RolledBack, visit: Visit) -> None:
    client = visit("trainer@demo.example")
    assert "Rien n'attend votre lecture" in client.page("/accueil").replace("&#39;", "'")
    with database.writing() as session:
        tell(session, house)
    assert "Petit parcours" in client.page("/accueil")


def test_an_administrator_opens_on_the_figures_of_the_space(house: House, visit: Visit) -> None:
    assert "Parcours publiés" in visit("admin@demo.example").page("/accueil")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_administration_is_for_administrators(house: House, visit: Visit, role: Role) -> None:
    client = visit(f"{role}@demo.example")
    assert client.get("/admin").status_code == 403
    for path in ("/admin/personnes", "/admin/lieux", "/admin/fermetures", "/admin/financeurs"):
        assert client.post(path, {"site_name": "X"}).status_code == 403, path


def test_an_administrator_adds_a_person_and_sees_the_password_once(house: House, visit: Visit) -> None:
    client = visit("admin@demo.example")
    person = {"email": "neuf@demo.example", "name": "Noé Neuf", "role": "trainer"}
    answer = client.post("/admin/personnes", person)
    assert answer.status_code == 200
    assert "Premier mot de passe" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "Noé Neuf" in client.page("/admin")
    again = client.post("/admin/personnes", person | {"role": "adviser"})
    assert again.status_code == 303


def test_what_was_typed_comes_back_with_what_to_mend(house: House, visit: Visit) -> None:
    client = visit("admin@demo.example")
    answer = client.post("/admin/personnes", {"email": "nulle part", "name": "Noé", "role": "king"})
    assert answer.status_code == 422
    assert 'value="nulle part"' in answer.text
    assert "#field-role" in answer.text
    assert client.post("/admin/fermetures", {"day": "2026-02-30"}).status_code == 422
    assert client.post("/admin/fermetures", {"day": "1026-02-20"}).status_code == 422
    assert client.post("/admin/lieux", {"site_name": " "}).status_code == 422
    assert client.post("/admin/lieux", {"site_name": "Tulle"}).status_code == 409
    assert client.post("/admin/financeurs", {"funder_name": "région"}).status_code == 409


def test_places_days_and_funders_are_added_here_and_not_next_door(
    house: House, database: RolledBack, visit: Visit
) -> None:
    client = visit("admin@demo.example")
    client.post("/admin/lieux", {"site_name": "Ussel", "site_address": "Mairie"})
    client.post("/admin/fermetures", {"day": "2026-12-24", "reason": "réveillon"})
    client.post("/admin/financeurs", {"funder_name": "Ville"})
    page = client.page("/admin")
    for word in ("Ussel", "Mairie", "24 décembre 2026", "réveillon", "Ville"):
        assert word in page
    with database.reading() as session:
        assert session.scalars(select(ClosedDay.organisation_id)).all() == [house.demo.id]
    next_door = visit("admin-voisine@demo.example").page("/admin")
    assert "Ussel" not in next_door
    assert "admin@demo.example" not in next_door


def test_an_administrator_sees_how_much_room_is_left(
    house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit("admin@demo.example")
    assert re.search(r"[\d,]+.k?o sur 20.Go", browser.page("/admin"))
    monkeypatch.setattr(settings(), "quota_mb", 0)
    assert "Il n'y a pas de limite." in browser.page("/admin")


def test_the_services_refuse_what_the_page_would(session: Session, house: House) -> None:
    from datetime import date  # noqa: PLC0415

    admin, learner = house.actor(Role.ADMIN), house.actor(Role.LEARNER)
    with pytest.raises(Forbidden):
        services.add_person(session, learner, "a@b.example", "A", "admin")
    with pytest.raises(Invalid):
        services.add_person(session, admin, "a@b", "", "nobody")
    services.add_closed_day(session, admin, "2026-12-24", "", date(2026, 11, 23))
    with pytest.raises(Conflict):
        services.add_closed_day(session, admin, "2026-12-24", "", date(2026, 11, 23))


def test_a_team_list_shows_each_role_of_a_person_and_no_learner(session: Session, house: House) -> None:
    rows = identity.members(session, house.demo.id)
    assert {row.role for row in rows} == {role.value for role in Role} - {"learner"}
    session.add(
        Membership(organisation_id=house.demo.id, account_id=house.demo.people["trainer"].id, role=Role.LEARNER.value)
    )
    session.flush()
    mine = [row.role for row in identity.members(session, house.demo.id) if row.name == "Trainer Demo"]
    assert mine == ["learner", "trainer"]


def test_the_help_to_make_a_course_says_what_the_workshop_says(house: House, visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    steps = trainer.page("/aide").partition('id="faire-un-parcours"')[2].partition("</ol>")[0]
    assert 8 <= steps.count("<li>") <= 10
    links = re.findall(r'href="([^"]+)"', steps)
    assert links
    workshop = "".join(map(trainer.page, links))
    here = trainer.post("/atelier", {"title": "Vendre sur un marché"}).headers["location"].partition("?")[0]
    workshop += trainer.page(here) + trainer.page(f"{here}/brouillon/sequences/nouvelle")
    activity = re.search(rf'{here}/brouillon/activites/[^"]+', _with_an_activity(trainer, here))
    assert activity is not None
    workshop += trainer.page(activity.group())
    for words in re.findall("« (.+?) »", steps):
        assert words in workshop, words
    assert "faire-un-parcours" not in visit("learner@demo.example").page("/aide")


def _with_an_activity(trainer: Client, course: str) -> str:
    sequence = re.search(rf'{course}/brouillon/sequences/(?!nouvelle)[^"/]+', trainer.page(course))
    assert sequence is not None
    trainer.post(f"{sequence.group()}/activites", {"kind": "page", "title": "Mon étal"})
    return trainer.page(course)


def test_every_error_of_the_house_has_its_anchor(house: House, visit: Visit) -> None:
    def below(kind: type[HouseError]) -> Iterator[type[HouseError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from below(child)

    create_app()
    codes = {kind.code for kind in below(HouseError) if kind.__module__.startswith("app.")}
    page = visit().page("/aide/erreurs")
    for code in codes | {"unexpected"}:
        assert f'id="{code}"' in page, code
    assert codes <= {error.code for error in known_errors()}


def test_the_api_reader_names_every_operation_and_loads_nothing(house: House, visit: Visit) -> None:
    client = visit()
    page = client.page("/api/docs")
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}<" in page
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<script" not in main
    assert "src=" not in main


def test_a_schema_that_contains_itself_is_named_and_not_opened_for_ever() -> None:
    schemas = {"Tree": {"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#/c/s/Tree"}}}}}
    assert "Tree" in describe({"$ref": "#/c/s/Tree"}, schemas)


@pytest.mark.parametrize("path", ["/", "/accueil", "/admin"])
def test_homes_ask_few_questions(house: House, database: RolledBack, visit: Visit, path: str) -> None:
    client = visit("admin@demo.example")
    client.page(path)
    database.statements.clear()
    client.page(path)
    assert len(database.statements) <= 9


def test_an_actor_with_several_roles_keeps_one_home() -> None:
    actor = Actor("a", "o", "demo", "Demo", "A", "a@b", frozenset({Role.EXPERT, Role.AUDITOR}))
    assert rules.ELSEWHERE[rules.first_role(actor.roles)] == "/forum"
