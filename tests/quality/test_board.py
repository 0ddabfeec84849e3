"""Evidence behind each indicator: counted, shown row by row, and nowhere counted twice."""

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app import wiring
from app.core import clock
from app.core.access import Role
from app.core.errors import Invalid, NotFound
from app.core.periods import Period
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.quality import services
from app.quality.evidence import queries as evidence
from app.quality.evidence.catalogue import catalogue
from tests.conftest import Ground
from tests.factories.house import House
from tests.quality.story import YEAR, Story, tell

PERIOD = Period(*YEAR)


@pytest.fixture(scope="module")
def laid(ground: Ground) -> Story:
    database, house = ground
    with database.writing() as session:
        tell(session, house, house.neighbour)
        return tell(session, house)


@pytest.fixture
def story(laid: Story, house: House) -> Story:
    return laid


def scope(story: Story) -> evidence.Scope:
    return evidence.Scope(story.place.id, PERIOD.start, PERIOD.end, PERIOD.since, PERIOD.until, clock.now())


def test_the_board_counts_what_the_ledger_holds(session: Session, story: Story) -> None:
    board = services.read_board(session, story.actor(Role.QUALITY), PERIOD)
    cards = {card.indicator.number: card for card in board.cards}
    counted = {c.source.code: c.n for card in board.cards for c in card.sources}
    for code, kind in (
        ("attendance", Kind.ATTENDANCE_RECORDED),
        ("works", Kind.WORK_SENT),
        ("entries", Kind.ENROLMENT_STARTED),
    ):
        raw = session.scalar(
            text(
                "SELECT count(*) FROM ledger_entry WHERE organisation_id = :o AND kind = :k AND occurred_at >= '2026-01-01'"
            ),
            {"o": story.place.id, "k": kind.value},
        )
        assert counted[code] == raw > 0
    assert cards[8].evidence_count == 6  # three competences, two voices
    assert cards[23].evidence_count == 0
    assert cards[23].gaps[0].href == "/qualite/registres/veille/nouveau?choix=legal"


@pytest.mark.once
def test_every_page_that_mends_is_a_page() -> None:
    shown = list(catalogue().indicators.values())
    found = {source.opens for one in shown for source in one.sources}
    found |= {address for one in shown for lack in one.lacks for address in (lack.opens, lack.all)}
    routes = [
        route for room in wiring.ROOMS if room.pages for route in room.pages.routes if isinstance(route, APIRoute)
    ]
    pages = [route.path_regex for route in routes if "GET" in route.methods]
    asked = {one.split("?")[0].split("#")[0] for one in found if one}
    assert not [one for one in asked if not any(page.match(one) for page in pages)]


def test_what_is_missing_is_said_with_its_number(session: Session, story: Story) -> None:
    board = services.read_board(session, story.actor(Role.QUALITY), PERIOD)
    gaps = {gap.code: gap for card in board.cards for gap in card.gaps if gap.code}
    assert gaps["without_entry_levels"].n == 3
    assert gaps["without_entry_levels"].sentence.startswith("3 personnes")
    assert gaps["without_project"].n == 4
    assert "works_waiting" not in gaps


def test_no_row_is_counted_twice_for_an_indicator(session: Session, story: Story) -> None:
    for number, mapping in catalogue().indicators.items():
        codes = [source.code for source in mapping.sources]
        ids = [row.id for row in evidence.rows(session, scope(story), codes, limit=10_000)]
        assert len(ids) == len(set(ids)) == sum(evidence.counts(session, scope(story), codes).values()), number


def test_every_source_can_be_read_as_well_as_counted(session: Session, story: Story) -> None:
    for code in (*evidence.SOURCES, *evidence.LACKS):
        rows = evidence.rows(session, scope(story), [code], limit=10_000)
        assert len(rows) == evidence.counts(session, scope(story), [code])[code], code
        assert rows == sorted(rows, key=lambda row: (row.at, row.id), reverse=True), code


def test_the_rows_of_an_indicator_come_page_after_page_without_loss(
    session: Session, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "PAGE", 3)
    actor = story.actor(Role.QUALITY)
    seen, before = 0, ""
    while True:
        page = services.read_indicator(session, actor, 19, PERIOD, before=before)
        seen += len(page.rows)
        if not page.next:
            break
        before = page.next
    assert seen == page.card.evidence_count > 3


def test_names_and_dossiers_are_for_the_team_and_not_for_an_auditor(session: Session, story: Story) -> None:
    for role, named in ((Role.QUALITY, True), (Role.ADMIN, True), (Role.AUDITOR, False)):
        rows = services.read_indicator(session, story.actor(role), 12, PERIOD, chosen="departures").rows
        assert len(rows) == 2
        assert all(bool(row.href) is named for row in rows)
        assert any(row.who == "Bea" for row in rows) is named


def test_an_unknown_proof_or_indicator_is_not_found(session: Session, house: House) -> None:
    actor = house.actor(Role.QUALITY)
    with pytest.raises(NotFound):
        services.read_indicator(session, actor, 12, PERIOD, chosen="resources")
    with pytest.raises(NotFound):
        services.read_indicator(session, actor, 99, PERIOD)
    with pytest.raises(Invalid):
        services.read_indicator(session, actor, 12, PERIOD, before="nowhere")


def test_the_neighbour_counts_its_own_life_only(session: Session, house: House) -> None:
    tell(session, house, house.neighbour)
    board = services.read_board(session, house.actor(Role.QUALITY), PERIOD)
    per_person = {c.source.code: c.n for card in board.cards for c in card.sources}
    assert per_person["entries"] == per_person["attendance"] == per_person["entry_levels"] == 0
    assert session.scalar(select(func.count()).where(LedgerEntry.kind == Kind.ENROLMENT_STARTED.value)) == 5
