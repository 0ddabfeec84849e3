"""Incidents and improvement actions: where they come from, who answers for them, what they have changed."""

import io
from datetime import date
from html import unescape

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.core import clock
from app.core.periods import Period
from app.enrolments.groups import services as grouping
from app.feedback import data, queries
from app.feedback.improvements import effects, rules, services
from app.feedback.improvements.models import ElementChoice, Improvement
from app.identity.models import Membership
from app.notifications.models import Notice
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.factories.sessions import planned
from tests.feedback.conftest import Ask, Visit

QUALITY, ADVISER, AUDITOR = "quality@demo.example", "adviser@demo.example", "auditor@demo.example"


def decide(visit: Visit, house: House, **more: str) -> str:
    form = {"title": "Prévenir la veille", "due_on": "2026-12-10", "owner": house.demo.people["adviser"].id}
    made = visit(QUALITY).post("/qualite/ameliorations/nouvelle", form | more)
    assert made.status_code == 303, unescape(made.text)
    return str(made.headers["location"])


def kept(database: RolledBack) -> Improvement:
    with database.reading() as session:
        return session.scalars(select(Improvement)).one()


def test_an_incident_is_noted_from_a_session_solved_and_improves_something(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        meeting = planned(session, house)
    adviser = visit(ADVISER)
    assert meeting.title in unescape(adviser.page(f"/qualite/aleas/nouveau?seance={meeting.id}"))
    form = {"what": "Intervenante absente.", "happened_on": "2026-11-23", "session": meeting.id, "subject": "absent"}
    page = adviser.post("/qualite/aleas/nouveau", form).headers["location"]
    assert adviser.post("/qualite/aleas/nouveau", form).headers["location"] == page  # sent twice
    assert "sans solution" in unescape(adviser.page("/qualite/aleas?voir=ouverts"))
    adviser.post(page, {"solution": "Remplacée par un collègue."})
    assert "résolu" in unescape(adviser.page(page))
    assert adviser.post("/qualite/aleas/nouveau", form | {"happened_on": "2027-01-01"}).status_code == 422
    assert adviser.post("/qualite/aleas/nouveau", form | {"session": "ailleurs", "what": "Autre"}).status_code == 422
    decide(visit, house, origin="incident", origin_id=page.rpartition("/")[2])
    assert "Prévenir la veille" in unescape(adviser.page(page))
    assert "Aléa 1" in unescape(adviser.page(f"/qualite/ameliorations/{kept(database).id}"))
    with database.reading() as session:
        rows = queries.incidents(session, house.demo.id, Period(date(2026, 11, 1), date(2026, 11, 30)))
        assert [(row.number, row.solution) for row in rows] == [(1, "Remplacée par un collègue.")]
    auditor = visit(AUDITOR)
    assert "Adviser Demo" not in auditor.page(page)
    assert "Adviser Demo" not in auditor.get("/qualite/aleas.csv").text


def test_an_effect_is_counted_by_the_house_over_two_periods_and_told_to_people(
    visit: Visit, database: RolledBack, house: House
) -> None:
    quality, nobody = visit(QUALITY), visit()
    nobody.page("/reclamation?organisation=demo")
    for number in range(2):
        nobody.post(
            "/reclamation",
            {"organisation": "demo", "words": f"Annulé {number}", "subject": "session", "phone": "0639980012"},
        )
    nobody.post(
        "/reclamation", {"organisation": "demo", "words": "Trop froid", "subject": "place", "phone": "0639980012"}
    )
    with database.reading() as session:
        origin = queries.complaints(session, house.demo.id, Period(date(2026, 11, 1), date(2026, 11, 30)))[0].id
    page = decide(visit, house, origin="complaint", origin_id=origin)
    effect = {
        "measure": "complaints", "effect": "Plus d'annulation tardive.", "before_from": "2026-11-01",
        "before_to": "2026-11-30", "after_from": "2026-12-01", "after_to": "2026-12-31",
    }  # fmt: skip
    assert quality.post(f"{page}/effet", effect | {"after_from": "2026-10-01"}).status_code == 422
    assert quality.post(f"{page}/effet", {"measure": "", "effect": ""}).status_code == 422
    early = quality.post(f"{page}/effet", effect)
    assert (early.status_code, "n'est pas finie" in unescape(early.text)) == (422, True)  # what is to come is no zero
    clock.freeze(clock.paris(date(2026, 12, 31)))
    quality = visit(QUALITY)
    assert quality.post(f"{page}/effet", effect).status_code == 303
    row = kept(database)
    assert row.before is not None
    assert row.after is not None
    assert (row.before["value"], row.after["value"], row.measured_on) == (2, 0, date(2026, 12, 31))  # of the same sort
    assert "Séance, rendez-vous" in unescape(quality.page(page))
    assert "Rien n'est encore publié" in unescape(nobody.page("/vos-retours?organisation=demo"))
    quality.post(f"{page}/publication", {"published": "Une annulation est dite la veille."})
    told = unescape(nobody.page("/vos-retours?organisation=demo"))
    assert "dite la veille" in told
    assert "Nombre de réclamations (Séance, rendez-vous) : 2 en 30 jours avant, 0 en 31 jours après." in told
    assert "dite la veille" not in unescape(nobody.page("/vos-retours?organisation=demo-voisine"))
    quality.post(f"{page}/publication", {"published": ""})
    assert "dite la veille" not in unescape(nobody.page("/vos-retours?organisation=demo"))


def test_a_figure_of_few_people_is_told_to_nobody() -> None:
    def side(value: float | None, people: int | None) -> dict[str, float | int | None]:
        return {"value": value, "denominator": people}

    assert rules.may_be_told(side(7.5, 10), side(7.7, 5), 5)
    assert rules.may_be_told(side(2, None), side(0, None), 5)
    for few in (side(7.5, 4), side(None, 0), None):
        assert not rules.may_be_told(side(7.5, 10), few, 5)


def test_nothing_to_divide_by_is_said_and_never_a_zero(database: RolledBack, house: House) -> None:
    with database.reading() as session:
        nobody = Period(date(2024, 1, 1), date(2024, 12, 31))
        for name in ("satisfaction_mean", "satisfaction_rate", "response_rate"):
            assert effects.measure(session, house.demo.id, name, nobody, None)["value"] is None
        assert effects.measure(session, house.demo.id, "incidents", nobody, None)["value"] == 0
        assert queries.satisfaction(session, house.demo.id, nobody) == []


def test_the_owner_says_where_it_stands_and_nobody_overwrites_what_they_have_not_read(
    visit: Visit, database: RolledBack, house: House
) -> None:
    page, adviser, trainer = decide(visit, house), visit(ADVISER), visit("trainer@demo.example")
    assert trainer.post(f"{page}/etat", {"state": "done"}).status_code == 403
    version = str(kept(database).version)
    assert adviser.post(f"{page}/etat", {"state": "doing", "version": version}).status_code == 303
    stale = adviser.post(f"{page}/etat", {"state": "done", "words": "Fait.", "version": version})
    assert stale.status_code == 409
    assert adviser.post(f"{page}/etat", {"state": "dropped"}).status_code == 422  # it says why
    adviser.post(f"{page}/etat", {"state": "done", "words": "Fait."})
    assert (kept(database).state, kept(database).done_on) == ("done", date(2026, 11, 23))
    assert adviser.post(f"{page}/publication", {"published": "Oui"}).status_code == 403


def test_the_owner_is_reminded_and_quality_once_they_have_left(
    database: RolledBack, visit: Visit, house: House
) -> None:
    decide(visit, house)

    def told(day: date) -> set[str]:
        clock.freeze(clock.paris(day, 10))
        with database.writing() as session:
            services.remind_owners(session)
            services.remind_owners(session)
            rows = session.scalars(
                select(Notice).where(Notice.event == "improvement_due", Notice.created_at >= clock.now())
            )
            return {one.account_id for one in rows}

    adviser, quality = house.demo.people["adviser"].id, house.demo.people["quality"].id
    assert told(date(2026, 12, 1)) == set()
    assert told(date(2026, 12, 3)) == {adviser}
    assert told(date(2026, 12, 9)) == set()
    assert told(date(2026, 12, 11)) == {adviser}
    with database.writing() as session:
        for membership in session.scalars(select(Membership).where(Membership.account_id == adviser)):
            session.delete(membership)
    assert told(date(2026, 12, 26)) == {quality}
    assert "plus dans l'équipe" in unescape(visit(QUALITY).page("/qualite/ameliorations"))


def test_the_register_is_sorted_and_leaves_as_files(visit: Visit, house: House) -> None:
    decide(visit, house, title="=1+1 une formule", due_on="2026-12-30")
    decide(
        visit,
        house,
        title="Avant l'autre",
        due_on="2026-12-01",
        origin="gap",
        origin_id="11",
        origin_words="Indicateur 11",
    )
    quality = visit(QUALITY)
    page = unescape(quality.page("/qualite/ameliorations?tri=date"))
    assert page.index("Avant l'autre") < page.index("une formule")
    assert quality.page("/qualite/ameliorations?tri=inconnu&etat=inconnu")
    assert "'=1+1" in quality.get("/qualite/ameliorations.csv").text
    book = CalamineWorkbook.from_filelike(io.BytesIO(quality.get("/qualite/ameliorations.xlsx").content))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    assert {row[heads.index("Action")] for row in rows} == {"=1+1 une formule", "Avant l'autre"}
    assert {row[heads.index("Attendue")] for row in rows} == {date(2026, 12, 1), date(2026, 12, 30)}
    assert "Adviser Demo" not in visit(AUDITOR).get("/qualite/ameliorations.csv").text
    assert quality.get("/qualite/ameliorations.csv?du=n%27importe").status_code == 200
    wrong = quality.post("/qualite/ameliorations/nouvelle", {"title": "x", "due_on": "hier", "owner": "personne"})
    assert wrong.status_code == 422
    assert unescape(wrong.text).count("field-error") == 3


def test_a_trial_with_volunteers_keeps_or_changes_each_element(
    visit: Visit, database: RolledBack, ask: Ask, house: House
) -> None:
    ask(2)
    with database.writing() as session:
        path = enrolled(session, house)
        grouping.set_groups(session, house.actor("admin"), path.id, ["Groupe d'essai"])
    learner = visit("learner@demo.example")
    first = next(link for link in learner.page("/mon-parcours").split('"') if link.startswith("/activites/"))
    learner.post(f"{first}/mot", {"remark": "Un mot pour la formation.", "helped": "yes"})
    quality = visit(QUALITY)
    page = next(part for part in quality.page("/qualite/essais").split('"') if part.startswith("/qualite/essais/"))
    activity = next(
        part.removeprefix("a-") for part in quality.page(page).split('"') if part.startswith("a-") and len(part) == 38
    )
    assert "Un mot pour la formation." in unescape(visit("trainer@demo.example").page(page))
    assert "Un mot pour la formation." not in unescape(quality.page(page))  # people were told who reads their words
    assert "Oui, elle m'a aidé : 1" in unescape(quality.page(page))
    refused = quality.post(page, {"activity": activity, "choice": "change"})
    assert refused.status_code == 422
    for _twice in range(2):
        quality.post(page, {"activity": activity, "choice": "change", "reason": "Trop long\nÀ couper en deux"})
    shown = unescape(quality.page(page))
    assert "À couper en deux" in shown
    with database.reading() as session:
        choice = session.scalars(select(ElementChoice)).one()
        action = session.scalars(select(Improvement)).one()
    assert (choice.improvement_id, action.title, action.origin) == (action.id, "Trop long", "trial")
    assert quality.post(page, {"activity": "ailleurs", "choice": "keep"}).status_code == 404


@pytest.mark.once
def test_the_rules_are_dated_and_never_half_read() -> None:
    assert data.rules().satisfied_from(date(2026, 1, 1)) == 7
    text = data.PATH.read_text(encoding="utf-8")
    later = text.replace("at_least: 7}", "at_least: 7}\n  - {from: 2026-07-01, at_least: 8}")
    dated = data.read(later)
    assert [dated.satisfied_from(day) for day in (date(2010, 1, 1), date(2026, 6, 30), date(2026, 7, 1))] == [7, 7, 8]
    for wrong in (
        text + "\nautre: 1\n",
        text.replace("at_least: 7", "at_least: -7"),
        text.replace("answer_days", "jours"),
    ):
        with pytest.raises(ValueError, match=r"rules\.yaml"):
            data.read(wrong)


@pytest.mark.once
def test_a_reminder_comes_before_the_date_then_the_day_after_then_regularly() -> None:
    due = date(2026, 12, 10)

    def is_due(day: int, reminded: int | None) -> bool:
        said = due.replace(day=reminded) if reminded else None
        return rules.reminder_is_due(due, said, due.replace(day=day), 7, 14)

    assert [is_due(2, None), is_due(3, None), is_due(5, 3), is_due(11, 3), is_due(12, 11), is_due(25, 11)] == [
        False, True, False, True, False, True,
    ]  # fmt: skip
