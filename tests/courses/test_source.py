"""A course folder is read whole, and each mistake is told with its file, its line and its remedy."""

import os
from pathlib import Path

import pytest

from app.core.settings import CHECKOUT, settings
from app.courses.source import Problem, Refused, read_folder
from tests.courses.folders import OUTLINE, replace, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "au marché")  # a path with a space and an accent


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    assert str(refused.value).count("\n") + 1 == len(refused.value.problems), "one line per problem"
    return refused.value.problems


def only_problem(folder: Path) -> Problem:
    found = problems(folder)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def test_a_sound_folder_is_read(folder: Path) -> None:
    course = read_folder(folder)
    assert [a.key for a in course.activities] == ["bienvenue", "voix", "liste", "jour-de-marche"]
    assert course.activities[0].completion == {"rule": "read"}
    assert set(course.activities[0].files) == {"images/etals.svg"}
    assert course.activities[1].content["shape"] == "audio"
    assert course.framework.blocks[0].competences[0].related == ("1.4",)


def test_layout_comments_line_ends_and_a_byte_order_mark_do_not_make_another_course(folder: Path) -> None:
    before = read_folder(folder).fingerprint()
    outline = folder / "course.yaml"
    outline.write_bytes(b"\xef\xbb\xbf# un commentaire\r\n" + OUTLINE.replace("\n", "\r\n").encode())
    lesson = folder / "activities" / "bienvenue.md"
    lesson.write_bytes(b"\xef\xbb\xbf" + lesson.read_bytes().replace(b"\n", b"\r\n"))
    assert read_folder(folder).fingerprint() == before


@pytest.mark.parametrize(
    ("inside", "old", "new"),
    [
        ("activities/bienvenue.md", "un usage", "un autre usage"),
        ("course.yaml", "title: Mon offre", "title: Mon offre à moi"),
        ("files/liste.csv", "fromage;4", "fromage;5"),
    ],
)
def test_any_change_makes_another_fingerprint(folder: Path, inside: str, old: str, new: str) -> None:
    before = read_folder(folder).fingerprint()
    replace(folder, inside, old, new)
    assert read_folder(folder).fingerprint() != before


