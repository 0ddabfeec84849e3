"""The steps that an organisation arranges, and how long people wait."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest

from app.admissions import policies, rules
from app.admissions.services import entering
from app.core import clock
from app.core.access import Actor, Role
from tests.admissions.test_ways_in import ADMIN, ADVISER, FORM, candidate, steps_in
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]
STEP = {
    "kind": "other",
    "name": "Visite d'un atelier",
    "days": "10",
    "required": "1",
    "asks": "Des chaussures fermées.",
}


def names(page: str) -> list[str]:
    shown = unescape(page).split("Ajouter une étape")[0]
    return re.findall(r"<strong>([^<]+)</strong>", shown)


def test_an_organisation_arranges_its_steps_and_who_waits_follows(visit: Visit) -> None:
    admin, adviser = visit(ADMIN), visit(ADVISER)
    assert "Elles servent déjà" in unescape(admin.page("/admin/admission"))
    here = candidate(adviser)
    assert len(names(admin.page("/admin/admission"))) == len(rules.DEFAULTS)
    assert admin.post("/admin/admission", STEP).status_code == 303
    assert names(admin.page("/admin/admission"))[-1] == "Visite d'un atelier"
    mine = re.findall(r"/admin/admission/([\w-]+)/archivage", admin.page("/admin/admission"))[-1]
    for _up in range(6):
        admin.post(f"/admin/admission/{mine}/ordre", {"by": "-1"})
    assert names(admin.page("/admin/admission"))[0] == "Visite d'un atelier"
    assert "Visite d'un atelier" in unescape(adviser.page(here)).split("Faire entrer")[0]
    admin.post(f"/admin/admission/{mine}", STEP | {"name": "Visite du lieu"})
    assert "Visite du lieu" in unescape(adviser.page(here)).split("Faire entrer")[0]
    admin.post(f"/admin/admission/{mine}/archivage", {"archived": "oui"})
    assert "Réunion d'information" in unescape(adviser.page(here)).split("Faire entrer")[0]
    assert "Visite du lieu" not in unescape(adviser.page(here))
    admin.post(f"/admin/admission/{mine}/archivage", {"archived": "non"})
    assert names(admin.page("/admin/admission"))[-1] == "Visite du lieu"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"name": "Réunion d'information"}, "porte déjà ce nom"),
        ({"kind": "magie"}, "sorte d'étape"),
        ({"days": "-3"}, "délai en jours"),
        ({"days": "400"}, "délai en jours"),
        ({"asks": "x" * 3000}, "trop long"),
    ],
)
def test_a_step_that_lacks_something_is_given_back(visit: Visit, change: dict[str, str], says: str) -> None:
    admin = visit(ADMIN)
    admin.page("/admin/admission")
    answer = admin.post("/admin/admission", STEP | change)
    assert answer.status_code == 422
    assert says in unescape(answer.text)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"act": "planned"}, "Donnez un jour"),
        ({"act": "planned", "day": "2026-11-20", "hour": "10:00"}, "passée"),
        ({"act": "planned", "day": "2029-11-20", "hour": "10:00"}, "à plus d'un an"),
        ({"act": "planned", "day": "demain", "hour": "10:00"}, "n'existe pas"),
        ({"act": "planned", "day": "2026-11-30", "hour": "midi"}, "Cette heure"),
        ({"act": "done", "on": "2026-11-30"}, "à venir"),
        ({"act": "done", "on": "2026-11-01"}, "avant le premier contact"),
        ({"act": "missed"}, "n'était pas prévue"),
        ({"act": "dispensed"}, "Dites pourquoi"),
        ({"act": "n'importe"}, "Dites ce que"),
        ({"act": "done", "words": "2 85 05 78 006 084 41"}, "ne le garde jamais"),
    ],
)
def test_a_step_is_never_settled_wrongly(visit: Visit, form: dict[str, str], says: str) -> None:
    adviser = visit(ADVISER)
    step = steps_in(adviser.page(candidate(adviser)))[0]
    answer = adviser.post(step, form)
    assert answer.status_code == 422
    assert says in unescape(answer.text)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"decision": "not_yet"}, "Écrivez la raison"),
        ({"decision": "other_way", "reason": "x"}, "vers qui"),
        ({"decision": "unreachable", "reason": "x"}, "au moins un essai"),
        ({"decision": "admitted", "reason": "x"}, "Choisissez une décision"),
        ({"decision": "not_yet", "reason": "x", "again_on": "2026-11-01"}, "jour à venir"),
    ],
)
def test_a_decision_has_its_reason(visit: Visit, form: dict[str, str], says: str) -> None:
    adviser = visit(ADVISER)
    here = candidate(adviser)
    answer = adviser.post(here + "/decision", form)
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert "La prochaine étape" in unescape(adviser.page(here))


def test_waiting_times_are_medians_with_the_number_they_are_measured_on(visit: Visit) -> None:
    nobody, adviser = visit(), visit(ADVISER)
    nobody.page("/rejoindre?organisation=demo")
    start = clock.now()
    for number in range(3):
        nobody.post("/rejoindre", FORM | {"name": f"Personne {number}", "phone": f"06 39 98 00 0{number}"})
    candidate(adviser)
    board = adviser.page("/candidatures")
    here = re.findall(r'href="(/candidatures/[0-9a-f-]{36})"', board)
    asked = [address for address in here if "Personne" in adviser.page(address)]
    for days, address in zip((1, 4), asked[:2], strict=True):
        clock.freeze(start + timedelta(days=days))
        adviser.post(address + "/suivi", {"what": "answered"})
    assert "en retard" in adviser.page("/candidatures")
    table = visit("quality@demo.example").get("/candidatures/chiffres.csv").content.decode("utf-8-sig")
    rows = {(row[0], row[1]): row[2:] for row in csv.reader(io.StringIO(table), delimiter=";")}
    assert rows["Contacts", "Premiers contacts"] == ["", "4", "4"]
    assert rows["Délai depuis le premier contact", "Première réponse"] == ["2,5", "2", "3"]
    assert rows["Délai depuis le premier contact", "Entrée"] == ["", "0", "0"]
    assert rows["Voie d'entrée", "formulaire"] == ["", "3", "4"]
    assert adviser.get("/candidatures/chiffres?du=2026-12-01&au=2026-11-01").status_code == 422


def test_a_board_costs_as_much_for_many_as_for_one(visit: Visit, database: RolledBack, house: House) -> None:
    adviser = visit(ADVISER)
    here = candidate(adviser)

    def cost(path: str) -> int:
        adviser.page(path)
        database.statements.clear()
        adviser.page(path)
        return len(database.statements)

    before = [cost(path) for path in ("/candidatures", "/candidatures/chiffres", here)]
    with database.writing() as session:
        for number in range(30):
            contact = entering.Contact(name=f"Personne {number}", phone=f"06 39 98 20 {number:02}", consent=True)
            entering.meet(session, house.actor("adviser"), contact)
    assert [cost(path) for path in ("/candidatures", "/candidatures/chiffres", here)] == before


@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what(role: Role) -> None:
    actor = Actor("a", "o", "o", "O", "A", "a@o.example", frozenset({role}))
    assert bool(policies.may_receive(actor)) is (role in (Role.ADVISER, Role.ADMIN))
    assert bool(policies.may_see_figures(actor)) is (role in (Role.ADVISER, Role.QUALITY, Role.ADMIN))
    assert bool(policies.may_refer(actor)) is (role is Role.REFERRER)
    assert bool(policies.may_arrange(actor)) is (role is Role.ADMIN)


def test_a_machine_leads_somebody_to_an_entry(api: Visit, house: House) -> None:
    machine = api(ADVISER)
    asked = {"name": "Hugo Tixier", "email": "hugo@courriel.example", "consent": True}
    made = machine.post("/applications", json=asked)
    assert made.status_code == 201
    known = machine.post("/applications", json=asked)
    assert known.status_code == 409
    assert known.json()["applications"] == [made.json()["id"]]
    here = f"/applications/{made.json()['id']}"
    step = machine.get("/admission-steps").json()[0]["id"]
    date = {"state": "planned", "at": "2026-11-30T10:00:00+01:00", "place": "Salle bleue"}
    assert machine.put(f"{here}/steps/{step}", json=date).json()["due_on"] == "2026-11-30"
    done = machine.put(f"{here}/steps/{step}", json={"state": "done"}).json()
    assert done["waits_for"] == "step"
    assert done["next_step"] != step
    entry = {"course": house.course_slug, "starts_on": "2026-11-30"}
    path = machine.post(f"{here}/entry", json=entry).json()
    assert machine.post(f"{here}/entry", json=entry).json() == path
    assert machine.get(here).json()["state"] == "admitted"
    late = machine.post(f"{here}/decision", json={"decision": "withdrew", "reason": "Un emploi."})
    assert late.status_code == 409
