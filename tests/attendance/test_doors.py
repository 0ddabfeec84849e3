"""The attendance sheet by its pages and by the API."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdf
from sqlalchemy import update

from app.attendance import services, sheets, signing
from app.attendance.services import Closing, Unsaid
from app.core import clock
from app.core.clock import paris
from app.identity.limits import LIMITS, Way
from app.scheduling import services as seats
from app.scheduling.models import Attendance
from tests.attendance.test_signing import DRAWN, MORNING
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.factories.sessions import THURSDAY, people, planned


def a_session(database: RolledBack, house: House) -> str:
    with database.writing() as session:
        return planned(session, house).id


def a_path(database: RolledBack, house: House, email: str = "") -> str:
    with database.writing() as session:
        return enrolled(session, house, email=email).id


def test_the_whole_sheet_is_saved_at_once_and_corrected(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting_id = a_session(database, house)
    nadia, karim = a_path(database, house), a_path(database, house, "karim@demo.example")
    browser = visit("trainer@demo.example")
    browser.post(f"/seances/{meeting_id}/reservations", {"enrolment_id": nadia})
    assert "à partir du début" in browser.page(f"/seances/{meeting_id}/emargement")
    with clock.at(paris(THURSDAY, 18)):
        assert "présences à noter" in browser.page("/seances")
        form = {
            f"p:{nadia}:2026-11-26:morning": "present",
            f"p:{nadia}:2026-11-26:afternoon": "absent",
            f"r:{nadia}": "Rendez-vous",
            "also_came": karim,
        }
        saved = browser.post(f"/seances/{meeting_id}/presences", form, follow=True)
        assert saved.status_code == 200
        assert "Les présences sont enregistrées" in saved.text
        assert saved.text.count(" checked") == 4
        assert "Rendez-vous" in saved.text
        assert "présences à noter" not in browser.page("/seances")
        assert "absence notée" in visit("learner@demo.example").page("/agenda")
        assert (
            browser.post(f"/seances/{meeting_id}/presences", {f"p:{nadia}:2026-13-45:morning": "present"}).status_code
            == 404
        )


def seated(database: RolledBack, house: House, *emails: str) -> tuple[str, list[str]]:
    """A session of Thursday where these people have a seat."""
    with database.writing() as session:
        meeting = planned(session, house, capacity=12).id
        people = [enrolled(session, house, email=email, name=email.split("@")[0].title()).id for email in emails]
        for each in people:
            seats.book(session, house.actor("trainer"), meeting, each)
    return meeting, people


def code_shown(browser: Client, meeting: str) -> tuple[str, str]:
    """The digits on the trainer's phone, and the address that its QR holds."""
    page = browser.page(f"/seances/{meeting}/emargement?demi=2026-11-26-morning")
    found = re.search(r'sign-digits">(\d{3}) (\d{3})<', page)
    assert found, "no code is shown"
    assert "se tape sur 127.0.0.1:8000/emarger." in page
    return found[1] + found[2], page


def token_of(database: RolledBack, meeting: str) -> str:
    with database.reading() as session:
        return signing.code_of(meeting, sheets.sheet_of(session, meeting).parts[0].part)[1]


def closed(database: RolledBack, house: House) -> tuple[str, list[str]]:
    """Nadia drew her signature, Karim was absent, the morning is countersigned."""
    meeting, people = seated(database, house, "nadia@demo.example", "karim@demo.example")
    trainer = house.actor("trainer")
    with database.writing() as session, clock.at(MORNING):
        signing.sign_by_hand(session, trainer, meeting, people[0], "morning", None, drawing=DRAWN)
        closing = Closing(DRAWN, {people[1]: Unsaid(False, "summons", True)})
        services.countersign(session, trainer, meeting, "morning", None, closing)
    return meeting, people


