"""Documents by their pages: made, given, signed, verified, and what is missing said with the page that mends it."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.clock import today
from app.core.tasks import drain
from app.documents import making
from app.documents.models import IssuedDocument
from app.enrolments import services as enrolling
from app.enrolments.exits import services as exiting
from app.enrolments.models import Enrolment
from app.enrolments.rules import Act
from app.files import queries as files
from app.files import services as storing
from app.notifications.models import Mail
from tests.conftest import MONDAY
from tests.documents.scene import TERMS, hours_done, named, on_their_way
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]
ADMIN, LEARNER, ADVISER = "admin@demo.example", "learner@demo.example", "adviser@demo.example"


def text_of(bytes_: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes_)).pages)


@pytest.fixture
def ready(database: RolledBack, house: House) -> str:
    """The id of a path whose documents can all be made."""
    with database.writing() as session:
        named(session, house)
        path = on_their_way(session, house)
        hours_done(session, house, path)
        return path.id


def made_by_page(client: Client, path: str, kind: str, **more: str) -> str:
    answer = client.post(f"/documents/personne/{path}", {"kind": kind, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_contract_goes_from_making_to_the_trail_of_its_signatures(visit: Visit, ready: str) -> None:
    adviser, learner, admin = visit(ADVISER), visit(LEARNER), visit(ADMIN)
    page = made_by_page(adviser, ready, "contrat")
    assert learner.get(page).status_code == 404  # not given yet
    assert adviser.post(f"{page}/remise", {}).status_code == 303
    assert "Lire et signer" in learner.get("/mes-documents").text
    assert "Cochez la case" in learner.post(f"{page}/signature", {}).text
    assert admin.post(f"{page}/signature", {"sure": "1"}).status_code == 409  # the learner signs first
    assert (
        learner.post(f"{page}/signature", {"sure": "1", "drawing": "[[[10,10],[100,100],[300,50]]]"}).status_code == 303
    )
    assert learner.post(f"{page}/signature", {"sure": "1"}).status_code == 303  # twice changes nothing
    assert adviser.post(f"{page}/signature", {"sure": "1"}).status_code == 403
    assert admin.post("/documents/a-signer", {"documents": page.rpartition("/")[2], "sure": "1"}).status_code == 303
    signed = learner.get(f"{page}/fichier")
    words = text_of(signed.content)
    for said in (
        "Contrat de formation",
        "CT-2026-0001",
        "Signatures électroniques",
        "signature dessinée",
        "Jérôme Puyau, directeur",
        "1 200 euros",
    ):
        assert said in words, said
    first = learner.get(f"{page}/fichier?premier=1").content
    assert "Signatures électroniques" not in text_of(first)
    assert hashlib.sha256(first).hexdigest() in words.replace("\n", "")


def test_each_pdf_is_tagged_and_says_its_language(visit: Visit, ready: str, database: RolledBack, house: House) -> None:
    adviser = visit(ADVISER)
    early = adviser.post(f"/documents/personne/{ready}", {"kind": "attestation"})  # the training is not over
    assert (early.status_code, f"/suivi/{ready}/sortie" in early.text) == (409, True)
    with database.writing() as session:
        enrolling.perform(session, house.actor("adviser"), ready, Act.LEAVE, today(), "Embauchée.", "permanent_job")
    for kind in ("convention", "convocation", "certificat", "assiduite", "attestation"):
        page = made_by_page(adviser, ready, kind)
        reader = pypdf.PdfReader(io.BytesIO(adviser.get(f"{page}/fichier").content))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], kind
        assert "/StructTreeRoot" in root
        assert root["/Lang"] == "fr"
        assert b"pdfuaid" in root["/Metadata"].get_data()


def test_what_is_missing_is_named_with_the_page_that_mends_it(visit: Visit, database: RolledBack, house: House) -> None:
    with database.writing() as session:
        path = enrolled(session, house).id
    refused = visit(ADVISER).post(f"/documents/personne/{path}", {"kind": "contrat"})
    assert refused.status_code == 409
    for page in (
        "/admin/organisation#field-siret",
        f"/documents/accord/{path}#field-headcount",
        f"/documents/accord/{path}#field-price",
    ):
        assert page in refused.text, page
    with database.reading() as session:
        assert not session.scalars(select(IssuedDocument)).all()


def test_a_certificate_of_nothing_is_refused(visit: Visit, database: RolledBack, house: House) -> None:
    with database.writing() as session:
        named(session, house)
        path = on_their_way(session, house).id
    refused = visit(ADVISER).post(f"/documents/personne/{path}", {"kind": "certificat"})
    assert refused.status_code == 409
    assert "des heures suivies" in refused.text


def test_a_document_remade_has_another_number_and_the_old_one_says_so(
    visit: Visit, database: RolledBack, house: House, ready: str
) -> None:
    adviser = visit(ADVISER)
    page = made_by_page(adviser, ready, "convention")
    assert made_by_page(adviser, ready, "convention") == page  # nothing has changed
    code = re.search(r"/verifier/([A-Z0-9-]+)", adviser.get(page).text)
    assert code
    assert adviser.post(f"/documents/accord/{ready}", TERMS | {"price": "900 euros"}).status_code == 303
    newer = made_by_page(adviser, ready, "convention", why="Le prix")
    assert newer != page
    assert "est remplacé" in adviser.get(page).text
    seen = visit().get(f"/verifier/{code[1]}").text
    assert "CO-2026-0002" in seen
    assert "Learner Demo" not in seen
    assert "L. D." in seen
    assert "Remplace le document n° CO-2026-0001" in text_of(adviser.get(f"{newer}/fichier").content)
    assert adviser.post(f"{newer}/annulation", {"why": "Erreur"}).status_code == 303
    assert "est annulé" in adviser.get(newer).text


def test_nobody_signs_what_was_replaced(visit: Visit, ready: str) -> None:
    adviser, learner = visit(ADVISER), visit(LEARNER)
    page = made_by_page(adviser, ready, "contrat")
    adviser.post(f"{page}/remise", {})
    adviser.post(f"/documents/accord/{ready}", TERMS | {"price": "900 euros"})
    made_by_page(adviser, ready, "contrat")
    refused = learner.post(f"{page}/signature", {"sure": "1"})
    assert refused.status_code == 409
    assert "CT-2026-0002" in refused.text


def test_somebody_outside_signs_by_a_link_and_a_code(visit: Visit, database: RolledBack, ready: str) -> None:
    adviser, mayor = visit(ADVISER), visit()
    page = made_by_page(adviser, ready, "convention")
    adviser.post(f"{page}/remise", {})
    with database.reading() as session:
        letter = session.scalars(select(Mail).where(Mail.event == "document_to_sign")).one()
    assert letter.address == TERMS["signer_email"]
    link = letter.link
    assert "Mairie de Tulle" in text_of(mayor.get(f"{link}/fichier").content)
    assert mayor.get("/signer/" + "x" * 43).status_code == 404
    assert mayor.get(link).status_code == 200
    assert mayor.post(f"{link}/code", {}).status_code == 303
    with database.reading() as session:
        digits = re.search(r"\d{6}", session.scalars(select(Mail).where(Mail.event == "document_code")).one().text)
    assert digits
    wrong = f"{(int(digits[0]) + 1) % 1_000_000:06}"
    assert mayor.post(link, {"code": wrong, "sure": "1"}).status_code == 422
    assert mayor.post(link, {"code": digits[0], "sure": "1"}).status_code == 303
    assert mayor.post(link, {"code": digits[0], "sure": "1"}).status_code == 303
    assert "Vous avez signé" in mayor.get(link).text
    assert "signée" in adviser.get(page).text


def test_five_wrong_codes_end_the_code(visit: Visit, database: RolledBack, ready: str) -> None:
    adviser, mayor = visit(ADVISER), visit()
    page = made_by_page(adviser, ready, "convention")
    adviser.post(f"{page}/remise", {})
    with database.reading() as session:
        link = session.scalars(select(Mail).where(Mail.event == "document_to_sign")).one().link
    mayor.get(link)
    mayor.post(f"{link}/code", {})
    with database.reading() as session:
        digits = re.search(r"\d{6}", session.scalars(select(Mail).where(Mail.event == "document_code")).one().text)
    assert digits
    for _each in range(5):
        mayor.post(link, {"code": f"{(int(digits[0]) + 1) % 1_000_000:06}", "sure": "1"})
    assert mayor.post(link, {"code": digits[0], "sure": "1"}).status_code == 429
    clock.freeze(MONDAY + timedelta(minutes=2))
    assert mayor.post(link, {"code": digits[0], "sure": "1"}).status_code == 422


def test_a_signature_expires_and_a_reminder_opens_it_again(visit: Visit, ready: str) -> None:
    adviser, learner = visit(ADVISER), visit(LEARNER)
    page = made_by_page(adviser, ready, "contrat")
    adviser.post(f"{page}/remise", {})
    clock.freeze(MONDAY + timedelta(days=31))
    adviser, learner = visit(ADVISER), visit(LEARNER)
    assert learner.post(f"{page}/signature", {"sure": "1"}).status_code == 410
    assert adviser.post(f"{page}/relance", {}).status_code == 303
    assert adviser.post(f"{page}/relance", {}).status_code == 429
    assert learner.post(f"{page}/refus", {"reason": "Le prix a changé."}).status_code == 303
    assert "Le prix a changé." in adviser.get(page).text
    assert learner.post(f"{page}/signature", {"sure": "1"}).status_code == 409


def test_the_rules_are_read_version_by_version(visit: Visit, ready: str) -> None:
    admin, learner = visit(ADMIN), visit(LEARNER)
    first = str(admin.post("/documents", {"kind": "reglement"}).headers["location"])
    assert learner.post(f"{first}/lecture", {}).status_code == 303
    assert learner.post(f"{first}/lecture", {}).status_code == 303
    assert "Lu par 1" in admin.get(first).text
    body = making.kind_of("reglement").body + "\n## 8. Animaux\n\nIls restent dehors.\n"
    assert admin.post("/documents/modeles/reglement", {"body": body, "version": "0"}).status_code == 303
    second = str(admin.post("/documents", {"kind": "reglement"}).headers["location"])
    assert second != first
    assert learner.post(f"{first}/lecture", {}).status_code == 409
    assert "À lire" in learner.get("/mes-documents").text
    assert "1 personne est prévenue" in admin.post(f"{second}/rappel", {}, follow=True).text
    assert "Personne à prévenir" in admin.post(f"{second}/rappel", {}, follow=True).text


def test_a_batch_makes_what_it_can_and_says_why_not(
    visit: Visit, database: RolledBack, house: House, ready: str
) -> None:
    with database.writing() as session:
        other = enrolled(session, house, email="autre@demo.example", name="Autre Personne").id
    adviser = visit(ADVISER)
    assert "Autre Personne" in adviser.page("/documents/cohorte")
    assert "Autre Personne" not in adviser.page("/documents/cohorte?financeur=nobody")
    answer = adviser.post("/documents/cohorte", {"genre": "certificat", "people": [ready, other]})
    drain()
    lot = answer.headers["location"].replace("/avancement/", "/documents/lots/")
    page = adviser.get(lot).text
    assert "Faits : 1. Pas faits : 1." in page
    assert "Autre Personne" in page
    assert adviser.get(f"{lot}/dossier.zip").content[:2] == b"PK"
    printed = adviser.get(f"{lot}/a-imprimer.pdf").content
    assert "CR-2026-0001" in text_of(printed)
    assert adviser.post(f"{lot}/remise", {}).status_code == 303
    assert visit(ADMIN).get(lot).status_code == 404  # asked by somebody else


def test_the_verification_is_slowed_down(visit: Visit) -> None:
    stranger = visit()
    assert stranger.get("/verifier").status_code == 200
    seen = {stranger.get("/verifier/AAAA-BBBB-CCCC-DDDD").status_code for _each in range(70)}
    assert seen == {404, 429}


def stored(session: Session, document_id: str) -> bytes:
    one = session.get_one(IssuedDocument, document_id)
    return storing.open_bytes(files.file_of(session, one.organisation_id, one.file_id)).read()


def test_bytes_and_data_stay_what_they_were(visit: Visit, database: RolledBack, house: House, ready: str) -> None:
    page = made_by_page(visit(ADVISER), ready, "certificat")
    with database.reading() as session:
        before = stored(session, page.rpartition("/")[2])
    with database.writing() as session:
        hours_done(session, house, session.get_one(Enrolment, ready), key="voix")
    drain()
    with database.reading() as session:
        one = session.get_one(IssuedDocument, page.rpartition("/")[2])
        assert stored(session, one.id) == before
        assert one.outdated == "hours"
    assert "à refaire" in visit(ADVISER).get("/documents").text
    assert made_by_page(visit(ADVISER), ready, "certificat") != page


def test_a_corrected_exit_is_looked_at_at_once(visit: Visit, database: RolledBack, house: House, ready: str) -> None:
    adviser = house.actor("adviser")
    clock.freeze(clock.paris(today() + timedelta(days=3), 9))
    with database.writing() as session:
        enrolling.perform(session, adviser, ready, Act.LEAVE, today(), "Embauchée.", "permanent_job")
    page = made_by_page(visit(ADVISER), ready, "certificat")
    with database.writing() as session:
        exiting.correct_exit(session, adviser, ready, today() - timedelta(days=1), "permanent_job", "Partie la veille.")
    drain()
    with database.reading() as session:
        assert session.get_one(IssuedDocument, page.rpartition("/")[2]).outdated == "exit"
