"""Whatever words and looks a paragraph has, a reader sees the words that were written, in one paragraph."""

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from app.courses.material.phrase import Piece, Place, phrase
from app.web.lessons import course_html

SIGNS = [
    *list("ab é1.)(-+*_#>~`[]!|\\<&;:=\xa0 «»?\n/'\"^$%@,"),
    "<br>",
    "&amp;",
    "[[",
    "~~",
    "1. ",
    "____",
    "http://a.b",
]
PIECES = st.lists(
    st.builds(
        Piece,
        text=st.lists(st.sampled_from(SIGNS), min_size=1, max_size=8).map("".join),
        bold=st.booleans(),
        italic=st.booleans(),
        struck=st.booleans(),
        href=st.sampled_from(["", "", "", "https://example.org/a(b)"]),
    ),
    min_size=1,
    max_size=5,
).map(lambda pieces: [part for piece in pieces for part in _broken(piece)])


def _broken(piece: Piece) -> list[Piece]:
    rows = re.split("(\n)", piece.text)
    return [
        Piece("\n") if row == "\n" else Piece(row, piece.bold, piece.italic, piece.struck, piece.href)
        for row in rows
        if row
    ]


def rows(text: str) -> list[str]:
    return [row for line in text.split("\n") if (row := " ".join(line.replace("\u00a0", " ").split()))]


def seen(html: str) -> list[str]:
    return rows(unescape("".join(part.split(">", 1)[-1] for part in re.sub("<br>\n?", "\n", html).split("<"))))


def said(pieces: list[Piece]) -> list[str]:
    return rows("".join(piece.text for piece in pieces))


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_a_paragraph_is_read_as_it_was_written(pieces: list[Piece]) -> None:
    html = course_html(phrase(pieces)[0], lambda _path: None)
    assert seen(html) == said(pieces)
    assert html.count("<p>") == (1 if said(pieces) else 0)
    assert not re.search("<(h[1-6]|[uo]l|blockquote|table|pre|hr|code|img)", html)


@settings(max_examples=100, deadline=None)
@given(PIECES)
def test_a_title_and_a_cell_are_too(pieces: list[Piece]) -> None:
    title = course_html(f"## {phrase(pieces, Place.TITLE)[0]}", lambda _path: None)
    assert " ".join(seen(title)) == " ".join(said(pieces))
    cell = course_html(f"| x |\n|---|\n| {phrase(pieces, Place.CELL)[0]} |", lambda _path: None)
    assert seen(cell.split("<tbody>")[-1]) == said(pieces)


def test_blanks_to_fill_stay_readable() -> None:
    assert phrase([Piece("Prénom : ______ Date : ____")])[0] == "Prénom : ______ Date : ____"
    assert phrase([Piece("______")])[0].startswith("\\_")


def test_marks_that_cannot_be_told_apart_give_way() -> None:
    written, whole = phrase([Piece("le "), Piece("12 ", bold=True), Piece("de", bold=True, italic=True), Piece("puis")])
    assert (written, whole) == ("le **12 de**puis", False)
