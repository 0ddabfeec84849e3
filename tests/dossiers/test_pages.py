"""The dossier as people use it, in a browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, select

from app.core import clock
from app.core.db import database as current
from app.dossiers import models
from app.dossiers.services import open_dossier
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Any]
NIR = "2 85 05 78 006 084 " + f"{97 - 2850578006084 % 97:02}"


@pytest.fixture
def path(house: House) -> str:
    with current().writing() as session:
        return enrolled(session, house).id


def count(model: Any) -> int:
    with current().reading() as session:
        return len(session.scalars(select(model)).all())


def only(model: Any) -> Any:
    with current().reading() as session:
        return session.scalars(select(model)).one()


def note(**given: Any) -> dict[str, Any]:
    return {"body": "Préfère venir le matin.", "visibility": "team", **given}


def test_a_note_shared_with_the_person_is_in_their_space(path: str, visit: Visit) -> None:
    adviser, learner = visit("adviser@demo.example"), visit("learner@demo.example")
    answer = adviser.post(f"/dossier/{path}/notes/nouveau", note(visibility="shared"))
    assert answer.headers["location"] == f"/suivi/{path}?onglet=notes"
    assert "Préfère venir le matin." in unescape(adviser.page(f"/suivi/{path}?onglet=notes"))
    assert "Préfère venir le matin." in unescape(learner.page("/mon-dossier"))


def test_the_form_says_who_will_read(path: str, visit: Visit) -> None:
    page = visit("adviser@demo.example").page(f"/dossier/{path}/notes/nouveau")
    assert "La personne le lit dans son espace" in unescape(page)
    assert "Personne d'autre n'en voit l'existence" in unescape(page)


def test_a_note_of_the_team_is_not_in_the_person_s_space(path: str, visit: Visit) -> None:
    visit("adviser@demo.example").post(f"/dossier/{path}/notes/nouveau", note())
    assert "Préfère venir" in unescape(visit("trainer@demo.example").page(f"/suivi/{path}?onglet=notes"))
    assert "Préfère venir" not in unescape(visit("learner@demo.example").page("/mon-dossier"))


def test_a_restricted_note_is_not_there_for_others_administrators_included(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post(f"/dossier/{path}/notes/nouveau", note(visibility="restricted"))
    made = only(models.DossierNote)
    for email in ("admin@demo.example", "trainer@demo.example"):
        other = visit(email)
        page = other.page(f"/suivi/{path}?onglet=notes")
        assert "Préfère venir" not in unescape(page)
        assert "Aucune note" in unescape(page)
        assert other.get(f"/dossier/{path}/notes/{made.id}").status_code == 404
        assert other.get(f"/dossier/{path}/notes/{made.id}/versions").status_code == 404
        assert other.post(f"/dossier/{path}/retraits/{made.id}", {"reason": "x"}).status_code == 404
    with current().reading() as session:
        assert not session.scalars(select(LedgerEntry).where(LedgerEntry.proof_id == made.id)).all()


def test_somebody_named_reads_it_and_does_not_change_it(house: House, path: str, visit: Visit) -> None:
    trainer = house.actor("trainer")
    visit("adviser@demo.example").post(
        f"/dossier/{path}/notes/nouveau", note(visibility="restricted", readers=[trainer.account_id])
    )
    named = visit("trainer@demo.example")
    page = named.page(f"/suivi/{path}?onglet=notes")
    assert "Préfère venir" in unescape(page)
    assert "Lue par Adviser Demo et Trainer Demo" in unescape(page)
    assert named.get(f"/dossier/{path}/notes/{only(models.DossierNote).id}").status_code == 403


def test_a_changed_note_keeps_what_it_said(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post(f"/dossier/{path}/notes/nouveau", note())
    made = only(models.DossierNote)
    adviser.post(f"/dossier/{path}/notes/{made.id}", note(body="Préfère venir le soir."))
    assert "Préfère venir le matin." in unescape(adviser.page(f"/dossier/{path}/notes/{made.id}/versions"))
    adviser.post(f"/dossier/{path}/retraits/{made.id}", {"reason": "Écrite pour quelqu'un d'autre"})
    page = adviser.page(f"/suivi/{path}?onglet=notes")
    assert "Préfère venir" not in unescape(page)
    assert "Note retirée" in unescape(page)
    assert "Préfère venir le soir." in unescape(adviser.page(f"/dossier/{path}/notes/{made.id}/versions"))
    assert adviser.post(f"/dossier/{path}/notes/{made.id}", note()).status_code == 404


def test_the_same_note_sent_twice_is_kept_once(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    for _time in range(2):
        adviser.post(f"/dossier/{path}/notes/nouveau", note())
    assert count(models.DossierNote) == 1


FREE_TEXTS = [
    ("notes", {"visibility": "team"}, "body"),
    ("freins", {"visibility": "restricted", "subject": "mobility"}, "body"),
    ("objectifs", {}, "title"),
    ("orientations", {"partner": "Mission locale"}, "reason"),
    ("orientations", {}, "partner"),
    ("aides", {"name": "Aide à la mobilité", "cents": "100"}, "asked_for"),
    ("page", {}, "needs"),
    ("page", {}, "project"),
    ("page", {}, "strengths"),
    ("page", {}, "referrer_person"),
]


@pytest.mark.parametrize(("what", "rest", "field"), FREE_TEXTS)
def test_a_social_security_number_is_kept_in_no_field_even_by_insisting(
    path: str, visit: Visit, what: str, rest: dict[str, str], field: str
) -> None:
    before = count(models.DossierNote), count(models.Dossier), count(LedgerEntry)
    answer = visit("adviser@demo.example").post(
        f"/dossier/{path}/{what}/nouveau", {**rest, field: f"Son numéro : {NIR}", "anyway": "1"}
    )
    assert answer.status_code == 422
    assert "sécurité sociale" in unescape(answer.text)
    assert (count(models.DossierNote), count(models.Dossier), count(LedgerEntry)) == before


def test_delicate_words_are_shown_first_and_kept_by_whoever_insists(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    answer = adviser.post(f"/dossier/{path}/notes/nouveau", note(body="Sort d'une dépression."))
    assert answer.status_code == 422
    assert "Écrivez le besoin, pas le diagnostic" in unescape(answer.text)
    assert "Garder quand même" in unescape(answer.text)
    assert "Sort d'une dépression." in unescape(answer.text)
    assert count(models.DossierNote) == 0
    kept = adviser.post(f"/dossier/{path}/notes/nouveau", note(body="Sort d'une dépression.", anyway="1"))
    assert kept.status_code == 303
    assert count(models.DossierNote) == 1


def test_words_are_looked_at_while_they_are_typed(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example", checks=False)
    assert "sécurité sociale" in adviser.post("/mots", {"text": f"Sécu {NIR}"}).text
    assert "pas le diagnostic" in adviser.post("/mots", {"text": "il est malade"}).text
    assert adviser.post("/mots", {"text": "Elle veut ouvrir une boulangerie."}).text.strip() == ""
    assert "data-sensitive" in unescape(adviser.page(f"/dossier/{path}/notes/nouveau"))


@pytest.mark.parametrize("body", ["", "   ", "x" * 5_001, "é" * 5_000_000])
def test_a_text_that_is_empty_or_far_too_long_is_refused_in_words(path: str, visit: Visit, body: str) -> None:
    answer = visit("adviser@demo.example").post(f"/dossier/{path}/notes/nouveau", note(body=body))
    assert answer.status_code in (413, 422)
    assert count(models.DossierNote) == 0


def test_html_is_shown_as_it_was_typed(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post(f"/dossier/{path}/notes/nouveau", note(body="<script>alert(1)</script><img src=x onerror=y>"))
    page = adviser.page(f"/suivi/{path}?onglet=notes")
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("notes", note(visibility="everyone")),
        ("notes", note(visibility="restricted", readers=["nobody-of-ours"])),
        ("freins", note(subject="health")),
        ("objectifs", {"title": "Ouvrir", "planned_on": "demain"}),
        ("objectifs", {"title": "Ouvrir", "planned_on": "0206-01-01"}),
        ("actions", {"body": "Appeler", "owner_id": "nobody"}),
        ("aides", {"name": "Une aide inventée", "cents": "100"}),
        ("aides", {"name": "Aide à la mobilité", "cents": "-5"}),
        ("aides", {"name": "Aide à la mobilité", "cents": "999999999999"}),
        ("page", {"stage": "rich"}),
    ],
)
def test_what_is_not_in_the_lists_is_refused_in_its_field(
    path: str, visit: Visit, what: str, asked: dict[str, Any]
) -> None:
    answer = visit("adviser@demo.example").post(f"/dossier/{path}/{what}/nouveau", asked)
    assert answer.status_code == 422
    assert "Rien n'est encore enregistré" in unescape(answer.text)


def test_a_person_keeps_a_goal_to_themselves(path: str, visit: Visit) -> None:
    learner, adviser = visit("learner@demo.example"), visit("adviser@demo.example")
    learner.post(f"/dossier/{path}/objectifs/nouveau", {"title": "Parler en public", "hidden": "1"})
    learner.post(f"/dossier/{path}/objectifs/nouveau", {"title": "Trouver un local", "planned_on": "2027-01-15"})
    mine, theirs = learner.page("/mon-dossier"), adviser.page(f"/suivi/{path}?onglet=dossier")
    assert "Parler en public" in unescape(mine)
    assert "Parler en public" not in unescape(theirs)
    assert "Trouver un local" in unescape(theirs)
    with current().reading() as session:
        hidden = session.scalars(select(models.DossierGoal).where(models.DossierGoal.hidden)).one()
        assert not session.scalars(select(LedgerEntry).where(LedgerEntry.proof_id == hidden.id)).all()
    assert adviser.get(f"/dossier/{path}/objectifs/{hidden.id}").status_code == 404


def test_an_adviser_cannot_hide_a_goal(path: str, visit: Visit) -> None:
    answer = visit("adviser@demo.example").post(
        f"/dossier/{path}/objectifs/nouveau", {"title": "Trouver un local", "hidden": "1"}
    )
    assert answer.status_code == 403


def test_a_goal_ends_with_a_look_back(path: str, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    learner.post(f"/dossier/{path}/objectifs/nouveau", {"title": "Trouver un local"})
    goal = only(models.DossierGoal)
    learner.post(
        f"/dossier/{path}/objectifs/{goal.id}",
        {"title": "Trouver un local", "outcome": "reached", "review": "Grâce à la mairie."},
    )
    page = learner.page("/mon-dossier")
    assert "Atteint" in unescape(page)
    assert "Grâce à la mairie." in unescape(page)
    assert only(models.DossierGoal).ended_on == clock.today()


def test_an_action_is_ticked_by_whoever_does_it(house: House, path: str, visit: Visit) -> None:
    adviser, learner = visit("adviser@demo.example"), visit("learner@demo.example")
    adviser.post(
        f"/dossier/{path}/actions/nouveau",
        {
            "body": "Appeler la chambre de métiers",
            "owner_id": house.actor("learner").account_id,
            "due_on": "2026-12-01",
        },
    )
    action = only(models.DossierAction)
    assert adviser.post(f"/dossier/{path}/actions/{action.id}/fait").status_code == 403
    adviser.post(f"/dossier/{path}/commentaires/{action.id}", {"body": "Demandez le service création."})
    assert "Demandez le service création." in unescape(learner.page("/mon-dossier"))
    assert learner.post(f"/dossier/{path}/actions/{action.id}/fait").status_code == 303
    assert learner.post(f"/dossier/{path}/actions/{action.id}/fait").status_code == 303
    assert only(models.DossierAction).done_at is not None
    with current().reading() as session:
        done = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "action_done")).all()
    assert len(done) == 1


def test_a_person_sent_to_a_partner_is_followed_until_it_is_known_what_came_of_it(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post(f"/dossier/{path}/orientations/nouveau", {"partner": "Mission locale", "reason": "Permis de conduire"})
    referral = only(models.DossierReferral)
    assert "sans nouvelles" not in unescape(adviser.page(f"/suivi/{path}?onglet=dossier"))
    with clock.at(clock.now() + timedelta(days=14)):
        late = visit("adviser@demo.example")
        assert "sans nouvelles" in unescape(late.page(f"/suivi/{path}?onglet=dossier"))
        late.post(f"/dossier/{path}/orientations/{referral.id}", {"received_on": "2026-11-30", "met_on": "2026-12-03"})
        assert "sans nouvelles" not in unescape(late.page(f"/suivi/{path}?onglet=dossier"))
        late.post(
            f"/dossier/{path}/orientations/{referral.id}",
            {
                "received_on": "2026-11-30",
                "met_on": "2026-12-03",
                "outcome": "helped",
                "outcome_words": "Dossier ouvert",
            },
        )
        page = visit("learner@demo.example").page("/mon-dossier")
    assert "Le partenaire a aidé" in unescape(page)
    assert only(models.DossierReferral).remind_on is None


def test_an_aid_is_asked_for_under_its_criteria_and_decided(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    asked = {"name": "Aide de 500 euros au démarrage", "cents": "500", "criteria": ["Habite le territoire", "Inventé"]}
    adviser.post(f"/dossier/{path}/aides/nouveau", asked)
    aid = only(models.DossierAid)
    assert (aid.cents, aid.criteria) == (50_000, ["Habite le territoire"])
    refused = adviser.post(f"/dossier/{path}/aides/{aid.id}", {"decision": "refused"})
    assert refused.status_code == 422
    adviser.post(f"/dossier/{path}/aides/{aid.id}", {"decision": "granted", "granted": "450,50"})
    assert only(models.DossierAid).granted_cents == 45_050
    assert "450,50 €" in unescape(
        visit("learner@demo.example").page("/mon-dossier").replace("\u202f", " ").replace("\xa0", " ")
    )


def test_a_person_says_their_project_in_their_own_words_and_nobody_else_does(path: str, visit: Visit) -> None:
    learner, adviser = visit("learner@demo.example"), visit("adviser@demo.example")
    learner.post(f"/dossier/{path}/mots/nouveau", {"own_words": "Je veux vivre de mon pain."})
    assert "Je veux vivre de mon pain." in unescape(adviser.page(f"/suivi/{path}?onglet=dossier"))
    assert adviser.post(f"/dossier/{path}/mots/nouveau", {"own_words": "Autre chose"}).status_code == 403
    adviser.post(f"/dossier/{path}/page/nouveau", {"needs": "Un four d'occasion", "version": "2"})
    assert "Je veux vivre de mon pain." in unescape(adviser.page(f"/suivi/{path}?onglet=dossier"))


def test_two_people_who_change_the_page_at_once_lose_nothing(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post(f"/dossier/{path}/page/nouveau", {"needs": "Un four"})
    version = re.search(r'name="version" value="(\d+)"', adviser.page(f"/dossier/{path}/page/nouveau"))
    assert version
    visit("admin@demo.example").post(f"/dossier/{path}/page/nouveau", {"needs": "Un local", "version": version[1]})
    answer = adviser.post(f"/dossier/{path}/page/nouveau", {"needs": "Un camion", "version": version[1]})
    assert answer.status_code == 409
    assert "Un camion" in unescape(answer.text)
    assert only(models.Dossier).needs == "Un local"


def test_a_correction_is_asked_for_and_answered(path: str, visit: Visit) -> None:
    learner, adviser = visit("learner@demo.example"), visit("adviser@demo.example")
    learner.post(f"/dossier/{path}/corrections/nouveau", {"body": "J'habite Brive, pas Tulle."})
    asked = only(models.DossierCorrection)
    assert "habite Brive" in unescape(adviser.page(f"/suivi/{path}?onglet=dossier"))
    adviser.post(f"/dossier/{path}/corrections/{asked.id}", {"answer": "C'est corrigé."})
    assert "C'est corrigé." in unescape(learner.page("/mon-dossier"))


def test_the_person_sees_who_read_their_dossier_and_when(path: str, visit: Visit) -> None:
    learner, adviser = visit("learner@demo.example"), visit("adviser@demo.example")
    assert "Personne ne l'a encore ouvert." in unescape(learner.page("/mon-dossier"))
    for _time in range(3):
        adviser.page(f"/suivi/{path}?onglet=notes")
    adviser.page(f"/suivi/{path}")
    assert count(models.DossierReading) == 2
    with clock.at(clock.now() + timedelta(minutes=16)):
        visit("adviser@demo.example").page(f"/suivi/{path}?onglet=notes")
    assert count(models.DossierReading) == 3
    page = learner.page("/mon-dossier/lectures")
    assert page.count("Adviser Demo") == 3
    assert "notes et documents" in unescape(page)
    assert count(models.DossierReading) == 3  # one's own reading is not noted


def test_a_refused_reading_is_not_a_reading(path: str, visit: Visit) -> None:
    assert visit("quality@demo.example").get(f"/suivi/{path}?onglet=notes").status_code == 403
    assert visit("adviser-voisine@demo.example").get(f"/suivi/{path}").status_code == 404  # fmt: skip
    assert count(models.DossierReading) == 0


def test_entry_carries_what_was_said_before_and_overwrites_nothing(house: House, path: str, visit: Visit) -> None:
    visit("adviser@demo.example").post(f"/dossier/{path}/page/nouveau", {"needs": "Un four"})
    with current().writing() as session:
        open_dossier(
            session,
            house.actor("adviser"),
            path,
            referrer_structure="France Travail",
            needs="Autre",
            strengths="Sait vendre",
        )
    page = visit("adviser@demo.example").page(f"/suivi/{path}?onglet=dossier")
    assert "Un four" in unescape(page)
    assert "France Travail" in unescape(page)
    assert "Sait vendre" in unescape(page)


def statements(visit: Visit, email: str, address: str) -> int:
    seen: list[str] = []
    engine = current().engine

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    browser = visit(email)
    browser.page(address)  # what is read once for the process
    event.listen(engine, "before_cursor_execute", heard)
    try:
        browser.page(address)
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    return len(seen)


def test_a_full_dossier_costs_as_many_statements_as_an_empty_one(path: str, visit: Visit) -> None:
    addresses = [("adviser@demo.example", f"/suivi/{path}?onglet={tab}") for tab in ("dossier", "notes", "")]
    addresses.append(("learner@demo.example", "/mon-dossier"))
    before = [statements(visit, *one) for one in addresses]
    adviser = visit("adviser@demo.example")
    for number in range(6):
        adviser.post(f"/dossier/{path}/notes/nouveau", note(body=f"Note {number}", visibility=("shared", "team", "restricted")[number % 3]))  # fmt: skip
        adviser.post(f"/dossier/{path}/objectifs/nouveau", {"title": f"Objectif {number}"})
        adviser.post(f"/dossier/{path}/orientations/nouveau", {"partner": f"Partenaire {number}"})
        adviser.post(f"/dossier/{path}/aides/nouveau", {"name": "Aide à la mobilité", "cents": str(50 + number)})
    assert [statements(visit, *one) for one in addresses] == before
