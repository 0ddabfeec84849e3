"""Whatever way somebody is named in the words of others, it is found; and nobody else is."""

import json
import re
import unicodedata

import pytest

from app.privacy.erasure import naming

NAME = "Zoé-Anaïs Quérault-Œuvrard"
NEEDLES = [
    *naming.of_address("zoe.querault@exemple.example", "ADRESSE"),
    *naming.of_number("06 98 76 54 32", "NUMÉRO"),
    *naming.of_name(NAME, "QUELQU'UN", ["Paul Martin", "Anaïs Bonnet"]),
]


def picked(like: str, text: str) -> bool:
    """As SQLite answers LIKE: capitals count but for plain letters."""
    signs = [
        re.escape(part[1:]) if part.startswith("\\") else {"%": ".*", "_": "."}.get(part, re.escape(part))
        for part in re.findall(r"\\.|.", like)
    ]
    return re.search("".join(signs), text, re.DOTALL | re.IGNORECASE | re.ASCII) is not None


@pytest.mark.parametrize(
    "said",
    [
        NAME, NAME.upper(), NAME.lower(), "Quérault-Œuvrard Zoé-Anaïs", "QUÉRAULT-ŒUVRARD Zoé-Anaïs", "Zoe-Anais QUERAULT-OEUVRARD",
        "Zoé Anaïs\u00a0Quérault\u202fŒuvrard", "Zoé-Anaïs\n  Quérault-Œuvrard", unicodedata.normalize("NFD", NAME),
        "Mme Quérault-Œuvrard", "M. Querault-Oeuvrard", "QUÉRAULT-ŒUVRARD", "Z. Quérault-Œuvrard", "Z Quérault-Œuvrard",
        "zoé-anaïs_quérault-œuvrard.pdf", "Zoé-Anaïs&nbsp;Quérault-Œuvrard", "Mme&nbsp;Quérault-Œuvrard", "Z.&nbsp;Quérault-Œuvrard",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(said: str) -> None:
    left = naming.without_names(f"Je pense que {said}, hier, a réussi.", NEEDLES)
    assert "QUELQU'UN" in left
    assert "rault" not in unicodedata.normalize("NFKD", left).casefold()
    for escaped in (said, json.dumps(said)):  # as a column of text and as one of JSON hold it
        assert any(picked(like, escaped) for needle in NEEDLES if needle.pattern.search(said) for like in needle.likes)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("zoe.querault@exemple.example", "ADRESSE"), ("ZOE.QUERAULT%40exemple.example", "ADRESSE"),
        ("0698765432", "NUMÉRO"), ("06.98.76.54.32", "NUMÉRO"), ("+33 6 98 76 54 32", "NUMÉRO"), ("0033698765432", "NUMÉRO"),
        ("+33 (0)6 98 76 54 32", "NUMÉRO"),
    ],
)  # fmt: skip
def test_an_address_and_a_number_are_found_however_they_are_written(said: str, left: str) -> None:
    assert naming.without_names(f"Écrire à {said} ou passer.", NEEDLES) == f"Écrire à {left} ou passer."


@pytest.mark.parametrize(
    "said",
    [
        "Paul Martin", "Mme Bonnet", "06 98 76 54 33", "1069876543210", "azoe.querault@exemple.example", "Zoé-Anaïs est là",
        "Anaïs Bonnet et Zoé", "Quéraultine", "une querault",
    ],
)  # fmt: skip
def test_nobody_else_is(said: str) -> None:
    assert naming.without_names(said, NEEDLES) == said


def test_a_family_name_that_somebody_else_has_stays_theirs() -> None:
    needles = naming.of_name("Léa Martin", "QUELQU'UN", ["Luc Martin", "Paul Durand"])
    assert naming.without_names("M. Martin, MARTIN, L. Martin", needles) == "M. Martin, MARTIN, L. Martin"
    assert naming.without_names("Léa Martin et Martin Lea", needles) == "QUELQU'UN et QUELQU'UN"


def test_a_single_word_is_taken_as_it_is_written() -> None:
    needles = naming.of_name("Rose", "QUELQU'UN")
    assert naming.without_names("Rose aime la rose.", needles) == "QUELQU'UN aime la rose."
