"""Sounds, films, files, words of a glossary and simple versions: read with the folder, published, written back."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.courses import queries
from app.courses.outline import Outline, current_outline
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import Problem, Refused, read_folder
from tests.courses.folders import WELCOME, replace, write_folder
from tests.factories.house import House

LINK = "Lisez aussi [ce guide](https://example.org/guide)."
LAST = WELCOME.split("\n").index(LINK) + 1  # the line of the file where a text that replaces it begins
SOUND = "![Une voix](../media/voix.ogg)\n\n> [!transcription]\n> Bonjour."
GLOSSARY = """\
glossary:
  - term: Chiffre d'affaires
    says: Ce que l'on vend, avant de payer quoi que ce soit.
    also: [CA]
  - term: Étal
    says: La table où l'on présente ce que l'on vend.
blocks:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = write_folder(tmp_path / "au-marche")
    (found / "media" / "film.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(40))
    (found / "media" / "film.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour\n")
    (found / "media" / "faux.vtt").write_text("bonjour")
    (found / "files" / "prix été.csv").write_text("a;b\n")
    replace(found, "course.yaml", "blocks:\n", GLOSSARY)
    return found


def write(folder: Path, text: str) -> None:
    """In the place of the last paragraph of the welcome page."""
    replace(folder, "activities/bienvenue.md", LINK, text)


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    return refused.value.problems


def published(session: Session, house: House, folder: Path) -> Outline:
    import_course(session, house.actor("trainer"), folder)
    course = queries.course_by_slug(session, house.demo.id, "au-marche")
    assert course is not None
    return current_outline(session, course.id)


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        '![Le marché](../media/film.mp4 "../media/film.vtt")',
        "![Le marché](../media/film.mp4)\n\n> [!transcription]\n> Bonjour.",
        "Prenez [la liste](../files/liste.csv), [les prix](<../files/prix été.csv>) et [le son](../media/voix.ogg).",
        "Votre [[CA]], votre [[étal]] et [[les ventes|Chiffre d’affaires]].",
        "| a |\n|---|\n| [[ventes\\|CA]]<br>deux |",
        "> [!ATTENTION]\n> Un.",
        "Deux \\[[ crochets et `[[`.",
    ],
)
def test_what_is_sound_is_read(folder: Path, text: str) -> None:
    write(folder, text)
    assert read_folder(folder).activities[0].text.endswith(text)


# (text, code of the problem, lines after the first, words of the problem)
MISTAKES = [
    ("![Une voix](../media/voix.ogg)", "transcription", 0, "n'a pas de transcription"),
    ("![Une voix](../media/voix.ogg)\n\nBonjour.\n\n> [!transcription]\n> Bonjour.", "transcription transcription-place", 0, "Juste dessous"),
    ("![Une voix](../media/voix.ogg)\n\n> [!transcription]", "transcription-empty", 2, "vide"),
    ("> [!transcription]\n> Bonjour.", "transcription-place", 0, "Mettez-la juste sous"),
    ("Écoutez ![une voix](../media/voix.ogg) ici.", "played-place", 0, "au milieu d'un paragraphe"),
    (SOUND.replace("Une voix", ""), "played-title", 0, "n'a pas de titre"),
    (SOUND.replace("voix.ogg", "absente.ogg"), "file-missing", 0, "« media/absente.ogg » n'existe pas"),
    (SOUND.replace("../media/", "https://example.org/"), "elsewhere", 0, "sur un autre site"),
    ("![Le marché](../media/film.mp4)", "transcription", 0, "ni sous-titres ni transcription"),
    ('![Le marché](../media/film.mp4 "../media/faux.vtt")', "captions-kind", 0, "WEBVTT"),
    ('![Le marché](../media/film.mp4 "../files/liste.csv")', "captions-kind", 0, "Formats possibles : .vtt"),
    ('![Le marché](../media/film.mp4 "../media/absents.vtt")', "file-missing", 0, "« media/absents.vtt »"),
    ("\n\n[La liste](../files/absente.csv)", "file-missing", 2, "« files/absente.csv » n'existe pas"),
    ("[La liste](../files/../../liste.csv)", "file-outside", 0, "sort du dossier"),
    ("[La liste](../files/liste.exe)", "file-kind", 0, "Formats possibles : .pdf"),
    ("[](https://example.org)", "link-text", 0, "n'a pas de texte"),
    ("[x](http://[::1)", "link", 0, "ne mène nulle part"),
    ("![x](http://[::1)", "elsewhere", 0, "sur un autre site"),
    ("![](../images/etals.svg)", "image-alt", 0, "texte de remplacement"),
    ("Un\n[[taux]]\nde plus", "term", 1, "« taux » n'est pas dans le glossaire"),
    ("| a |\n|---|\n| [[ventes|CA]] |", "term-open", 2, "la barre entre eux"),
    ("> [!note]\n> Un.", "callout", 0, "L'encadré « note » n'existe pas"),
    ("## Un\n\n#### Deux", "heading", 2, "saute un niveau"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "lines", "words"), MISTAKES)
