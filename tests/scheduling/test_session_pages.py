"""Planning a series, moving, cancelling, rooms, documents and one's own seat: by the pages and by the API."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.clock import paris
from app.scheduling import services
from app.scheduling.models import SessionDocument, TrainingSession
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course
from tests.scheduling.test_doors import BODY, FORM, THURSDAY, a_path, a_session

SERIES = FORM | {"room": "Salle bleue", "repeat": "week", "times": "3", "day": "2026-12-11"}


def dates_of(database: RolledBack) -> list[date]:
    with database.reading() as session:
        return [
            clock.local(at).date() for at in session.scalars(select(TrainingSession.starts_at).order_by("starts_at"))
        ]


def test_a_series_is_shown_then_planned(visit: Callable[..., Client], database: RolledBack) -> None:
    browser = visit("trainer@demo.example")
    shown = browser.post("/seances", SERIES)
    assert shown.status_code == 200
    assert "vendredi 25 décembre : jour férié" in shown.text
    assert shown.text.count('name="days"') == 3
    assert re.search(r"de \d+ h( \d\d)? à \d+ h", shown.text)  # as every other hour is written
    assert dates_of(database) == []
    kept = SERIES | {"days": ["2026-12-11", "2027-01-08"]}
    done = browser.post("/seances/serie", kept, follow=True)
    assert "2 séances sont annoncées" in done.text
    assert dates_of(database) == [date(2026, 12, 11), date(2027, 1, 8)]
    again = browser.post("/seances/serie", kept)
    assert again.status_code == 409
    assert "tient déjà une séance" in again.text
    assert "Salle bleue" in again.text  # the words are kept
    assert len(dates_of(database)) == 2


def test_a_taken_date_is_shown_and_not_ticked(visit: Callable[..., Client]) -> None:
    browser = visit("trainer@demo.example")
    browser.post("/seances", FORM | {"room": "Salle verte", "day": "2026-12-18", "title": "Marché"})
    shown = browser.post("/seances", SERIES)
    assert "tient déjà une séance" in shown.text
    assert shown.text.count(" checked") == 2
    wrong = browser.post("/seances", SERIES | {"times": ""})
    assert (wrong.status_code, "combien de fois" in wrong.text) == (422, True)
    assert browser.post("/seances", SERIES | {"repeat": "days"}).status_code == 422
    assert browser.post("/seances", SERIES | {"repeat": "jamais"}).status_code == 422


def test_a_session_over_midnight_is_planned_by_its_page(visit: Callable[..., Client]) -> None:
    form = FORM | {"room": "Refuge", "start": "22:00", "end": "01:00"}
    browser = visit("trainer@demo.example")
    assert browser.post("/seances", form).status_code == 422
    assert "jusqu'à 1 h" in browser.post("/seances", form | {"overnight": "1"}, follow=True).text.replace("&#39;", "'")


def test_a_move_is_shown_before_it_is_done(visit: Callable[..., Client], database: RolledBack, house: House) -> None:
    meeting_id, own = a_session(database, house), a_path(database, house)
    team, learner = visit("adviser@demo.example"), visit("learner@demo.example")
    learner.post(f"/seances/{meeting_id}/reservations", {"enrolment_id": own})
    form = {
        "title": "Premier jour", "day": "2026-11-27", "start": "14:00", "end": "17:00", "place": "on_site",
        "site": house.demo.site_id, "capacity": "2", "trainer": "", "revision": "0",
    }  # fmt: skip
    assert 'value="2026-11-26"' in team.page(f"/seances/{meeting_id}/modifier")
    shown = team.post(f"/seances/{meeting_id}/modifier", form)
    assert "1 personne a une place" in shown.text
    assert dates_of(database) == [THURSDAY]
    done = team.post(f"/seances/{meeting_id}/modifier", form | {"confirmed": "1"}, follow=True)
    assert "1 personne inscrite est prévenue" in done.text
    assert dates_of(database) == [THURSDAY + timedelta(days=1)]
    mine = learner.page(f"/seances/{meeting_id}")
    assert "vendredi 27 novembre à 14 h" in mine
    assert "déplacée" in mine
    stale = team.post(f"/seances/{meeting_id}/modifier", form | {"day": "2026-12-01", "confirmed": "1"})
    assert stale.status_code == 409
    few = team.post(f"/seances/{meeting_id}/modifier", form | {"revision": "1", "capacity": "0"})
    assert few.status_code == 422


def test_a_cancelled_session_says_why_to_who_had_a_seat_and_to_nobody_else(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting_id, own = a_session(database, house), a_path(database, house)
    a_path(database, house, "karim@demo.example")
    team, learner, other = (visit(f"{who}@demo.example") for who in ("trainer", "learner", "karim"))
    learner.post(f"/seances/{meeting_id}/reservations", {"enrolment_id": own})
    assert "1 personne a une place" in team.page(f"/seances/{meeting_id}/annuler")
    assert team.post(f"/seances/{meeting_id}/annuler", {"reason": " "}).status_code == 422
    done = team.post(f"/seances/{meeting_id}/annuler", {"reason": "Neige sur la route"}, follow=True)
    assert "Cette séance est annulée" in done.text
    mine = learner.page(f"/seances/{meeting_id}")
    assert "Neige sur la route" in mine
    assert "Réserver ma place" not in mine
    assert other.get(f"/seances/{meeting_id}").status_code == 404
    assert "Neige sur la route" in team.page("/seances?vue=annulees")
    assert "Premier jour" not in team.page("/seances")


def test_a_learner_reads_the_session_and_says_where_they_will_be(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    a_path(database, house)
    with database.writing() as session:
        seance = activity(small_course(session, house.demo), "seance")
        page = activity(small_course(session, house.demo), "accueil")
        meetings = [
            services.plan_session(
                session, house.actor("trainer"), house.course_slug, "Rencontre", paris(day, 9), paris(day, 12), "hybrid", 8,
                seance.id, site_id=house.demo.site_id, running_order="- un **tour** de table\n- <script>non</script>",
                equivalent_activity_id=page.id,
            ).id
            for day in (THURSDAY, THURSDAY + timedelta(days=7))
        ]  # fmt: skip
    browser = visit("learner@demo.example")
    path = f"/seances/{meetings[0]}"
    before = browser.page(path)
    assert "<strong>tour</strong>" in before
    assert "<script>non" not in before
    assert "Trainer Demo" in before
    assert "jeudi 3 décembre à 9 h" in before  # the other date
    assert page.title in before
    browser.post(f"{path}/reservations", {"place": "remote"})
    assert "Votre place est réservée" in browser.page(path)
    said = browser.post(f"{path}/lieu", {"place": "on_site"}, follow=True)
    assert "sur place" in said.text
    browser.post(f"{path}/annulation")
    assert "8 places libres" in browser.page(path)


def test_rooms_by_their_page(visit: Callable[..., Client], database: RolledBack, house: House) -> None:
    browser = visit("adviser@demo.example")
    room = {"site": house.demo.site_id, "name": "Salle bleue", "capacity": "10"}
    assert "est ajoutée" in browser.post("/seances/salles", room, follow=True).text
    assert browser.post("/seances/salles", room).status_code == 422
    with database.writing() as session:
        room_id = str(services.add_room(session, house.actor("admin"), house.demo.site_id, "Salle verte", 9).id)
        meeting = services.plan_session(
            session, house.actor("trainer"), house.course_slug, "Atelier", paris(THURSDAY, 9), paris(THURSDAY, 12), "on_site",
            8, room_id=room_id,
        ).id  # fmt: skip
    refused = browser.post(f"/seances/salles/{room_id}/archivage")
    assert refused.status_code == 409
    assert f"/seances/{meeting}/modifier" in refused.text
    kept = browser.post(f"/seances/salles/{room_id}/archivage", {"keep": "1"}, follow=True)
    assert "ne sert plus" in kept.text
    assert "Salle verte (ne sert plus)" in browser.page(f"/seances/{meeting}/modifier")
    assert "Salle verte" not in browser.page("/seances/nouvelle")
    browser.post(f"/seances/salles/{room_id}/archivage", {"again": "1"})
    assert "Salle verte" in browser.page("/seances/nouvelle")


def test_documents_are_opened_by_those_who_have_a_seat_in_their_time(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting_id, own = a_session(database, house), a_path(database, house)
    a_path(database, house, "karim@demo.example")
    team, learner, other = (visit(f"{who}@demo.example") for who in ("trainer", "learner", "karim"))
    learner.post(f"/seances/{meeting_id}/reservations", {"enrolment_id": own})
    for moment, words in (("before", b"Avant"), ("after", b"Ensuite")):
        sent = team.post(
            f"/seances/{meeting_id}/documents", {"moment": moment, "title": f"Texte {moment}"},
            files={"file": ("texte.txt", words, "text/plain")},
        )  # fmt: skip
        assert sent.status_code == 303
    with database.reading() as session:
        found = {one.moment: one.id for one in session.scalars(select(SessionDocument).order_by(SessionDocument.id))}
    page = learner.page(f"/seances/{meeting_id}")
    assert "Texte before" in page
    assert "Texte after" not in page
    address = f"/seances/{meeting_id}/documents/"
    assert learner.get(address + found["before"]).content == b"Avant"
    assert learner.get(address + found["after"]).status_code == 404
    assert other.get(address + found["before"]).status_code == 404
    assert team.get(address + found["after"]).content == b"Ensuite"
    with clock.at(paris(THURSDAY, 18)):
        assert "Texte after" in learner.page(f"/seances/{meeting_id}")
        assert learner.get(address + found["after"]).content == b"Ensuite"
    team.post(address + found["after"], {"at_once": "1"})
    assert learner.get(address + found["after"]).status_code == 200
    team.post(address + found["before"] + "/retrait")
    assert learner.get(address + found["before"]).status_code == 404
    assert team.post(f"/seances/{meeting_id}/documents", {"moment": "before"}).status_code == 303


def test_lists_are_filtered_and_say_what_was_never_filled(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    never, half = a_session(database, house, title="Oubliée"), a_session(database, house, title="Commencée")
    later = a_session(database, house, day=date(2027, 1, 14), title="Plus tard")
    first, second = a_path(database, house), a_path(database, house, "karim@demo.example")
    browser = visit("trainer@demo.example")
    browser.post(f"/seances/{never}/reservations", {"enrolment_id": first})
    with database.writing() as session:
        third = enrolled(session, house, email="lea@demo.example", name="Léa").id
    for path in (second, third):
        browser.post(f"/seances/{half}/reservations", {"enrolment_id": path})
    with clock.at(paris(THURSDAY, 18)):
        browser.post(f"/seances/{half}/presences", {f"p:{second}:2026-11-26:morning": "present"})
        page = browser.page("/seances?vue=a-noter")
        assert page.index("Oubliée") < page.index("Commencée")
        assert page.count("jamais rempli") >= 1
        assert "émargement de 1 séance" in browser.page("/seances")
        browser.post(f"/seances/{half}/presences", {f"p:{third}:2026-11-26:morning": "absent"})
        assert "Commencée" in browser.page("/seances?vue=tenues")
        assert "Oubliée" not in browser.page("/seances?vue=tenues")
        assert "Plus tard" in browser.page("/seances")
        assert "Plus tard" not in browser.page("/seances?mois=2026-12")
        assert "Plus tard" in browser.page("/seances?mois=2027-01")
        assert "Plus tard" not in browser.page("/seances?lieu=ailleurs")
        assert "Plus tard" in browser.page(f"/seances?lieu={house.demo.site_id}")
        for odd in ("?mois=2026-13", "?mois=9999-12", "?vue=rien", "?mois=0001-01", "?formation=%00"):
            assert browser.get("/seances" + odd).status_code in (200, 404)
    assert later


def test_a_long_list_goes_on_page_after_page(visit: Callable[..., Client], database: RolledBack, house: House) -> None:
    for n in range(53):
        a_session(database, house, day=THURSDAY + timedelta(days=n // 3), title=f"S{n:02}")
    browser = visit("trainer@demo.example")
    page = browser.page("/seances")
    assert page.count("<tr>") == 51
    address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = browser.page(address)
    assert rest.count("<tr>") == 4
    assert "S52" in rest


def test_a_machine_moves_cancels_and_gives_back(api: Callable[..., Client], database: RolledBack, house: House) -> None:
    first, second = a_path(database, house), a_path(database, house, "karim@demo.example")
    with database.writing() as session:
        room_id = str(services.add_room(session, house.actor("admin"), house.demo.site_id, "Salle verte", 9).id)
    machine = api("trainer@demo.example")
    made = machine.request(
        "POST", "/sessions", json=BODY | {"place": "hybrid", "room_id": room_id, "running_order": "- a"}
    )
    assert made.status_code == 201, made.text
    assert (made.json()["place"], made.json()["room"], made.json()["running_order"]) == ("hybrid", "Salle verte", "- a")
    path = f"/sessions/{made.json()['id']}"
    assert machine.request("POST", "/sessions", json=BODY).status_code == 409
    for enrolment_id in (first, second):
        machine.request("POST", f"{path}/bookings", json={"enrolment_id": enrolment_id, "place": "remote"})
    assert machine.request("PATCH", path, json={"capacity": 0}).status_code == 422
    assert machine.request("PATCH", path, json={"couleur": "bleu"}).status_code == 422
    moved = machine.request(
        "PATCH",
        path,
        json={"starts_at": "2026-11-27T09:00:00+01:00", "ends_at": "2026-11-27T12:00:00+01:00", "revision": 0},
    )
    assert (moved.status_code, moved.json()["revision"]) == (200, 1)
    assert machine.request("PATCH", path, json={"title": "X", "revision": 0}).status_code == 409
    assert machine.request("DELETE", f"{path}/bookings/{first}").status_code == 204
    assert machine.request("POST", f"{path}/bookings", json={"enrolment_id": second}).json()["state"] == "booked"
    assert machine.request("POST", f"{path}/cancellation", json={"reason": ""}).status_code == 422
    gone = machine.request("POST", f"{path}/cancellation", json={"reason": "Neige"})
    assert (gone.status_code, gone.json()["cancel_reason"]) == (200, "Neige")
    assert machine.request("POST", f"{path}/bookings", json={"enrolment_id": first}).status_code == 409
    assert machine.get("/sessions").json()["items"] == []
    assert len(machine.get("/sessions", params={"cancelled": "true"}).json()["items"]) == 1
