"""Conditions and branches: written in a folder, told when they cannot hold, said in words, edited in a form."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.access import Role
from app.courses import conditions, conditions_form
from app.courses import queries as courses
from app.courses.conditions import Names, Skill, Step
from app.courses.outline import current_outline
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import read_folder
from app.courses.source.problems import Refused
from app.web.templating import environment
from tests.courses.folders import replace, write_folder
from tests.factories.house import House

NAMES = Names(
    steps=(
        Step("s1", "Mon offre", (Step("bienvenue", "Ce que le client achète"), Step("voix", "Une voix"))),
        Step("s2", "Mon stand", (Step("liste", "Ma liste"),)),
    ),
    skills=(Skill("b1", "Préparer", (Skill("B1.1", "Choisir"),)),),
    levels=("Je découvre", "Je fais"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "au-marche")


def write(folder: Path, inside: str, text: str) -> None:
    """Add lines to the head of an activity, or to a sequence of the plan (`s1`, `s2`)."""
    if inside in ("s1", "s2"):
        indented = "".join(f"    {line}\n" for line in text.splitlines())
        replace(folder, "course.yaml", f"key: {inside}\n", f"key: {inside}\n{indented}")
    else:
        replace(folder, f"activities/{inside}.md", "place: ", f"{text}\nplace: ")


def told(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    return [str(problem) for problem in refused.value.problems]


WHOLE = """conditions:
  - after: bienvenue
  - from_day: 2
  - until_day: 8
  - level: 2
    competence: B1.1
  - level: 1
    block: b2
  - group: Groupe du soir
  - group: [Matin, "Groupe d'Ussel"]
