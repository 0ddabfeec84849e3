"""Acting on a reason: it leaves the list, the proof stays, and it comes back when something has changed."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accompaniment.models import FollowUp
from app.core import clock
from app.core.db import database as current
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.messaging import services as messaging
from tests.accompaniment.test_pages import path_of
from tests.factories.house import House
from tests.factories.paths import learner_of

Visit = Callable[..., Any]
CALLED = "a besoin de vous"


def said(**changes: str) -> dict[str, str]:
    return {"channel": "call", "outcome": "reached", "words": "", "visibility": "team", "minutes": "", **changes}


def noted(enrolment_id: str) -> list[FollowUp]:
    with current().reading() as session:
        return list(session.scalars(select(FollowUp).where(FollowUp.enrolment_id == enrolment_id)))


def proofs(enrolment_id: str) -> list[LedgerEntry]:
    with current().reading() as session:
        return list(
            session.scalars(
                select(LedgerEntry).where(
                    LedgerEntry.enrolment_id == enrolment_id, LedgerEntry.kind == Kind.CONTACT_LOGGED.value
                )
            )
        )


def on_day(n: int, hour: int = 0) -> Any:
    return clock.at(clock.now() + timedelta(days=n, hours=hour))


def test_a_call_is_noted_with_its_outcome_and_the_list_empties_kindly(house: House, visit: Visit) -> None:
    path = path_of(house)
    with on_day(9):
        adviser = visit("adviser@demo.example")
        assert CALLED in adviser.page("/suivi")
        form = adviser.page(f"/suivi/{path}/contact?par=call")
        assert "Comment s'est passé l'appel ?" in form
        assert "Jamais connecté" in form
        answer = adviser.post(
            f"/suivi/{path}/contact", said(words="Elle revient lundi.", minutes="12", because="never")
        )
        assert answer.status_code == 303
        page = adviser.page("/suivi")
        assert "Ce matin, personne" in page
        assert "Bonne journée" in page
        dossier = adviser.page(f"/suivi/{path}")
        assert "Elle revient lundi." in dossier
        assert "Appel : personne jointe, 12 min" in dossier
    (contact,), (proof,) = noted(path), proofs(path)
    assert contact.entry_id == proof.id
    assert contact.reasons == ["never"]
    assert (proof.minutes, proof.place, proof.nature, proof.proof_id) == (12, "remote", "accompaniment", contact.id)
    assert "lundi" not in str(proof.facts)


def test_the_reason_comes_back_when_the_delay_has_passed(house: House, visit: Visit) -> None:
    path = path_of(house)
    with on_day(9):
        visit("adviser@demo.example").post(f"/suivi/{path}/contact", said(outcome="no_answer"))
    for days, called in ((10, False), (11, True)):
        with on_day(days):
            assert (CALLED in visit("adviser@demo.example").page("/suivi")) is called


def test_a_reason_comes_back_at_once_when_its_facts_change(house: House, visit: Visit, session: Session) -> None:
    path = path_of(house)
    with on_day(1):
        visit("adviser@demo.example").post(f"/suivi/{path}/contact", said())
    with on_day(1, 2), current().writing() as opened:
        from app.enrolments.models import Enrolment  # noqa: PLC0415

        learner = learner_of(opened, house.demo, opened.get_one(Enrolment, path))
        messaging.send(opened, learner, path, "Une question de plus")
    with on_day(1, 3):
        assert "Message d&#39;aujourd&#39;hui" in visit("adviser@demo.example").page("/suivi")


def test_an_answer_written_in_the_conversation_is_an_act_too(house: House, visit: Visit) -> None:
    path = path_of(house)
    with on_day(9):
        adviser = visit("adviser@demo.example")
        adviser.post(f"/messages/{path}", {"body": "Comment allez-vous ?"})
        assert CALLED not in adviser.page("/suivi")
        assert "Message" in adviser.page("/suivi/contacts")
    assert not proofs(path)  # the message is its own proof: never written twice


def test_somebody_to_call_again_comes_back_on_the_day_agreed(house: House, visit: Visit) -> None:
    path = path_of(house)
    with on_day(9):
        day = (clock.today() + timedelta(days=2)).isoformat()
        visit("adviser@demo.example").post(f"/suivi/{path}/contact", said(outcome="call_again", again_on=day))
        assert CALLED not in visit("adviser@demo.example").page("/suivi")
    with on_day(11):
        assert "À rappeler aujourd&#39;hui" in visit("adviser@demo.example").page("/suivi")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": ""}, "Dites comment cela s&#39;est passé."),
        ({"outcome": "happy"}, "Dites comment cela s&#39;est passé."),
        ({"channel": "pigeon"}, "Dites comment la personne a été contactée."),
        ({"minutes": "481"}, "entre 0 et 480"),
        ({"minutes": "une heure"}, "entre 0 et 480"),
        ({"outcome": "call_again"}, "Dites quel jour rappeler"),
        ({"outcome": "call_again", "again_on": "2020-01-01"}, "un jour à venir"),
        ({"outcome": "call_again", "again_on": "demain"}, "Cette date n&#39;existe pas"),
        ({"visibility": "everybody"}, "Dites qui peut lire"),
        ({"words": "x" * 5001}, "Ce texte est trop long"),
    ],
)
def test_what_cannot_be_noted_comes_back_with_its_words(
    house: House, visit: Visit, changes: dict[str, str], words: str
) -> None:
    path = path_of(house)
    answer = visit("adviser@demo.example").post(f"/suivi/{path}/contact", said(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert not noted(path)
    assert not proofs(path)


def test_the_same_contact_sent_twice_is_noted_once(house: House, visit: Visit) -> None:
    path = path_of(house)
    adviser = visit("adviser@demo.example")
    for _n in range(2):
        assert adviser.post(f"/suivi/{path}/contact", said(words="Jointe")).status_code == 303
    assert len(noted(path)) == len(proofs(path)) == 1


def test_a_reason_rests_until_a_day_and_can_be_woken(house: House, visit: Visit) -> None:
    path = path_of(house)
    with on_day(9):
        adviser = visit("adviser@demo.example")
        until = (clock.today() + timedelta(days=5)).isoformat()
        adviser.page(f"/suivi/{path}/attente")
        adviser.post(f"/suivi/{path}/attente", {"kind": "never", "until": until, "word": "En déplacement"})
        assert "En retard de" in adviser.page("/suivi")  # one reason rests, the other does not
        for kind in ("late", "ending"):
            adviser.post(f"/suivi/{path}/attente", {"kind": kind, "until": until, "word": ""})
        page = adviser.page("/suivi")
        assert CALLED not in page
        assert "En déplacement" in page
        assert "1 personne dont une raison attend" in page
    with on_day(13):
        assert CALLED not in visit("adviser@demo.example").page("/suivi")
    with on_day(14):
        assert CALLED in visit("adviser@demo.example").page("/suivi")
    with on_day(10):
        adviser = visit("adviser@demo.example")
        wake = adviser.page("/suivi").split('action="/suivi/attentes/')[1].split("/")[0]
        assert adviser.post(f"/suivi/attentes/{wake}/reveil").status_code == 303
        assert CALLED in adviser.page("/suivi")


@pytest.mark.parametrize(
    ("kind", "until"), [("", "2026-11-23"), ("", ""), ("", "2030-01-01"), ("wrong", "2026-11-30"), ("", "hier")]
)
def test_a_rest_that_cannot_be_is_refused(house: House, visit: Visit, kind: str, until: str) -> None:
    path = path_of(house)
    answer = visit("adviser@demo.example").post(f"/suivi/{path}/attente", {"kind": kind, "until": until, "word": ""})
    assert answer.status_code == 422


def rules_form(**changes: str) -> dict[str, str]:
    from app.accompaniment.reasons import REASONS  # noqa: PLC0415

    form = {"rest_days": "7", "retry_days": "2"}
    for n, reason in enumerate(REASONS, 1):
        form[f"position-{reason.kind}"] = str(n)
        if reason.on:
            form[f"on-{reason.kind}"] = "1"
        if reason.unit:
            form[f"amount-{reason.kind}"] = str(reason.amount)
    return form | changes


def test_an_organisation_changes_its_rules_and_sees_their_effect_before(house: House, visit: Visit) -> None:
    path_of(house)
    with on_day(9):
        adviser = visit("adviser@demo.example")
        assert "1 personne aujourd&#39;hui avec ces règles" in adviser.page("/suivi/regles")
        longer = rules_form(**{"amount-never": "20", "amount-silence": "20", "amount-late": "90"})
        del longer["on-ending"]
        tried = adviser.post("/suivi/regles", {**longer, "act": "try"})
        assert "0 personne aujourd&#39;hui" in tried.text
        assert "Rien n'est encore enregistré" in tried.text
        assert CALLED in adviser.page("/suivi")
        assert adviser.post("/suivi/regles", longer).status_code == 303
        assert CALLED not in adviser.page("/suivi")
        off = rules_form()
        del off["on-never"], off["on-silence"], off["on-late"], off["on-ending"]
        adviser.post("/suivi/regles", off)
        assert CALLED not in adviser.page("/suivi")
        adviser.post("/suivi/regles", rules_form())
        assert CALLED in adviser.page("/suivi")
        assert "avec ces règles" in visit("quality@demo.example").page("/suivi/regles")


@pytest.mark.parametrize("changes", [{"amount-silence": "0"}, {"amount-silence": "mille"}, {"rest_days": "0"}])
def test_rules_out_of_bounds_are_told_and_change_nothing(house: House, visit: Visit, changes: dict[str, str]) -> None:
    answer = visit("adviser@demo.example").post("/suivi/regles", rules_form(**changes))
    assert answer.status_code == 422
    assert "Écrivez un nombre entre" in answer.text


def test_the_log_is_exported_without_what_was_said(house: House, visit: Visit) -> None:
    path = path_of(house)
    adviser = visit("adviser@demo.example")
    adviser.post(f"/suivi/{path}/contact", said(words="Un secret", minutes="20"))
    adviser.post(f"/messages/{path}", {"body": "Bonjour"})
    content = adviser.get("/suivi/contacts.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert {row[2] for row in rows[1:]} == {"Appel", "Message"}
    assert "secret" not in content
    assert len(list(csv.reader(io.StringIO(adviser.get("/suivi/contacts.csv?du=2027-01-01").text), delimiter=";"))) == 1
    assert visit("trainer@demo.example").get("/suivi/contacts").status_code == 403


def test_others_of_the_team_and_the_neighbour_note_nothing(house: House, visit: Visit) -> None:
    path = path_of(house)
    for role, status in (("trainer", 403), ("quality", 403), ("learner", 403), ("adviser-voisine", 404)):
        person = visit(f"{role}@demo.example")
        assert person.post(f"/suivi/{path}/contact", said()).status_code == status
        rest = {"kind": "", "until": "2026-11-30", "word": ""}
        assert person.post(f"/suivi/{path}/attente", rest).status_code == status
    assert not noted(path)
