"""Groups of learners: made, renamed, archived, and who is in them."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.errors import Forbidden, Invalid, NotFound
from app.courses.conditions import group_names
from app.enrolments import queries as enrolments
from app.enrolments.groups import queries, services
from app.enrolments.models import GroupMember
from app.ledger.models import LedgerEntry
from app.privacy.copy import services as privacy
from tests.factories.client import Client
from tests.factories.editions import published_with
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.privacy.test_copy import opened

Visit = Callable[..., Client]
ADVISER, TRAINER, LEARNER = "adviser@demo.example", "trainer@demo.example", "learner@demo.example"


@pytest.fixture
def path(session: Session, house: House) -> str:
    adviser = house.actor(Role.ADVISER)
    for name in ("Groupe du soir", "Groupe du matin", "Ussel"):
        services.create_group(session, adviser, name)
    return enrolled(session, house).id


def put(session: Session, house: House, path: str, *names: str, reason: str = "") -> list[str]:
    found = services.set_groups(session, house.actor(Role.ADVISER), path, names, reason)
    session.flush()
    return found


def test_somebody_is_in_the_groups_named_and_in_no_other(session: Session, house: House, path: str) -> None:
    assert put(session, house, path, "ussel", "Groupe  du SOIR") == ["Groupe du soir", "Ussel"]
    assert put(session, house, path, "Ussel") == ["Ussel"]
    assert [name for _id, name in queries.of_enrolment(session, path)] == ["Ussel"]
    assert queries.names_of_many(session, [path]) == {path: frozenset({"ussel"})}
    assert put(session, house, path) == []


def test_each_change_is_one_line_of_history_and_one_of_the_ledger(session: Session, house: House, path: str) -> None:
    put(session, house, path, "Ussel", "Groupe du soir", reason="Travaille en journée.")
    put(session, house, path, "Groupe du soir", "Ussel")  # the same: nothing
    put(session, house, path, "Groupe du matin")
    told = [row.reason for row in enrolments.changes(session, path) if row.what == "groups"]
    assert sorted(told) == [
        "Ajout : Groupe du matin. Retrait : Groupe du soir, Ussel.",
        "Ajout : Ussel, Groupe du soir. Travaille en journée.",
    ]
    kinds = select(LedgerEntry.facts).where(LedgerEntry.enrolment_id == path, LedgerEntry.kind == "groups_changed")
    facts = list(session.scalars(kinds))
    assert [len(one["added"]) for one in facts] == [2, 1]
    assert "Ussel" not in str(facts)
    times = select(GroupMember.until).where(GroupMember.enrolment_id == path)
    assert sum(until is None for until in session.scalars(times)) == 1


def test_whoever_leaves_may_come_back(session: Session, house: House, path: str) -> None:
    for names in (("Ussel",), (), ("Ussel",)):
        put(session, house, path, *names)
    assert len(list(session.scalars(select(GroupMember).where(GroupMember.enrolment_id == path)))) == 2


def test_a_name_belongs_to_one_group_even_after_it_was_changed(session: Session, house: House, path: str) -> None:
    adviser = house.actor(Role.ADVISER)
    with pytest.raises(Invalid, match="déjà celui d'un groupe"):
        services.create_group(session, adviser, " groupe du SOIR ")
    group_id = queries.ids_by_name(session, house.demo.id)["groupe du soir"]
    services.rename_group(session, adviser, group_id, "Groupe de 18 h")
    session.flush()
    for name in ("Groupe du soir", "Groupe de 18 h"):
        with pytest.raises(Invalid):
            services.create_group(session, adviser, name)
    put(session, house, path, "Groupe du soir")
    assert queries.names_of_many(session, [path])[path] == {"groupe du soir", "groupe de 18 h"}
    services.rename_group(session, adviser, group_id, "Groupe du soir")  # it may take its own name back
    session.flush()
    assert queries.names_of_many(session, [path])[path] == {"groupe du soir", "groupe de 18 h"}


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_group_has_a_name(session: Session, house: House, name: str) -> None:
    with pytest.raises(Invalid):
        services.create_group(session, house.actor(Role.ADVISER), name)


def test_nobody_new_enters_an_archived_group_and_those_who_are_in_it_stay(
    session: Session, house: House, path: str
) -> None:
    adviser = house.actor(Role.ADVISER)
    put(session, house, path, "Ussel")
    group_id = queries.ids_by_name(session, house.demo.id)["ussel"]
    services.archive_group(session, adviser, group_id)
    session.flush()
    assert group_names(session, house.demo.id) == ["Groupe du matin", "Groupe du soir"]
    assert put(session, house, path, "Ussel", "Groupe du soir") == ["Groupe du soir", "Ussel"]
    other = enrolled(session, house, email="autre@demo.example").id
    with pytest.raises(Invalid, match="archivé"):
        put(session, house, other, "Ussel")
    services.archive_group(session, adviser, group_id, archived=False)
    assert put(session, house, other, "Ussel") == ["Ussel"]


def test_a_group_of_a_course_is_for_those_who_follow_it(
    session: Session, house: House, path: str, tmp_path: Path
) -> None:
    adviser = house.actor(Role.ADVISER)
    services.create_group(session, adviser, "Du petit parcours", house.course_slug)
    assert put(session, house, path, "Du petit parcours") == ["Du petit parcours"]
    with pytest.raises(Invalid, match="n'existe pas"):
        services.create_group(session, adviser, "D'ailleurs", "rien-de-tel")
    with pytest.raises(Invalid, match="n'existe pas ici"):
        put(session, house, path, "Inconnu")


def test_those_who_train_see_groups_and_those_who_accompany_change_them(
    session: Session, house: House, path: str
) -> None:
    group_id = queries.ids_by_name(session, house.demo.id)["ussel"]
    for role in (Role.TRAINER, Role.QUALITY):
        actor = house.actor(role)
        for act in (
            lambda actor=actor: services.create_group(session, actor, "Nouveau"),
            lambda actor=actor: services.rename_group(session, actor, group_id, "Autre"),
            lambda actor=actor: services.archive_group(session, actor, group_id),
            lambda actor=actor: services.set_groups(session, actor, path, ["Ussel"]),
        ):
            with pytest.raises(Forbidden):
                act()
    for role in (Role.ADVISER, Role.ADMIN):
        with pytest.raises(NotFound):
            services.rename_group(session, house.neighbour.actor(role), group_id, "Autre")
        with pytest.raises(NotFound):
            services.set_groups(session, house.neighbour.actor(role), path, ["Ussel"])


# --- Pages and machines ---------------------------------------------------------------------------------------


def test_an_adviser_makes_a_group_and_puts_somebody_in_it(
    session: Session, house: House, path: str, visit: Visit
) -> None:
    browser = visit(ADVISER)
    made = browser.post("/inscriptions/groupes", {"new_name": "Tulle"})
    assert made.status_code == 303
    page = browser.page(made.headers["location"])
    assert "Le groupe « Tulle » est prêt." in page
    form = browser.page(f"/inscriptions/{path}?acte=groupes")
    assert 'value="Tulle"' in form
    sent = browser.post(
        f"/inscriptions/{path}/groupes", {"groups": ["Tulle", "Ussel"], "reason": "Plus près de chez elle."}
    )
    assert sent.headers["location"] == f"/inscriptions/{path}"
    page = unescape(browser.page(f"/inscriptions/{path}"))
    assert "Tulle, Ussel" in page
    assert "Ajout : Tulle, Ussel. Plus près de chez elle." in page
    assert "Learner Demo" in browser.page(made.headers["location"])


def test_what_is_refused_comes_back_with_its_message(house: House, path: str, visit: Visit) -> None:
    browser = visit(ADVISER)
    again = browser.post("/inscriptions/groupes", {"new_name": "ussel"})
    assert again.status_code == 422
    assert "déjà celui d&#39;un groupe" in again.text
    assert 'value="ussel"' in again.text
    wrong = browser.post(f"/inscriptions/{path}/groupes", {"groups": ["Inconnu"], "reason": "Mes mots."})
    assert wrong.status_code == 422
    assert "Mes mots." in wrong.text


def test_a_group_is_renamed_archived_and_opened_again(session: Session, house: House, path: str, visit: Visit) -> None:
    browser = visit(ADVISER)
    group_id = queries.ids_by_name(session, house.demo.id)["ussel"]
    assert browser.post(f"/inscriptions/groupes/{group_id}", {"name": "Haute Corrèze"}).status_code == 303
    assert "Haute Corrèze" in browser.page("/inscriptions/groupes")
    assert browser.post(f"/inscriptions/groupes/{group_id}", {"name": ""}).status_code == 422
    browser.post(f"/inscriptions/groupes/{group_id}/archivage", {"archived": "true"})
    assert "archivé" in browser.page("/inscriptions/groupes")
    browser.post(f"/inscriptions/groupes/{group_id}/archivage", {"archived": "false"})
    assert "archivé" not in browser.page("/inscriptions/groupes")
    assert "<form" not in visit(TRAINER).page("/inscriptions/groupes").split("<main")[1].split("</main")[0]


def test_a_group_that_a_course_keeps_something_for_waits_to_be_made(
    session: Session, house: House, tmp_path: Path, visit: Visit
) -> None:
    published_with(session, house.demo, tmp_path, {"voix": "conditions:\n  - group: Groupe du soir"})
    browser = visit(ADVISER)
    page = browser.page("/inscriptions/groupes")
    assert "cités, mais pas encore créés" in page
    assert "Groupe%20du%20soir" in page
    browser.post("/inscriptions/groupes", {"new_name": "Groupe du soir"})
    assert "cités, mais pas encore créés" not in browser.page("/inscriptions/groupes")


def test_the_list_of_people_is_filtered_by_group(session: Session, house: House, path: str, visit: Visit) -> None:
    other = enrolled(session, house, email="camille@demo.example", name="Camille Autre").id
    put(session, house, path, "Ussel")
    group_id = queries.ids_by_name(session, house.demo.id)["ussel"]
    browser = visit(ADVISER)
    assert f"/suivi/{other}" in browser.page("/suivi")
    table = browser.page(f"/suivi?groupe={group_id}").split('id="group-title"')[1]
    assert f"/suivi/{path}" in table
    assert f"/suivi/{other}" not in table
    assert "Camille" not in browser.get(f"/suivi.csv?groupe={group_id}").text


def test_machines_list_groups_and_put_people_in_them(house: House, path: str, api: Visit) -> None:
    machine = api(ADVISER)
    found = machine.get("/groups").json()
    assert [one["name"] for one in found["items"]] == ["Groupe du soir", "Groupe du matin", "Ussel"]
    assert found["items"][0].keys() == {"id", "name", "course", "members", "archived"}
    first = machine.put(f"/enrolments/{path}/groups", json={"groups": ["Ussel"]})
    assert (first.status_code, first.json()) == (200, {"groups": ["Ussel"]})
    assert machine.put(f"/enrolments/{path}/groups", json={"groups": ["ussel"]}).json() == first.json()
    assert [one["members"] for one in machine.get("/groups").json()["items"]] == [0, 0, 1]
    wrong = machine.put(f"/enrolments/{path}/groups", json={"groups": ["Inconnu"]})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "groups"


def test_groups_are_in_the_copy_of_the_person(session: Session, house: House, path: str) -> None:
    put(session, house, path, "Ussel")
    found = opened(privacy.gather(session, house.demo.people["learner"].id))
    assert "Ussel" in found["index.html"]
    assert "group_id" in found["donnees/group_member.json"]
