"""Every door of the house, tried by everybody, against one written table."""

import inspect
import sys

import pytest

from app.core.keepings import Where, keepings
from app.core.trail import Did
from app.core.trail.words import SUBJECTS
from app.trail.routes import Watched, act_of, rule_of
from tests.access import matrix
from tests.access.conftest import Walk, cookies_of
from tests.access.matrix import Line, by_beginning
from tests.access.scene import PERSONAS, ROLES
from tests.access.trail import OF_NO_PATH, undeclared_names

TABLE = matrix.read()
LINES = by_beginning(TABLE)
COOKIES = {one.name for one in keepings(Where.COOKIE)}


def test_every_route_of_the_house_has_a_line_and_every_line_a_route(app: object) -> None:
    assert set(matrix.routes(app)) == set(TABLE)


@pytest.mark.parametrize("beginning", LINES)
def test_each_persona_gets_what_the_table_says(walk: Walk, beginning: str) -> None:
    wrong = []
    for method, path in LINES[beginning]:
        said = TABLE[method, path]
        answers = {persona: walk.knock(persona, method, path) for persona in PERSONAS if _is_asked(walk, said[persona])}
        wrong += [
            f"{method} {path}: {persona} got {answer.status_code}, not {said[persona]}"
            for persona, answer in answers.items()
            if answer.status_code != said[persona]
        ]
        cookies = {name for answer in answers.values() for name in cookies_of(answer)}
        wrong += [f"{path}: {name}: declare it (core/keepings)" for name in cookies - COOKIES]
        shown = answers.get("admin")
        if method == "GET" and shown and shown.status_code == 200 and undeclared_names(path, shown.text):
            wrong.append(f"{path}: app/trail/routes.py says it shows nobody's data")
    assert not wrong, "\n".join(wrong)


def _is_asked(walk: Walk, status: int) -> bool:
    """Whom a policy refuses is asked once: policies know no database (pyproject, the floors of the house)."""
    return walk.database.is_sqlite or status not in (401, 403)


@pytest.mark.once
def test_every_route_says_what_it_tells_the_trail() -> None:
    """What it shows, changes or exports of somebody else, or why it does not: app/trail/routes.py."""
    rules = {f"{method} {path}": rule_of(method, path) for method, path in TABLE}
    assert [line for line, rule in rules.items() if rule is None] == [], "declare it in app/trail/routes.py"
    unnamed = [line for line, rule in rules.items() if isinstance(rule, Watched) and rule.subject not in SUBJECTS]
    assert unnamed == [], "name it in app/core/trail/words.py"


OBJECTS = by_beginning(line for line in TABLE if matrix.is_of_objects(line[1]))


def test_what_leaves_with_several_people_says_whose_paths_it_took(app: object) -> None:
    """Each export hands its paths to the trail (`concerns`), itself or by what it calls beside it; or says why not."""
    silent = set()
    for method, path, endpoint in matrix.endpoints(app):
        rule = rule_of(method, path)
        if not isinstance(rule, Watched) or act_of(method, path, rule) is not Did.EXPORTED or "{enrolment_id}" in path:
            continue
        source = inspect.getsource(endpoint)
        beside = [value for name, value in vars(sys.modules[endpoint.__module__]).items() if f"{name}(" in source]
        own = [one for one in beside if inspect.isfunction(one) and one.__module__ == endpoint.__module__]
        if not any("concerns(" in text for text in (source, *map(inspect.getsource, own))):
            silent.add(path)
    assert silent == set(OF_NO_PATH)


@pytest.mark.once  # the table has asked each door of both engines already
@pytest.mark.parametrize("beginning", OBJECTS)
def test_no_role_of_the_other_organisation_passes_to_an_object(walk: Walk, beginning: str) -> None:
    wrong = []
    for method, path in OBJECTS[beginning]:
        for role in ROLES:
            answer = walk.knock(f"{role}-voisine", method, path)
            if answer.status_code not in (403, 404) or "Nadia" in answer.text:
                wrong.append(f"{method} {path}: {role} got {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _is_a_list(line: Line) -> bool:
    method, path = line
    return method == "GET" and not matrix.is_of_objects(path) and path not in matrix.FOR_ANYONE


LISTS = by_beginning(line for line in TABLE if _is_a_list(line))


@pytest.mark.once
@pytest.mark.parametrize("beginning", LISTS)
def test_no_list_shows_anything_of_the_other_organisation(walk: Walk, beginning: str) -> None:
    """Their own pages open, and hold no name, no title and no id of ours."""
    ours = [*walk.scene.ids.values(), *walk.scene.activities.values(), "Nadia Test", "Une question de prix"]
    ours = [mark for mark in ours if len(mark) > 9]
    wrong = []
    for method, path in LISTS[beginning]:
        for role in (*ROLES, "all"):
            text = walk.knock("neighbour" if role == "all" else f"{role}-voisine", method, path).text
            wrong += [f"{path}: {role} sees {mark}" for mark in ours if mark in text]
    assert not wrong, "\n".join(wrong)