def test_a_mistake_in_a_lesson_is_told_with_its_line(
    folder: Path, text: str, where: str, lines: int, words: str
) -> None:
    write(folder, text)
    found = problems(folder)
    assert [problem.where for problem in found] == where.split()
    assert words in str(found[0])
    assert (found[0].file, found[0].line) == ("activities/bienvenue.md", LAST + lines)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("also: [CA]", "also: [étal]", "déjà dans le glossaire"),
        ("term: Étal", "term: ca", "déjà dans le glossaire, ligne 29"),
        ("term: Étal", "term: Chiffre d’affaires", "déjà dans le glossaire, ligne 27"),
        ("term: Étal", "term: Étal [bois]", "crochet"),
        ("    says: La table où l'on présente ce que l'on vend.\n", "", "« says »"),
        ("La table où", "La table où" + " très" * 120, "500 au plus"),
        ("also: [CA]", "aussi: [CA]", "Rubriques possibles : term, says, also"),
    ],
)
def test_a_mistake_in_the_glossary_is_told(folder: Path, old: str, new: str, words: str) -> None:
    replace(folder, "course.yaml", old, new)
    assert any(words in str(problem) for problem in problems(folder)), problems(folder)


def test_a_simple_version_is_found_by_its_name_and_checked_alike(folder: Path) -> None:
    simple = folder / "activities" / "bienvenue.simple.md"
    simple.write_text("\n## Le client\n\nVotre [[CA]].\n\n![Un étal](../images/etals.svg)\n\n")
    assert (
        read_folder(folder).activities[0].simple == "## Le client\n\nVotre [[CA]].\n\n![Un étal](../images/etals.svg)"
    )
    simple.write_text("Un.\n\n![](../images/etals.svg) [[taux]]\n")
    assert [(p.file, p.line, p.where) for p in problems(folder)] == [
        ("activities/bienvenue.simple.md", 3, "image-alt"),
        ("activities/bienvenue.simple.md", 3, "term"),
    ]


@pytest.mark.parametrize(("text", "words"), [("  \n", "est vide"), ("---\ntitle: Un\n---\nUn.", "pas d'en-tête")])
def test_a_simple_version_is_a_text_and_nothing_more(folder: Path, text: str, words: str) -> None:
    (folder / "activities" / "bienvenue.simple.md").write_text(text)
    found = problems(folder)
    assert len(found) == 1
    assert words in found[0].message
    assert found[0].file == "activities/bienvenue.simple.md"


def test_files_that_only_the_simple_version_names_are_kept(session: Session, house: House, folder: Path) -> None:
    (folder / "activities" / "bienvenue.simple.md").write_text(SOUND)
    plan = published(session, house, folder)
    welcome = next(iter(plan.activities.values()))
    row = queries.activity_content(session, plan.edition_id, welcome.id)
    assert row is not None
    assert '<audio src="/fichiers/' in row.content["simple"]["html"]
    assert row.content["simple"]["source"] == SOUND
    assert "<audio" not in row.html


def test_pages_and_outline_hold_the_words_of_the_glossary(session: Session, house: House, folder: Path) -> None:
    write(folder, "Votre [[CA]].")
    plan = published(session, house, folder)
    assert [term.term for term in plan.glossary] == ["Chiffre d'affaires", "Étal"], "É is sorted as E"
    welcome = next(iter(plan.activities.values()))
    row = queries.activity_content(session, plan.edition_id, welcome.id)
    assert row is not None
    assert '<dt id="mot-1">Chiffre d\'affaires</dt>' in row.html


def test_importing_an_export_of_all_this_changes_nothing(
    session: Session, house: House, folder: Path, tmp_path: Path
) -> None:
    write(folder, SOUND + "\n\n[les prix](<../files/prix été.csv>) [[CA]]")
    (folder / "activities" / "voix.simple.md").write_text("Une voix parle.\n")
    number = published(session, house, folder).number
    written = tmp_path / "exported"
    export_course(session, house.actor("trainer"), "au-marche", written)
    assert (written / "activities" / "voix.simple.md").read_text() == "Une voix parle.\n"
    assert (written / "files" / "prix été.csv").is_file()
    again = import_course(session, house.actor("trainer"), written)
    assert (again.changed, again.number) == (False, number)
    (written / "activities" / "voix.simple.md").write_text("Une autre voix.\n")
    changed = import_course(session, house.actor("trainer"), written)
    assert (changed.number, changed.updated, changed.unchanged) == (number + 1, 1, 3)


def test_a_folder_that_uses_none_of_it_keeps_the_fingerprint_it_had(tmp_path: Path) -> None:
    """Otherwise every course would be published again, unchanged, when the house is brought up to date."""
    kept = "b95b65847f2bfdc241e1517bf6d5e6f62adb37ea5e793758e5d35523773c953f"
    assert read_folder(write_folder(tmp_path / "x")).fingerprint() == kept