def test_a_morning_with_a_trainer_and_two_learners(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, (nadia, karim) = seated(database, house, "nadia@demo.example", "karim@demo.example")
    trainer, her = visit("trainer@demo.example"), visit("nadia@demo.example")
    with clock.at(paris(THURSDAY, 8, 40)):
        assert "Le code s'affichera ici" in trainer.page(f"/seances/{meeting}/emargement")
        assert "à 8 h 45" in her.page("/emarger")
        assert "Signer ma présence" not in her.page("/accueil")
    with clock.at(MORNING):
        assert "Signer ma présence" in her.page("/accueil")
        digits, page = code_shown(trainer, meeting)
        assert "0 signé / 2" in page
        assert "<svg" in page
        wrong = her.post("/emarger", {"code": "000000" if digits != "000000" else "111111"})
        assert wrong.status_code == 422
        assert "pas celui du moment" in wrong.text
        thanks = her.post("/emarger", {"code": digits}, follow=True)
        assert "C&#39;est signé" in thanks.text
        assert "Vous aviez déjà signé" in her.post("/emarger", {"code": digits}, follow=True).text
        part = trainer.get(f"/seances/{meeting}/emargement", headers={"HX-Request": "true"}).text
        assert "<html" not in part
        assert "1 signé / 2" in part
        assert "signé 9 h · code du moment" in part
        done = trainer.post(
            f"/seances/{meeting}/emargement/{karim}",
            {"act": "sign", "drawing": DRAWN, "demi": "2026-11-26-morning"},
            follow=True,
        )
        assert "La présence de Karim est signée" in done.text
    with clock.at(paris(THURSDAY, 13)):
        end = trainer.post(f"/seances/{meeting}/cloture", {"demi": "2026-11-26-morning", "drawing": DRAWN}, follow=True)
        assert "La demi-journée est contresignée" in end.text
        assert "Demi-journée contresignée" in end.text
        assert "sign-digits" not in end.text
        refused = trainer.post(
            f"/seances/{meeting}/emargement/{nadia}", {"act": "absent", "demi": "2026-11-26-morning"}
        )
        assert refused.status_code == 409
        assert "écrivez la raison" in refused.text
        why = {"act": "absent", "demi": "2026-11-26-morning", "correction": "Partie à 9 h 20", "reason_code": "family"}
        corrected = trainer.post(f"/seances/{meeting}/emargement/{nadia}", why, follow=True)
        assert "Partie à 9 h 20" in corrected.text
        assert "Événement familial" in corrected.text


def test_a_qr_scanned_before_signing_in_comes_back_after_the_password(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, _people = seated(database, house, "learner@demo.example")
    phone, other = visit(), visit()
    with clock.at(MORNING):
        phone.get("/connexion")
        away = phone.get(f"/emarger/{token_of(database, meeting)}")
        assert away.status_code == 303
        back = away.headers["location"].split("suite=")[1].replace("%2F", "/")
    with clock.at(MORNING + timedelta(minutes=3)):  # the password took its time
        phone.post("/connexion", {"email": "learner@demo.example", "password": "demo-bidaide", "suite": back})
        page = phone.page(back)
        assert "Je signe ma présence" in page
        assert other.get(back).headers["location"].endswith("/emarger")  # the address alone is worth nothing
        secret = phone.http.cookies.get("bidaide")
        assert secret
        phone.secret = secret
        done = phone.post(back, follow=True)
        assert "C&#39;est signé" in done.text
        assert "déjà signé" in phone.get(back).text


def test_an_early_or_foreign_scan_says_what_to_do(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, _people = seated(database, house, "nadia@demo.example")
    her, him = visit("nadia@demo.example"), visit("learner@demo.example")
    with clock.at(paris(THURSDAY, 8, 30)):
        early = her.get(f"/emarger/{token_of(database, meeting)}")
        assert "ouvre à 8 h 45" in early.text
    with clock.at(MORNING):
        foreign = him.get(f"/emarger/{token_of(database, meeting)}")
        assert foreign.status_code == 409
        assert "pas de place" in foreign.text
        old = token_of(database, meeting)
    with clock.at(MORNING + timedelta(minutes=2)):
        late = her.get(f"/emarger/{old}")
        assert late.status_code == 409
        assert "Ce code a changé" in late.text
    assert her.get("/emarger/n-importe").status_code == 404


def test_too_many_wrong_codes_wait_and_say_how_long(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, _people = seated(database, house, "nadia@demo.example")
    her, trainer = visit("nadia@demo.example"), visit("trainer@demo.example")
    with clock.at(MORNING):
        digits, _page = code_shown(trainer, meeting)
        wrong = "000000" if digits != "000000" else "111111"
        for _each in range(LIMITS[Way.SIGNING_CODE].account.free):
            assert her.post("/emarger", {"code": wrong}).status_code == 422
        stopped = her.post("/emarger", {"code": digits})
        assert stopped.status_code == 429
        assert stopped.headers["retry-after"] == "60"
        assert "Attendez 1 minute" in stopped.text


def test_cards_are_shown_once_and_sign(visit: Callable[..., Client], database: RolledBack, house: House) -> None:
    meeting, (nadia,) = seated(database, house, "nadia@demo.example")
    trainer = visit("trainer@demo.example")
    cards = trainer.post(f"/seances/{meeting}/cartes")
    assert cards.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(cards.content)).pages[0].extract_text()
    pin = re.search(r"(\d{3}) (\d{3})", text)
    assert pin
    assert "Nadia" in text
    assert trainer.post(f"/seances/{meeting}/cartes").status_code == 303
    with clock.at(MORNING):
        path = f"/seances/{meeting}/emargement/{nadia}"
        assert trainer.post(path, {"act": "pin", "pin": "no"}).status_code == 422
        assert "est signée" in trainer.post(path, {"act": "pin", "pin": pin[0]}, follow=True).text


def test_a_sheet_signed_with_a_pen_is_attached(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, people = seated(database, house, "nadia@demo.example", "karim@demo.example")
    trainer = visit("trainer@demo.example")
    empty = pypdf.PdfReader(io.BytesIO(trainer.get(f"/seances/{meeting}/feuille-vide.pdf").content))
    assert "Karim" in empty.pages[0].extract_text()
    with clock.at(paris(THURSDAY, 18)):
        half = {"demi": "2026-11-26-morning"}
        nobody = trainer.post(f"/seances/{meeting}/papier", half, files={"file": ("f.txt", b"Nadia", "text/plain")})
        assert nobody.status_code == 422
        assert "Cochez" in nobody.text
        assert trainer.post(f"/seances/{meeting}/papier", half | {"people": people[0]}).status_code == 422
        kept = trainer.post(
            f"/seances/{meeting}/papier",
            half | {"people": people[0]},
            files={"file": ("f.txt", b"Nadia", "text/plain")},
            follow=True,
        )
        assert "1 signature sur papier" in kept.text
        assert "feuille papier" in kept.text
        person = trainer.page(f"/seances/{meeting}/emargement/{people[0]}?demi=2026-11-26-morning")
        file = re.search(r'href="(/fichiers/[^"]+)"', person)
        assert file
        assert trainer.get(file[1]).content == b"Nadia"


def test_the_sheet_is_a_tagged_pdf_that_says_the_same_as_the_page(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, _people = closed(database, house)
    trainer = visit("trainer@demo.example")
    with clock.at(paris(THURSDAY, 18)):
        sent = trainer.get(f"/seances/{meeting}/feuille.pdf")
        assert sent.headers["content-type"] == "application/pdf"
        assert "emargement-2026-11-26-premier-jour.pdf" in sent.headers["content-disposition"]
        pdf = pypdf.PdfReader(io.BytesIO(sent.content))
        root: Any = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "fr"
        assert "/StructTreeRoot" in root
        assert pdf.metadata
        assert pdf.metadata.title == "Feuille d'émargement : Premier jour"
        text = "\n".join(page.extract_text() for page in pdf.pages)
        for words in ("Nadia", "signature au doigt, 9 h", "Karim", "Convocation officielle", "Trainer Demo", "Tulle"):
            assert words in text, words
        with database.reading() as session:
            sheet = sheets.sheet_of(session, meeting)
        assert sheet.hash in text
        assert sheet.number in text
    with clock.at(paris(THURSDAY, 20)):
        again = trainer.get(f"/seances/{meeting}/feuille.pdf").content
        assert hashlib.sha256(again).digest() == hashlib.sha256(sent.content).digest()


def test_what_people_wrote_never_becomes_markup_of_the_sheet(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    nasty = '#panic("x") *gras* $x$ \\ <a> // [ ]'
    with database.writing() as session:
        meeting = planned(session, house, title=nasty).id
        person = enrolled(session, house, name=nasty).id
        seats.book(session, house.actor("trainer"), meeting, person)
    sent = visit("trainer@demo.example").get(f"/seances/{meeting}/feuille.pdf")
    assert sent.status_code == 200
    assert "*gras* $x$" in pypdf.PdfReader(io.BytesIO(sent.content)).pages[0].extract_text()


def test_anyone_verifies_a_sheet_without_seeing_a_name(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, people = closed(database, house)
    with database.reading() as session:
        sheet = sheets.sheet_of(session, meeting)
    anyone = visit()
    page = anyone.page(f"/verification/{sheet.number}")
    assert "rien n'y a été changé" in page
    assert sheet.hash in page
    assert "présences : 1, absences : 1" in page
    assert "Nadia" not in page
    assert "Karim" not in page
    typed = sheet.number.lower().replace("-", " ")
    assert anyone.get("/verification", params={"numero": typed}).headers["location"] == f"/verification/{sheet.number}"
    assert "même empreinte" in anyone.page(f"/verification/{sheet.number}?empreinte={sheet.hash.upper()}")
    assert "pas la même" in anyone.page(f"/verification/{sheet.number}?empreinte={'0' * 64}")
    missing = anyone.get("/verification/EM-2222-2222-2222")
    assert missing.status_code == 404
    assert "Aucune feuille" in missing.text
    with database.writing() as session, clock.at(paris(THURSDAY, 18)):
        services.record_attendance(
            session, house.actor("trainer"), meeting, people[1], "morning", True, correction="Arrivé à 9 h 10"
        )
    older = anyone.page(f"/verification/{sheet.number}?empreinte={sheet.hash}")
    assert "plus ancienne" in older
    with database.writing() as session:
        session.execute(update(Attendance).values(minutes=999))
    assert "ne correspond plus" in anyone.page(f"/verification/{sheet.number}")


def test_a_month_of_sheets_is_one_archive(visit: Callable[..., Client], database: RolledBack, house: House) -> None:
    closed(database, house)
    with database.writing() as session:
        other = planned(session, house, by="admin").id
        seats.book(session, house.actor("trainer"), other, people(session, house, 1)[0])
    with clock.at(paris(THURSDAY, 18)):
        quality = visit("quality@demo.example")  # what leaves the house asks for a proof of the day
        sent = quality.get("/seances/feuilles.zip?mois=2026-11")
        with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
            names = archive.namelist()
            assert names == ["emargement-2026-11-26-premier-jour.pdf", "emargement-2026-11-26-premier-jour-2.pdf"]
            assert archive.read(names[0]).startswith(b"%PDF")
        assert quality.get("/seances/feuilles.zip?mois=2026-10").status_code == 303
        assert quality.get("/seances/feuilles.zip?mois=bientot").status_code == 404


def test_a_machine_reads_the_sheet_and_corrects_with_a_reason(
    api: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, (nadia, karim) = closed(database, house)
    with clock.at(paris(THURSDAY, 18)):
        machine = api("trainer@demo.example")
        sheet = machine.get(f"/sessions/{meeting}/attendance").json()
        rows = {(row["enrolment_id"], row["half_day"]): row for row in sheet["items"]}
        assert rows[nadia, "morning"] | {"learner": ""} == {
            "enrolment_id": nadia, "learner": "", "day": "2026-11-26", "half_day": "morning", "state": "signed",
            "minutes": 240, "method": "finger", "at": "2026-11-26T09:00:00+01:00", "reason_code": "", "reason": "",
            "document_seen": False, "locked": True,
        }  # fmt: skip
        assert (rows[karim, "morning"]["state"], rows[karim, "afternoon"]["locked"]) == ("absent", False)
        assert (sheet["holds"], sheet["locked"]) == (True, False)
        path = f"/sessions/{meeting}/attendance/{karim}"
        change = {"half_day": "morning", "present": True}
        assert machine.put(path, json=change).status_code == 409
        said = machine.put(path, json=change | {"correction": "Arrivé à 9 h 10"})
        assert (said.status_code, said.json()["minutes"]) == (200, 240)
        assert machine.get(f"/sessions/{meeting}/attendance").json()["corrections"][0]["reason"] == "Arrivé à 9 h 10"
        assert machine.get(f"/sessions/{meeting}/attendance.pdf").content.startswith(b"%PDF")
        csv = machine.get(f"/sessions/{meeting}/attendance.csv").content.decode("utf-8-sig").splitlines()
        assert csv[0].startswith("Nom;Jour;Demi-journée")
        assert len(csv) == 5


def test_the_sheet_asks_the_same_of_the_database_for_one_or_many(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting, _people = closed(database, house)
    trainer = visit("trainer@demo.example")
    asked = [f"/seances/{meeting}/emargement", f"/seances/{meeting}/cloture?demi=2026-11-26-afternoon"]

    def counts() -> list[int]:
        found = []
        for path in asked:
            trainer.page(path)
            database.statements.clear()
            trainer.page(path)
            found.append(len(database.statements))
        return found

    with clock.at(paris(THURSDAY, 14)):
        before = counts()
        with database.writing() as session:
            for number in range(8):
                with clock.at(paris(THURSDAY - timedelta(days=3), 9)):
                    one = enrolled(session, house, email=f"n{number}@demo.example").id
                seats.book(session, house.actor("trainer"), meeting, one)
        assert counts() == before
        assert max(before) <= 9
