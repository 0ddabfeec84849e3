"""Surveys over HTTP: asked by a private address, answered once, read by groups of five, asked again until answered."""

import io
from datetime import date, timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from app.core import clock
from app.core.periods import Period
from app.feedback import queries as figures
from app.feedback.campaigns import asking, questionnaires, rules
from app.feedback.campaigns import asking_queries as due
from app.feedback.campaigns.models import Campaign, Invitation, Lot, LotAnswer, Reply, ReplyAnswer, Wording
from app.ledger.models import LedgerEntry
from app.notifications.models import UNDELIVERABLE, Mail
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.feedback.conftest import Ask, Visit, ended, questionnaire, stranger

QUALITY = "quality@demo.example"
ANSWERS = {"q1": "8", "q2": "3", "q3": "Le groupe", "q4": ""}
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def count(database: RolledBack, model: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_reading_the_page_records_nothing_and_answering_twice_changes_nothing(
    visit: Visit, database: RolledBack, ask: Ask
) -> None:
    asked, nobody = ask(1), stranger(visit)
    for _again in range(2):
        assert "gardées sans votre nom" in unescape(nobody.page(asked.pages[0]))
    nobody.request("HEAD", asked.pages[0])
    with database.reading() as session:
        assert session.scalars(select(Invitation)).one().answered_on is None
    assert "Merci" in unescape(nobody.post(asked.pages[0], ANSWERS, follow=True).text)
    kept = count(database, LotAnswer)
    again = nobody.post(asked.pages[0], ANSWERS | {"q1": "2"}, follow=True)
    assert "étaient déjà arrivées" in unescape(again.text)
    assert "/vos-retours?organisation=demo" in again.text
    assert count(database, LotAnswer) == kept == 3
    with database.reading() as session:
        assert session.scalars(select(Lot)).one().replies == 1
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "survey_answered")).one()
        assert entry.facts["anonymous"] is True
        assert "8" not in entry.facts.values()


def test_a_changed_link_leads_nowhere_and_an_old_one_says_it_is_over(
    visit: Visit, database: RolledBack, ask: Ask
) -> None:
    asked, nobody = ask(1), stranger(visit)
    token = asked.pages[0]
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert nobody.get(wrong).status_code == 404
    assert nobody.post(wrong, ANSWERS).status_code == 404
    with clock.at(clock.now() + timedelta(days=31)):
        assert "Cette enquête est fermée" in unescape(nobody.page(token))
        late = nobody.post(token, ANSWERS)
    assert late.status_code == 410
    assert count(database, LotAnswer) == 0


def test_what_is_wrong_comes_back_with_its_words_and_a_card_number_is_never_kept(
    visit: Visit, database: RolledBack, ask: Ask
) -> None:
    page, nobody = ask(1).pages[0], stranger(visit)
    nobody.page(page)
    refused = nobody.post(page, {"q1": "11", "q2": "3", "q3": "Les ateliers"})
    assert refused.status_code == 422
    assert "Un nombre de 0 à 10." in unescape(refused.text)
    assert "Les ateliers" in refused.text
    card = nobody.post(page, ANSWERS | {"q3": "Ma carte 4970 1000 0000 0055 merci"})
    assert card.status_code == 422
    assert "carte bancaire" in unescape(card.text)
    assert count(database, LotAnswer) == 0


def test_answers_without_a_name_are_read_by_five_and_never_fewer(visit: Visit, database: RolledBack, ask: Ask) -> None:
    asked, nobody, quality = ask(6), stranger(visit), visit(QUALITY)
    results = f"/qualite/enquetes/{asked.campaign}"
    for number, page in enumerate(asked.pages[:4]):
        nobody.post(page, ANSWERS | {"q3": f"Mot {number}"})
    before = unescape(quality.page(results))
    assert "4 sur 6, soit 67 %" in before
    assert "Mot 1" not in before
    assert "4 personnes ont répondu et attendent que leur groupe soit complet" in before
    assert "Mot" not in quality.get(f"{results}/reponses.csv").text
    nobody.post(asked.pages[4], ANSWERS | {"q1": "5", "q3": "=HYPERLINK(1)"})
    after = unescape(quality.page(results))
    assert "Mot 1" in after
    assert "4 personnes satisfaites sur 5, soit 80 %" in after
    with database.reading() as session:
        row = figures.satisfaction(session, session.scalars(select(Campaign.organisation_id)).one(), YEAR)[0]
    assert (row.sent, row.received, row.respondents, row.satisfied, row.mean) == (6, 5, 5, 4, 7.4)
    csv = quality.get(f"{results}/reponses.csv").text
    assert "'=HYPERLINK(1)" in csv
    book = CalamineWorkbook.from_filelike(io.BytesIO(quality.get(f"{results}/reponses.xlsx").content))
    assert "=HYPERLINK(1)" in [cell for line in book.get_sheet_by_index(0).to_python() for cell in line]