# (file, what is there, what a hand writes instead, lines after the change, words of the problem)
MISTAKES = [
    ("course.yaml", "format: 1\n", "", 0, "« format »"),
    ("course.yaml", "format: 1\n", "format: 2\n", 0, "de 1 à 1"),
    ("course.yaml", "slug: au-marche\n", "slug: Au Marché\n", 0, "n'est pas une clé"),
    ("course.yaml", "language: fr", "language: klingon", 0, "Valeurs possibles : fr, en"),
    ("course.yaml", "reviewed_on: 2026-11-16", "reviewed_on: 2026-02-30", 0, "n'existe pas"),
    ("course.yaml", "reviewed_on: 2026-11-16", "reviewed_on: novembre", 0, "n'est pas une date"),
    ("course.yaml", "weeks: 2", "weeks: deux", 0, "Un nombre entier"),
    ("course.yaml", "weeks: 2", "wekes: 2\nweeks: 2", 0, "Vouliez-vous écrire « weeks »"),
    ("course.yaml", "weeks: 2", "weeks: 2\nweeks: 3", 1, "écrite deux fois"),
    ("course.yaml", "entry: monday", "entry: lundi", 0, "monday, tuesday"),
    ("course.yaml", "  price: Gratuit.\n", "", -8, "« price »"),
    ("course.yaml", "price: Gratuit.", "price: Gratuit : vraiment", 0, "deux-points"),
    ("course.yaml", "price: Gratuit.", "price: [Gratuit]", 0, "guillemets"),
    ("course.yaml", "  price: Gratuit.", "\tprice: Gratuit.", 0, "tabulation"),
    ("course.yaml", "price: Gratuit.", 'price: "Gratuit.', None, "guillemet"),
    ("course.yaml", "price: Gratuit.", "price: &p Gratuit.", 0, "ancres"),
    ("course.yaml", "price: Gratuit.", "price: *p", 0, "ancres"),
    ("course.yaml", "price: Gratuit.", "price: !!python/name:os.system x", 0, "n'est pas accepté"),
    ("course.yaml", "levels: [Je découvre, Je fais]", "levels: [Je découvre]", 0, "de 2 à 10 niveaux"),
    ("course.yaml", "pictogram: map", "pictogram: licorne", 0, "Pictogrammes possibles"),
    ("course.yaml", 'entrecomp: ["1.4"]', 'entrecomp: ["9.9"]', 0, "EntreComp"),
    ("course.yaml", 'entrecomp: ["1.4"]', "entrecomp: [1.4]", 0, "guillemets"),
    ("course.yaml", "code: B2.1", "code: B1.1", 0, "déjà pris, ligne 31"),
    ("course.yaml", "key: b2", "key: b1", 0, "déjà pris"),
    ("course.yaml", "key: s2", "key: s1", 0, "déjà pris"),
    ("course.yaml", "block: b2", "block: b3", 0, "Valeurs possibles : b1, b2"),
    ("course.yaml", "block: b2", "block: b1", None, "Aucune séquence ne sert le bloc « b2 »"),
    ("course.yaml", "days: [6, 8]", "days: [8, 6]", 0, "avant de s'ouvrir"),
    ("course.yaml", "days: [6, 8]", "days: [1, 8]", 0, "du jour 6 au jour 10"),
    ("course.yaml", "days: [6, 8]", "days: [6, 80]", 0, "de 1 à 10"),
    ("course.yaml", "days: [6, 8]", "days: 6", 0, "attend 2 nombres"),
    ("course.yaml", "week: 2", "week: 3", 0, "de 1 à 2"),
    (
        "course.yaml",
        "[liste, jour-de-marche]",
        "[liste, jour-de-marche, bienvenue]",
        0,
        "déjà dans le parcours, ligne 48",
    ),
    ("course.yaml", "[liste, jour-de-marche]", "[liste, absente]", 0, "activities/absente.md"),
    ("course.yaml", "[liste, jour-de-marche]", "[liste, ../../etc/passwd]", 0, "n'est pas une clé"),
    ("activities/bienvenue.md", "---\nkind", "kind", 0, "L'en-tête manque"),
    ("activities/bienvenue.md", "offre.\n---", "offre.", None, "pas fermé"),
    ("activities/bienvenue.md", "kind: page", "kind: paje", 0, "Valeurs possibles : "),
    ("activities/bienvenue.md", "minutes: 15", "minutes: 15.5", 0, "Un nombre entier"),
    ("activities/bienvenue.md", "minutes: 15", "minutes: 0", 0, "Un nombre entier"),
    ("activities/bienvenue.md", "minutes: 15", "minutes: -5", 0, "Un nombre entier"),
    ("activities/bienvenue.md", "minutes: 15", "minutes: true", 0, "Un nombre entier"),
    ("activities/bienvenue.md", "place: remote", "place: dehors", 0, "remote, on_site"),
    ("activities/bienvenue.md", "guidance: self_study", "guidance: solo", 0, "self_study, training"),
    ("activities/bienvenue.md", "competences: [B1.1]", "competences: [B7.1]", 0, "Compétences possibles : B1.1, B2.1"),
    ("activities/bienvenue.md", "competences: [B1.1]", "competence: [B1.1]", 0, "Vouliez-vous écrire « competences »"),
    ("activities/bienvenue.md", "competences: [B1.1]", "file: files/liste.csv", 0, "n'existe pas ici"),
    ("activities/bienvenue.md", "why: Vous", "completion: {rule: score}\nwhy: Vous", 0, "Valeurs possibles : read"),
    ("activities/bienvenue.md", "![Un client hésite devant deux étals]", "![]", 0, "texte de remplacement"),
    (
        "activities/bienvenue.md",
        "../images/etals.svg",
        "../images/absente.svg",
        0,
        "« images/absente.svg » n'existe pas",
    ),
    ("activities/bienvenue.md", "../images/etals.svg", "../../../etc/passwd.svg", 0, "sort du dossier"),
    ("activities/bienvenue.md", "../images/etals.svg", "/etc/etals.svg", 0, "sort du dossier"),
    ("activities/bienvenue.md", "../images/etals.svg", "https://example.org/e.svg", 0, "sur un autre site"),
    ("activities/bienvenue.md", "../images/etals.svg", "../course.yaml", 0, "n'est pas une image"),
    ("activities/bienvenue.md", "https://example.org/guide", "../course.yaml", 0, "ne mène nulle part"),
    ("activities/bienvenue.md", "https://example.org/guide", "http://", 0, "ne mène nulle part"),
    ("activities/bienvenue.md", "## Deux étals", "#### Deux étals", 0, "saute un niveau"),
    ("activities/bienvenue.md", "un usage", "un\x00usage", 0, "caractère invisible"),
    ("activities/voix.md", "media: media/voix.ogg\n", "", None, "« media »"),
    ("activities/voix.md", "media/voix.ogg", "media/absente.ogg", 0, "n'existe pas"),
    ("activities/voix.md", "media/voix.ogg", "files/liste.csv", 0, "Formats possibles : .webm"),
    ("activities/voix.md", "« J'ai commencé avec trois fromages. »", "", None, "transcription"),
    ("activities/liste.md", "files/liste.csv", "../liste.csv", 0, "sort du dossier"),
    ("activities/liste.md", "files/liste.csv", "files/../../liste.csv", 0, "sort du dossier"),
    ("activities/liste.md", "files/liste.csv", "/etc/passwd", 0, "Formats possibles"),
    ("activities/liste.md", "files/liste.csv", "C:/liste.csv", 0, "sort du dossier"),
    ("activities/liste.md", "file: files/liste.csv", "file: [a, b]", 0, "guillemets"),
    ("activities/jour-de-marche.md", "half_days: 1", "half_days: 0", 0, "de 1 à 10"),
    ("activities/jour-de-marche.md", "half_days: 1", "half_days: [1]", 0, "de 1 à 10"),
]


