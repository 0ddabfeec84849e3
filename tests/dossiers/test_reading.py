"""Documents, the copy, the timeline, the registers and machines: nothing leaves by another door."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import database as current
from app.dossiers import models
from app.dossiers.services import actions, goals, notes, page
from app.dossiers.services.notes import Written
from app.enrolments.models import Enrolment
from app.files import services as files
from app.privacy.copy import services as privacy
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of
from tests.privacy.test_copy import opened

Visit = Callable[..., Any]


@pytest.fixture
def path(house: House) -> str:
    with current().writing() as session:
        return enrolled(session, house).id


def document(house: House, path: str, visibility: str, others: bool = False) -> models.DossierNote:
    adviser = house.actor("adviser")
    with current().writing() as session:
        learner_id = house.actor("learner").account_id
        return notes.write_note(
            session, adviser, path, Written("Son plan d'affaires", visibility, others=others), kind="document",
            keep_file=lambda: files.store(session, adviser, adviser.organisation_id, "plan.txt", io.BytesIO(b"Mes clients"), learner_id).id,
        )  # fmt: skip


def test_a_document_is_opened_by_its_readers_from_any_address(house: House, path: str, visit: Visit) -> None:
    made = document(house, path, "restricted")
    for email, status in (
        ("adviser@demo.example", 200), ("admin@demo.example", 404), ("trainer@demo.example", 404),
        ("learner@demo.example", 404),
    ):  # fmt: skip
        browser = visit(email)
        assert browser.get(f"/dossier/{path}/documents/{made.id}/plan.txt").status_code == status, email
        assert browser.get(f"/fichiers/{made.file_id}/plan.txt").status_code == status, email


def test_a_shared_document_is_the_persons_too(house: House, path: str, visit: Visit) -> None:
    made = document(house, path, "shared")
    learner = visit("learner@demo.example")
    assert "plan.txt" in learner.page("/mon-dossier")
    assert learner.get(f"/dossier/{path}/documents/{made.id}/plan.txt").text == "Mes clients"


def test_a_document_is_sent_with_its_form(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    answer = adviser.post(
        f"/dossier/{path}/documents/nouveau", {"body": "Son devis", "visibility": "team"},
        files={"file": ("devis.txt", b"Un four", "text/plain")},
    )  # fmt: skip
    assert answer.status_code == 303
    assert "devis.txt" in adviser.page(f"/suivi/{path}?onglet=notes")
    missing = adviser.post(f"/dossier/{path}/documents/nouveau", {"body": "Son devis", "visibility": "team"})
    assert missing.status_code == 422


def test_the_copy_holds_every_note_and_names_those_that_speak_of_others(house: House, path: str) -> None:
    adviser = house.actor("adviser")
    with current().writing() as session:
        for words, visibility, others in (
            ("Préfère le matin", "team", False), ("Compte sur sa famille", "restricted", False),
            ("Son voisin doit la conduire", "restricted", True),
        ):  # fmt: skip
            notes.write_note(session, adviser, path, Written(words, visibility, others=others))
        goals.set_goal(session, house.actor("learner"), path, "Oser parler", hidden=True)
    document(house, path, "team", others=True)
    with current().reading() as session:
        learner_id = house.actor("learner").account_id
        found = opened(privacy.gather(session, learner_id))
    everything = "".join(found.values())
    for words in ("Préfère le matin", "Compte sur sa famille", "Oser parler", "parlent aussi d&#39;une autre personne"):
        assert words in found["index.html"], words
    assert "Son voisin" not in everything
    assert not [name for name in found if name.endswith("plan.txt")]
    assert len(json.loads(found["donnees/dossier_note.json"])) == 4


def test_what_is_written_is_in_nobody_elses_copy(house: House, path: str) -> None:
    adviser = house.actor("adviser")
    with current().writing() as session:
        notes.write_note(session, adviser, path, Written("Préfère le matin", "team"))
        actions.agree(session, adviser, path, "Lui prêter un ordinateur", adviser.account_id)
    with current().reading() as session:
        everything = "".join(opened(privacy.gather(session, adviser.account_id)).values())
    assert "Préfère le matin" not in everything
    assert "Lui prêter un ordinateur" not in everything


def test_the_timeline_tells_everything_that_one_may_read(house: House, path: str, visit: Visit) -> None:
    adviser = house.actor("adviser")
    with current().writing() as session:
        learner = learner_of(session, house.demo, session.get_one(Enrolment, path))
        notes.write_note(session, adviser, path, Written("Un mot d'équipe", "team"))
        notes.write_note(session, adviser, path, Written("Un mot restreint", "restricted"))
        goals.set_goal(session, learner, path, "Vendre au marché")
        goals.set_goal(session, learner, path, "Oser parler", hidden=True)
    mine = visit("adviser@demo.example").page(f"/suivi/{path}?voir=dossier")
    theirs = visit("trainer@demo.example").page(f"/suivi/{path}")
    quality = visit("quality@demo.example").page(f"/suivi/{path}")
    for words, in_mine, in_theirs, in_quality in (
        ("Un mot d&#39;équipe", True, True, False), ("Un mot restreint", True, False, False),
        ("Vendre au marché", True, True, False), ("Oser parler", False, False, False),
    ):  # fmt: skip
        assert (words in mine, words in theirs, words in quality) == (in_mine, in_theirs, in_quality), words
    assert "Objectif posé" not in quality
    assert "Un mot d&#39;équipe" not in visit("adviser@demo.example").page(f"/suivi/{path}?voir=presence")


def test_a_long_timeline_is_read_page_after_page_without_gap(house: House, path: str, visit: Visit) -> None:
    adviser = house.actor("adviser")
    with current().writing() as session:
        for number in range(60):
            visibility = "restricted" if number % 2 else "team"
            notes.write_note(session, adviser, path, Written(f"Numéro {number:03}.", visibility))
    browser, address, seen = visit("adviser@demo.example"), f"/suivi/{path}?voir=dossier", []
    while address:
        text = browser.page(address)
        seen += [number for number in range(60) if f"Numéro {number:03}." in text]
        found = text.split('rel="next" href="')
        address = found[1].split('"')[0].replace("&amp;", "&") if len(found) > 1 else ""
    assert sorted(seen) == list(range(60))


def test_lists_are_the_organisations_own(house: House, path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post("/dossiers/listes", {"met": "Un salon\nUn marché\nUn salon", "aid": "", "criteria": ""})
    text = adviser.page(f"/dossier/{path}/page/nouveau")
    assert "Un marché" in text
    assert "Bouche-à-oreille" not in text
    with current().reading() as session:
        assert page.choices(session, house.demo.id)["met"] == ["Un salon", "Un marché"]
        assert "Bouche-à-oreille" in page.choices(session, house.neighbour.id)["met"]
    assert adviser.post("/dossiers/listes", {"met": "\n".join(str(n) for n in range(41))}).status_code == 422


def test_the_register_counts_aids_and_their_totals(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    for cents in ("500", "120,50"):
        adviser.post(f"/dossier/{path}/aides/nouveau", {"name": "Aide à la mobilité", "cents": cents})
    with current().reading() as session:
        first = session.scalars(select(models.DossierAid).order_by(models.DossierAid.id)).first()
    assert first
    adviser.post(f"/dossier/{path}/aides/{first.id}", {"decision": "granted", "granted": "400"})
    text = adviser.page("/aides").replace("\u202f", " ").replace("\xa0", " ")
    assert "620,50 €" in text
    assert "400 €" in text
    table = adviser.get("/aides.csv").text
    assert "Aide à la mobilité" in table
    assert "120,50" in table
    assert "Aucune aide dans ces dates" in adviser.page("/aides?du=2020-01-01&au=2020-02-01")
    assert adviser.get("/aides?du=hier").status_code == 200


def test_the_summary_holds_what_is_chosen_and_shared(house: House, path: str, visit: Visit) -> None:
    adviser = house.actor("adviser")
    with current().writing() as session:
        notes.write_note(session, adviser, path, Written("Pour tous", "shared"))
        notes.write_note(session, adviser, path, Written("Pour l'équipe", "team"))
        notes.write_note(session, adviser, path, Written("Sans voiture", "shared", subject="mobility"), kind="obstacle")
        goals.set_goal(session, house.actor("learner"), path, "Oser parler", hidden=True)
    for email in ("adviser@demo.example", "learner@demo.example"):
        text = visit(email).page(f"/dossier/{path}/resume?choix=1&partie=notes&partie=objectifs")
        assert "Pour tous" in text
        for absent in ("Pour l&#39;équipe", "Sans voiture", "Oser parler"):
            assert absent not in text
        assert "Pour tous" not in visit(email).page(f"/dossier/{path}/resume?choix=1&partie=projet")


def test_a_machine_reads_and_writes_by_the_same_rules(house: House, path: str, api: Visit) -> None:
    adviser, admin, learner = api("adviser@demo.example"), api("admin@demo.example"), api("learner@demo.example")
    at = f"/enrolments/{path}/dossier"
    assert adviser.post(at + "/notes", json={"body": "Restreint", "visibility": "restricted"}).status_code == 201
    assert adviser.post(at + "/notes", json={"body": "Sans voiture", "visibility": "team", "kind": "obstacle", "subject": "mobility"}).status_code == 201  # fmt: skip
    assert adviser.post(at + "/referrals", json={"partner": "Adie"}).status_code == 201
    assert learner.post(at + "/goals", json={"title": "Oser", "hidden": True}).status_code == 201
    assert learner.post(at + "/actions", json={"body": "Appeler", "due_on": "2026-12-01"}).status_code == 201
    doubt = adviser.post(at + "/notes", json={"body": "Il est malade", "visibility": "team"})
    assert (doubt.status_code, doubt.json()["type"]) == (422, "/aide/erreurs#doubtful")
    found = adviser.get(at).json()
    assert [note["body"] for note in found["notes"]] == ["Restreint"]
    assert found["goals"] == []
    assert found["referrals"][0]["state"] == "sent"
    assert admin.get(at).json()["notes"] == []
    assert [goal["title"] for goal in learner.get(at).json()["goals"]] == ["Oser"]
    with current().reading() as session:
        parts = session.scalars(select(models.DossierReading.part)).all()
    assert list(parts) == ["api", "api"]  # the adviser and the administrator
