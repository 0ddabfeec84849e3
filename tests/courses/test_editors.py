"""The workshop's form of each simple kind: what it was filled in with becomes the head, whatever was typed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import CHECKOUT
from app.courses.kinds import Editor, editor_of, kind_of
from app.web.templating import environment
from tests.factories.client import check_page

KINDS = ("page", "media", "file", "link", "session", "self_assessment", "forum", "survey", "choice", "checklist")
MARKS = {"minutes", "place", "timing", "people", "guidance"}
FILES = [("files/liste.csv", "liste.csv (2 ko)"), ("media/voix.ogg", "voix.ogg"), ("media/voix.vtt", "voix.vtt")]


def editor(kind: str) -> Editor:
    found = editor_of(kind)
    assert found is not None, kind
    return found


def form(**fields: Any) -> dict[str, list[str]]:
    return {name.replace("__", "."): value if isinstance(value, list) else [value] for name, value in fields.items()}


def page(kind: str, head: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    """The part of the form, in a page that is otherwise in order."""
    plugged = editor(kind)
    values = {"head": head, "errors": errors or {}, "competences": [("B1.1", "Choisir")], "files": FILES}
    template = environment("fr").get_template(plugged.template)
    inside = template.render(**values, **plugged.values(head))
    html = (
        '<html lang="fr"><title>Atelier</title><body><h1>Atelier</h1><h2>Activité</h2>'
        f'<form method="post"><input type="hidden" name="csrf" value="x">{inside}</form></body></html>'
    )
    check_page(html, kind)
    return html


@pytest.mark.parametrize("kind", KINDS)
def test_every_simple_kind_has_its_form_and_what_a_new_one_starts_from(kind: str) -> None:
    plugged, known = editor(kind), kind_of(kind)
    assert known is not None
    assert set(plugged.blank) >= MARKS
    assert set(plugged.blank) - MARKS <= set(known.fields)
    own = {name: value for name, value in plugged.blank.items() if name not in MARKS}
    page(kind, own)


@pytest.mark.parametrize(
    ("kind", "filled", "head"),
    [
        ("page", form(title="Une leçon", minutes="10"), {}),
        ("media", form(media=" media/voix.ogg ", captions=""), {"media": "media/voix.ogg"}),
        ("file", form(file="files/liste.csv", new_file=""), {"file": "files/liste.csv"}),
        ("link", form(url=" https://www.exemple.fr/page "), {"url": "https://www.exemple.fr/page"}),
        ("session", form(half_days="2"), {"half_days": 2}),
        ("session", form(half_days="deux"), {"half_days": "deux"}),
        ("session", form(half_days="0"), {"half_days": 0}),
        ("session", form(half_days=""), {}),
        ("self_assessment", form(stage="middle"), {"stage": "middle"}),
        ("forum", form(experts="true"), {"experts": True}),
        ("forum", form(), {}),
        ("checklist", form(items="Mon numéro\r\n\r\n  Mon   assurance \n"), {"items": ["Mon numéro", "Mon assurance"]}),
        ("checklist", form(items=" \n"), {}),
    ],
)
def test_a_form_becomes_a_head(kind: str, filled: dict[str, list[str]], head: dict[str, Any]) -> None:
    assert editor(kind).read(filled) == head


def test_the_options_of_a_choice_are_its_rows_that_say_something() -> None:
    filled = form(
        options__0__title="Le matin", options__0__places="8", options__1__title="", options__1__places="",
        options__2__title=" Le  soir ", options__2__places="", options__10__title="La nuit", options__10__places="peu",
        options__9__title="", options__9__places="0", many="true", results="never",
    )  # fmt: skip
    assert editor("choice").read(filled) == {
        "options": [
            {"title": "Le matin", "places": 8}, {"title": "Le soir"}, {"places": 0}, {"title": "La nuit", "places": "peu"},
        ],
        "many": True,
        "results": "never",
    }  # fmt: skip


SURVEY = {
    "questions": [
        {"ask": "Le rythme ?", "kind": "scale", "low": "trop lent", "high": "trop rapide"},
        {"ask": "Que garder ?", "kind": "several", "options": ["Les ateliers", "Les quiz"]},
        {"ask": "Combien d'heures ?", "kind": "number", "low": 0, "high": 12.5, "required": False},
        {"ask": "Un mot", "kind": "text", "required": False},
    ],
    "anonymous": True,
}


def typed(head: dict[str, Any]) -> dict[str, list[str]]:
    """The fields of the form of a survey, as its page prints them."""
    values = editor("survey").values(head)
    fields: dict[str, list[str]] = {"anonymous": ["true" if head.get("anonymous") else ""]}
    for number, row in enumerate(values["questions"], 1):
        name = row["name"]
        for field in ("ask", "kind", "options", "low", "high"):
            fields[f"{name}.{field}"] = [str(row[field])]
        if row["required"]:
            fields[f"{name}.required"] = ["true"]
        if not row["blank"]:
            fields[f"{name}.place"] = [str(number)]
    return fields


def test_a_survey_that_nobody_touches_reads_back_the_same() -> None:
    assert editor("survey").read(typed(SURVEY)) == SURVEY


def test_a_blank_row_becomes_a_question_and_a_ticked_one_goes() -> None:
    filled = typed(SURVEY) | form(questions__4__ask="Et après ?", questions__1__gone="true")
    asked = [question["ask"] for question in editor("survey").read(filled)["questions"]]
    assert asked == ["Le rythme ?", "Combien d'heures ?", "Un mot", "Et après ?"]


@pytest.mark.parametrize(
    ("row", "place", "order"),
    [
        (3, "1", ["Un mot", "Le rythme ?", "Que garder ?", "Combien d'heures ?"]),
        (0, "3", ["Que garder ?", "Combien d'heures ?", "Le rythme ?", "Un mot"]),
        (1, "99", ["Le rythme ?", "Combien d'heures ?", "Un mot", "Que garder ?"]),
        (1, "", ["Le rythme ?", "Que garder ?", "Combien d'heures ?", "Un mot"]),
    ],
)
def test_a_question_moves_to_the_place_that_is_written(row: int, place: str, order: list[str]) -> None:
    filled = typed(SURVEY) | {f"questions.{row}.place": [place]}
    assert [question["ask"] for question in editor("survey").read(filled)["questions"]] == order


def test_what_another_way_of_answering_has_no_use_for_is_left_out() -> None:
    filled = typed(SURVEY) | form(questions__1__kind="text", questions__0__options="Non\nOui")
    first, second, *_rest = editor("survey").read(filled)["questions"]
    assert first == {"ask": "Le rythme ?", "kind": "scale", "options": ["Non", "Oui"]}
    assert second == {"ask": "Que garder ?", "kind": "text"}


@given(
    st.sampled_from(KINDS),
    st.dictionaries(
        st.one_of(
            st.sampled_from(
                [
                    "media",
                    "captions",
                    "file",
                    "url",
                    "half_days",
                    "stage",
                    "experts",
                    "items",
                    "anonymous",
                    "many",
                    "results",
                ]
            ),
            st.from_regex(
                r"(questions|options)(\.[0-9²]{0,4}){0,2}(\.(ask|kind|options|low|high|place|gone|title|places))?",
                fullmatch=True,
            ),
            st.text(max_size=20),
        ),
        st.lists(st.text(max_size=40), max_size=2),
    ),
)
def test_whatever_is_sent_is_read_and_printed_again(kind: str, filled: dict[str, list[str]]) -> None:
    head = editor(kind).read(filled)
    assert set(head) <= set(getattr(kind_of(kind), "fields", ()))
    editor(kind).values(head)


@pytest.mark.parametrize(
    ("kind", "head", "shown"),
    [
        (
            "media",
            {"media": "media/absent.ogg"},
            ['value="media/absent.ogg" selected', 'name="new_media"', "media/voix.vtt"],
        ),
        (
            "file",
            {"file": "files/liste.csv"},
            ['value="files/liste.csv" selected', 'name="new_file"', "liste.csv (2 ko)"],
        ),
        ("link", {"url": 'https://a.fr/?q="x"'}, ["https://a.fr/?q=&#34;x&#34;"]),
        ("session", {"half_days": "deux"}, ['value="deux"']),
        ("self_assessment", {"stage": "exit"}, ['value="exit" checked']),
        ("forum", {"experts": True}, ['value="true" checked']),
        ("survey", SURVEY, ["Le rythme ?", "Les ateliers\nLes quiz", "12.5", 'name="questions.5.ask"', 'name="add"']),
        ("choice", {"options": [{"title": "A", "places": 3}]}, ['value="A"', 'name="options.3.title"', 'name="add"']),
        ("checklist", {"items": ["Un", "Deux"]}, ["Un\nDeux"]),
    ],
)
def test_the_form_shows_what_is_written(kind: str, head: dict[str, Any], shown: list[str]) -> None:
    html = page(kind, head)
    for words in shown:
        assert words in html, words


def test_what_is_wrong_is_said_where_it_is() -> None:
    errors = {
        "questions.1.options.0": "Il manque des mots ici.", "questions.2": "Pas écrite comme attendu.", "questions": "Rien.",
    }  # fmt: skip
    html = page("survey", SURVEY, errors)
    assert 'id="error-questions.1.options"' in html
    for message in errors.values():
        assert html.count(message) == 1
    html = page("choice", {"options": [{"title": "A", "places": "peu"}]}, {"options.0.places": "Un nombre."})
    assert 'aria-describedby="error-options.0.places"' in html


def test_every_form_is_a_template_of_its_room() -> None:
    for kind in KINDS:
        template = editor(kind).template
        assert template.split("/")[1] == "editors"
        assert (Path(CHECKOUT) / "templates" / template).is_file()
