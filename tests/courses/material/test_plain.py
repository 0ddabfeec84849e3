"""A plain text keeps its words and its lines; a Markdown text is kept as it is."""

import io

import pytest

from app.core.errors import Invalid, TooLarge
from app.courses.material import read_material, read_plain


def test_a_text_keeps_its_paragraphs_and_its_lines_and_its_signs_are_signs() -> None:
    found = read_plain(io.BytesIO(b"\xef\xbb\xbfPrix * 2\r\n1. un\r\n\r\n\r\n# dix\x0bze\r\n"), "mes prix.txt")
    assert found.text == "Prix \\* 2\\\n1\\. un\n\n\\# dixze\n"
    assert (found.title, found.images, found.notes) == ("mes prix", [], [])


@pytest.mark.parametrize("code", ["utf-8", "utf-16", "cp1252"])
def test_the_accents_of_any_windows_are_read(code: str) -> None:
    found = read_material(io.BytesIO("Où vendre ? À l'étal, 12 €.".encode(code)), "a.txt")
    assert found.text == "Où vendre ? À l'étal, 12 €.\n"
    assert bool(found.notes) == (code == "cp1252")


@pytest.mark.parametrize(
    ("source", "title", "text"),
    [
        ("# Mes prix #\n\n## Un\n\n- a\n", "Mes prix", "## Un\n\n- a\n"),
        ("---\nkind: page\ntitle: \"Mes prix\"\n---\nTexte **gras**.\n", "Mes prix", "Texte **gras**.\n"),
        ("Texte.\n\n# Plus loin\n", "x", "Texte.\n\n# Plus loin\n"),
    ],
)  # fmt: skip
def test_markdown_is_kept_and_gives_its_title(source: str, title: str, text: str) -> None:
    found = read_material(io.BytesIO(source.encode()), "x.md")
    assert (found.title, found.text) == (title, text)


def test_what_is_not_a_text_is_refused() -> None:
    for data, words in ((b"", "vide"), (b" \n\n", "vide"), (b"PK\x03\x04\x00\x01", "n'est pas un texte")):
        with pytest.raises(Invalid, match=words):
            read_plain(io.BytesIO(data), "a.txt")
    with pytest.raises(TooLarge, match="1 Mo"):
        read_plain(io.BytesIO(b"a" * 1_000_001), "a.txt")
