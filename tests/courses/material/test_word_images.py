"""Images of a Word document, with their words, and its links."""

import pytest

from app.web.lessons import Material, course_html
from tests.courses.material.documents import (
    image,
    p,
    picture,
    run,
    styled,
)
from tests.courses.material.reading import (
    HEADINGS,
    obstacles,
    read,
    told,
)


def test_images_come_with_their_words_and_those_without_are_listed() -> None:
    body = (
        p(image("i", "Deux étals [côte à côte]")) + styled("Titre1", "Suite") + p(run("Voici ") + image("j") + run("."))
    )
    found = read(
        body,
        styles=HEADINGS,
        links={"i": ("image", "media/image1.png"), "j": ("image", "media/image2.jpeg")},
        parts={"word/media/image1.png": picture(), "word/media/image2.jpeg": picture("JPEG")},
    )
    assert [(each.name, each.alt) for each in found.images] == [
        ("ma-fiche-prix-1.png", "Deux étals [côte à côte]"), ("ma-fiche-prix-2.jpg", ""),
    ]  # fmt: skip
    assert found.images[0].data == picture()
    assert found.text == (
        "![Deux étals \\[côte à côte\\]](../images/ma-fiche-prix-1.png)\n\n## Suite\n\n"
        "Voici ![](../images/ma-fiche-prix-2.jpg).\n"
    )
    assert told(found, "ma-fiche-prix-2.jpg » n'a pas de texte de remplacement") == ["sous « Suite »"]
    assert obstacles(found) == ["image-alt"], "the page cannot be published without these words"
    shown = course_html(found.text, lambda path: Material(f"/f/{path}", "image/png", "x", 1))
    assert 'alt="Deux étals [côte à côte]"' in shown


def test_an_image_shown_twice_is_kept_once() -> None:
    found = read(
        p(image("i", "Un")) + p(image("i", "Deux")),
        links={"i": ("image", "media/a.png")},
        parts={"word/media/a.png": picture()},
    )
    assert len(found.images) == 1
    assert found.text.count("../images/ma-fiche-prix-1.png") == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(100), "ne montre pas ce format"),
        (b"\xd7\xcd\xc6\x9a" + bytes(100), "ne montre pas ce format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "abîmée"),
        (picture("BMP"), "ne montre pas ce format"),
        (picture()[:16] + (20_000).to_bytes(4, "big") * 2 + picture()[24:], "abîmée"),
    ],
)
def test_an_image_that_a_page_cannot_show_leaves_its_place_and_is_told(data: bytes, words: str) -> None:
    found = read(
        p(image("i", "Schéma")), links={"i": ("image", "media/image3.emf")}, parts={"word/media/image3.emf": data}
    )
    assert found.text == "(Image à refaire : image3.emf)\n"
    assert found.images == []
    assert len(told(found, "image3.emf")) == 1
    assert len(told(found, words)) == 1


def test_an_image_too_large_leaves_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, object] = {
        "links": {"i": ("image", "media/a.png")},
        "parts": {"word/media/a.png": picture(size=(100, 100))},
    }
    monkeypatch.setattr("app.courses.material.pictures.MOST_PIXELS", 9_999)
    assert len(told(read(p(image("i")), **options), "trop grande")) == 1
    monkeypatch.setattr("app.courses.material.pictures.IMAGE_LIMIT", 100)
    assert len(told(read(p(image("i")), **options), "trop grande")) == 1


def test_an_image_that_is_elsewhere_is_never_fetched() -> None:
    for link in ("https://example.org/espion.png", "file:///etc/passwd"):
        found = read(p(image("i", "x", way="link")) + p(image("i", "x")), links={"i": ("image", link)})
        assert found.text == "(Image à ajouter)\n\n(Image à ajouter)\n"
        assert len(told(found, "seulement son adresse")) == 1


def test_words_guessed_by_word_and_cut_images_are_to_be_looked_at_again() -> None:
    guessed = "Une image contenant texte, capture d’écran&#10;&#10;Description générée automatiquement"
    found = read(
        p(image("i", guessed, '<a:srcRect l="10000"/>')),
        links={"i": ("image", "media/a.png")},
        parts={"word/media/a.png": picture()},
    )
    assert found.images[0].alt == "Une image contenant texte, capture d’écran"
    assert len(told(found, "deviné par un logiciel")) == 1
    assert len(told(found, "rognée")) == 1
