"""Complaints over HTTP: from anybody, in time, read by those who may, never by the person they are about."""

import io
from datetime import timedelta
from html import unescape

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.core import clock
from app.core.periods import read_period
from app.feedback import queries as figures
from app.feedback.complaints import services
from app.feedback.complaints.models import Complaint, ComplaintAct
from app.identity.models import Membership
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail, Notice
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.feedback.conftest import Visit, stranger

QUALITY, ADMIN, ADVISER, TRAINER = (f"{role}@demo.example" for role in ("quality", "admin", "adviser", "trainer"))
FORM = {
    "organisation": "demo",
    "words": "La séance a été annulée deux fois.",
    "subject": "session",
    "email": "rose@marche.example",
}


def only_one(database: RolledBack) -> Complaint:
    with database.reading() as session:
        return session.scalars(select(Complaint)).one()


def test_anybody_complains_follows_it_and_says_whether_the_answer_suits(
    visit: Visit, database: RolledBack, house: House
) -> None:
    nobody, quality = visit(), visit(QUALITY)
    assert "sous 48 heures" in unescape(nobody.page("/reclamation?organisation=demo"))
    sent = nobody.post("/reclamation", FORM, follow=True)
    own = str(sent.url.path)
    assert "R-0001" in sent.text
    kept = only_one(database)
    assert kept.acknowledged_at is not None
    with database.reading() as session:
        letter = session.scalars(select(Mail).where(Mail.event == "complaint_received")).one()
        assert own in letter.text
        told = session.scalars(select(Notice).where(Notice.event == "complaint_new")).one()
        assert told.account_id == house.demo.people["quality"].id
        assert "annulée" not in told.text + told.title
        assert "La réception est confirmée" in told.text
    page = f"/qualite/reclamations/{kept.id}"
    early = quality.post(f"{page}/cloture", {"outcome": "founded"})
    assert (early.status_code, "Donner la réponse" in early.text) == (409, True)  # not answered yet: the way to do so
    quality.post(f"{page}/mots", {"act": "note", "words": "Voir avec Inès."})
    quality.post(f"{page}/mots", {"act": "answer", "words": "Nous vous prévenons désormais la veille."})
    read = unescape(nobody.page(own))
    assert "désormais la veille" in read
    assert "Voir avec Inès" not in read
    assert "Quality Demo" not in read
    nobody.post(f"{own}/avis", {"satisfied": "partly"})
    quality.post(f"{page}/cloture", {"outcome": "founded"})
    assert only_one(database).state == "closed"
    again = nobody.post(f"{own}/mots", {"words": "Cela recommence."}, follow=True)
    assert "Cela recommence." in again.text
    assert only_one(database).state == "handled"
    with database.reading() as session:
        kinds = [
            row.kind
            for row in session.scalars(
                select(LedgerEntry).where(LedgerEntry.kind.like("complaint%")).order_by(LedgerEntry.number)
            )
        ]
        people = {
            row.person_id for row in session.scalars(select(LedgerEntry).where(LedgerEntry.kind.like("complaint%")))
        }
    assert kinds == ["complaint_received", "complaint_acknowledged", "complaint_answered", "complaint_closed"]
    assert people == {None}


def test_the_person_it_is_about_never_reads_it_whatever_their_role(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        course_id = enrolled(session, house).course_id
    learner, admin, quality, adviser = visit("learner@demo.example"), visit(ADMIN), visit(QUALITY), visit(ADVISER)
    about = house.demo.people["admin"].id
    learner.post("/reclamation", {"organisation": "demo", "words": "Il m'a mal parlé.", "about": about})
    kept = only_one(database)
    page = f"/qualite/reclamations/{kept.id}"
    assert (kept.account_id, kept.about_id) == (house.demo.people["learner"].id, about)
    assert admin.get(page).status_code == 404
    assert "R-0001" not in admin.page("/qualite/reclamations")
    assert "mal parlé" not in admin.get("/qualite/reclamations.csv").text
    assert adviser.get(page).status_code == 404
    assert quality.post(f"{page}/responsable", {"owner": about}).status_code == 422
    adviser_id = house.demo.people["adviser"].id
    assert quality.post(f"{page}/responsable", {"owner": adviser_id, "course": "ailleurs"}).status_code == 422
    quality.post(f"{page}/responsable", {"owner": adviser_id, "course": course_id})
    assert only_one(database).course_id == course_id  # whoever complained had not named it
    assert "mal parlé" in unescape(adviser.page(page))
    assert "R-0001" in adviser.page("/qualite/reclamations")
    assert adviser.get("/qualite/reclamations.csv").status_code == 403
    quality.post(
        f"{page}/responsable", {"owner": house.demo.people["trainer"].id, "about": house.demo.people["adviser"].id}
    )
    assert adviser.get(page).status_code == 404


def test_floods_programs_and_bad_words_are_refused_without_a_captcha(visit: Visit, database: RolledBack) -> None:
    nobody = visit()
    nobody.page("/reclamation?organisation=demo")
    trapped = nobody.post("/reclamation", FORM | {"website": "https://pub.example"})
    assert trapped.status_code == 422
    long = nobody.post("/reclamation", FORM | {"words": "a" * 100_000})
    assert long.status_code == 422
    assert "100000 caractères, pour 5000 au plus" in unescape(long.text)
    card = nobody.post("/reclamation", FORM | {"words": "Remboursez ma carte 4970 1000 0000 0055"})
    assert card.status_code == 422
    delicate = nobody.post("/reclamation", FORM | {"words": "On m'a reproché d'être malade."})
    assert delicate.status_code == 422
    assert "quand même" in unescape(delicate.text)
    assert nobody.post("/reclamation", FORM | {"email": ""}).status_code == 422
    assert nobody.post("/reclamation", FORM | {"organisation": "ailleurs"}).status_code == 404
    with database.reading() as session:
        assert session.scalars(select(Complaint)).all() == []
    anyway = nobody.post("/reclamation", FORM | {"words": "On m'a reproché d'être malade.", "anyway": "1"})
    assert anyway.status_code == 303
    first = nobody.post("/reclamation", FORM).headers["location"]
    assert nobody.post("/reclamation", FORM).headers["location"] == first  # sent twice: one complaint
    for number in range(2, 20):  # a class that shares an address may well write, each their own
        assert nobody.post("/reclamation", FORM | {"email": f"p{number}@marche.example"}).status_code == 303
    stopped = nobody.post("/reclamation", FORM | {"email": "encore@marche.example"})
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) <= 900
    assert nobody.get("/reclamation/" + "A" * 43).status_code == 404


