import pytest

from app.forum.searching.words import asked, excerpt, folded, indexed, stem

FAMILIES = [
    "facture factures facturer facturé facturée facturation facturons facturez facturait",
    "client cliente clients clientes",
    "travail travaux",
    "entrepreneur entrepreneuse entrepreneurs entrepreneuses",
    "premier première premiers premières",
    "nouveau nouvelle nouveaux nouvelles",
    "créatif créative créatifs créatives",
    "vendre vends vend",
    "prix Prix PRIX",
    "aide aides aider aidez aidons",
    "bon bonne bonnes",
    "national nationale nationaux",
    "œuvre oeuvre œuvres",
    "heureux heureuse heureuses",
    "jeu jeux",
    "marché marches marcher",
    "animateur animatrice animation",
    "payer payez payons",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_word_are_one(family: str) -> None:
    assert len({stem(folded(word)) for word in family.split()}) == 1, {w: stem(folded(w)) for w in family.split()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prix", "prise"),
        ("prix", "pris"),
        ("client", "climat"),
        ("bail", "balle"),
        ("stage", "stand"),
        ("devis", "devoir"),
    ],
)
def test_words_of_different_families_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_what_is_kept_has_no_accent_no_capital_and_no_empty_word() -> None:
    assert indexed("L'été, à Égletons : les Élèves d'aujourd'hui !") == "ete eglet elev aujourd hui"


def test_a_question_keeps_a_dozen_words_each_once() -> None:
    assert asked("le prix, les prix") == [stem("prix")]
    assert len(asked(" ".join(f"mot{n}" for n in range(100)))) == 12
    assert asked("🙂 « » ' \" * -- : ( ) le la les") == []
    assert asked("x" * 5000) == []


def test_an_excerpt_marks_the_words_and_escapes_the_rest() -> None:
    text = "Bla " * 200 + "<b>combien</b> facturer à un client, et après ? " + "fin " * 200
    said = excerpt(text, asked("factures clients"))
    assert "<mark>facturer</mark>" in said
    assert "<mark>client</mark>" in said
    assert "&lt;b&gt;combien" in said
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said) < 400


def test_an_excerpt_of_one_endless_word_is_cut() -> None:
    assert len(excerpt("a" * 10_000, ["zzz"])) < 300