def test_a_wording_never_changes_under_answers_and_another_promise_waits_for_another_survey(
    visit: Visit, database: RolledBack, ask: Ask, house: House
) -> None:
    asked, nobody = ask(2), stranger(visit)
    with database.reading() as session:
        first = session.scalars(select(Campaign)).one()
        old_version = first.version_id
    with database.writing() as session:
        head = {
            "anonymous": True,
            "questions": [{"ask": "Et maintenant, de 0 à 10 ?", "kind": "number", "low": 0, "high": 10}],
        }
        said = questionnaires.read("En chemin", "", head, 1)
        questionnaires.change(session, house.actor("quality"), first.questionnaire_id, said, 1)
    nobody.page(asked.pages[0])  # the page had been opened before: its answers go to what was asked
    assert nobody.post(asked.pages[0], ANSWERS | {"version": old_version}).status_code == 303
    assert "Et maintenant" in nobody.page(asked.pages[1])
    with database.reading() as session:
        known = {row.id: row.definition["ask"] for row in session.scalars(select(Wording))}
        given = {known[row.wording_id] for row in session.scalars(select(LotAnswer))}
        assert "Et maintenant, de 0 à 10 ?" not in given
    with database.writing() as session:
        named = questionnaires.read("En chemin", "", head | {"anonymous": False}, 1)
        questionnaires.change(session, house.actor("quality"), first.questionnaire_id, named, 2)
    assert "sans votre nom" in unescape(nobody.page(asked.pages[1]))


def test_two_people_who_change_a_questionnaire_do_not_overwrite_each_other(
    visit: Visit, database: RolledBack, ask: Ask
) -> None:
    ask(0)
    quality = visit(QUALITY)
    with database.reading() as session:
        page = f"/qualite/questionnaires/{questionnaire(session, 'cold')}"
    form = {"title": "À froid", "number": "1", "questions.0.ask": "Ça va ?", "questions.0.kind": "scale"}
    assert quality.post(page, form).status_code == 303
    stale = quality.post(page, form | {"questions.0.ask": "Autre chose ?"})
    assert stale.status_code == 409
    assert "Autre chose" in stale.text
    wrong = quality.post(page, form | {"number": "2", "measures": "4"})
    assert wrong.status_code == 422
    assert "La satisfaction se mesure sur une échelle" in unescape(wrong.text)


