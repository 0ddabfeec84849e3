"""The workshop's form of an assignment: what is shown is what is read, whatever was there before."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.i18n import _
from app.courses.kinds import editor_of
from app.web.templating import environment
from tests.factories.rubrics import RUBRIC

pytestmark = pytest.mark.once
GRID = {"accepts": ["text"], "rubric": RUBRIC}
LIST = {"accepts": ["text", "file"], "criteria": [{"title": "Clair", "description": "On comprend."}, {"title": "Tenu"}]}
COMPETENCES = [("P1.1", "Se repérer"), ("P2.1", "Essayer")]


class Fields(HTMLParser):
    """The fields of a form as a browser sends them."""

    def __init__(self) -> None:
        super().__init__()
        self.form: dict[str, list[str]] = {}
        self.area = self.select = ""
        self.labels: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "label":
            self.labels.add(found["for"])
        elif tag in ("input", "textarea", "select"):
            self.ids.add(found["id"])
        if tag == "input" and (found["type"] == "text" or "checked" in found):
            self.form.setdefault(name, []).append(found["value"])
        elif tag == "textarea":
            self.area = name
            self.form[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.form or "selected" in found):
            self.form[self.select] = [found["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.form[self.area][0] = self.form[self.area][0].removeprefix("\n")
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.form[self.area][0] += data


def shown(head: dict[str, Any], errors: dict[str, str] | None = None) -> tuple[str, Fields]:
    editor = editor_of("assignment")
    assert editor
    template = environment("fr").get_template(editor.template)
    html = template.render(head=head, errors=errors or {}, competences=COMPETENCES, **editor.values(head))
    fields = Fields()
    fields.feed(html)
    return html, fields


def read(form: dict[str, list[str]]) -> dict[str, Any]:
    editor = editor_of("assignment")
    assert editor
    return editor.read(form)


@pytest.mark.parametrize("head", [GRID, LIST, {"accepts": ["file"]}], ids=["grid", "list", "nothing"])
def test_what_is_shown_is_read_back_the_same(head: dict[str, Any]) -> None:
    html, fields = shown(head)
    assert read(fields.form) == head
    assert fields.ids <= fields.labels, fields.ids - fields.labels
    assert 'name="add" value="criterion"' in html


def test_a_level_is_added_to_the_right_and_every_word_stays() -> None:
    _html, fields = shown(GRID)
    form = fields.form | {"level-4": ["Expert"], "criterion-2-level-2": ["Une source sur deux."]}
    head = read(form)
    assert head["rubric"]["levels"] == ["Pas encore", "En bonne voie", "Acquis", "Expert"]
    assert head["rubric"]["criteria"][0]["describes"] == [*RUBRIC["criteria"][0]["describes"], ""]
    assert head["rubric"]["criteria"][1]["describes"] == ["", "Une source sur deux.", "", ""]
    html, fields = shown(head)
    assert "criterion-1-level-4" in fields.form
    assert "level-5" in fields.form
    assert 'name="add" value="level"' in html


def test_a_level_is_taken_away_with_its_column_and_never_with_words_in_it() -> None:
    _html, fields = shown(GRID)
    emptied = fields.form | {"level-2": [""], "criterion-1-level-2": [""]}
    assert read(emptied)["rubric"]["levels"] == ["Pas encore", "Acquis"]
    assert read(emptied)["rubric"]["criteria"][0]["describes"] == ["On devine.", "On comprend tout."]
    assert read(fields.form | {"level-2": [""]})["rubric"]["levels"] == ["Pas encore", "", "Acquis"]


def test_a_row_is_added_and_an_emptied_one_goes() -> None:
    _html, fields = shown(LIST)
    form = fields.form | {"criterion-1-title": [""], "criterion-1-description": [" "], "criterion-4-title": ["Utile"]}
    assert read(form)["criteria"] == [{"title": "Tenu"}, {"title": "Utile"}]
    full = {"criteria": [{"title": f"C{n}"} for n in range(20)]}
    html, fields = shown(full)
    assert 'name="add" value="criterion"' not in html
    assert "criterion-21-title" not in fields.form


def test_from_a_list_to_a_grid_the_criteria_stay() -> None:
    _html, fields = shown(LIST)
    head = read(fields.form | {"criteria-shape": ["grid"], "criterion-1-competence": ["P2.1"]})
    assert head["rubric"] == {
        "levels": [_("Pas encore"), _("En bonne voie"), _("Acquis")],
        "criteria": [{"title": "Clair", "description": "On comprend.", "competence": "P2.1"}, {"title": "Tenu"}],
    }


def test_emptied_boxes_are_said_and_not_filled_in_again() -> None:
    _html, fields = shown(LIST)
    del fields.form["accepts"]
    assert read(fields.form)["accepts"] == []


def test_problems_stand_beside_their_field() -> None:
    errors = {"rubric.criteria.0.title": "Pas de titre.", "rubric.levels": "Trop peu.", "rubric": "À revoir."}
    html, _fields = shown(GRID, errors)
    for message in errors.values():
        assert message in html
    assert 'aria-invalid="true"' in html


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda some: (
            st.lists(some, max_size=3)
            | st.dictionaries(
                st.sampled_from(["levels", "criteria", "title", "describes", "competence"]), some, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_a_hand_wrote_is_shown_and_read_without_a_fall(written: Any) -> None:
    for head in ({"rubric": written}, {"criteria": written}, {"accepts": written}):
        _html, fields = shown(head)
        read(fields.form)
