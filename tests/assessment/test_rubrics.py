"""What a work is read against: pure values."""

import pytest

from app.assessment.works import rubrics
from app.assessment.works.review_services import Said, carried
from app.assessment.works.rubrics import Criterion, Rubric

OWN = Rubric(
    (
        Criterion("Clair", competence="P2.1", describes=("Non.", "Presque.", "Oui.")),
        Criterion("Vérifié", competence="P1.1"),
        Criterion("Tenu"),
    ),
    ("Pas encore", "En bonne voie", "Acquis"),
)


def test_a_plain_list_is_a_rubric_with_the_three_words_of_the_house() -> None:
    plain = rubrics.rubric_of({"criteria": [{"title": "Clair", "description": "On comprend."}]})
    assert plain.plain
    assert (plain.levels, plain.top) == (("Pas encore", "En partie", "Atteint"), 3)
    assert plain.criteria == (Criterion("Clair", "On comprend."),)
    assert rubrics.in_codes(plain, {"1": 3}) == {"1": "met"}
    assert rubrics.levels_from_codes({"1": "met", "2": "not_yet", "3": "super"}) == {"1": 3, "2": 1, "3": 0}
    assert rubrics.rubric_of({}).criteria == ()


def test_a_rubric_is_kept_and_read_back_whole() -> None:
    assert rubrics.from_kept(OWN.as_kept()) == OWN
    assert rubrics.from_kept(None) == Rubric()
    assert rubrics.from_kept(OWN.as_kept()).mark == OWN.mark
    assert rubrics.in_codes(OWN, {"1": 3}) == {}


def test_any_other_word_makes_another_mark() -> None:
    other = Rubric((Criterion("Clair", describes=("Non.", "Presque.", "Oui !")), *OWN.criteria[1:]), OWN.own_levels)
    assert len({OWN.mark, other.mark, Rubric(OWN.criteria, ("Non", "Oui")).mark}) == 3


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({}, "Aucun critère n'a encore de niveau."),
        ({"1": 3}, "1 critère sur 3 a un niveau : 1 Acquis."),
        ({"1": 2, "3": 3}, "2 critères sur 3 ont un niveau : 1 Acquis, 1 En bonne voie."),
        ({"1": 3, "2": 1, "3": 3}, "Tous les critères ont un niveau : 2 Acquis, 1 Pas encore."),
    ],
)
def test_the_total_is_said_in_words(levels: dict[str, int], said: str) -> None:
    assert rubrics.in_words(OWN, levels) == said
    assert rubrics.in_words(Rubric(), {}) == ""


def test_results_say_the_level_what_it_looks_like_and_the_comment() -> None:
    first, second = rubrics.results(OWN, {"1": 2}, {"3": "Ajoutez une date."})
    assert (first.number, first.name, first.describes, first.comment) == (1, "En bonne voie", "Presque.", "")
    assert (second.number, second.level, second.name, second.comment) == (3, None, "", "Ajoutez une date.")


def test_a_level_that_the_rubric_does_not_have_is_shown_without_a_name() -> None:
    (result,) = rubrics.results(OWN, {"2": 9}, {})
    assert (result.level, result.name, result.describes) == (9, "", "")


def test_the_competences_of_a_review_are_those_of_the_criteria_that_have_a_level() -> None:
    assert rubrics.competences(OWN, {"1": 3, "2": 1, "3": 3}) == ["P2.1", "P1.1"]
    assert rubrics.competences(OWN, {"3": 3}) == []


def test_what_was_begun_follows_the_titles_of_another_rubric() -> None:
    moved = Rubric((OWN.criteria[2], OWN.criteria[0], Criterion("Nouveau")), OWN.own_levels)
    said = Said("Bon début.", {"1": 3, "2": 1}, {"1": "Très clair.", "3": "Tenez bon."}, ("x",))
    assert carried(said, OWN, moved) == Said("Bon début.", {"2": 3}, {"2": "Très clair.", "1": "Tenez bon."}, ("x",))
    renamed = Rubric(OWN.criteria, ("Non", "Presque", "Oui"))
    assert carried(said, OWN, renamed) == Said("Bon début.", {}, said.comments, ("x",))
