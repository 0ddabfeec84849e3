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
from tests.access.scene import PERSONAS, ROLES
from tests.access.trail import OF_NO_PATH, undeclared_names

LINES = matrix.read()
COOKIES = {one.name for one in keepings(Where.COOKIE)}


def test_every_route_of_the_house_has_a_line_and_every_line_a_route(app: object) -> None:
    assert set(matrix.routes(app)) == set(LINES)


@pytest.mark.parametrize(("method", "path"), LINES, ids=[f"{method} {path}" for method, path in LINES])
def test_each_persona_gets_what_the_table_says(walk: Walk, method: str, path: str) -> None:
    answers = {persona: walk.knock(persona, method, path) for persona in PERSONAS}
    assert {persona: answer.status_code for persona, answer in answers.items()} == LINES[method, path]
    assert {name for answer in answers.values() for name in cookies_of(answer)} <= COOKIES, "declare it (core/keepings)"
    if method == "GET" and answers["admin"].status_code == 200:
        assert not undeclared_names(path, answers["admin"].text), "app/trail/routes.py says it shows nobody's data"


@pytest.mark.once
@pytest.mark.parametrize(("method", "path"), LINES, ids=[f"{method} {path}" for method, path in LINES])
def test_every_route_says_what_it_tells_the_trail(method: str, path: str) -> None:
    """What it shows, changes or exports of somebody else, or why it does not: app/trail/routes.py."""
    rule = rule_of(method, path)
    assert rule is not None, "declare it in app/trail/routes.py"
    if isinstance(rule, Watched):
        assert rule.subject in SUBJECTS, "name it in app/core/trail/words.py"


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
@pytest.mark.parametrize(
    ("method", "path"),
    [line for line in LINES if matrix.is_of_objects(line[1])],
    ids=lambda part: part,
)
def test_no_role_of_the_other_organisation_passes_to_an_object(walk: Walk, method: str, path: str) -> None:
    for role in ROLES:
        answer = walk.knock(f"{role}-voisine", method, path)
        assert answer.status_code in (403, 404), f"{role}: {answer.status_code}"
        assert "Nadia" not in answer.text


LISTS = [
    line
    for line in LINES
    if line[0] == "GET" and not matrix.is_of_objects(line[1]) and line[1] not in matrix.FOR_ANYONE
]


@pytest.mark.once
@pytest.mark.parametrize(("method", "path"), LISTS, ids=lambda part: part)
def test_no_list_shows_anything_of_the_other_organisation(walk: Walk, method: str, path: str) -> None:
    """Their own pages open, and hold no name, no title and no id of ours."""
    ours = [*walk.scene.ids.values(), *walk.scene.activities.values(), "Nadia Test", "Une question de prix"]
    ours = [mark for mark in ours if len(mark) > 9]
    for role in (*ROLES, "all"):
        text = walk.knock("neighbour" if role == "all" else f"{role}-voisine", method, path).text
        assert not [mark for mark in ours if mark in text], role