@pytest.mark.parametrize(("inside", "old", "new", "lines", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_file_its_line_and_its_remedy(
    folder: Path, inside: str, old: str, new: str, lines: int | None, words: str
) -> None:
    line = replace(folder, inside, old, new)
    told = [p for p in problems(folder) if words in str(p)]
    assert told, f"« {words} » is not in:\n" + "\n".join(map(str, problems(folder)))
    assert told[0].file == inside
    assert told[0].remedy
    if old == "format: 1\n" and not new:
        assert told[0].line == 1
    elif lines is not None:
        assert told[0].line == line + lines


def test_every_problem_is_told_at_once(folder: Path) -> None:
    replace(folder, "course.yaml", "weeks: 2", "weeks: 200")
    replace(folder, "activities/bienvenue.md", "minutes: 15", "minutes: zéro")
    replace(folder, "activities/liste.md", "place: remote", "place: ici")
    assert [p.file for p in problems(folder)] == ["course.yaml", "activities/bienvenue.md", "activities/liste.md"]


def test_a_missing_folder_or_outline_is_told(tmp_path: Path) -> None:
    assert "Ce dossier n'existe pas" in str(only_problem(tmp_path / "rien"))
    (tmp_path / "vide").mkdir()
    assert "course.yaml" in str(only_problem(tmp_path / "vide"))


@pytest.mark.parametrize("text", ["", "# rien\n", "- une\n- liste\n", "bonjour"])
def test_an_outline_that_says_nothing_is_refused(folder: Path, text: str) -> None:
    (folder / "course.yaml").write_text(text)
    assert only_problem(folder).file == "course.yaml"


def test_a_file_that_is_not_utf_8_names_the_line_of_its_byte(folder: Path) -> None:
    lesson = folder / "activities" / "bienvenue.md"
    lesson.write_bytes(lesson.read_text("utf-8").encode("latin-1"))
    problem = only_problem(folder)
    assert (problem.file, problem.line) == ("activities/bienvenue.md", 3)
    assert "UTF-8 (octet 0xE8)" in problem.message


def test_a_file_in_utf_16_is_refused(folder: Path) -> None:
    (folder / "course.yaml").write_bytes(OUTLINE.encode("utf-16"))
    assert "UTF-8" in only_problem(folder).message


def test_a_yaml_bomb_is_refused_before_it_grows(folder: Path) -> None:
    bomb = 'a: &a ["x","x","x"]\n' + "".join(
        f"{c}: &{c} [*{p},*{p},*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (folder / "course.yaml").write_text(bomb)
    problem = only_problem(folder)
    assert (problem.line, "ancres" in problem.message) == (1, True)


def test_values_nested_without_end_are_refused(folder: Path) -> None:
    (folder / "course.yaml").write_text("sheet: " + "[" * 100_000)
    assert "imbriquées" in only_problem(folder).message


def test_a_text_of_more_than_a_megabyte_is_refused(folder: Path) -> None:
    lesson = folder / "activities" / "bienvenue.md"
    lesson.write_text(lesson.read_text() + "x" * 1_000_000)
    assert "1 Mo" in only_problem(folder).message


def test_a_file_of_more_than_the_limit_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "material_limit_mb", 100)
    with (folder / "media" / "voix.ogg").open("wb") as file:
        file.truncate(101_000_000)  # a sparse file
    assert "dépasse" in only_problem(folder).message


def test_an_empty_file_is_refused(folder: Path) -> None:
    (folder / "media" / "voix.ogg").write_bytes(b"")
    assert "vide" in only_problem(folder).message


def test_too_many_files_are_refused_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.courses.source.folder.FILES_LIMIT", 5)
    assert "plus de 5 fichiers" in only_problem(folder).message


def test_a_link_that_leads_outside_is_refused(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("mot de passe")
    (folder / "files" / "liste.csv").unlink()
    (folder / "files" / "liste.csv").symlink_to(secret)
    assert "lien vers un autre endroit" in only_problem(folder).message


def test_a_link_that_turns_round_is_a_missing_file(folder: Path) -> None:
    (folder / "files" / "liste.csv").unlink()
    (folder / "files" / "liste.csv").symlink_to(folder / "files" / "liste.csv")
    assert "n'existe pas" in only_problem(folder).message


def test_a_pipe_is_never_opened(folder: Path) -> None:
    (folder / "files" / "liste.csv").unlink()
    os.mkfifo(folder / "files" / "liste.csv")
    assert "n'existe pas" in only_problem(folder).message


def test_a_video_needs_captions_that_are_captions(folder: Path) -> None:
    (folder / "media" / "film.webm").write_bytes(b"\x1aE\xdf\xa3" + bytes(40))
    replace(folder, "activities/voix.md", "media/voix.ogg", "media/film.webm")
    assert "sous-titres" in only_problem(folder).message
    (folder / "media" / "film.vtt").write_text("bonjour")
    replace(folder, "activities/voix.md", "media/film.webm\n", "media/film.webm\ncaptions: media/film.vtt\n")
    assert "sous-titres" in only_problem(folder).message
    (folder / "media" / "film.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour\n")
    voice = read_folder(folder).activities[1]
    assert voice.content["shape"] == "video"
    assert voice.named == {"media": "media/film.webm", "captions": "media/film.vtt"}


def test_words_that_yaml_would_turn_into_something_else_stay_words(folder: Path) -> None:
    replace(folder, "course.yaml", "title: Mon offre", "title: no")
    replace(folder, "course.yaml", "title: Mon stand", "title: 7:30")
    assert [sequence.title for sequence in read_folder(folder).sequences] == ["no", "7:30"]


def test_the_course_of_the_house_is_sound() -> None:
    course = read_folder(CHECKOUT / "content" / "creer-son-activite")
    minutes = {
        place: sum(activity.minutes for activity in course.activities if activity.place == place)
        for place in ("on_site", "remote")
    }
    assert minutes == {"on_site": 56 * 60, "remote": 56 * 60}, "112 hours, half on site: its sheet says so"
    said = f"{len(course.sequences)} séquences et {len(course.activities)} activités"
    assert said in " ".join((CHECKOUT / "README.md").read_text().split())
