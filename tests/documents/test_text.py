"""The text of a template: what is refused, and that no value is ever markup."""

import pytest

from app.documents import kinds, text
from app.documents.kinds import DocumentKind

pytestmark = pytest.mark.once

NASTY = "#strong[x] $1+1$ \\ **gras** {{ personne.nom }} <script>alert(1)</script> [lien](http://x)"


def kind(code: str = "certificat") -> DocumentKind:
    return kinds.kinds()[code]


@pytest.mark.parametrize("code", sorted(kinds.kinds()))
def test_each_text_that_is_shipped_is_sound(code: str) -> None:
    assert text.problems(kind(code).body, kind(code)) == []


def test_an_unknown_field_is_refused_with_its_line_and_the_nearest_name() -> None:
    found = text.problems("Un titre\n\nPour {{ personne.non }}.\n" + kind().body, kind())
    assert [(one.line, "personne.nom" in one.words) for one in found] == [(3, True)]


def test_a_field_of_a_person_is_not_for_the_rules_of_the_house() -> None:
    assert [one.line for one in text.problems(kind("reglement").body + "{{ personne.nom }}\n", kind("reglement"))] == [
        len(kind("reglement").body.splitlines()) + 1
    ]


def test_braces_left_open_are_refused() -> None:
    assert text.problems(kind().body + "Bonjour {{ personne.nom }\n", kind())


def test_what_the_law_asks_must_stay_in_the_text() -> None:
    body = kind("contrat").body.replace("{{ accord.effectif }}", "")
    found = text.problems(body, kind("contrat"))
    assert [one.line for one in found] == [0]
    assert "Effectif" in found[0].words


def test_a_text_of_a_million_characters_is_refused_in_words() -> None:
    found = text.problems("a" * 1_000_000, kind())
    assert len(found) == 1
    assert "trop long" in found[0].words


def test_a_value_is_text_whatever_it_holds() -> None:
    blocks = text.filled(
        text.parse("Pour **{{ personne.nom }}**, et {{ personne.nom }}.\n"), {"personne.nom": NASTY}, "–"
    )
    runs = blocks[0]["runs"]
    assert [run["s"] for run in runs if run["s"] == NASTY] == [NASTY, NASTY]
    html = text.as_html(blocks)
    assert "<script>" not in html
    assert "**gras**" in html


def test_html_and_pictures_of_a_template_are_only_text() -> None:
    html = text.as_html(text.filled(text.parse("<b>non</b> ![x](http://y/z.png) [ici](javascript:alert(1))"), {}, "–"))
    assert "<b>" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_a_list_alone_becomes_a_list_and_an_empty_value_is_said() -> None:
    blocks = text.filled(text.parse("{{ a }}\n\nAinsi : {{ a }}. Et {{ b }}.\n"), {"a": ["un", "deux"], "b": ""}, "–")
    assert [block["t"] for block in blocks] == ["ul", "p"]
    assert "".join(run["s"] for run in blocks[1]["runs"]) == "Ainsi : un ; deux. Et –."


def test_headings_never_skip_a_level() -> None:
    blocks = text.filled(text.parse("#### Bas\n\n# Haut\n\n#### Bas\n"), {}, "–")
    assert [block["level"] for block in blocks] == [2, 2, 3]


def test_a_very_long_word_may_be_cut() -> None:
    assert "\u200b" in text.breakable("a" * 300)
    assert text.breakable("ordinaire") == "ordinaire"