def test_a_path_that_ends_is_asked_by_itself_then_again_until_the_answer(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        ended(session, house, date(2026, 9, 7), date(2026, 11, 20))
        assert asking.ask_who_is_due(session) == 1
        assert asking.ask_who_is_due(session) == 0
        asked = session.scalars(select(Invitation)).one()
        page = asking.link_of(asked.nonce)
        assert (asked.reached, asked.next_reminder_on) == (True, date(2026, 11, 27))
    for day, reminders in ((26, 0), (27, 1), (27, 1)):
        clock.freeze(clock.paris(date(2026, 11, day), 10))
        with database.writing() as session:
            asking.remind(session)
        with database.reading() as session:
            assert session.scalars(select(Invitation)).one().reminders == reminders
            letters = session.scalars(select(Mail).where(Mail.event.like("survey%"))).all()
            assert len(letters) == 1 + reminders
    assert page in letters[0].text
    stranger(visit).post(page, {"q1": "9", "q2": "4", "q3": "4", "q4": "4", "q5": "2"})
    clock.freeze(clock.paris(date(2026, 12, 20), 10))
    with database.writing() as session:
        assert asking.remind(session) == 0


def test_months_after_the_exit_it_is_asked_again_and_a_refused_address_is_shown_and_left_alone(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        ended(session, house, date(2026, 5, 4), date(2026, 8, 21))
        assert asking.ask_who_is_due(session) == 1
        campaign = session.scalars(select(Campaign)).one()
        assert (campaign.moment, campaign.months, campaign.anonymous) == ("cold", 3, False)
        asked = session.scalars(select(Invitation)).one()
        session.get(Mail, asked.mail_id).state = UNDELIVERABLE  # type: ignore[union-attr]
    clock.freeze(clock.paris(date(2026, 11, 30), 10))
    with database.writing() as session:
        assert asking.remind(session) == 0
        assert asked.next_reminder_on is not None
    page = unescape(visit(QUALITY).page(f"/qualite/enquetes/{campaign.id}?du=2026-01-01&au=2026-12-31"))
    assert "adresse refusée" in page
    with database.reading() as session:
        row = figures.satisfaction(session, house.demo.id, YEAR)[0]
    assert (row.sent, row.reached, row.refused, row.received, row.mean) == (1, 0, 1, 0, None)


def test_six_months_after_the_survey_what_was_said_stays_without_whoever_said_it(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        questionnaires.begin(session, house.actor("quality"))
        made = asking.open_campaign(
            session, house.actor("quality"), questionnaire(session, "stakeholder", "funder"),
            addresses="Région ; formation@region.example\nville@mairie.example",
        )  # fmt: skip
        page = asking.link_of(due.nonces(session, made.campaign_id)[0])
    stranger(visit).post(page, {"q1": "6", "q2": "2", "q3": "Des bilans plus courts."})
    clock.freeze(clock.paris(date(2027, 6, 30), 10))
    with database.writing() as session:
        asking.take_names_off(session)
    with database.reading() as session:
        assert session.scalars(select(Reply)).one().invitation_id is None
        assert {one.name + one.email for one in session.scalars(select(Invitation))} == {""}
    shown = unescape(visit(QUALITY).page(f"/qualite/enquetes/{made.campaign_id}?du=2026-01-01&au=2026-12-31"))
    assert "Des bilans plus courts." in shown
    assert "Région" not in shown
    assert count(database, ReplyAnswer) == 3


def test_addresses_are_read_line_by_line_and_nobody_is_asked_twice(
    visit: Visit, database: RolledBack, ask: Ask
) -> None:
    ask(0)
    quality = visit(QUALITY)
    with database.reading() as session:
        funders = questionnaire(session, "stakeholder", "funder")
    form = {"questionnaire": funders, "addresses": "Région <formation@region.example>\nsans adresse"}
    wrong = quality.post("/qualite/enquetes/nouvelle", form)
    assert wrong.status_code == 422
    assert "Ligne 2" in wrong.text
    done = quality.post("/qualite/enquetes/nouvelle", form | {"addresses": "a@x.example\nA@x.example"}, follow=True)
    assert "1 personne est sollicitée." in unescape(done.text)
    more = quality.post(f"{done.url.path}/envoi", {"addresses": "a@x.example\nb@x.example"}, follow=True)
    assert "1 personne est sollicitée." in unescape(more.text)
    quality.post(f"{done.url.path}/fermeture")
    assert quality.post(f"{done.url.path}/envoi", {"addresses": "c@x.example"}).status_code == 409


def test_a_period_with_nobody_has_no_rate(visit: Visit, ask: Ask) -> None:
    asked, quality = ask(1), visit(QUALITY)
    for page in ("/qualite/enquetes", f"/qualite/enquetes/{asked.campaign}"):
        assert "personne encore" in unescape(quality.page(f"{page}?du=2024-01-01&au=2024-12-31"))
        assert quality.get(f"{page}?du=2026-12-31&au=2026-01-01").status_code == 422
        assert quality.get(f"{page}?du=hier").status_code == 422


def test_one_tap_says_whether_an_activity_helped_and_keeps_the_words(
    visit: Visit, database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        enrolled(session, house)
    learner = visit("learner@demo.example")
    page = next(link for link in learner.page("/mon-parcours").split('"') if link.startswith("/activites/"))
    learner.post(f"{page}/mot", {"remark": "Bien expliqué."})
    said = unescape(learner.post(f"{page}/mot", {"act": "partly"}, follow=True).text)
    assert "Merci, c'est noté." in said
    assert "Cette activité a-t-elle aidé ? En partie" in said
    assert "Bien expliqué." in said


@pytest.mark.once
def test_a_note_is_out_of_ten_whatever_its_scale() -> None:
    number = {"kind": "number", "low": 0, "high": 20}
    steps = {"kind": "scale", "options": ["Non", "Plutôt non", "Plutôt oui", "Oui"], "low": None, "high": None}
    assert [rules.score(number, 14), rules.score(steps, 4), rules.score({"kind": "text"}, "Bien")] == [7.0, 10.0, None]
    assert rules.score(number | {"high": 0}, 1) is None
    assert rules.months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert rules.months_later(date(2026, 12, 15), -12) == date(2025, 12, 15)
