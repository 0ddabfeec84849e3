"""Requests about one's data, over HTTP: asked, checked, done, answered; nothing said before who asks is known."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core import clock
from app.core.access import Role
from app.core.db import Base
from app.core.privacy import Basis
from app.core.tasks import drain
from app.enrolments import queries as enrolments
from app.identity.models import Account
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail, Notice
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.privacy import map as house_map
from app.privacy.requests import consents, queries, rules
from app.privacy.requests.models import ConsentWithdrawn, DataRequest, DataRequestAct
from app.privacy.requests.services import copies, handling
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]
LEARNER, ADMIN, ADVISER, NEIGHBOUR = (
    "learner@demo.example", "admin@demo.example", "adviser@demo.example", "admin-voisine@demo.example",
)  # fmt: skip
LIST = "/donnees/demandes"


def ask(client: Client, kind: str, **more: str) -> str:
    sent = client.post("/mes-donnees/demandes/nouvelle", {"kind": kind, **more})
    assert sent.status_code == 303, unescape(sent.text)
    return str(sent.headers["location"]).rsplit("/", 1)[1]


def enter(client: Client, kind: str, about: str, **more: str) -> str:
    form = {"kind": kind, "way": "person", "about_name": about, "words": "Comme dit au guichet.", **more}
    sent = client.post(f"{LIST}/nouvelle", form)
    assert sent.status_code == 303, unescape(sent.text)
    return str(sent.headers["location"]).rsplit("/", 1)[1]


def do(client: Client, request_id: str, act: str, **more: str) -> Any:
    return client.post(f"{LIST}/{request_id}/faire", {"act": act, **more})


def answer(client: Client, request_id: str, outcome: str = "granted", words: str = "C'est fait.") -> Any:
    return client.post(f"{LIST}/{request_id}/reponse", {"outcome": outcome, "words": words})


def identify(client: Client, request_id: str, **more: str) -> Any:
    return client.post(f"{LIST}/{request_id}/identite", {"how": "paper", **more})


def one(database: RolledBack, request_id: str) -> DataRequest:
    with database.reading() as session:
        return session.get_one(DataRequest, request_id)


def account(database: RolledBack, email: str) -> Account:
    with database.reading() as session:
        return session.scalars(select(Account).where(Account.email == email)).one()


# --- Asking and answering ----------------------------------------------------------------------------------------


def test_somebody_asks_for_a_correction_which_is_done_answered_and_followed(visit: Visit, database: RolledBack) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "correction", name="Nadia Etchegaray", phone="06 39 98 00 12")
    again = ask(learner, "correction", name="Nadia Etchegaray", phone="06 39 98 00 12")
    assert again == request_id  # twice is once
    assert "D-0001" in officer.page(LIST)
    assert answer(officer, request_id).status_code == 409  # nothing is done yet
    assert do(officer, request_id, "correct").status_code == 303
    person = account(database, LEARNER)
    assert (person.name, person.phone) == ("Nadia Etchegaray", "06 39 98 00 12")
    assert answer(officer, request_id, words="Votre nom est corrigé.").status_code == 303
    page = unescape(learner.page(f"/mes-donnees/demandes/{request_id}"))
    assert "Votre nom est corrigé." in page
    assert "Learner Demo → Nadia Etchegaray" in page
    officer.post(f"{LIST}/{request_id}/cloture")
    assert one(database, request_id).state == "closed"
    with database.reading() as session:
        told = session.scalars(select(Notice).where(Notice.event == "privacy_request_news")).one()
        assert "corrigé" not in told.text + told.title  # a message says that there is news, and no more
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.proof_id == request_id)).all()
        assert {entry.kind for entry in entries} == {
            "data_request_received", "data_request_answered", "data_request_closed"
        }  # fmt: skip
        assert {entry.person_id for entry in entries} == {None}


def test_the_month_is_counted_from_the_day_it_came_and_two_more_are_told_with_reasons(
    visit: Visit, database: RolledBack
) -> None:
    assert rules.answer_by(date(2027, 1, 31)) == date(2027, 2, 28)
    assert rules.extended_to(date(2026, 11, 30)) == date(2027, 2, 28)
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "access")
    due = one(database, request_id).answer_by
    assert officer.post(f"{LIST}/{request_id}/prolongation", {"reasons": ""}).status_code == 422
    officer.post(f"{LIST}/{request_id}/prolongation", {"reasons": "Il faut ouvrir les archives papier."})
    row = one(database, request_id)
    assert row.answer_by == rules.extended_to(row.received_at.date()) > due
    assert "archives papier" in unescape(learner.page(f"/mes-donnees/demandes/{request_id}"))
    assert officer.post(f"{LIST}/{request_id}/prolongation", {"reasons": "Encore."}).status_code == 409


def test_after_the_first_month_nothing_is_extended(visit: Visit, database: RolledBack) -> None:
    request_id = ask(visit(LEARNER), "access")
    with database.writing() as session:
        session.execute(update(DataRequest).values(answer_by=clock.today() - timedelta(days=1)))
    late = visit(ADMIN).post(f"{LIST}/{request_id}/prolongation", {"reasons": "Trop de travail."})
    assert late.status_code == 409


def test_the_officer_is_reminded_a_week_before_on_the_day_and_late_once_each(
    visit: Visit, database: RolledBack
) -> None:
    request_id = ask(visit(LEARNER), "access")
    with database.writing() as session:
        for days in (20, 7, 6, 0, 0, -1, -2):
            session.execute(update(DataRequest).values(answer_by=clock.today() + timedelta(days=days)))
            handling.remind(session)
        whys = session.scalars(select(DataRequestAct.words).where(DataRequestAct.what == "reminded")).all()
    assert sorted(whys) == sorted(rules.REMINDERS.values())
    with database.reading() as session:
        titles = session.scalars(select(Notice.title).where(Notice.event == "privacy_request_due")).all()
    assert len(titles) == 4  # and the new one
    assert f"{LIST}/{request_id}" in visit(ADMIN).page(LIST)


def test_a_refusal_says_why_and_how_to_go_to_the_authority(visit: Visit) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "objection", subject="statistics", words="Je ne veux pas être compté.")
    assert answer(officer, request_id, "refused", "").status_code == 422
    answer(officer, request_id, "refused", "Ces chiffres ne nomment personne.")
    page = unescape(learner.page(f"/mes-donnees/demandes/{request_id}"))
    assert "Ces chiffres ne nomment personne." in page
    assert "CNIL, 3 place de Fontenoy" in page


def test_the_person_writes_more_then_takes_the_request_back(visit: Visit, database: RolledBack) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "access")
    learner.post(f"/mes-donnees/demandes/{request_id}/mots", {"words": "Surtout mes absences."})
    officer.post(f"{LIST}/{request_id}/mots", {"act": "note", "words": "Voir avec Inès."})
    assert "Surtout mes absences." in officer.page(f"{LIST}/{request_id}")
    assert "Voir avec" not in learner.page(f"/mes-donnees/demandes/{request_id}")
    learner.post(f"/mes-donnees/demandes/{request_id}/retrait")
    assert one(database, request_id).outcome == "withdrawn"
    assert learner.post(f"/mes-donnees/demandes/{request_id}/mots", {"words": "Enfin si."}).status_code == 409


# --- On behalf of somebody else -----------------------------------------------------------------------------------


def test_nothing_is_done_nor_said_before_who_asks_is_known(visit: Visit, database: RolledBack) -> None:
    adviser, officer = visit(ADVISER), visit(ADMIN)
    said = adviser.post(
        f"{LIST}/nouvelle",
        {"kind": "access", "way": "phone", "about_name": "Learner Demo", "words": "Je veux son dossier.",
         "capacity": "mandate", "asker_name": "Paul Dubois", "asker_email": "paul@dubois.example"},
        follow=True,
    )  # fmt: skip
    assert "D-0001" in unescape(said.text)
    with database.reading() as session:
        request_id = session.scalars(select(DataRequest.id)).one()
    assert adviser.get(f"{LIST}/{request_id}").status_code == 404  # who wrote it down does not read it
    page = unescape(officer.page(f"{LIST}/{request_id}"))
    assert LEARNER not in page  # not even whether the person is known here
    for path, form in (
        ("faire", {"act": "copy"}), ("mots", {"act": "message", "words": "Bonjour"}), ("compte", {"account": "x"}),
        ("reponse", {"outcome": "granted", "words": "Voici."}),
    ):  # fmt: skip
        assert officer.post(f"{LIST}/{request_id}/{path}", form).status_code == 409
    assert identify(officer, request_id).status_code == 422  # no paper shows that Paul may ask


def test_without_proof_the_answer_is_the_same_whether_the_person_is_known_or_not(
    visit: Visit, database: RolledBack
) -> None:
    officer, letters = visit(ADMIN), []
    for about in ("Learner Demo", "Personne Inconnue"):
        request_id = enter(
            officer, "access", about, capacity="mandate", asker_name="Paul Dubois", asker_email="paul@dubois.example"
        )
        assert answer(officer, request_id, "unproved", "").status_code == 303
        with database.reading() as session:
            reference = rules.reference(session.get_one(DataRequest, request_id).number)
            key = f"privacy_request_news:{request_id}:answered"
            letter = session.scalars(select(Mail).where(Mail.key == key)).one()
        assert letter.account_id is None
        letters.append(f"{letter.subject} {letter.text}".replace(reference, "D"))
    assert letters[0] == letters[1]
    assert "CNIL" in letters[0]


def test_a_parent_asks_for_a_child_under_fifteen_and_for_no_older_one(visit: Visit, database: RolledBack) -> None:
    officer = visit(ADMIN)
    today = clock.today()
    request_id = enter(officer, "access", "Learner Demo", capacity="parent", asker_name="Maman")
    fifteen = today.replace(year=today.year - 15).isoformat()
    seen = {"mandate": "livret de famille"}
    refused = identify(officer, request_id, born_on=fifteen, **seen)
    assert refused.status_code == 422
    assert "À partir de 15 ans" in unescape(refused.text)
    younger = (today.replace(year=today.year - 15) + timedelta(days=1)).isoformat()
    assert identify(officer, request_id, born_on=younger, **seen).status_code == 303
    assert one(database, request_id).mandate == "livret de famille"


def test_a_request_never_reaches_somebody_of_another_organisation(
    visit: Visit, database: RolledBack, house: House
) -> None:
    officer, neighbour = visit(ADMIN), visit(NEIGHBOUR)
    abroad = house.neighbour.people["learner"].id
    request_id = enter(officer, "erasure", "Learner Demo")
    identify(officer, request_id)
    assert officer.post(f"{LIST}/{request_id}/compte", {"account": abroad}).status_code == 404
    assert officer.post(f"{LIST}/{request_id}/compte", {"account": "nobody"}).status_code == 404
    assert one(database, request_id).account_id is None
    for path in ("", "/dossier.zip"):
        assert neighbour.get(f"{LIST}/{request_id}{path}").status_code == 404
    assert identify(neighbour, request_id).status_code == 404
    own = ask(visit(LEARNER), "access")
    assert visit("learner-voisine@demo.example").get(f"/mes-donnees/demandes/{own}").status_code == 404


# --- What each kind does ------------------------------------------------------------------------------------------


def test_frozen_data_are_kept_and_used_by_nobody_until_the_person_is_told(
    visit: Visit, database: RolledBack, house: House
) -> None:
    learner, officer, adviser = visit(LEARNER), visit(ADMIN), visit(ADVISER)
    with database.writing() as session:
        path = enrolled(session, house, email=LEARNER, name="Learner Demo")
    person = Person("Learner Demo", LEARNER, path.learner_id)
    assert "Learner Demo" in adviser.page("/suivi")
    request_id = ask(learner, "restriction", subject="accuracy")
    do(officer, request_id, "freeze")
    do(officer, request_id, "freeze")  # twice is once
    assert "Learner Demo" not in adviser.page("/suivi")
    refused = adviser.get(f"/suivi/{path.id}")
    assert refused.status_code == 403
    assert "gelées" in unescape(refused.text)
    assert "gelées depuis" in unescape(learner.page("/mes-donnees/demandes"))
    assert learner.get("/parcours").status_code in (200, 303)
    with database.writing() as session:
        actor = house.actor(Role.ADVISER)
        assert path.id not in {row.id for row in enrolments.list_enrolments(session, actor)}
        values: dict[str, Any] = {
            "page": "/avis",
            "title": "x",
            "minutes": 3,
            "until": clock.today(),
            "anonymous": True,
        }
        assert write_to(session, house.demo.id, person, "survey_asked", "k", values) is None
    answer(officer, request_id)
    thaw = f"/donnees/personnes-gelees/{path.learner_id}"
    assert officer.post(thaw, {"act": "lift"}).status_code == 409  # the person is told first
    officer.post(thaw, {"act": "tell", "words": "Tout est vérifié, nous reprenons lundi."})
    assert officer.post(thaw, {"act": "lift"}).status_code == 303
    assert "Learner Demo" in adviser.page("/suivi")
    assert "nous reprenons lundi" in unescape(learner.page(f"/mes-donnees/demandes/{request_id}"))


def test_an_objection_stops_the_surveys_once_it_was_weighed(visit: Visit, database: RolledBack, house: House) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "objection", subject="surveys", words="Trop d'enquêtes.")
    assert do(officer, request_id, "object", weighing="").status_code == 422
    do(officer, request_id, "object", weighing="Aucune raison impérieuse.")
    page = unescape(learner.page("/reglages/avis"))
    assert "Votre avis" in page
    with database.reading() as session:
        chosen = session.execute(
            select(Base.metadata.tables["notice_choice"]).where(
                Base.metadata.tables["notice_choice"].c.account_id == house.demo.people["learner"].id
            )
        ).one()
    assert (chosen.kind, chosen.mail, chosen.page) == ("surveys", "never", False)


def test_a_consent_is_taken_back_at_once_and_proved(visit: Visit, database: RolledBack) -> None:
    learner = visit(LEARNER)
    learner.post("/reglages/avis/sms", {"number": "06 39 98 00 12", "agreed": "oui"})
    page = unescape(learner.page("/mes-donnees/accords"))
    assert "Oui, écrivez-moi par SMS" in page
    assert learner.post("/mes-donnees/accords/sms/retrait").status_code == 303
    assert learner.post("/mes-donnees/accords/sms/retrait").status_code == 303  # twice is once
    assert learner.post("/mes-donnees/accords/inconnu/retrait").status_code == 404
    with database.reading() as session:
        proof = session.scalars(select(ConsentWithdrawn)).one()
        assert (proof.key, proof.request_id) == ("sms", None)
        assert "par SMS" in proof.words
        assert proof.given_at is not None
        assert not consents.held(session, proof.organisation_id, proof.account_id)
    assert "retiré" in learner.page("/mes-donnees/accords")


def test_every_consent_of_the_models_can_be_taken_back() -> None:
    known = consents.ELSEWHERE.union(*(source.tables for source in consents.SOURCES.values()))
    for table in Base.metadata.tables.values():
        if any((said := house_map.declared(column)) and said.basis is Basis.CONSENT for column in table.columns):
            assert table.name in known, f"{table.name}: how is this consent taken back?"


def test_a_copy_is_made_beside_the_page_and_opens_for_its_owner_for_a_while(visit: Visit, database: RolledBack) -> None:
    learner, officer, other = visit(LEARNER), visit(ADMIN), visit(ADVISER)
    request_id = ask(learner, "portability")
    do(officer, request_id, "copy")
    drain()
    with database.reading() as session:
        made = queries.copies_for(session, request_id, clock.now())[0]
        seal = copies.seal_of(made)
    path = f"/mes-donnees/copies/{made.id}"
    assert "Prendre ma copie" in learner.page(path)
    for somebody in (learner, officer):  # the officer hands it over to whoever has no account
        found = somebody.get(f"{path}/{seal}")
        assert found.status_code == 200
        assert found.headers["cache-control"].startswith("private")
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            names = archive.namelist()
            assert names[0] == "LISEZ-MOI.txt"
            assert "tableaux/compte-1.csv" in names
            assert archive.read("tableaux/compte-1.csv").decode().startswith("\ufeffInformation;Valeur")
    until, _dot, token = seal.partition(".")
    for bad in (f"{int(until) + 60}.{token}", f"{until}.{token[:-1]}", "x", f"-1.{token}"):
        assert learner.get(f"{path}/{bad}").status_code == 404
    assert other.get(f"{path}/{seal}").status_code == 404
    assert other.get(path).status_code == 404
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert learner.get(f"{path}/{seal}").status_code == 410
    with clock.at(clock.now() + timedelta(hours=49)), database.writing() as session:
        assert copies.remove_what_is_over(session) == 1
    assert learner.get(path).status_code == 404


def test_an_erasure_is_answered_then_confirmed_then_done_while_a_quiz_is_open(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        path = enrolled(session, house, email=LEARNER, name="Learner Demo")
        activities = Base.metadata.tables["activity"].c
        own = (activities.organisation_id == house.demo.id, activities.key == "questions")
        quiz = session.scalars(select(activities.id).where(*own)).one()
    learner, officer = visit(LEARNER), visit(ADMIN)
    assert learner.get(f"/activites/{quiz}").status_code == 200  # the quiz is in front of them
    request_id = ask(learner, "erasure")
    assert "Ce qui s'efface" in unescape(officer.page(f"{LIST}/{request_id}"))  # before anything is done
    assert do(officer, request_id, "erase", confirmed="D-0001").status_code == 409  # not answered yet
    assert answer(officer, request_id, words="Nous effaçons aujourd'hui.").status_code == 303
    assert do(officer, request_id, "erase", confirmed="oui").status_code == 422
    assert do(officer, request_id, "erase", confirmed="d-0001").status_code == 303
    sent = learner.post(f"/activites/{quiz}/reponses", {"mot": "bénéfice", "prix": "1"})
    assert sent.headers["location"].startswith("/connexion")  # nobody is signed in any more: nothing is written
    with database.reading() as session:
        row = session.get_one(DataRequest, request_id)
        assert (row.state, row.outcome, row.about_name, row.words, row.asker_email) == ("closed", "granted", "", "", "")
        assert session.scalars(select(Account).where(Account.email == LEARNER)).first() is None
        attempts = Base.metadata.tables["attempt"]
        assert session.execute(select(attempts).where(attempts.c.enrolment_id == path.id)).first() is None
    assert "D-0001" in officer.page(LIST)  # that it was asked, and how it ended, stays


def test_last_wishes_open_for_an_heir_once_the_death_is_proved(visit: Visit, database: RolledBack) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    missing = learner.post("/mes-donnees/apres", {"choice": "hand"})
    assert missing.status_code == 422
    wish = {"choice": "hand", "person_name": "Ama Demo", "person_reach": "ama@demo.test", "words": "Mon livre de bord."}
    learner.post("/mes-donnees/apres", wish)
    assert "Mon livre de bord." in learner.page("/mes-donnees/apres")
    request_id = enter(officer, "wishes", "Learner Demo", capacity="heir", asker_name="Ama Demo")
    assert identify(officer, request_id).status_code == 422
    assert identify(officer, request_id, mandate="acte de décès").status_code == 303
    officer.post(f"{LIST}/{request_id}/compte", {"account": account(database, LEARNER).id})
    assert "livre de bord" not in officer.page(f"{LIST}/{request_id}")
    do(officer, request_id, "open")
    assert "livre de bord" in officer.page(f"{LIST}/{request_id}")
    learner.post("/mes-donnees/apres/retrait")
    assert "livre de bord" not in learner.page("/mes-donnees/apres")


# --- Who answers, and the proofs ----------------------------------------------------------------------------------


def test_the_charge_is_given_to_somebody_of_the_team_who_alone_reads(
    visit: Visit, house: House, database: RolledBack
) -> None:
    admin, adviser = visit(ADMIN), visit(ADVISER)
    assert adviser.get(LIST).headers["location"] == f"{LIST}/nouvelle"
    assert visit(LEARNER).get(LIST).status_code == 403
    request_id = ask(visit(LEARNER), "access")
    assert admin.post("/donnees/referent", {"officer": house.demo.people["learner"].id}).status_code == 422
    admin.post("/donnees/referent", {"officer": house.demo.people["adviser"].id})
    assert "D-0001" in adviser.page(LIST)
    assert admin.get(f"{LIST}/{request_id}").status_code == 404
    assert "D-0001" not in admin.page(LIST)  # who may still choose who answers
    admin.post("/donnees/referent", {"officer": ""})
    assert admin.get(f"{LIST}/{request_id}").status_code == 200


def test_the_officer_keeps_proofs_and_takes_the_whole_file(visit: Visit) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "access", words="Qui a lu mon dossier ?")
    sent = officer.post(
        f"{LIST}/{request_id}/pieces", {"title": "Lettre reçue"}, files={"file": ("lettre.txt", b"Bonjour")}
    )
    assert sent.status_code == 303, unescape(sent.text)
    assert "Lettre reçue" in officer.page(f"{LIST}/{request_id}")
    with zipfile.ZipFile(io.BytesIO(officer.get(f"{LIST}/{request_id}/dossier.zip").content)) as archive:
        assert archive.namelist() == ["D-0001.pdf", "pieces/1-lettre.txt"]
        assert archive.read("D-0001.pdf").startswith(b"%PDF")
        assert archive.read("pieces/1-lettre.txt") == b"Bonjour"


def test_machines_ask_follow_and_answer(api: Callable[..., Client]) -> None:
    learner, officer = api(LEARNER), api(ADMIN)
    made = learner.post("/me/data/requests", json={"kind": "access", "words": "Tout."})
    assert (made.status_code, made.json()["reference"]) == (201, "D-0001")
    assert [one["id"] for one in learner.get("/me/data/requests").json()] == [made.json()["id"]]
    request_id = made.json()["id"]
    assert learner.get("/data-requests").status_code == 403
    assert [one["id"] for one in officer.get("/data-requests").json()] == [request_id]
    done = officer.post(f"/data-requests/{request_id}/answer", json={"outcome": "granted", "words": "Voici."})
    assert done.json()["state"] == "answered"
    assert learner.get("/me/data/consents").json() == []
    assert learner.request("DELETE", "/me/data/consents/sms").status_code == 204


def test_five_years_after_the_words_go_and_the_figures_stay(visit: Visit, database: RolledBack) -> None:
    learner, officer = visit(LEARNER), visit(ADMIN)
    request_id = ask(learner, "access", words="Qui a lu mon dossier ?")
    answer(officer, request_id)
    officer.post(f"{LIST}/{request_id}/cloture")
    with clock.at(clock.now() + rules.KEPT + timedelta(days=1)), database.writing() as session:
        handling.empty_old(session)
    row = one(database, request_id)
    assert (row.words, row.about_name, row.asker_email, row.outcome) == ("", "", "", "granted")
    with database.reading() as session:
        assert not any(session.scalars(select(DataRequestAct.words)))


@pytest.mark.once
def test_the_figures_count_each_kind_with_its_median_and_its_late_ones() -> None:
    day = date(2026, 11, 26)
    moment = clock.paris(date(2026, 11, 1))

    class Row:
        def __init__(self, took: int | None, outcome: str = "granted", kind: str = "access") -> None:
            self.kind, self.received_at, self.outcome = kind, moment, outcome
            self.answer_by, self.closed_at = date(2026, 11, 20), None
            self.answered_at = moment + timedelta(days=took) if took is not None else None

    found = rules.figures([Row(2), Row(10, "refused"), Row(25), Row(None, "")], day)
    assert found == [rules.Figure("access", 4, 3, 1, 10, 2)]