def test_what_was_heard_on_the_phone_is_noted_acknowledged_by_hand_and_shown_when_late(
    visit: Visit, database: RolledBack, house: House
) -> None:
    adviser, quality = visit(ADVISER), visit(QUALITY)
    adviser.post(
        "/qualite/reclamations/nouvelle", {"words": "Trop froid.", "phone": "06 39 98 00 12", "subject": "place"}
    )
    kept = only_one(database)
    assert (kept.owner_id, kept.acknowledged_at) == (house.demo.people["adviser"].id, None)
    clock.freeze(clock.now() + timedelta(hours=49))
    with database.writing() as session:
        services.tell_what_is_late(session)
        services.tell_what_is_late(session)
        late = session.scalars(select(Notice).where(Notice.title.contains("délai"))).all()
        assert [one.account_id for one in late] == [house.demo.people["adviser"].id]
    assert "délai dépassé" in unescape(quality.page("/qualite/reclamations?voir=retard"))
    with database.reading() as session:
        assert figures.overdue(session, house.demo.id) == figures.Overdue(complaints=1, incidents=0, improvements=0)
    adviser.post(f"/qualite/reclamations/{kept.id}/accuse")
    page = unescape(quality.page("/qualite/reclamations"))
    assert "0 sur 1, soit 0 %" in page  # acknowledged, but too late
    with database.reading() as session:
        today = clock.today()
        row = figures.complaints(session, house.demo.id, read_period("", "", today=today))[0]
    assert (row.acknowledged_at > row.acknowledge_by, row.answered_at, row.owner_name) == (True, None, "Adviser Demo")


def test_an_owner_who_has_left_is_shown_and_the_reminders_go_to_quality(
    visit: Visit, database: RolledBack, house: House
) -> None:
    visit(ADVISER).post("/qualite/reclamations/nouvelle", {"words": "Trop froid."})
    with database.writing() as session:
        gone = session.scalars(select(Membership).where(Membership.account_id == house.demo.people["adviser"].id))
        for membership in gone:
            session.delete(membership)
    clock.freeze(clock.now() + timedelta(days=3))
    with database.writing() as session:
        services.tell_what_is_late(session)
        late = session.scalars(select(Notice).where(Notice.title.contains("délai"))).all()
        assert [one.account_id for one in late] == [house.demo.people["quality"].id]
    quality = visit(QUALITY)
    assert "plus dans l'équipe" in unescape(quality.page("/qualite/reclamations"))
    assert "confiez la réclamation" in unescape(quality.page(f"/qualite/reclamations/{only_one(database).id}"))


def test_the_register_leaves_as_files_where_no_words_become_a_formula(visit: Visit, database: RolledBack) -> None:
    stranger(visit).post("/reclamation", FORM | {"words": "=cmd|' /C calc'!A0"})
    quality = visit(QUALITY)
    assert "'=cmd" in quality.get("/qualite/reclamations.csv").text
    book = CalamineWorkbook.from_filelike(io.BytesIO(quality.get("/qualite/reclamations.xlsx").content))
    heads, row = book.get_sheet_by_index(0).to_python()
    assert row[heads.index("Réclamation")] == "=cmd|' /C calc'!A0"
    assert "aucune" not in row
    assert quality.get("/qualite/reclamations.csv?du=2020-01-01&au=2020-12-31").status_code == 200


def test_years_after_the_closing_names_and_words_go_and_figures_stay(
    visit: Visit, database: RolledBack, house: House
) -> None:
    own = stranger(visit).post("/reclamation", FORM).headers["location"]
    quality, page = visit(QUALITY), f"/qualite/reclamations/{only_one(database).id}"
    quality.post(f"{page}/mots", {"act": "answer", "words": "Réglé."})
    quality.post(f"{page}/cloture", {"outcome": "founded"})
    clock.freeze(clock.now() + timedelta(days=6 * 365 + 2))
    with database.writing() as session:
        services.empty_old(session)
    kept = only_one(database)
    with database.reading() as session:
        assert {act.words for act in session.scalars(select(ComplaintAct))} == {""}
    assert (kept.words, kept.email, kept.outcome, kept.answered_at is not None) == ("", "", "founded", True)
    assert visit().get(own).status_code == 410
