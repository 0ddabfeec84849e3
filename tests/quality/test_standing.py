"""What concerns the organisation, how ready an indicator is, and each number of the board counted again by other SQL."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.periods import Period
from app.files import services as files
from app.files.models import StoredFile
from app.quality import services
from app.quality.board import Card
from app.quality.evidence.catalogue import catalogue
from app.quality.grid import PATH, grid_on
from app.quality.standing import services as standing
from app.quality.standing.models import QualityChoice
from app.quality.standing.rules import Readiness, applies, percent, readiness, standing_of
from app.registers import naming
from app.registers import services as registers
from app.registers.kinds import kind_of
from app.registers.kinds import registers as known_registers
from app.registers.services import Piece
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

DAY = date(2026, 11, 24)
YEAR = Period(date(2025, 11, 25), DAY)
NOON = clock.paris(DAY, 12)


@pytest.fixture
def quality(house: House) -> Actor:
    return house.actor(Role.QUALITY)


def cards(session: Session, actor: Actor, period: Period = YEAR) -> dict[int, Card]:
    return {card.indicator.number: card for card in services.read_board(session, actor, period).cards}


def add(session: Session, actor: Actor, kind: str, day: date = DAY, piece: Piece | None = None, **said: str) -> str:
    posted = {"day": [day.isoformat()], **{name: [value] for name, value in said.items()}}
    return registers.add_entry(session, actor, kind_of(kind), posted, piece).id


def paper() -> Piece:
    def keep(session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return files.store(session, actor, actor.organisation_id, "piece.txt", io.BytesIO(b"Un texte."), owner_id)

    return Piece(keep)


@pytest.mark.once
def test_the_default_profile_gives_what_the_reference_writes_down() -> None:
    profile = json.loads(PATH.read_text(encoding="utf-8"))["profiles"][0]
    found = {i.number: applies(standing_of([]), i).status for i in grid_on(DAY).indicators}
    assert [n for n, status in found.items() if status == "applicable"] == profile["applicable"]
    assert [n for n, status in found.items() if status == "not_applicable"] == profile["not_applicable"]
    conditional = {one["indicator"] for one in profile["conditional"]}
    assert {n for n, status in found.items() if status == "conditional"} == conditional
    assert all(applies(standing_of([]), i).reason for i in grid_on(DAY).indicators)


@pytest.mark.once
def test_every_record_of_the_grid_has_a_source_or_a_sort_of_document() -> None:
    named = {raw["key"] for raw in json.loads(PATH.read_text(encoding="utf-8"))["record_types"]}
    served = {r for mapping in catalogue().indicators.values() for s in mapping.sources for r in s.records}
    assert served | {r for category in known_registers().categories.values() for r in category.records} == named


@pytest.mark.once
def test_readiness_says_first_what_is_worst_and_divides_by_nothing() -> None:
    fresh, old = datetime(2026, 6, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    limit = datetime(2025, 11, 24, tzinfo=UTC)
    assert readiness(0, 0, 0, None, limit) is Readiness.NOTHING
    assert readiness(3, 1, 1, fresh, limit) is Readiness.PARTIAL
    assert readiness(3, 0, 1, fresh, limit) is readiness(3, 0, 0, old, limit) is Readiness.REFRESH
    assert readiness(3, 0, 0, fresh, limit) is Readiness.HELD
    assert percent(1, 0) is None
    assert percent(1, 3) == 33


def test_an_answer_holds_from_its_day_on_and_what_was_said_before_stays(session: Session, quality: Actor) -> None:
    assert cards(session, quality)[27].application.status == "conditional"
    standing.answer_condition(session, quality, "subcontracting", "yes", "Deux ateliers par an", date(2026, 3, 1))
    standing.answer_condition(session, quality, "subcontracting", "no", "Contrat fini", date(2026, 9, 1))
    assert not standing.answer_condition(session, quality, "subcontracting", "no", "Contrat fini", date(2026, 9, 1))
    for end, status in (
        (date(2026, 2, 28), "conditional"), (date(2026, 3, 1), "applicable"), (date(2026, 9, 1), "not_applicable"),
    ):  # fmt: skip
        card = cards(session, quality, Period(date(2026, 1, 1), end))[27]
        assert card.application.status == status
        assert (card.readiness is None) is (status != "applicable")
    assert session.scalar(text("SELECT count(*) FROM quality_choice")) == 2


def test_an_indicator_decided_by_hand_says_why(session: Session, house: House, quality: Actor) -> None:
    standing.decide_indicator(session, quality, 33, "applicable", "Nous le faisons aussi", DAY)
    assert cards(session, quality)[33].application.reason == "Nous le faisons aussi"
    assert cards(session, quality)[33].concerns
    standing.decide_indicator(session, quality, 33, "", "Finalement non", DAY)
    assert not cards(session, quality)[33].concerns
    for value, reason, day in (("perhaps", "x", DAY), ("applicable", " ", DAY), ("applicable", "x", None)):
        with pytest.raises(Invalid):
            standing.decide_indicator(session, quality, 5, value, reason, day)
    with pytest.raises(NotFound):
        standing.decide_indicator(session, quality, 34, "applicable", "x", DAY)
    for role in (Role.AUDITOR, Role.ADVISER):
        with pytest.raises(Forbidden):
            standing.decide_indicator(session, house.actor(role), 5, "applicable", "x", DAY)
    assert cards(session, house.neighbour.actor(Role.QUALITY))[33].application.status == "not_applicable"


def test_an_unknown_profile_is_refused_and_one_that_is_gone_is_said(session: Session, quality: Actor) -> None:
    with pytest.raises(Invalid):
        standing.choose_profile(session, quality, "circus", "x", DAY)
    session.add(
        QualityChoice(organisation_id=quality.organisation_id, what="profile", value="gone", reason="x", from_on=DAY)
    )
    board = services.read_board(session, quality, YEAR)
    assert board.standing.unknown == "gone"
    assert board.standing.profile.id == "association-business-creation"
    assert len(board.cards) == 33


def test_the_grid_of_the_last_day_rules_and_a_change_in_the_period_is_shown(session: Session, quality: Actor) -> None:
    before = services.read_board(session, quality, Period(date(2026, 1, 1), date(2026, 10, 31)))
    across = services.read_board(session, quality, Period(date(2026, 10, 31), date(2026, 11, 1)))
    after = services.read_board(session, quality, Period(date(2026, 11, 1), DAY))
    assert (len(before.cards), len(across.cards), len(after.cards)) == (32, 33, 33)
    assert [len(board.former) for board in (before, across, after)] == [0, 1, 0]
    assert {indicator.number for indicator in across.changes()} >= {12, 19, 32, 33}
    assert not after.changes()


def test_each_number_is_what_other_sql_counts(session: Session, house: House, quality: Actor) -> None:
    trainer = house.demo.people["trainer"].id
    with clock.at(NOON):
        for ago, axis, done in ((5, "legal", "Lu"), (50, "legal", ""), (90, "jobs", ""), (500, "legal", "")):
            add(
                session,
                quality,
                "watch_item",
                DAY - timedelta(days=ago),
                title=f"À {ago}",
                axis=axis,
                source="JO",
                done=done,
            )
        add(
            session,
            quality,
            "staff_profile",
            person=trainer,
            status="employee",
            domains="Gestion",
            review_on="2026-11-01",
        )
        add(
            session, quality, "staff_training", DAY - timedelta(days=600), person=trainer, title="Écoute", form="course"
        )
        add(session, quality, "risk", title="Absence", level="low", impact="high", prevention="Remplacer")
        contract = add(
            session, quality, "subcontract", title="Atelier", mission="x", certified="no", clauses="requirements"
        )
        add(session, quality, "subcontract_check", parent=contract, checked="x", result="fine")
        add(session, quality, "document", category="internal_rules", piece=paper(), review_on="2026-11-20")
        standing.answer_condition(session, quality, "subcontracting", "yes", "Un atelier", date(2026, 1, 1))
        away = add(session, quality, "meeting", title="Ailleurs", form="team", decisions="x")
        registers.archive_entry(session, quality, kind_of("meeting"), away)
        add(
            session,
            house.neighbour.actor(Role.QUALITY),
            "risk",
            title="Voisin",
            level="low",
            impact="low",
            prevention="x",
        )
        found = cards(session, quality)
        counted = {c.source.code: c.n for card in found.values() for c in card.sources if c.source.code != "papers"}
        gaps = {gap.code: gap.n for card in found.values() for gap in card.gaps if gap.code}
    live = "organisation_id = :o AND archived_at IS NULL AND at < '2026-11-24 23:00'"
    for code, where in {
        "watch_legal": "kind = 'watch_item' AND facet = 'legal' AND at > '2025-11-24 23:00'",
        "watch_jobs": "kind = 'watch_item' AND facet = 'jobs' AND at > '2025-11-24 23:00'",
        "staff_profiles": "kind = 'staff_profile'",
        "staff_training": "kind = 'staff_training' AND at > '2024-11-24 23:00'",
        "risks": "kind = 'risk'",
        "meetings": "kind = 'meeting'",
        "subcontract_checks": "kind = 'subcontract_check'",
    }.items():
        raw = session.scalar(
            text(f"SELECT count(*) FROM register_entry WHERE {live} AND {where}"), {"o": quality.organisation_id}
        )
        assert counted[code] == raw, code
    assert counted["watch_legal"] == 2
    assert counted["meetings"] == 0
    assert (gaps["watch_legal_unused"], gaps["watch_jobs_unused"], gaps["contracts_without_trace"]) == (1, 1, 1)
    assert gaps["profiles_late"] == gaps["profiles_without_cv"] == 1
    assert "contracts_unchecked" not in gaps
    assert [c.n for c in found[9].sources if c.source.code == "papers"] == [1]


def test_a_gap_opens_the_very_page_that_mends_it_for_those_who_may(
    session: Session, house: House, quality: Actor
) -> None:
    with clock.at(NOON):
        item = add(
            session, quality, "watch_item", DAY - timedelta(days=60), title="À suivre", axis="legal", source="JO"
        )
        add(session, quality, "document", DAY - timedelta(days=400), category="welcome_booklet", piece=paper(), review_on="2026-10-01")  # fmt: skip
        found = cards(session, quality)
        by_admin = cards(session, house.actor(Role.ADMIN))
        by_auditor = cards(session, house.actor(Role.AUDITOR))
    assert [gap.href for gap in found[23].gaps] == [f"/qualite/registres/veille/{item}/modifier"]
    nine = {gap.sentence: gap for gap in found[9].gaps}
    assert (
        nine["Pièce absente : Règlement intérieur."].href == "/qualite/registres/documents/nouveau?choix=internal_rules"
    )
    assert nine["Pièce à relire : Livret d'accueil."].stale
    assert "Pièce absente : Livret d'accueil." not in nine
    named = next(gap for gap in by_admin[26].gaps if "handicap nommé" in gap.sentence)
    assert named.href == "/qualite/referents"
    assert not next(gap for gap in found[26].gaps if "handicap nommé" in gap.sentence).href  # only the admin names
    assert next(gap for gap in found[26].gaps if "handicap nommé" in gap.sentence).who == "Administration"
    assert not any(gap.href for card in by_auditor.values() for gap in card.gaps)


def test_neither_accommodations_nor_reports_say_whom_or_what(session: Session, house: House, quality: Actor) -> None:
    learner = house.actor(Role.LEARNER)
    with clock.at(NOON - timedelta(days=20)):
        registers.ask_adjustment(session, learner, "Une chaise haute.")
        naming.name_referent(session, house.actor(Role.ADMIN), "handicap", house.actor(Role.ADVISER).account_id)
    with clock.at(NOON):
        card = cards(session, quality)[26]
        assert [c.n for c in card.sources if c.source.code == "adjustments"] == [1]
        (row,) = services.read_indicator(session, quality, 26, YEAR, chosen="adjustments").rows
        assert (row.who, row.about, row.href, row.proof_href) == ("", "", "", "")
        assert "adjustments_waiting" in {gap.code for gap in cards(session, quality)[10].gaps}


def test_an_indicator_is_given_to_somebody_who_is_shown(session: Session, house: House, quality: Actor) -> None:
    assert standing.give_charge(session, quality, 21, house.demo.people["trainer"].id)
    assert not standing.give_charge(session, quality, 21, house.demo.people["trainer"].id)
    assert cards(session, quality)[21].owner == "Trainer Demo"
    standing.give_charge(session, quality, 21, "")
    assert cards(session, quality)[21].owner == ""
    with pytest.raises(Invalid):
        standing.give_charge(session, quality, 21, house.demo.people["learner"].id)


def test_the_pages_decide_and_keep_the_words_of_a_refused_form(
    house: House, database: RolledBack, visit: Callable[..., Client]
) -> None:
    client = visit("quality@demo.example")
    refused = client.post("/qualite/indicateurs/28/application", data={"value": "not_applicable", "reason": ""})
    assert refused.status_code == 422
    assert "Écrivez la raison" in refused.text
    said = {"key": "work_placement", "value": "no", "reason": "Aucune période en entreprise"}
    assert client.post("/qualite/profil", data=said).status_code == 303
    assert "Aucune période en entreprise" in client.page("/qualite/profil")
    assert client.post("/qualite/profil", data=said | {"value": "perhaps"}).status_code == 422
    page = client.page("/qualite")
    assert "À faire d'abord" in page
    assert "Vous avez répondu non" in page
