"""The sealed register: words that the database does not hold, opened by the persons named, each time written down."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.db import Base
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.settings import settings
from app.registers import naming
from app.registers.sealed import queries, services
from app.registers.sealed.safe import Sealed, seal, unseal
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

STORY = "Abracadabrantesque : une voisine de table raconte des menaces."
NEXT = "Perlimpinpin : deux groupes séparés dès demain."
DAY = date(2026, 11, 2)


@pytest.fixture
def named(session: Session, house: House) -> Actor:
    adviser = house.actor(Role.ADVISER)
    naming.name_referent(session, house.actor(Role.ADMIN), "protection", adviser.account_id)
    return adviser


def test_no_word_of_a_report_is_in_any_table(session: Session, named: Actor) -> None:
    case = services.report(session, named, "violence", DAY, STORY)
    services.follow(session, named, case.id, NEXT)
    session.flush()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(table.select()):
            assert not any(word in str(row) for word in ("Abracadabrantesque", "menaces", "Perlimpinpin")), table.name
    assert session.scalar(text("SELECT count(*) FROM sealed_note")) == 2


def test_those_who_are_named_read_it_and_every_opening_is_written(session: Session, house: House, named: Actor) -> None:
    case = services.report(session, named, "harassment", DAY, STORY)
    opened = services.open_case(session, named, case.id)
    assert [note.words for note in opened.notes] == [STORY]
    assert [row.reader for row in opened.readings] == [named.name]
    services.open_case(session, named, case.id)
    assert session.scalar(text("SELECT count(*) FROM sealed_reading")) == 2
    for role in (Role.QUALITY, Role.ADMIN, Role.TRAINER, Role.AUDITOR, Role.LEARNER):
        with pytest.raises(Forbidden):
            services.open_case(session, house.actor(role), case.id)
    assert session.scalar(text("SELECT count(*) FROM sealed_reading")) == 2
    naming.end_referent(session, house.actor(Role.ADMIN), "protection", named.account_id)
    with pytest.raises(Forbidden):
        services.open_case(session, named, case.id)


def test_only_figures_are_said_elsewhere(session: Session, named: Actor) -> None:
    first = services.report(session, named, "violence", DAY, STORY)
    services.report(session, named, "discrimination", DAY, STORY)
    services.follow(session, named, first.id, NEXT, closes=True)
    found = queries.figures(session, named.organisation_id, date(2026, 11, 1), date(2026, 11, 30))
    assert (found.received, found.taken, found.closed) == (2, 1, 1)
    assert queries.figures(session, named.organisation_id, date(2025, 1, 1), date(2025, 1, 2)).received == 0
    with pytest.raises(Conflict):
        services.follow(session, named, first.id, NEXT, closes=True)
    services.follow(session, named, first.id, NEXT)
    assert first.closed_at is None  # a word after the end opens it again


def test_a_report_without_words_category_or_day_is_not_kept(session: Session, named: Actor) -> None:
    for category, day, story in (("other", DAY, STORY), ("violence", None, STORY), ("violence", DAY, " ")):
        with pytest.raises(Invalid):
            services.report(session, named, category, day, story)
    assert session.scalar(text("SELECT count(*) FROM sealed_case")) == 0


def test_words_do_not_open_elsewhere_nor_with_another_key(session: Session, named: Actor) -> None:
    closed = seal(STORY, "here")
    assert unseal(closed, "here") == STORY
    assert unseal(closed, "there") is None
    assert unseal(Sealed("0" * 16, closed.words), "here") is None
    path = settings().keys_folder / "sealed.key"
    assert path.stat().st_mode & 0o077 == 0
    kept = path.read_text()
    try:
        path.unlink()
        assert unseal(closed, "here") is None  # another key was made: the page says that the words are not lost
    finally:
        path.write_text(kept)
    assert unseal(closed, "here") == STORY


def test_on_the_page_a_report_opens_by_a_form_and_the_list_has_no_word(
    house: House, database: RolledBack, visit: Callable[..., Client]
) -> None:
    with database.writing() as session:
        adviser = house.actor(Role.ADVISER)
        naming.name_referent(session, house.actor(Role.ADMIN), "protection", adviser.account_id)
        case_id = services.report(session, adviser, "violence", DAY, STORY).id
    client = visit("adviser@demo.example")
    assert "Abracadabrantesque" not in client.page("/qualite/registre-scelle")
    assert client.get(f"/qualite/registre-scelle/{case_id}/ouverture").status_code == 405
    opened = client.post(f"/qualite/registre-scelle/{case_id}/ouverture")
    assert STORY in opened.text
    assert opened.headers["cache-control"] == "no-store"
    wrong = client.post(f"/qualite/registre-scelle/{case_id}/suites", {"words": " "})
    assert (wrong.status_code, STORY in wrong.text) == (422, False)  # a mistake opens nothing
    client.post(f"/qualite/registre-scelle/{case_id}/suites", {"words": NEXT, "closes": "1"})
    again = client.post(f"/qualite/registre-scelle/{case_id}/suites", {"words": "Revue ce matin.", "closes": "1"})
    assert (again.status_code, "Revue ce matin." in again.text) == (409, True)  # and loses no word
    assert visit("quality@demo.example").get("/qualite/registre-scelle").status_code == 403
    assert "Abracadabrantesque" not in visit("quality@demo.example").page("/qualite/registres")
