"""An adviser and a learner, page after page, as browsers without a script."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment, AppointmentSlot
from app.appointments.services.booking import own_path
from app.core import clock
from app.core.access import Actor
from app.core.clock import paris
from app.files.models import StoredFile
from tests.factories.appointments import THURSDAY, opened, proposed, taken
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of

Visit = Callable[..., Client]
OPENING = {
    "day": "2026-11-26", "start": "09:00", "end": "11:00", "length": "30", "pause": "0", "means": ["place", "phone"],
    "times": "2", "room": "Bureau 3",
}  # fmt: skip


@pytest.fixture
def learner(session: Session, house: House) -> Actor:
    return learner_of(session, house.demo, enrolled(session, house))


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_from_open_slots_to_notes_that_the_learner_reads(
    session: Session, house: House, learner: Actor, visit: Visit
) -> None:
    adviser, phone = visit("adviser@demo.example"), visit("learner@demo.example")
    assert "Pas de créneau cette semaine" in adviser.page("/rendez-vous/creneaux")
    seen = adviser.post("/rendez-vous/creneaux", OPENING)
    assert seen.status_code == 200
    assert "8 créneaux à ouvrir" in seen.text
    assert not session.scalars(select(AppointmentSlot)).all()
    done = adviser.post("/rendez-vous/creneaux", OPENING | {"confirmed": "1"}, follow=True)
    assert "8 créneaux sont ouverts." in text(done.text)
    assert text(done.text).count("libre") >= 4

    assert "Pas de rendez-vous prévu" in phone.page("/rendez-vous")
    free = phone.page("/rendez-vous/prendre")
    slot_id = re.findall(r"creneau=([0-9a-f-]{36})", free)[1]
    form = phone.page(f"/rendez-vous/prendre?creneau={slot_id}")
    assert "jeudi 26 novembre" in form
    wrong = phone.post("/rendez-vous", {"slot_id": slot_id, "means": "place", "about": ""})
    assert wrong.status_code == 422
    assert "Dites en quelques mots" in wrong.text
    sent = phone.post(
        "/rendez-vous",
        {"slot_id": slot_id, "means": "phone", "phone": "06 39 98 00 00", "about": "Mon prévisionnel"},
        files={"file": ("previsionnel.txt", b"Ventes : 12 000", "text/plain")},
        follow=True,
    )
    assert "C'est réservé : jeudi 26 novembre à 9 h 30." in sent.text.replace("&#39;", "'")
    assert "vous appelle au" in sent.text
    assert "06 39 98 00 00" in sent.text.replace("\u00a0", " ")
    made = session.scalars(select(Appointment)).one()
    assert session.get_one(StoredFile, made.file_id).owner_id == learner.account_id

    with clock.at(paris(THURSDAY, 9, 35)):
        day = adviser.page("/rendez-vous")
        assert 'href="tel:0639980000"' in day
        one = adviser.page(f"/rendez-vous/{made.id}")
        assert "previsionnel.txt" in one
        adviser.post(
            f"/rendez-vous/{made.id}/issue",
            {
                "outcome": "held", "minutes": "25", "shared_note": "Ventes revues.", "next_note": "Appeler la banque.",
                "team_note": "À suivre de près.",
            },
        )  # fmt: skip
        own = phone.page(f"/rendez-vous/{made.id}")
        assert "Ventes revues." in own
        assert "Appeler la banque." in own
        assert "À suivre de près." not in own + phone.page("/rendez-vous")
        assert "À suivre de près." in adviser.page(f"/rendez-vous/{made.id}")
        assert "25 min" in adviser.page(f"/rendez-vous/{made.id}")


def test_a_slot_that_somebody_else_has_just_had_leads_to_the_next_one_with_ones_words(
    session: Session, house: House, learner: Actor, visit: Visit
) -> None:
    first, second = opened(session, house, end=time(10))
    other = learner_of(session, house.demo, enrolled(session, house, email="autre@demo.example", name="Autre"))
    taken(session, other, first)
    phone = visit("learner@demo.example")
    answer = phone.post("/rendez-vous", {"slot_id": first.id, "means": "place", "about": "Mes prix"})
    assert answer.status_code == 409
    assert "n'est plus libre" in answer.text.replace("&#39;", "'")
    assert "Mes prix" in answer.text
    assert second.id in answer.text
    assert phone.post("/rendez-vous", {"slot_id": second.id, "means": "place", "about": "Mes prix"}).status_code == 303
    last = visit("autre@demo.example").post("/rendez-vous", {"slot_id": second.id, "means": "place", "about": "Moi"})
    assert last.status_code == 409
    assert "Pas de créneau libre" in last.text


def test_a_learner_moves_then_cancels_and_late_is_said(
    session: Session, house: House, learner: Actor, visit: Visit
) -> None:
    first, second, *_more = opened(session, house)
    made = taken(session, learner, first)
    phone = visit("learner@demo.example")
    agenda = phone.page("/agenda")
    assert "Déplacer ou annuler" in agenda  # one touch does not throw an appointment away
    assert f'action="/seances/{made.session_id}/annulation"' not in agenda
    page = phone.page(f"/rendez-vous/{made.id}/deplacement")
    assert second.id in page
    assert first.id not in page
    moved = phone.post(f"/rendez-vous/{made.id}/deplacement", {"slot_id": second.id}, follow=True)
    assert "déplacé : jeudi 26 novembre à 9 h 30" in moved.text
    assert phone.post(f"/rendez-vous/{made.id}/deplacement", {"day": "2026-11-27", "start": "09:00"}).status_code == 403
    assert "moins de 24 heures" not in phone.page(f"/rendez-vous/{made.id}")
    with clock.at(paris(THURSDAY, 8)):
        assert "moins de 24 heures" in phone.page(f"/rendez-vous/{made.id}")
        gone = phone.post(f"/rendez-vous/{made.id}/annulation", {"reason": "Empêchement"}, follow=True)
        assert "Votre rendez-vous est annulé." in gone.text
        assert "annulé" in visit("adviser@demo.example").page(f"/rendez-vous/{made.id}")


def test_a_series_is_shown_before_it_is_made_then_moved_as_one(
    session: Session, house: House, learner: Actor, visit: Visit
) -> None:
    adviser = visit("adviser@demo.example")
    enrolment_id = own_path(session, learner).id
    asked = {
        "day": "2026-12-11", "start": "14:00", "minutes": "30", "means": "place", "about": "Suivi",
        "site": house.demo.site_id, "every": "week", "times": "3",
    }  # fmt: skip
    seen = adviser.post(f"/rendez-vous/proposer/{enrolment_id}", asked)
    assert seen.status_code == 200
    assert "2 rendez-vous à prendre" in seen.text
    assert "férié" in seen.text
    adviser.post(f"/rendez-vous/proposer/{enrolment_id}", asked | {"confirmed": "1"})
    made = session.scalars(select(Appointment).order_by(Appointment.id)).all()
    assert len(made) == 2
    where = f"/rendez-vous/{made[0].id}/deplacement"
    change = {"day": "2026-12-10", "start": "15:00", "following": "1"}
    preview = adviser.post(where, change)
    assert preview.status_code == 200
    assert "jeudi 17 décembre à 15 h" in preview.text
    done = adviser.post(where, change | {"confirmed": "1"}, follow=True)
    assert "jeudi 10 décembre à 15 h" in done.text
    clash = adviser.post(
        f"/rendez-vous/proposer/{enrolment_id}", asked | {"day": "2026-12-10", "start": "15:15", "every": ""}
    )
    assert clash.status_code == 409
    assert "déjà" in clash.text


def test_blocking_is_shown_before(session: Session, house: House, learner: Actor, visit: Visit) -> None:
    made = taken(session, learner, opened(session, house)[0])
    adviser = visit("adviser@demo.example")
    asked = {"from_day": "2026-11-26", "to_day": "2026-11-26"}
    seen = adviser.post("/rendez-vous/creneaux/absences", asked)
    assert "3 créneaux libres seront retirés" in seen.text
    assert learner.name in seen.text
    adviser.post("/rendez-vous/creneaux/absences", asked | {"confirmed": "1", "cancelled": made.id, "reason": "Congé"})
    session.refresh(made)
    assert made.cancelled_at is not None
    week = adviser.page("/rendez-vous/creneaux?semaine=2026-11-26")
    absence = re.findall(r"absences/([0-9a-f-]{36})/retrait", week)
    assert len(absence) == 1
    adviser.post(f"/rendez-vous/creneaux/absences/{absence[0]}/retrait")
    assert "Débloquer" not in adviser.page("/rendez-vous/creneaux")


def test_wrong_words_in_a_form_are_kept_and_told(session: Session, house: House, learner: Actor, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    for path, asked in {
        "/rendez-vous/creneaux": OPENING | {"day": "hier"},
        "/rendez-vous/creneaux/absences": {"from_day": "2026-12-03", "to_day": "2026-12-01"},
        f"/rendez-vous/proposer/{own_path(session, learner).id}": {"day": "2026-12-03", "start": "25:00"},
    }.items():
        answer = adviser.post(path, asked)
        assert answer.status_code == 422, path
        assert "error-summary" in answer.text
    made = taken(session, learner, opened(session, house)[0])
    with clock.at(paris(THURSDAY, 12)):
        answer = adviser.post(f"/rendez-vous/{made.id}/issue", {"outcome": "absent", "team_note": "Rappeler"})
        assert answer.status_code == 422
        assert "Rappeler" in answer.text
        long = adviser.post(f"/rendez-vous/{made.id}/issue", {"outcome": "held", "team_note": "x" * 5001})
        assert long.status_code == 422
    session.refresh(made)
    assert made.outcome == ""


def test_a_video_opens_ten_minutes_before(session: Session, house: House, learner: Actor, visit: Visit) -> None:
    made = taken(session, learner, opened(session, house)[0], means="video")
    phone = visit("learner@demo.example")
    way = f"/seances/{made.session_id}/salle"
    for moment, opens in ((paris(THURSDAY, 8, 49), "s'ouvre à 8 h 50"), (paris(THURSDAY, 8, 50), "Rejoindre la salle")):
        with clock.at(moment):
            for page in (phone.page("/rendez-vous"), phone.page(f"/rendez-vous/{made.id}")):
                assert way in page
                assert opens in page
    with clock.at(paris(THURSDAY, 9, 5)):
        assert "https://visio.example/ines" in phone.get(way, follow=False).text + str(phone.get(way).headers)


def test_each_sees_their_own_and_colleagues_cover(session: Session, house: House, learner: Actor, visit: Visit) -> None:
    made = taken(session, learner, opened(session, house)[0])
    enrolled(session, house, email="autre@demo.example", name="Autre")
    assert visit("autre@demo.example").get(f"/rendez-vous/{made.id}").status_code == 404
    assert visit("trainer@demo.example").get("/rendez-vous").status_code == 403
    assert visit("trainer@demo.example").get(f"/rendez-vous/{made.id}").status_code == 404
    assert visit("adviser-voisine@demo.example").get(f"/rendez-vous/{made.id}").status_code == 404
    with clock.at(paris(THURSDAY + timedelta(days=1), 9)):
        admin = visit("admin@demo.example")
        assert learner.name in admin.page("/rendez-vous")
        assert admin.post(f"/rendez-vous/{made.id}/issue", {"outcome": "held"}).status_code == 303


@pytest.mark.parametrize("path", ["/rendez-vous", "/rendez-vous/prendre"])
def test_a_page_of_the_learner_asks_as_much_for_one_as_for_many(
    session: Session, house: House, learner: Actor, visit: Visit, database: RolledBack, path: str
) -> None:
    phone = visit("learner@demo.example")
    found = opened(session, house, end=time(18))
    taken(session, learner, found[0])
    counts = []
    for more in (0, 2):
        for slot in found[1 : 1 + more]:
            taken(session, learner, slot)
        session.flush()
        phone.page(path)
        database.statements.clear()
        phone.page(path)
        counts.append(len(database.statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_pages_of_an_adviser_ask_as_much_for_one_as_for_many(
    session: Session, house: House, visit: Visit, database: RolledBack
) -> None:
    adviser = visit("adviser@demo.example")
    found = opened(session, house, end=time(18))
    people = [
        learner_of(session, house.demo, enrolled(session, house, email=f"p{n}@demo.example", name=f"P{n}"))
        for n in range(8)
    ]
    first = taken(session, people[0], found[0])
    proposed(session, house, first.enrolment_id, starts_at=paris(THURSDAY, 19))
    for path in ("/rendez-vous", "/rendez-vous/creneaux?semaine=2026-11-26"):
        counts = []
        for some in ((), people[1:4] if path == "/rendez-vous" else people[4:]):
            for person in some:
                free = [one for one in found if one.id not in {a.slot_id for a in session.scalars(select(Appointment))}]
                taken(session, person, free[0])
            session.flush()
            adviser.page(path)
            database.statements.clear()
            adviser.page(path)
            counts.append(len(database.statements))
        assert counts[0] == counts[1], path
        assert counts[0] <= 12, path
