"""From a first contact to an entry, by each of the ways in, over HTTP."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app.admissions import queries, rules
from app.admissions.models import Application
from app.admissions.services import deciding
from app.core import clock
from app.core.clock import paris
from app.enrolments import services as enrolling
from app.visits import queries as visiting
from app.visits import services as visits
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]
ADVISER, ADMIN, REFERRER = "adviser@demo.example", "admin@demo.example", "referrer@demo.example"
FORM = {
    "organisation": "demo", "name": "Amélie Fargeas", "phone": "06 39 98 11 22", "stage": "unsure",
    "project": "Des confitures, peut-être", "needs": "Savoir par où commencer", "town": "Égletons", "consent": "1",
}  # fmt: skip
MET = {"name": "Brahim Saïdi", "phone": "06 39 98 33 44", "project": "Réparer des vélos", "consent": "1"}


def one(session: RolledBack, name: str) -> Application:
    with session.reading() as opened:
        found = opened.scalars(select(Application).where(Application.name == name)).all()
        assert len(found) == 1
        return found[0]


def candidate(browser: Client, change: dict[str, str] | None = None) -> str:
    """Somebody met outside by the adviser; the address of their page."""
    answer = browser.post("/candidatures", MET | (change or {}))
    assert answer.status_code == 303, unescape(answer.text)
    return answer.headers["location"]


def steps_in(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/candidatures/[\w-]+/etapes/[\w-]+", page)))


def test_somebody_who_does_not_know_where_to_start_asks_and_always_sees_the_next_step(
    visit: Visit, database: RolledBack, house: House
) -> None:
    nobody = visit()
    assert "sans savoir par où commencer" in unescape(nobody.page("/rejoindre?organisation=demo&lieu=Mairie"))
    done = nobody.post("/rejoindre", FORM | {"source": "Mairie"}, follow=True)
    page = unescape(done.text)
    assert "Bonjour Amélie Fargeas" in page
    assert "vous joint au plus tard le mercredi 25 novembre" in page
    private = str(done.url.path)

    adviser = visit(ADVISER)
    board = unescape(adviser.page("/candidatures"))
    assert "Amélie Fargeas" in board
    here = re.search(r'href="(/candidatures/[0-9a-f-]{36})"', board)
    assert here
    adviser.post(here[1] + "/suivi", {"what": "answered", "words": "Elle peut venir le mardi."})
    assert "L'équipe vous propose une date" in unescape(nobody.page(private))
    assert "le mardi" not in nobody.page(private)

    for number, step in enumerate(steps_in(adviser.page(here[1]))[:3]):
        moment = {"act": "planned", "day": f"2026-12-{number + 1:02}", "hour": "10:00", "where": "12 rue Haute"}
        assert adviser.post(step, moment).status_code == 303
        assert "12 rue Haute" in nobody.page(private)
        clock.freeze(paris(date(2026, 12, number + 1), 12))
        assert adviser.post(step, {"act": "done", "on": f"2026-12-{number + 1:02}"}).status_code == 303
    assert "Vous avez tout fait" in unescape(nobody.page(private))

    entry = {
        "course": house.course_slug,
        "starts_on": "2026-12-07",
        "email": "amelie@courriel.example",
        "funder": "Région",
    }
    answer = adviser.post(here[1] + "/entree", entry)
    assert answer.status_code == 303, unescape(answer.text)
    dossier = unescape(adviser.page(answer.headers["location"]))
    assert "Amélie Fargeas" in dossier
    assert "Vous êtes admis" in unescape(nobody.page(private))
    found = one(database, "Amélie Fargeas")
    assert (found.state, found.enters_on, found.source) == ("admitted", date(2026, 12, 7), "Mairie")
    kept = unescape(adviser.page(answer.headers["location"] + "?onglet=dossier"))
    assert "Des confitures, peut-être" in kept
    assert "Internet, Mairie" in kept
    again = adviser.post(here[1] + "/entree", entry)
    assert again.headers["location"] == answer.headers["location"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "prénom et le nom"),
        ({"phone": ""}, "moyen de vous joindre"),
        ({"phone": "06"}, "téléphone n'est pas complet"),
        ({"email": "amelie"}, "pas complète"),
        ({"consent": ""}, "Cochez la case"),
        ({"website": "http://spam.example"}, "Laissez ce champ vide"),
        ({"stage": "riche"}, "Choisissez une réponse"),
        ({"project": "x" * 2001}, "trop long"),
        ({"needs": "Mon numéro : 2 85 05 78 006 084 41"}, "ne le garde jamais"),
    ],
)
def test_a_form_that_lacks_something_comes_back_with_its_words(
    visit: Visit, database: RolledBack, change: dict[str, str], says: str
) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    answer = browser.post("/rejoindre", FORM | change)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert says in page
    assert "85 05 78 006 084 41" not in page.split("<textarea")[0]
    with database.reading() as session:
        assert not session.query(Application).count()


def test_five_megabytes_and_markup_do_no_harm(visit: Visit) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    assert browser.post("/rejoindre", FORM | {"project": "x" * 5_000_000}).status_code in (413, 422)
    done = browser.post(
        "/rejoindre", FORM | {"name": "<script>alert(1)</script>", "project": "<img src=x>"}, follow=True
    )
    assert "<script>alert" not in done.text
    adviser = visit(ADVISER)
    here = re.search(r'href="(/candidatures/[0-9a-f-]{36})"', adviser.page("/candidatures"))
    assert here
    assert "<img src=x>" not in adviser.page(here[1])


def test_a_form_sent_twice_is_one_application_and_says_nothing_to_others(visit: Visit, database: RolledBack) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    first = browser.post("/rejoindre", FORM).headers["location"]
    assert browser.post("/rejoindre", FORM).headers["location"] == first
    one(database, "Amélie Fargeas")
    clock.freeze(clock.now() + timedelta(hours=1))
    other = browser.post("/rejoindre", FORM).headers["location"]
    assert other != first, "whoever knows a number would read the page of its owner"
    adviser = visit(ADVISER)
    newest = re.findall(r'href="(/candidatures/[0-9a-f-]{36})"', adviser.page("/candidatures"))
    page = unescape(adviser.page(newest[0]))
    assert "Déjà connue ?" in page
    into = next(address for address in newest if address != newest[0]).rsplit("/", 1)[1]
    adviser.post(newest[0] + "/double", {"into": into})
    assert unescape(adviser.page("/candidatures")).count("Amélie Fargeas") == 1


def test_a_flood_is_slowed_down(visit: Visit) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    for number in range(rules.PER_ADDRESS):
        form = FORM | {"phone": f"06 39 98 {number:02} 00", "name": f"Personne {number:02}"}
        assert browser.post("/rejoindre", form).status_code == 303
    assert browser.post("/rejoindre", FORM).status_code == 429


def test_the_page_of_somebody_else_is_not_there(visit: Visit) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    assert browser.get("/ma-candidature/" + "a" * 43).status_code == 404
    assert browser.post("/ma-candidature/" + "a" * 43 + "/retrait").status_code == 404
    assert browser.get("/rejoindre?organisation=nulle-part").status_code == 404


def test_the_candidate_stops_and_comes_back(visit: Visit) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    private = browser.post("/rejoindre", FORM).headers["location"]
    assert "arrêtée, comme vous l'avez souhaité" in unescape(browser.post(private + "/retrait", follow=True).text)
    browser.post(private + "/retrait")
    adviser = visit(ADVISER)
    here = re.search(r'href="(/candidatures/[0-9a-f-]{36})"', adviser.page("/candidatures/decidees"))
    assert here
    adviser.post(here[1] + "/reouverture")
    assert "La prochaine étape" in unescape(browser.page(private))


def test_somebody_met_outside_has_a_date_before_they_leave(visit: Visit, database: RolledBack, house: House) -> None:
    with database.writing() as session:
        meeting = visits.plan_meeting(
            session, house.actor("adviser"), "Réunion d'information", paris(date(2026, 12, 8), 10),
            paris(date(2026, 12, 8), 11, 30), 15,
        ).id  # fmt: skip
    adviser = visit(ADVISER)
    assert "kept-whole" in adviser.page("/candidatures/nouvelle?lieu=March%C3%A9")
    page = unescape(adviser.page(candidate(adviser, {"meeting": meeting, "source": "Marché"})))
    assert "mardi 8 décembre à 10 h" in page
    assert "À appeler" in page, "without an address of mail, the news is told by voice"
    with database.reading() as session:
        assert [row.name for row in visiting.visits_of(session, meeting)] == ["Brahim Saïdi"]


def test_somebody_known_is_shown_before_they_are_written_twice(
    visit: Visit, database: RolledBack, house: House
) -> None:
    adviser = visit(ADVISER)
    first = candidate(adviser)
    answer = adviser.post("/candidatures", MET | {"name": "B. Saidi", "phone": "+33 6 39 98 33 44"})
    assert answer.status_code == 409
    assert first in answer.text
    assert adviser.post("/candidatures", MET | {"name": "Sa sœur", "known": "1"}).status_code == 303
    mail = {"phone": "", "email": "celine@courriel.example"}
    with database.writing() as session:
        enrolling.enrol(
            session, house.actor("adviser"), house.course_slug, mail["email"], "Céline Monteil", date(2026, 11, 23)
        )
    learner = adviser.post("/candidatures", MET | mail)
    assert learner.status_code == 409
    assert "a déjà un parcours ici" in unescape(learner.text)


def test_delicate_words_are_pointed_at_before_they_are_kept(visit: Visit) -> None:
    adviser = visit(ADVISER)
    adviser.page("/candidatures/nouvelle")
    words = MET | {"project": "Il est dépressif et sans papiers."}
    answer = adviser.post("/candidatures", words)
    assert answer.status_code == 422
    assert "les garder quand même" in unescape(answer.text)
    assert adviser.post("/candidatures", words | {"anyway": "1"}).status_code == 303


def test_who_came_to_a_meeting_becomes_a_candidate_in_one_tap(visit: Visit, database: RolledBack, house: House) -> None:
    start = clock.now() + timedelta(hours=2)
    with database.writing() as session:
        meeting = visits.plan_meeting(
            session, house.actor("adviser"), "Réunion d'information", start, start + timedelta(hours=1), 15
        ).id
        wish = visits.Wish(name="Céline Monteil", email="celine@courriel.example", consent=True)
        seat = visits.register(session, meeting, wish, "192.0.2.1").visit_id
    clock.freeze(start + timedelta(minutes=30))
    adviser = visit(ADVISER)
    tap = re.search(r'formaction="(/candidatures/visites/[\w-]+)"', adviser.page(f"/seances/{meeting}/visiteurs"))
    assert tap
    here = adviser.post(tap[1]).headers["location"]
    assert adviser.post(tap[1]).headers["location"] == here
    page = unescape(adviser.page(here))
    assert "Céline Monteil" in page
    assert "Diagnostic du projet" in page.split("Faire entrer")[0], "the meeting is done, the next step is shown"
    with database.reading() as session:
        seen = visiting.visit(session, seat)
    assert seen is not None
    assert seen.came == 1


def test_a_partner_knows_only_what_the_person_agrees_to_say(visit: Visit, database: RolledBack) -> None:
    partner, adviser = visit(REFERRER), visit(ADVISER)
    partner.page("/prescrire")
    secret = MET | {"name": "Damien Roux", "structure": "Mission locale"}
    shared = MET | {"name": "Elsa Vergne", "phone": "06 39 98 55 66", "shares": "1"}
    for form in (secret, secret, shared):
        assert partner.post("/prescrire", form).status_code == 303
    for name in ("Damien Roux", "Elsa Vergne"):
        here = f"/candidatures/{one(database, name).id}"
        adviser.post(here + "/suivi", {"what": "tried"})
        adviser.post(here + "/decision", {"decision": "unreachable", "reason": "Trois appels sans réponse."})
    page = unescape(partner.page("/prescrire"))
    assert re.search(r"Damien Roux</strong> <span class=\"badge plain\">transmis", page)
    assert re.search(r"Elsa Vergne</strong> <span class=\"badge plain\">injoignable", page)
    assert "Trois appels" not in page


def test_the_walls_between_organisations_hold(visit: Visit) -> None:
    adviser = visit(ADVISER)
    here = candidate(adviser)
    step = steps_in(adviser.page(here))[0]
    neighbour = visit("adviser-voisine@demo.example")
    assert "Brahim" not in neighbour.page("/candidatures")
    for address in (here, here + "/entree", here + "/decision", step):
        assert neighbour.get(address).status_code == 404
    for address in (here + "/suivi", step, here + "/decision", here + "/dit", here + "/double"):
        assert neighbour.post(address, {"what": "noted", "words": "x", "act": "done"}).status_code == 404
    answer = neighbour.post("/candidatures", MET | {"name": "Un autre"})
    assert answer.status_code == 303, "the same number in another house is nobody known"


def test_names_leave_six_months_after_the_last_act_and_the_counts_stay(visit: Visit, database: RolledBack) -> None:
    browser = visit()
    browser.page("/rejoindre?organisation=demo")
    private = browser.post("/rejoindre", FORM).headers["location"]
    clock.freeze(clock.now() + rules.KEPT - timedelta(days=1))
    with database.writing() as session:
        assert deciding.empty_old(session) == 0
    clock.freeze(clock.now() + timedelta(days=2))
    with database.writing() as session:
        assert deciding.empty_old(session) == 1
    assert browser.get(private).status_code == 410
    figures = unescape(visit("quality@demo.example").page("/candidatures/chiffres"))
    assert "1 personne a pris contact" in figures
    assert "Amélie" not in figures
    with database.reading() as session:
        assert not queries.known(session, "x", "a", "b")
