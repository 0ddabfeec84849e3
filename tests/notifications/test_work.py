"""The work behind the pages: seen by whoever asked for it, started again by the administrator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.tasks import Next, Task, drain, later, task
from app.core.tasks.registry import Payload, tasks
from app.core.tasks.worker import run_one
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House


@pytest.fixture
def weaving(database: RolledBack, house: House) -> Iterator[str]:
    """Long work that the adviser has asked for: three parts, then a page to look at; the id of its row."""

    @task("planning.test")
    def weave(session: Session, payload: Payload) -> Next | None:
        at = payload["at"] + 1
        if payload.get("fails"):
            raise RuntimeError("no luck")
        return Next({**payload, "at": at}, at, 3) if at < 3 else None

    yield ask(database, house, {"at": 0, "result": "/suivi/modules"})
    del tasks["planning.test"]


def ask(database: RolledBack, house: House, payload: dict[str, Any]) -> str:
    with database.writing() as session:
        return later(
            session, "planning.test", payload, organisation_id=house.demo.id,
            asked_by=house.actor("adviser").account_id,
        )  # fmt: skip


def test_long_work_is_seen_to_advance_then_leads_to_what_it_made(
    database: RolledBack, weaving: str, visit: Callable[..., Client]
) -> None:
    adviser = visit("adviser@demo.example")
    here = f"/avancement/{weaving}"
    page = adviser.page(here)
    assert "commence dans un instant" in page
    assert '<meta http-equiv="refresh"' in page.split("<noscript>")[1].split("</noscript>")[0]
    assert 'hx-trigger="every 2s"' in page
    run_one(database)
    assert "1 sur 3" in adviser.page(here)
    part = adviser.get(here, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<div")
    assert "1 sur 3" in part
    drain()
    page = adviser.page(here)
    assert "C'est fait" in page
    assert 'href="/suivi/modules"' in page
    assert "hx-trigger" not in page
    assert 'http-equiv="refresh"' not in page


def test_work_is_shown_to_who_asked_for_it_alone(weaving: str, visit: Callable[..., Client]) -> None:
    for email in ("learner@demo.example", "admin@demo.example", "adviser-voisine@demo.example"):
        assert visit(email).get(f"/avancement/{weaving}").status_code == 404


@pytest.mark.parametrize(
    "result", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", "/\\ailleurs"]
)
def test_a_result_is_a_page_of_this_house(
    database: RolledBack, house: House, weaving: str, visit: Callable[..., Client], result: str
) -> None:
    work = ask(database, house, {"at": 2, "result": result})
    drain()
    page = visit("adviser@demo.example").page(f"/avancement/{work}")
    assert "C'est fait" in page
    assert "Voir le résultat" not in page


def test_failed_work_says_why_and_is_started_again(
    database: RolledBack, house: House, weaving: str, visit: Callable[..., Client]
) -> None:
    drain()
    work = ask(database, house, {"at": 0, "fails": True})
    drain()
    admin = visit("admin@demo.example")
    page = admin.page("/admin/travaux")
    assert "RuntimeError: no luck" in page
    assert "1 essai manqué" in page
    assert "Un essai n'a pas réussi" in visit("adviser@demo.example").page(f"/avancement/{work}")
    assert admin.post(f"/admin/travaux/{work}/relance").status_code == 303
    with database.reading() as session:
        row = session.scalars(select(Task).where(Task.id == work)).one()
        assert (row.state, row.attempts) == ("waiting", 0)
    assert "no luck" not in visit("admin-voisine@demo.example").page("/admin/travaux")
    assert visit("admin-voisine@demo.example").post(f"/admin/travaux/{work}/relance").status_code == 404
