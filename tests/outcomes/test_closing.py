"""One walk to close a path, the interview that the person takes away, the list of those to call."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.accompaniment.models import FollowUp
from app.enrolments.exits import queries as exits
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail
from app.outcomes import queries
from app.outcomes.services import asking
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.exits import asked, check_of, left
from tests.factories.house import House
from tests.factories.paths import enrolled

WALK = {
    "end": "sortie", "on": "2026-11-23", "exit_reason": "certifying_training", "reason": "Une place s'est libérée.",
    "held": "1", "held_on": "2026-11-23", "decision": "other_way", "reached": "Son étude de marché est faite.",
    "reasons": "Veut un diplôme d'abord.", "elements": "Pour : les clients. Contre : pas de local.",
    "next_steps": "Entrée en CAP en janvier.", "ways": ["mail", "call"],
}  # fmt: skip


@pytest.fixture
def path_id(database: RolledBack, house: House) -> str:
    with database.writing() as session:
        return enrolled(session, house).id


def test_an_adviser_closes_a_path_in_one_walk(
    visit: Callable[..., Client], database: RolledBack, house: House, path_id: str
) -> None:
    browser = visit("adviser@demo.example")
    assert f"/suivi/{path_id}/sortie" in browser.page(f"/suivi/{path_id}")
    browser.page(f"/suivi/{path_id}/sortie")
    done = browser.post(f"/suivi/{path_id}/sortie", WALK, follow=True)
    assert done.status_code == 200
    assert "formation certifiante" in done.text
    assert "Comptée comme abandon" in done.text
    with database.reading() as session:
        (row,) = exits.history(session, path_id)
        assert (row.code, row.status, row.left_on) == ("certifying_training", "left", date(2026, 11, 23))
        wishes = queries.wishes_of(session, path_id, 1)
        assert (wishes.by_mail, wishes.by_sms, wishes.by_call) == (True, False, True)
        kinds = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.enrolment_id == path_id)).all()
        assert {"enrolment_left", "closing_held"} <= set(kinds)
        facts = session.scalars(select(LedgerEntry.facts).where(LedgerEntry.kind == "closing_held")).one()
        assert facts == {"decision": "other_way", "version": 1}
        assert session.scalars(select(Mail).where(Mail.event == "closing_ready")).one()


def test_the_person_reads_and_prints_the_elements_to_decide(
    visit: Callable[..., Client], database: RolledBack, house: House, path_id: str
) -> None:
    assert "Pas encore de bilan" in visit("learner@demo.example").page("/mon-bilan")
    visit("adviser@demo.example").post(f"/suivi/{path_id}/sortie", WALK)
    learner = visit("learner@demo.example")
    home = learner.page("/accueil")
    assert "s'est terminé le 23 novembre 2026" in home.replace("&#39;", "'")
    assert 'href="/mon-bilan"' in home
    page = learner.page("/mon-bilan")
    for words in ("Un autre chemin", "Veut un diplôme", "Contre : pas de local", "Entrée en CAP"):
        assert words in page
    printed = learner.get(f"/bilans/{path_id}/bilan.pdf")
    document = PdfReader(io.BytesIO(printed.content))
    words = " ".join(" ".join(one.extract_text().split()) for one in document.pages)
    assert "Contre : pas de local" in words
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert visit("expert@demo.example").get(f"/bilans/{path_id}").status_code == 404
    assert visit("adviser-voisine@demo.example").get(f"/bilans/{path_id}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"exit_reason": ""}, "Dites la situation"),
        ({"exit_reason": "", "decision": ""}, "Dites ce que la personne a décidé"),
        ({"reasons": " "}, "Dites les raisons"),
        ({"on": "2026-02-30"}, "n&#39;existe pas"),
        ({"on": "2026-12-24"}, "à venir"),
        ({"end": "danse"}, "Dites si le parcours"),
        ({"reached": "Numéro 1 85 05 78 006 084 36"}, "sécurité sociale"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_half_done(
    visit: Callable[..., Client], database: RolledBack, house: House, path_id: str, wrong: dict[str, str], words: str
) -> None:
    answer = visit("adviser@demo.example").post(f"/suivi/{path_id}/sortie", WALK | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Contre : pas de local" in answer.text
    with database.reading() as session:
        assert exits.history(session, path_id) == []
        assert queries.interviews(session, path_id) == []


def test_somebody_who_vanished_leaves_without_an_interview(
    visit: Callable[..., Client], database: RolledBack, path_id: str
) -> None:
    browser = visit("adviser@demo.example")
    asked_ = {"end": "sortie", "on": "2026-11-23", "exit_reason": "unknown", "held": "0", "held_on": ""}
    assert browser.post(f"/suivi/{path_id}/sortie", asked_).status_code == 303
    assert browser.get(f"/bilans/{path_id}").status_code == 404
    browser.page(f"/suivi/{path_id}/bilan")
    late = {name: WALK[name] for name in ("held_on", "decision", "reasons")}
    assert browser.post(f"/suivi/{path_id}/bilan", late).status_code == 303
    assert browser.post(f"/suivi/{path_id}/bilan", late | {"reasons": "Autrement dit."}).status_code == 303
    with database.reading() as session:
        assert [row.version for row in queries.interviews(session, path_id)] == [2, 1]


def test_a_correction_is_shown_with_what_it_replaces(visit: Callable[..., Client], path_id: str) -> None:
    browser = visit("adviser@demo.example")
    browser.post(f"/suivi/{path_id}/sortie", WALK)
    form = browser.page(f"/suivi/{path_id}/sortie?corriger=1")
    assert "Pourquoi cette correction" in form
    asked_ = {"status": "left", "on": "2026-11-23", "exit_reason": "permanent_job", "reason": ""}
    assert browser.post(f"/suivi/{path_id}/sortie/correction", asked_).status_code == 422
    done = browser.post(f"/suivi/{path_id}/sortie/correction", asked_ | {"reason": "Embauché."}, follow=True)
    assert "remplacée" in done.text
    assert "Embauché." in done.text
    assert "formation certifiante" in done.text


# --- « Nouvelles à prendre » -------------------------------------------------------------------------------------------


@pytest.fixture
def due(database: RolledBack, house: House) -> str:
    """News of somebody whose messages brought nothing."""
    with database.writing() as session:
        check = check_of(session, left(session, house, "karim@demo.example", date(2026, 8, 20)), 3)
        asked(session, house, check)
        check.ask_again_on = check.call_on = None
        return check.id


def test_a_call_without_an_answer_is_counted_then_the_person_is_unreachable(
    visit: Callable[..., Client], database: RolledBack, due: str
) -> None:
    browser = visit("adviser@demo.example")
    assert "1 personne sortie à appeler" in browser.page("/suivi")
    assert "Karim Benali" in browser.page("/suivi/nouvelles")
    assert browser.post(f"/suivi/nouvelles/{due}/injoignable").status_code == 409
    for minutes in (1, 2, 3):
        sent = {"outcome": "no_answer", "words": f"Essai {minutes}"}
        assert browser.post(f"/suivi/nouvelles/{due}", sent).status_code == 303
    assert "3 appels sans réponse" in browser.page("/suivi/nouvelles")
    assert browser.post(f"/suivi/nouvelles/{due}/injoignable").status_code == 303
    assert "Karim Benali" not in browser.page("/suivi/nouvelles")
    with database.reading() as session:
        assert len(session.scalars(select(FollowUp)).all()) == 3
        said = session.scalars(select(LedgerEntry.facts).where(LedgerEntry.kind == "situation_said")).one()
        assert said == {"month": 3, "state": "unreachable", "attempts": 3}


def test_somebody_reached_says_where_they_are(visit: Callable[..., Client], database: RolledBack, due: str) -> None:
    browser = visit("adviser@demo.example")
    browser.page(f"/suivi/nouvelles/{due}")
    refused = browser.post(f"/suivi/nouvelles/{due}", {"outcome": "reached", "minutes": "5"})
    assert refused.status_code == 422
    assert 'href="#field-situation"' in refused.text
    told = {"outcome": "reached", "situation": "business_created", "siret": "73282932000074", "minutes": "5"}
    assert browser.post(f"/suivi/nouvelles/{due}", told).status_code == 303
    with database.reading() as session:
        (answer,) = queries.answers_of(session, due)
        assert (answer.code, answer.siret, answer.via, answer.active) == (
            "business_created",
            "73282932000074",
            "call",
            True,
        )
        assert session.scalars(select(FollowUp.minutes)).one() == 5
    again = browser.page(f"/suivi/nouvelles/{due}")
    assert "Pourquoi cette correction" in again


def test_a_call_agreed_for_a_day_waits_for_it(visit: Callable[..., Client], due: str) -> None:
    browser = visit("adviser@demo.example")
    assert browser.post(f"/suivi/nouvelles/{due}", {"outcome": "call_again"}).status_code == 422
    assert (
        browser.post(f"/suivi/nouvelles/{due}", {"outcome": "call_again", "again_on": "2026-11-26"}).status_code == 303
    )
    assert "Personne à appeler" in browser.page("/suivi/nouvelles")
    assert "sortie à appeler" not in browser.page("/suivi")


def test_nothing_is_kept_of_a_call_that_cannot_be(visit: Callable[..., Client], database: RolledBack, due: str) -> None:
    browser = visit("adviser@demo.example")
    for wrong in (
        {"outcome": "danse"},
        {"outcome": "no_answer", "minutes": "999"},
        {"outcome": "reached", "situation": "x"},
        {"outcome": "reached", "situation": "business_created", "active": "0"},  # it lives, and it does not
    ):
        assert browser.post(f"/suivi/nouvelles/{due}", wrong).status_code == 422
    with database.reading() as session:
        assert session.scalars(select(FollowUp)).all() == []
        assert queries.answers_of(session, due) == []


def test_the_number_of_people_changes_no_number_of_statements(
    visit: Callable[..., Client], database: RolledBack, house: House, due: str
) -> None:
    browser = visit("adviser@demo.example")
    counts = []
    for more in (0, 4):
        with database.writing() as session:
            for number in range(more):
                path = left(session, house, f"p{number}@demo.example", date(2026, 8, 20))
                check_of(session, path, 3)
            asking.ask_due(session, house.demo.id, "", 100)
        database.statements.clear()
        browser.page("/suivi/nouvelles")
        counts.append(len(database.statements))
    assert counts[0] == counts[1] <= 6


# --- Machines ---------------------------------------------------------------------------------------------------------


def test_a_machine_closes_corrects_and_reads(api: Callable[..., Client], path_id: str) -> None:
    adviser = api("adviser@demo.example")
    keys = {one["key"] for one in adviser.get("/outcomes").json()}
    assert "incubation_contract" in keys
    asked_ = {
        "end": "left", "on": "2026-11-23", "outcome": "permanent_job",
        "interview": {"held_on": "2026-11-23", "decision": "other_way", "reasons": "Un CDI.", "by_mail": True},
    }  # fmt: skip
    made = adviser.post(f"/enrolments/{path_id}/exit", json=asked_)
    assert made.status_code == 201
    assert [one["standing"] for one in made.json()["news"]] == ["not_due"] * 3
    fixed = {"end": "left", "on": "2026-11-23", "outcome": "subsidised_job", "reason": "C'était un contrat aidé."}
    assert adviser.post(f"/enrolments/{path_id}/exit/corrections", json=fixed).status_code == 201
    versions = adviser.get(f"/enrolments/{path_id}/exit").json()["versions"]
    assert [one["code"] for one in versions] == ["subsidised_job", "permanent_job"]
    assert adviser.post(f"/enrolments/{path_id}/exit", json=asked_).status_code == 409  # it was corrected since
    assert api("learner@demo.example").get("/outcomes").status_code == 403


def test_a_machine_notes_what_was_said_by_phone(api: Callable[..., Client], due: str) -> None:
    adviser = api("adviser@demo.example")
    (news,) = adviser.get("/exits/news").json()
    assert (news["id"], news["to_call"]) == (due, True)
    said = adviser.post(f"/exits/news/{due}/answers", json={"outcome": "job_search"})
    assert (said.status_code, said.json()["standing"]) == (201, "answered")
    assert adviser.post(f"/exits/news/{due}/answers", json={"refused": True}).status_code == 422  # why?
    assert adviser.get("/exits/news").json() == []
    assert (
        api("adviser-voisine@demo.example").post(f"/exits/news/{due}/answers", json={"refused": True}).status_code
        == 404
    )


def test_the_list_is_changed_by_the_administration_alone(visit: Callable[..., Client]) -> None:
    admin = visit("admin@demo.example")
    page = admin.page("/admin/sorties")
    assert "EECR04" in page
    added = admin.post("/admin/sorties", {"label": "CESA à la coopérative", "code": "incubation_contract"}, follow=True)
    assert "CESA à la coopérative" in added.text
    assert admin.post("/admin/sorties", {"label": "", "code": ""}).status_code == 422
    assert admin.post("/admin/sorties/lignes", {"key": "inactive", "act": "hide"}).status_code == 303
    assert "masquée" in admin.page("/admin/sorties")
    assert admin.post("/admin/sorties/lignes", {"key": "inactive", "act": "up"}).status_code == 303
    wanted = {"months": "3, 6", "reminders": "1", "reminder_days": "5", "attempts": "2", "open_days": "30"}
    assert admin.post("/admin/sorties/nouvelles", wanted).status_code == 303
    assert admin.post("/admin/sorties/nouvelles", wanted | {"months": "trois"}).status_code == 422
    assert visit("adviser@demo.example").get("/admin/sorties").status_code == 403
