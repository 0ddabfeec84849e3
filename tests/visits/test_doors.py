"""The public agenda, and coming without an account, by pages and by the API."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest

from app.core import clock
from app.core.clock import paris
from app.visits import queries, services
from tests.calendars.readers import both
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]
DAY = date(2026, 12, 8)
ADVISER = "adviser@demo.example"
FORM = {"name": "Amélie Fargeas", "email": "amelie@courriel.example", "consent": "1"}
GROUP = {
    "school": "Lycée des métiers", "level": "Terminale", "people": "12", "name": "Hélène Bordas",
    "phone": "05 55 00 00 01", "consent": "1",
}  # fmt: skip
NEW = {
    "title": "Réunion d'information", "says": "On répond à **toutes** les questions.", "day": "2026-12-08",
    "start": "10:00", "end": "11:30", "place": "on_site", "capacity": "15",
}  # fmt: skip


@pytest.fixture
def meeting(database: RolledBack, house: House) -> str:
    with database.writing() as session:
        return services.plan_meeting(
            session, house.actor("adviser"), "Réunion d'information", paris(DAY, 10), paris(DAY, 11, 30), 15,
            says="On répond à toutes les questions.",
        ).id  # fmt: skip


def test_somebody_comes_without_an_account_and_gives_the_place_back(visit: Visit, meeting: str) -> None:
    browser = visit()
    assert "Venir à une rencontre" in browser.page("/")
    assert "/rencontres" in browser.page("/parcours")
    page = browser.page("/rencontres")
    assert "Réunion d'information" in unescape(page)
    assert "15 places libres" in page
    assert "toutes les questions" in browser.page(f"/rencontres/{meeting}")
    done = browser.post(f"/rencontres/{meeting}", FORM, follow=True)
    assert "Votre place est gardée" in done.text
    link = re.search(r"/rencontres/inscription/([\w-]{43})/annulation", done.text)
    assert link
    assert "14 places libres" in browser.page("/rencontres")
    gone = browser.post(link[0], follow=True)
    assert "Votre inscription est annulée" in gone.text
    assert "15 places libres" in browser.page("/rencontres")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "prénom"),
        ({"email": "amelie"}, "pas complète"),
        ({"email": ""}, "moyen de vous joindre"),
        ({"consent": ""}, "Cochez la case"),
        ({"website": "http://spam.example"}, "Laissez ce champ vide"),
    ],
)
def test_a_form_that_lacks_something_comes_back_with_its_words(
    visit: Visit, meeting: str, change: dict[str, str], says: str
) -> None:
    browser = visit()
    browser.page(f"/rencontres/{meeting}")
    answer = browser.post(f"/rencontres/{meeting}", FORM | change)
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert "15 places libres" in answer.text


def test_a_form_from_another_site_registers_nobody(visit: Visit, meeting: str) -> None:
    assert visit().request("POST", f"/rencontres/{meeting}", data=FORM).status_code == 403
    assert "15 places libres" in visit().page("/rencontres")


def test_a_class_comes_with_a_number_and_no_name(visit: Visit, meeting: str, database: RolledBack) -> None:
    browser = visit()
    page = unescape(browser.page(f"/rencontres/{meeting}/groupe"))
    assert "aucun nom d'élève" in page
    done = browser.post(f"/rencontres/{meeting}/groupe", GROUP, follow=True)
    assert "12 personnes" in done.text
    more = browser.post(
        f"/rencontres/{meeting}/groupe", GROUP | {"school": "Collège", "name": "Luc Bas", "people": "4"}
    )
    assert more.status_code == 409
    assert "Il reste 3 places" in more.text
    assert "Collège" in more.text
    with database.reading() as session:
        assert [row.people for row in queries.visits_of(session, meeting)] == [12]


def test_the_last_place_is_followed_by_the_waiting_list(visit: Visit, meeting: str) -> None:
    browser = visit()
    browser.page("/rencontres")
    browser.post(f"/rencontres/{meeting}/groupe", GROUP | {"people": "15"})
    assert "complet" in browser.page("/rencontres")
    assert "liste d'attente" in unescape(browser.page(f"/rencontres/{meeting}"))
    done = browser.post(f"/rencontres/{meeting}", FORM, follow=True)
    assert "Vous êtes sur la liste d'attente" in unescape(done.text)
    assert "Votre rang : 1" in done.text


def test_the_public_agenda_is_read_by_calendars_and_by_readers_of_news(visit: Visit, meeting: str) -> None:
    answer = visit().get("/rencontres.ics")
    _method, (event,) = both(answer.content)
    assert event.uid.startswith(meeting)
    assert (event.starts, event.location) == (paris(DAY, 10), "Tulle, 1 rue du Pont")
    assert both(visit().get(f"/rencontres/{meeting}.ics").content)[1] == [event]
    assert both(visit().get("/rencontres.ics?organisation=demo-voisine").content)[1] == []
    news = ElementTree.fromstring(visit().get("/rencontres.rss").content)
    assert [item.findtext("title") for item in news.iter("item")] == ["Réunion d'information, mardi 8 décembre à 10 h"]


def test_the_team_announces_a_meeting_receives_people_and_enrols_one(
    visit: Visit, house: House, database: RolledBack
) -> None:
    browser, before = visit(ADVISER), _proofs(database)
    assert "Nouvelle rencontre" in browser.page("/rencontres/nouvelle")
    assert browser.post("/rencontres", NEW).status_code == 422  # nowhere
    made = browser.post("/rencontres", NEW | {"site": house.demo.site_id})
    assert made.status_code == 303
    one = made.headers["location"].split("/")[2]
    assert "<strong>toutes</strong>" in visit().page(f"/rencontres/{one}")
    visitor = visit()
    visitor.page("/rencontres")
    visitor.post(f"/rencontres/{one}", FORM)
    visitor.post(f"/rencontres/{one}/groupe", GROUP)
    page = browser.page(f"/seances/{one}/visiteurs")
    assert "Amélie Fargeas" in page
    assert "à partir du début" in page
    with database.reading() as session:
        amelie, school = queries.visits_of(session, one)
    with clock.at(paris(DAY, 11)):
        browser = visit(ADVISER)
        wrong = browser.post(f"/seances/{one}/visiteurs", {f"came-{school.id}": "douze"})
        assert wrong.status_code == 422
        said = browser.post(
            f"/seances/{one}/visiteurs", {f"came-{amelie.id}": "1", f"came-{school.id}": "11"}, follow=True
        )
        assert "12 personnes venues" in said.text
        link = re.search(r'/inscriptions/nouvelle\?[^"]+', said.text)
        assert link
        form = browser.page(unescape(link[0]))
    assert 'value="Amélie Fargeas"' in form
    assert 'value="amelie@courriel.example"' in form
    assert _proofs(database) == before  # people without an enrolment enter no ledger


def _proofs(database: RolledBack) -> int:
    with database.reading() as session:
        return session.connection().exec_driver_sql("select count(*) from ledger_entry").scalar() or 0


def test_a_session_of_a_course_is_shown_to_the_public_and_withdrawn(visit: Visit, meeting: str) -> None:
    browser = visit(ADVISER)
    browser.post(f"/seances/{meeting}/visiteurs/annonce", {"public": "non"})
    assert visit().get(f"/rencontres/{meeting}").status_code == 404
    assert "Pas de rencontre annoncée" in visit().page("/rencontres")
    browser.post(f"/seances/{meeting}/visiteurs/annonce", {"public": "oui"})
    assert visit().get(f"/rencontres/{meeting}").status_code == 200
    assert "Visiteurs de l'agenda public" in unescape(browser.page(f"/seances/{meeting}"))


@pytest.mark.parametrize(
    ("who", "visitors", "new"),
    [
        ("learner", 404, 403),
        ("quality", 200, 403),
        ("trainer", 200, 200),
        ("adviser-voisine", 404, 200),
        ("expert", 404, 403),
    ],
)
def test_who_receives_visitors(visit: Visit, meeting: str, who: str, visitors: int, new: int) -> None:
    browser = visit(f"{who}@demo.example")
    assert browser.get(f"/seances/{meeting}/visiteurs").status_code == visitors
    assert browser.get("/rencontres/nouvelle").status_code == new


def test_another_site_lists_and_registers_by_the_api(api: Visit, meeting: str) -> None:
    machine = api()
    (item,) = machine.get("/public/sessions").json()["items"]
    assert (item["id"], item["seats_left"], item["address"]) == (meeting, 15, "Tulle, 1 rue du Pont")
    assert item["starts_at"] == "2026-12-08T10:00:00+01:00"
    body = {"name": "Amélie Fargeas", "phone": "06 39 98 00 00", "consent": True}
    path = f"/public/sessions/{meeting}/registrations"
    made = machine.request("POST", path, json=body)
    assert made.status_code == 201
    assert made.json()["state"] == "booked"
    assert "/rencontres/inscription/" in made.json()["private_url"]
    assert machine.request("POST", path, json=body).json() == made.json(), "pressed twice"
    assert machine.request("POST", path, json=body | {"consent": False}).status_code == 422
    assert machine.request("POST", path, json=body | {"name": " "}).status_code == 422
    group = body | {"kind": "group", "school": "Lycée", "people": 15, "name": "Luc Bas"}
    assert "14" in machine.request("POST", path, json=group).json()["detail"]
    assert machine.get("/public/sessions?organisation=demo-voisine").json()["items"] == []


def test_the_public_pages_ask_the_same_of_the_database_for_one_or_many(
    visit: Visit, database: RolledBack, house: House, meeting: str
) -> None:
    team, anybody = visit(ADVISER), visit()
    asked = [
        (anybody, "/rencontres"), (anybody, "/rencontres.ics"), (anybody, f"/rencontres/{meeting}"),
        (team, f"/seances/{meeting}/visiteurs"),
    ]  # fmt: skip
    anybody.post(f"/rencontres/{meeting}", FORM)

    def counts() -> list[int]:
        found = []
        for browser, path in asked:
            browser.get(path)
            database.statements.clear()
            assert browser.get(path).status_code == 200
            found.append(len(database.statements))
        return found

    before = counts()
    with database.writing() as session:
        for n in range(8):
            wish = services.Wish(name=f"Personne {n}", email=f"n{n}@courriel.example", consent=True)
            services.register(session, meeting, wish, "192.0.2.1")
            day = DAY + timedelta(days=n)
            services.plan_meeting(session, house.actor("adviser"), f"R{n}", paris(day, 14), paris(day, 15), 5)
    assert counts() == before
    assert max(before) <= 3


def test_the_session_of_a_public_meeting_says_where_its_visitors_are(visit: Visit, meeting: str) -> None:
    said = visit(ADVISER).page(f"/seances/{meeting}")
    assert "dans la liste des visiteurs" in said
    assert "Personne n'est encore inscrit" not in said
