"""What may never be written down is found, and what looks like it is left alone."""

import time
from itertools import pairwise

import pytest

from app.core.errors import Invalid
from app.core.sensitive import Doubtful, Kind, check, look
from app.core.sensitive_words import DELICATE


def nir(body: str) -> str:
    """A social security number with its right key; nobody's."""
    return body + f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02}"


SOMEBODY = nir("2850578006084")
CORSE_SUD, HAUTE_CORSE = nir("185052A006084"), nir("185052B006084")


def spaced(number: str, between: str = " ") -> str:
    cuts = (0, 1, 3, 5, 7, 10, 13, 15)
    return between.join(number[a:b] for a, b in pairwise(cuts) if number[a:b])


@pytest.mark.parametrize(
    "text",
    [
        SOMEBODY,
        spaced(SOMEBODY),
        spaced(SOMEBODY, "."),
        spaced(SOMEBODY, "-"),
        spaced(SOMEBODY, "\u00a0"),
        SOMEBODY[:13],
        spaced(SOMEBODY[:13]),
        CORSE_SUD,
        spaced(HAUTE_CORSE),
        spaced(HAUTE_CORSE).lower(),
        f"Née en 1985, sécu {SOMEBODY}.",
        f"{SOMEBODY[:4]} {SOMEBODY[4:8]} {SOMEBODY[8:12]} {SOMEBODY[12:]}",
        "\u200b".join(SOMEBODY),
        "".join(chr(0xFF10 + int(digit)) for digit in SOMEBODY),
    ],
)
def test_a_social_security_number_is_refused_however_it_is_written(text: str) -> None:
    (finding,) = look(text).refused
    assert finding.kind == Kind.NIR
    assert "sécurité sociale" in finding.says
    assert SOMEBODY[:13] not in finding.says


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78",
        "Appelez le 05.59.12.34.56 ou le 06.12.34.56.78",
        "+33 6 12 34 56 78",
        "0033612345678",
        "SIRET 732 829 320 00074",
        "73282932000074",
        "SIREN 732829320",
        "Déclaration d'activité 75640123464",
        "Rendez-vous le 12/03/2026 à 14:30, salle 204",
        "1764166464000",
        nir("2850578006084")[:13] + "00",
        "01972f3e-4d5b-7c3a-9b1e-2f6a7d8c9e0f",
        "Commande 1985 0012 3456",
        "3017620422003",
        "FR76 3000 6000 0112 3456 7890 188",
        "4970 1012 3456 7891",
        "",
    ],
)
def test_what_only_looks_like_such_a_number_is_left_alone(text: str) -> None:
    assert not look(text).refused


@pytest.mark.parametrize("text", ["FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", "DE89 3704 0044 0532 0130 00 pour le virement"])  # fmt: skip
def test_an_account_number_is_refused(text: str) -> None:
    (finding,) = look(text).refused
    assert finding.kind == Kind.IBAN
    assert "hors de la plateforme" in finding.says


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "5555555555554444", "carte 4111-1111-1111-1111 fin 12/29", "3782 822463 10005"])  # fmt: skip
def test_a_bank_card_is_refused(text: str) -> None:
    assert [one.kind for one in look(text).refused] == [Kind.CARD]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Elle sort d'une dépression.", Kind.HEALTH),
        ("DEPRESSION", Kind.HEALTH),
        ("Il est malade du coeur", Kind.HEALTH),
        ("Elle est enceinte", Kind.HEALTH),
        ("attend son titre de séjour", Kind.IMMIGRATION),
        ("Il est sans-papiers", Kind.IMMIGRATION),
        ("demandeuse d’asile", Kind.IMMIGRATION),
        ("Elle est d'origine kabyle", Kind.ORIGIN),
        ("de nationalité malienne", Kind.ORIGIN),
        ("fait le ramadan", Kind.RELIGION),
        ("délégué syndical chez son employeur", Kind.UNION),
        ("sort de prison", Kind.JUSTICE),
        ("a un dossier de surendettement", Kind.DEBTS),
        ("violences\nconjugales", Kind.VIOLENCE),
        ("en plein divorce", Kind.FAMILY),
        ("il est homosexuel", Kind.SEXUALITY),
        ("ses opinions politiques", Kind.OPINION),
    ],
)
def test_delicate_words_are_pointed_at_with_what_to_write_instead(text: str, kind: Kind) -> None:
    found = look(text)
    assert not found.refused
    (finding,) = found.warned
    assert finding.kind == kind
    assert finding.excerpt in text
    assert finding.excerpt in finding.says


@pytest.mark.parametrize(
    "text",
    [
        "Un restaurant libanais rue de l'Église, à côté du musée juridique.",
        "Le traitement de texte, les papiers de la voiture, l'enceinte du marché.",
        "L'origine du projet : un atelier de violon dans une maison du quartier.",
        "Elle veut vendre des enceintes Bluetooth et des voiles de bateau.",
        "Le tribunal de commerce a immatriculé son entreprise ; la caisse d'assurance maladie a répondu.",
        "Régler les dettes fournisseurs et les impayés des clients.",
        "Syndicat mixte des transports, syndicat d'initiative, chambre de métiers.",
        "M. Chrétien accompagne Mme Roman ; Martin Prisonnier aussi.",
        "Une étude de marché, une diagnostique du fonds, une politique de prix.",
        "RQTH : besoin d'une chaise haute et de pauses.",
        "Cuisine africaine, cuisine gitanesque, produits halal et casher.",
    ],
)
def test_ordinary_words_of_a_project_say_nothing_delicate(text: str) -> None:
    assert not look(text)


def test_each_subject_says_why_and_what_to_write() -> None:
    assert all(subject.reason and subject.instead and subject.words for subject in DELICATE)
    assert "Écrivez le besoin, pas le diagnostic" in look("bipolaire").warned[0].says


def test_a_number_is_never_kept_even_by_insisting() -> None:
    with pytest.raises(Invalid) as refused:
        check({"body": f"Sécu : {SOMEBODY}", "title": "Bonjour"}, anyway=True)
    assert not isinstance(refused.value, Doubtful)
    assert [field.field for field in refused.value.fields] == ["body"]


def test_delicate_words_are_kept_by_whoever_insists() -> None:
    with pytest.raises(Doubtful) as doubtful:
        check({"body": "Elle est malade."})
    assert [one.kind for one in doubtful.value.findings] == [Kind.HEALTH]
    check({"body": "Elle est malade."}, anyway=True)


def test_a_megabyte_is_read_in_a_moment() -> None:
    text = "1 85 05 78 006 08 FR76 3000 6000 4111 1111 d'origine violences " * 16_000
    started = time.perf_counter()
    look(text)
    assert time.perf_counter() - started < 10
