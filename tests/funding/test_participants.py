"""Records of participants: asked of few, kept by versions, sealed where they must be; indicators counted again by hand."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock, sealed
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.enrolments.exits.nomenclature import outcome_of
from app.funding.nomenclature import esf
from app.funding.nomenclature.esf import ENTRY, EXIT
from app.funding.participants import figures, reading, rules, services, workbook
from app.funding.queries import participants as queries
from app.funding.services import files
from app.funding.services.files import Part
from app.outcomes import queries as outcomes
from app.outcomes.queries import Checked
from app.outcomes.rules import Standing
from app.outcomes.services import answering
from app.outcomes.services.answering import Said
from app.privacy.copy import services as privacy
from app.privacy.erasure import services as erasing
from app.privacy.erasure.rules import Cause, Why
from app.privacy.erasure.rules import Scope as Erased
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import learner_of
from tests.funding.story import RECORD, Funded, fund
from tests.funding.test_years import recalculated
from tests.privacy.test_copy import opened

Visit = Callable[..., Client]
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def funded(session: Session, house: House) -> Funded:
    return fund(session, house)


def _counts(session: Session, funded: Funded, sealed: Any = None) -> dict[str, figures.Count]:
    people = reading.participants(session, funded.story.actor(Role.QUALITY))
    return {one.indicator.code: one for one in figures.counts(esf.form_on(YEAR.end), people, YEAR, sealed)}


def test_nothing_is_asked_when_no_funder_needs_it(session: Session, funded: Funded, visit: Visit) -> None:
    adviser, carl = funded.story.actor(Role.ADVISER), funded.story.carl.id
    with pytest.raises(Conflict, match="rien de plus"):
        services.asked(session, adviser, carl, ENTRY)
    assert visit("adviser@demo.example").get(f"/financeurs/dossiers/{carl}/questions/entry").status_code == 409


def test_indicators_are_what_raw_records_say(session: Session, funded: Funded) -> None:
    """Ada and Bea are paid by the European funder; Bea has no record yet. Counted here from the rows alone."""
    adviser = funded.story.actor(Role.ADVISER)
    services.fill_in(
        session, adviser, funded.story.bea.id, ENTRY, RECORD | {"sex": "m", "born_on_refused": "1", "job": "employed"}
    )
    said = [json.loads(row.answers) if isinstance(row.answers, str) else row.answers
            for row in session.execute(text("SELECT answers FROM participant_record WHERE moment = 'entry'"))]  # fmt: skip
    found = _counts(session, funded)
    assert found["EECO01"].value == len(said) == 2
    assert found["EECO02"].value == sum(one["job"] == "unemployed" for one in said)
    young = [one for one in said if one["born_on"] != "refused" and one["born_on"] > "1996-10-12"]
    assert found["EECO07"].value == len(young) == 1
    assert (found["EECO07"].refused, found["EECO07"].known, found["EECO07"].rate) == (1, 1, 1.0)
    assert found["EECO03"].value == 0  # seven months, at 26
    assert found["EECO05"].by_sex == {"f": 0, "m": 1, "x": 0, "unknown": 0}
    assert not {"EECO12", "EECO13", "EECO14", "EECO15", "EECO16"} & set(found)


def test_an_erasure_moves_no_indicator_of_the_entry_and_leaves_no_day_and_no_word(
    session: Session, house: House, funded: Funded, visit: Visit
) -> None:
    def counted() -> dict[str, object]:
        found = _counts(session, funded).values()
        return {
            one.indicator.code: (one.by_sex, one.asked, one.refused, one.silent)
            for one in found
            if one.indicator.moment == ENTRY
        }

    before, scope = counted(), Erased(house.demo.id, funded.story.ada.learner_id)
    assert any(one for one in before.values())
    for _again in range(2):
        erasing.erase(session, None, scope, Why(Cause.REQUEST))
        session.expire_all()
        assert counted() == before
    (left,) = session.scalars(text("SELECT answers FROM participant_record WHERE moment = 'entry'"))
    kept = json.loads(left) if isinstance(left, str) else left
    asked = {one.key: one.kind for one in esf.form_on(YEAR.end).questions[ENTRY]}
    assert kept.pop("age") == 26
    assert {asked[key] for key in kept} <= {esf.CHOICE, esf.NUMBER}
    quality = visit("quality@demo.example")
    for page in ("", "/lignes", ".xlsx"):
        assert quality.get(f"/financeurs/fse{page}?du=2026-01-01&au=2026-12-31").status_code == 200


def test_long_unemployment_comes_sooner_before_twenty_five(session: Session, funded: Funded) -> None:
    young = RECORD | {"born_on": "2003-01-01"}
    services.fill_in(session, funded.story.actor(Role.ADVISER), funded.story.bea.id, ENTRY, young)
    assert [one.name for one in _counts(session, funded)["EECO03"].people] == ["Bea"]


def test_nobody_in_a_period_divides_nothing(session: Session, funded: Funded, visit: Visit) -> None:
    page = visit("quality@demo.example").page("/financeurs/fse?du=2020-01-01&au=2020-12-31")
    assert "EECR04" in page
    assert "–" in page
    for code, one in _counts(session, funded).items():
        if one.indicator.moment != ENTRY:
            assert (one.asked, one.rate) == (0, None), code


def test_a_correction_is_another_version_with_its_reason(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    first = queries.last(session, ada, ENTRY)
    assert first is not None
    again = {key: value for key, value in RECORD.items() if key not in ("disability", "minority")}
    assert services.fill_in(session, adviser, ada, ENTRY, again).id == first.id  # the same answers: nothing is written
    with pytest.raises(Invalid, match="pourquoi"):
        services.fill_in(session, adviser, ada, ENTRY, again | {"education": "level_5"})
    second = services.fill_in(session, adviser, ada, ENTRY, again | {"education": "level_5"}, "Diplôme retrouvé")
    assert (second.number, first.answers["education"]) == (2, "level_4")
    assert services.open_sealed(session, adviser, ada) == {"disability": "yes", "minority": "refused"}
    assert _counts(session, funded)["EECO11"].value == 1


def test_special_answers_are_unreadable_in_the_database_and_each_opening_is_noted(
    session: Session, house: House, funded: Funded, visit: Visit
) -> None:
    ada = funded.story.ada
    raw = session.execute(text("SELECT * FROM participant_record")).one()
    assert "disability" not in str(raw)
    with pytest.raises(Forbidden):
        services.open_sealed(session, funded.story.actor(Role.TRAINER), ada.id)
    browser = visit("adviser@demo.example")
    here = f"/financeurs/dossiers/{ada.id}"
    assert "Situation de handicap" not in browser.page(here)
    shown = browser.post(f"{here}/protege")
    assert "Situation de handicap reconnue" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert [row.reader for row in queries.readings(session, ada.id)] == ["Adviser Demo"]
    assert "Adviser Demo" in browser.page(here)


def test_protected_counts_are_hidden_when_they_are_small(session: Session, funded: Funded, visit: Visit) -> None:
    page = visit("quality@demo.example").post("/financeurs/fse/protege?du=2026-01-01&au=2026-12-31").text
    assert "EECO12" in page
    assert "masqué" in page
    counts = _counts(session, funded, services.open_all_sealed(session, funded.story.actor(Role.QUALITY)))
    assert (counts["EECO12"].value, counts["EECO15"].refused) == (1, 1)
    assert visit("adviser@demo.example").post("/financeurs/fse/protege").status_code == 403


def test_an_exit_corrected_afterwards_calls_its_result_back(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    with clock.at(clock.paris(date(2026, 11, 20), 17)):
        enrolling.leave(session, adviser, ada, date(2026, 11, 20), exit_reason="permanent_job")
    asked = services.asked(session, adviser, ada, EXIT)
    assert asked.proposed == {"employment": "yes"}
    services.fill_in(session, adviser, ada, EXIT, {"employment": "yes", "training": "refused"})
    found = _counts(session, funded)
    assert (found["EECR04"].value, found["EECR04"].asked, found["EECR02"].refused) == (1, 1, 1)
    session.execute(text("UPDATE enrolment SET closed_on = '2026-11-16' WHERE id = :id"), {"id": ada})
    session.expire_all()
    people = reading.participants(session, funded.story.actor(Role.QUALITY))
    todo = figures.to_do(esf.form_on(YEAR.end), people, YEAR, clock.today())
    assert [(one.participant.name, one.moment, one.problem) for one in todo if one.moment == EXIT] == [
        ("Ada", EXIT, "moved")
    ]


def test_a_result_is_due_within_four_weeks_and_later_six_months_after(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    with clock.at(clock.paris(date(2026, 11, 20), 17)):
        enrolling.leave(session, adviser, ada, date(2026, 11, 20), exit_reason="job_search")
    people = reading.participants(session, funded.story.actor(Role.QUALITY))
    form = esf.form_on(YEAR.end)
    for day, problem in ((date(2026, 12, 18), "missing"), (date(2026, 12, 19), "late")):
        assert [one.problem for one in figures.to_do(form, people, YEAR, day) if one.moment == EXIT] == [problem]
    with pytest.raises(Conflict, match="six mois"):
        services.asked(session, adviser, ada, esf.LATER)
    assert services.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


def _news(standing: Standing, code: str = "", active: bool | None = None) -> dict[str, str]:
    told = Checked(6, standing, date(2027, 5, 20), outcome=outcome_of(code), active=active)
    return rules.proposed_later(esf.form_on(YEAR.end), told)


@pytest.mark.once
def test_news_taken_since_the_exit_are_proposed_six_months_after() -> None:
    assert _news(Standing.ANSWERED, "permanent_job") == {"employment": "yes"}
    assert _news(Standing.ANSWERED, "business_created", active=False) == {"employment": "no"}
    assert _news(Standing.ANSWERED, "job_search") == {"employment": "no"}
    assert _news(Standing.ANSWERED, "unknown") == _news(Standing.PENDING) == {}
    assert set(_news(Standing.UNREACHABLE).values()) == {"unreachable"}
    assert set(_news(Standing.REFUSED).values()) == {"refused"}


def test_the_questions_of_six_months_after_show_what_was_answered_since(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    with clock.at(clock.paris(date(2026, 11, 20), 17)):
        enrolling.leave(session, adviser, ada, date(2026, 11, 20), exit_reason="job_search")
    with clock.at(clock.paris(date(2027, 5, 21), 9)):
        assert services.asked(session, adviser, ada, esf.LATER).proposed == {}
        check = next(row for row in outcomes.checks_of(session, ada) if row.month == 6)
        answering.answer_for(session, adviser, check.id, Said("permanent_job"))
        assert services.asked(session, adviser, ada, esf.LATER).proposed == {"employment": "yes"}


def test_what_was_sealed_opens_on_its_own_row_only(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    record = queries.last(session, ada, ENTRY)
    assert record is not None
    record.sealed = sealed.seal_text("participant_record:another", '{"disability": "no"}')
    session.flush()
    with pytest.raises(services.Unsealable, match="ne s'ouvrent plus"):
        services.open_sealed(session, adviser, ada)


def test_wrong_answers_come_back_with_what_was_typed(funded: Funded, visit: Visit) -> None:
    browser, here = visit("adviser@demo.example"), f"/financeurs/dossiers/{funded.story.bea.id}/questions/entry"
    wrong = {
        "sex": "z", "born_on": "2026-12-24", "months_without_job": "-3", "qpv": "yes", "commune": "2 85 05 19 272 044 21",
    }  # fmt: skip
    answer = browser.post(here, wrong)
    assert answer.status_code == 422
    for says in ("réponse de la liste", "à venir", "nombre entier", "quel jour cela a été vérifié"):
        assert says in answer.text, says
    assert browser.post(here, {"commune": wrong["commune"]}).status_code == 422  # a number that is never kept
    assert browser.post(here, {}).status_code == 422


def test_the_person_answers_once_for_themselves(session: Session, house: House, funded: Funded, visit: Visit) -> None:
    here = f"/financeurs/dossiers/{funded.story.bea.id}/questions/entry"
    me = visit(learner_of(session, funded.story.place, funded.story.bea).email)
    assert "Quelques questions pour votre financeur" in me.page(here)
    assert me.post(here, {"sex": "refused", "homeless": "no"}).headers["location"] == "/progression"
    assert me.get(here).status_code == 403
    record = queries.last(session, funded.story.bea.id, ENTRY)
    assert record is not None
    assert (record.with_adviser, record.answers) == (False, {"sex": "refused"})


def test_sealed_answers_go_a_year_after_the_exit(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    with clock.at(clock.paris(date(2026, 11, 20), 17)):
        enrolling.leave(session, adviser, ada, date(2026, 11, 20), exit_reason="job_search")
    assert services.purge(session) == 0
    with clock.at(clock.paris(date(2026, 11, 20) + timedelta(days=367), 9)):
        assert services.purge(session) == 1
        assert services.open_sealed(session, adviser, ada) == {}
    record = queries.last(session, ada, ENTRY)
    assert record is not None
    assert record.answers["sex"] == "f"


def test_the_copy_of_a_person_holds_every_answer_sealed_or_not(session: Session, funded: Funded) -> None:
    page = opened(privacy.gather(session, funded.story.ada.learner_id))["index.html"]
    for words in ("Situation de handicap reconnue", "Tulle", "FSE-1", "Personnes en recherche d"):
        assert words in page, words


def test_the_file_of_a_template_calculates_and_holds_nothing_special(session: Session, funded: Funded) -> None:
    people = reading.participants(session, funded.story.actor(Role.QUALITY))
    content = workbook.participants_workbook(esf.form_on(YEAR.end), people, YEAR, "ma-demarche-fse")
    assert recalculated(content) > 40
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_name("Participants").to_python()
    assert [row[:4] for row in rows[1:]] == [
        ["FSE-1", "Ada", "Femme", date(2000, 5, 17)], ["Pôle", "Bea", "", ""],
    ]  # fmt: skip
    assert "handicap" not in str(rows)


@pytest.mark.once
def test_a_form_that_says_what_nobody_understands_stops_the_reader(tmp_path: Path) -> None:
    raw = esf.PATH.read_text(encoding="utf-8")
    for old, new in (
        ("reads: lone_parent", "reads: disability"),
        ("question: job, in", "question: work, in"),
        ("kind: date", "kind: moon"),
    ):
        path = tmp_path / f"{len(new)}.yaml"
        path.write_text(raw.replace(old, new), encoding="utf-8")
        with pytest.raises(ValueError, match=str(path)):
            esf.forms(path)


def test_the_person_is_told_once_where_to_answer(session: Session, funded: Funded) -> None:
    adviser, ada, europe = funded.story.actor(Role.ADVISER), funded.story.ada.id, funded.funders["Pôle"]
    told = text("SELECT count(*) FROM notice WHERE event = 'dossier_questions'")
    assert session.execute(told).scalar_one() == 1  # Ada, when her funders were shared; then she answered
    files.share_hours(session, adviser, ada, [Part(europe, 100)])
    assert session.execute(told).scalar_one() == 1
    files.share_hours(session, adviser, funded.story.bea.id, [Part(europe, 100)])
    files.share_hours(session, adviser, funded.story.bea.id, [Part(europe, 100, "FSE-2")])
    assert session.execute(told).scalar_one() == 2
