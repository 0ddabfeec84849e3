"""What a reader of the code may rely on, everywhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import wiring
from app.core.settings import CHECKOUT
from tests.access import matrix

pytestmark = pytest.mark.once

APP = CHECKOUT / "app"
MODULES = sorted(APP.rglob("*.py"))
KEBAB = re.compile(
    r"(/([a-z0-9]+(-[a-z0-9]+)*(\.(csv|json|zip|pdf|xlsx|png|ics|rss|js))?|\{[a-z_]+(:path)?\}(\.(ics|csv|xlsx))?))+|/"
)
STANDARD = {"/.well-known/security.txt"}  # RFC 9116: the name is not ours to choose
SAYS_WHEN = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")

# A select outside queries.py, with its reason.
SELECTS = {
    "app/web/once.py",  # the answer kept for an Idempotency-Key: web has no room
    "app/privacy/map.py",  # conditions made from the declarations of every column
    "app/core/resealing.py",  # every sealed column of every table
    "app/backups/tables.py",  # tables as they lie, whatever the models say
}


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def test_selects_are_in_queries() -> None:
    found = {
        name(path)
        for path in MODULES
        if not path.name.endswith(("queries.py", "models.py")) and path.parent.name != "queries"
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "select"
    }
    assert found == SELECTS


def test_transactions_end_in_one_place() -> None:
    found = {
        name(path)
        for path in MODULES
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("commit", "rollback")
    }
    assert found <= {"app/core/db.py"}


def test_the_clock_is_asked_in_one_place() -> None:
    assert {name(path) for path in MODULES if SAYS_WHEN.search(path.read_text())} == {"app/core/clock.py"}


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "manager", "misc"}
    assert not [name(path) for path in MODULES if path.stem in vague]


def test_no_module_tells_too_many_stories() -> None:
    """Past 400 lines a file asks to be split by story; past 500 it is."""
    lines = {name(path): len(path.read_text().splitlines()) for path in MODULES}
    assert not {path: count for path, count in lines.items() if count > 500}


def test_paths_are_lower_case_words_with_hyphens(app: object) -> None:
    assert [path for _method, path in matrix.routes(app) if not KEBAB.fullmatch(path) and path not in STANDARD] == []


def test_menu_entries_lead_to_pages_of_the_house(app: object) -> None:
    pages = {path for method, path in matrix.routes(app) if method == "GET"}
    assert {entry.path for room in wiring.ROOMS for entry in room.menu} <= pages


def test_names_of_rooms_are_those_of_their_folders() -> None:
    for room in wiring.ROOMS:
        assert (APP / room.name / "room.py").is_file(), room.name