branches:
  - if: vous avez déjà une liste
    go_to: jour-de-marche"""


def test_everything_that_can_be_said_is_read_as_it_is_written(folder: Path) -> None:
    write(folder, "liste", WHOLE)
    found = next(one for one in read_folder(folder).activities if one.key == "liste")
    assert [dict(one) for one in found.conditions] == [
        {"after": "bienvenue"},
        {"from_day": 2},
        {"until_day": 8},
        {"level": 2, "competence": "B1.1"},
        {"level": 1, "block": "b2"},
        {"group": "Groupe du soir"},
        {"group": ["Matin", "Groupe d'Ussel"]},
    ]
    assert [dict(one) for one in found.branches] == [{"if": "vous avez déjà une liste", "go_to": "jour-de-marche"}]


WRONG = [
    ("liste", "conditions:\n  - afer: bienvenue", "Vouliez-vous écrire « after »"),
    ("liste", "conditions:\n  - {}", "ne dit rien"),
    ("liste", "conditions:\n  - after: bienvenue\n    from_day: 3", "plusieurs : after, from_day"),
    ("liste", "conditions: bienvenue", "Une liste est attendue"),
    ("liste", "conditions:\n  - bienvenue", "attend des rubriques"),
    ("liste", "conditions:\n  - after: bienvenu", "Vouliez-vous écrire « bienvenue »"),
    ("liste", "conditions:\n  - after: rien-de-tel", "n'est pas une étape du parcours"),
    ("liste", "conditions:\n  - after: liste", "attend sa propre fin"),
    ("liste", "conditions:\n  - after: s2", "« liste » attend « s2 », qui l'attend"),
    ("s2", "conditions:\n  - after: liste", "« s2 » attend « liste », qui l'attend"),
    ("s2", "conditions:\n  - after: s2", "attend sa propre fin"),
    ("liste", "conditions:\n  - from_day: 0", "de 1 à 10"),
    ("liste", "conditions:\n  - from_day: 11", "de 1 à 10"),
    ("liste", "conditions:\n  - until_day: lundi", "de 1 à 10"),
    ("liste", "conditions:\n  - from_day: 2\n  - from_day: 3", "déjà écrit au-dessus"),
    ("liste", "conditions:\n  - from_day: 6\n  - until_day: 2", "ne s'ouvrirait jamais"),
    ("liste", "conditions:\n  - level: 3\n    competence: B1.1", "de 1 à 2"),
    ("liste", "conditions:\n  - level: 1\n    competence: B9.9", "Valeurs possibles : B1.1, B2.1"),
    ("liste", "conditions:\n  - level: 1\n    block: b9", "Valeurs possibles : b1, b2"),
    ("liste", "conditions:\n  - level: 1", "celui d'une compétence, ou celui d'un bloc"),
    ("liste", "conditions:\n  - level: 1\n    block: b1\n    competence: B1.1", "un seul des deux"),
    ("liste", "conditions:\n  - group: []", "Aucun groupe n'est nommé"),
    ("liste", "branches:\n  - if: Si vous savez\n    go_to: jour-de-marche", "déjà « Si » devant"),
    ("liste", "conditions:\n  - group: [Matin, 3]", "Un texte est attendu"),
    ("liste", "branches:\n  - if: vous savez déjà", "« go_to »"),
    ("liste", "branches:\n  - go_to: jour-de-marche", "« if »"),
    ("liste", "branches:\n  - if: vous savez\n    go_to: bienvenue", "n'est pas plus loin"),
    ("liste", "branches:\n  - if: vous savez\n    go_to: liste", "n'est pas plus loin"),
    ("liste", "branches:\n  - if: vous savez\n    go_to: s2", "« s2 » est une séquence"),
    ("liste", "branches:\n  - if: vous savez\n    to: jour-de-marche", "« to » n'existe pas ici"),
    ("s1", "branches:\n  - if: vous savez\n    go_to: voix", "n'est pas plus loin"),
]


@pytest.mark.parametrize(("inside", "text", "words"), WRONG)
def test_what_cannot_hold_is_told_with_its_line(folder: Path, inside: str, text: str, words: str) -> None:
    write(folder, inside, text)
    found = [problem for problem in told(folder) if words in problem]
    assert found, told(folder)
    file = "course.yaml" if inside in ("s1", "s2") else f"activities/{inside}.md"
    assert all(problem.startswith(f"{file}:") for problem in found)


def test_a_circle_over_several_steps_is_told_once(folder: Path) -> None:
    write(folder, "bienvenue", "conditions:\n  - after: s2")
    write(folder, "jour-de-marche", "conditions:\n  - after: voix")
    write(folder, "voix", "conditions:\n  - after: bienvenue")
    found = told(folder)
    assert len(found) == 1, found
    assert "→" in found[0]
    assert all(key in found[0] for key in ("bienvenue", "s2", "jour-de-marche", "voix"))


def test_something_that_comes_later_in_the_path_may_be_waited_for(folder: Path) -> None:
    write(folder, "bienvenue", "conditions:\n  - after: jour-de-marche")
    assert read_folder(folder)


def test_the_days_of_an_activity_and_of_its_sequence_must_meet(folder: Path) -> None:
    write(folder, "liste", "conditions:\n  - from_day: 9")
    write(folder, "s2", "conditions:\n  - until_day: 4")
    assert any("Avec les jours de sa séquence, « liste »" in problem for problem in told(folder))


def test_a_course_that_says_none_keeps_its_fingerprint(folder: Path) -> None:
    """Importing, after an upgrade, a folder that is already published changes nothing."""
    before = read_folder(folder).fingerprint()
    write(folder, "liste", "conditions: []\nbranches: []")
    assert read_folder(folder).fingerprint() == before
    write(folder, "bienvenue", "conditions:\n  - from_day: 2")
    assert read_folder(folder).fingerprint() != before


def test_what_is_exported_is_imported_again_unchanged(
    session: Session, house: House, folder: Path, tmp_path: Path
) -> None:
    write(folder, "liste", WHOLE)
    write(folder, "s1", "branches:\n  - if: vous avez tout\n    go_to: liste")
    write(folder, "s2", "conditions:\n  - after: s1")
    admin = house.actor(Role.ADMIN)
    import_course(session, admin, folder)
    out = tmp_path / "sortie"
    export_course(session, admin, "au-marche", out)
    assert read_folder(out).fingerprint() == read_folder(folder).fingerprint()
    assert not import_course(session, admin, out).changed


def test_an_outline_holds_the_conditions_of_the_sequence_before_those_of_the_activity(
    session: Session, house: House, folder: Path
) -> None:
    write(folder, "liste", "conditions:\n  - from_day: 7\nbranches:\n  - if: vous savez\n    go_to: jour-de-marche")
    write(folder, "s2", "conditions:\n  - after: s1")
    import_course(session, house.actor(Role.ADMIN), folder)
    course = courses.course_by_slug(session, house.demo.id, "au-marche")
    assert course
    outline = current_outline(session, course.id)
    assert [[one.kind for one in activity.conditions] for activity in outline.conditioned] == [
        ["after", "from_day"],
        ["after"],
    ]
    assert [one.key for one in outline.behind["s1"]] == ["bienvenue", "voix"]
    assert [one.words for one in outline.conditioned[0].branches] == ["vous savez"]


# --- In words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"after": "voix"}, "S'ouvre quand vous aurez terminé « Une voix »."),
        ({"after": "s1"}, "S'ouvre quand vous aurez terminé la séquence « Mon offre »."),
        ({"from_day": 10}, "S'ouvre le 10e jour ouvré de votre parcours."),
        ({"from_day": 1}, "S'ouvre le jour de votre entrée."),
        ({"until_day": 30}, "Se ferme après le 30e jour ouvré de votre parcours."),
        ({"level": 2, "competence": "B1.1"}, "S'ouvre au niveau « Je fais » en « Choisir »."),
        ({"level": 1, "block": "b1"}, "S'ouvre au niveau « Je découvre » en « Préparer »."),
        ({"group": "Groupe du soir"}, "Réservé au groupe du soir."),
        ({"group": "Ussel"}, "Réservé au groupe « Ussel »."),
        ({"group": ["Ussel", "Tulle"]}, "Réservé à l'un de ces groupes : « Ussel », « Tulle »."),
    ],
)
def test_a_condition_is_said_in_words(written: dict[str, Any], said: str) -> None:
    assert conditions.words([written], NAMES) == [said]


@pytest.mark.parametrize(
    "half", [{"after": ""}, {"level": 2}, {"from_day": "dix"}, {"group": []}, {}, {"after": "a", "group": "b"}]
)
def test_a_condition_half_written_says_nothing_yet(half: dict[str, Any]) -> None:
    assert conditions.words([half], NAMES) == []


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("vous avez déjà un prévisionnel", "vous aviez déjà un prévisionnel"),
        ("vous êtes déjà à votre compte", "vous étiez déjà à votre compte"),
        ("vous l'avez déjà fait", "vous l'aviez déjà fait"),
        ("vous faites vos devis", "vous faisiez vos devis"),
        ("vous savez lire un bilan", "vous saviez lire un bilan"),
        ("un comptable suit vos chiffres", "un comptable suit vos chiffres"),
    ],
)
def test_why_something_was_passed_is_told_in_the_past(words: str, after: str) -> None:
    assert conditions.once(words) == after


# --- The form -------------------------------------------------------------------------------------------------


FORM = {
    "after-0": ["voix"], "after-1": [""], "from_day": ["2"], "until_day": [" 8 "], "min_level-0": ["2"],
    "min_level_of-0": ["competence:B1.1"], "min_level-1": [""], "min_level_of-1": [""], "group-0": ["Groupe du soir", "Ussel"],
    "group_other-0": [""], "branch_if-0": ["Si vous avez déjà une liste."], "branch_go_to-0": ["liste"],
    "branch_if-1": [""], "branch_go_to-1": [""], "title": ["Ma liste"],
}  # fmt: skip


def test_a_form_is_read_as_a_head_is_written() -> None:
    assert conditions_form.read_conditions(FORM) == (
        [
            {"after": "voix"},
            {"from_day": 2},
            {"until_day": 8},
            {"level": 2, "competence": "B1.1"},
            {"group": ["Groupe du soir", "Ussel"]},
        ],
        {},
    )
    assert conditions_form.read_branches(FORM) == ([{"if": "vous avez déjà une liste", "go_to": "liste"}], {})
    assert conditions_form.read_conditions({}) == ([], {})


@pytest.mark.parametrize(
    ("form", "kept", "field"),
    [
        ({"from_day": ["dix"]}, [{"from_day": "dix"}], "from_day"),
        ({"until_day": ["0"]}, [{"until_day": "0"}], "until_day"),
        ({"from_day": ["9"], "until_day": ["3"]}, [{"from_day": 9}, {"until_day": 3}], "until_day"),
        ({"min_level-0": ["2"], "min_level_of-0": [""]}, [{"level": 2}], "min_level_of-0"),
        ({"min_level-0": [""], "min_level_of-0": ["block:b1"]}, [{"level": "", "block": "b1"}], "min_level-0"),
    ],
)
def test_what_is_half_written_is_kept_with_its_message(
    form: dict[str, list[str]], kept: list[dict[str, Any]], field: str
) -> None:
    found, errors = conditions_form.read_conditions(form)
    assert found == kept
    assert set(errors) == {field}


def test_a_branch_needs_both_its_words_and_its_target() -> None:
    found, errors = conditions_form.read_branches({"branch_if-0": ["vous savez"], "branch_go_to-1": ["liste"]})
    assert found == [{"if": "vous savez", "go_to": ""}, {"if": "", "go_to": "liste"}]
    assert set(errors) == {"branch_go_to-0", "branch_if-1"}


def test_what_the_form_shows_is_what_it_reads(tmp_path: Path) -> None:
    head = {
        "conditions": conditions_form.read_conditions(FORM)[0],
        "branches": conditions_form.read_branches(FORM)[0],
    }
    opening = conditions_form.shown(head, NAMES, ["Groupe du soir"], "bienvenue")
    html = environment("fr").get_template(conditions_form.TEMPLATE).render(opening=opening, errors={})
    assert "S&#39;ouvre au niveau « Je fais » en « Choisir »." in html
    posted: dict[str, list[str]] = {
        **{f"after-{n}": [key] for n, key in enumerate(opening.after)},
        "from_day": [str(opening.from_day)],
        "until_day": [str(opening.until_day)],
        **{f"min_level-{n}": [str(level)] for n, (level, _of) in enumerate(opening.levels)},
        **{f"min_level_of-{n}": [of] for n, (_level, of) in enumerate(opening.levels)},
        **{f"group-{n}": names for n, names in enumerate(opening.groups)},
        **{f"branch_if-{n}": [said] for n, (said, _go) in enumerate(opening.branches)},
        **{f"branch_go_to-{n}": [go] for n, (_said, go) in enumerate(opening.branches)},
    }
    assert all(f'name="{name}"' in html for name in posted)
    assert conditions_form.read_conditions(posted)[0] == head["conditions"]
    assert conditions_form.read_branches(posted)[0] == head["branches"]


def test_the_choices_are_those_that_can_hold() -> None:
    opening = conditions_form.shown({}, NAMES, [], "voix")
    assert [key for key, _title in opening.steps] == ["bienvenue", "s2", "liste"]
    assert [key for key, _title in opening.further] == ["liste"]
    whole = conditions_form.shown({}, NAMES, [], "s1")
    assert [key for key, _title in whole.steps] == ["s2", "liste"]
    assert [key for key, _title in whole.further] == ["liste"]


@pytest.mark.parametrize("broken", [{"conditions": "non", "branches": 3}, {"conditions": [1, {"group": None}]}])
def test_a_head_that_says_anything_can_be_shown(broken: dict[str, Any]) -> None:
    opening = conditions_form.shown(broken, NAMES, [], "voix")
    assert environment("fr").get_template(conditions_form.TEMPLATE).render(opening=opening, errors={})
