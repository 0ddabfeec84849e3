"""A file of questions of any sort: what it is, how it was saved, and the command that reads it."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from app.assessment import commands
from app.assessment.bank.models import BankQuestion
from app.assessment.questions.reading import Reading, read_questions
from app.core.errors import Invalid, NotFound
from tests.factories.files import garbled
from tests.factories.house import House

GIFT = "// accents\n::été::À la crèmerie, l'œuf coûte 1 € ?{=Oui ~Non}\n"
AIKEN = "Où est la crèmerie ?\nA. À Tulle\nB. À Ussel\nANSWER: A\n"
XML = '<quiz><question type="essay"><name><text>été</text></name><questiontext><text>Où ?</text></questiontext></question></quiz>'


# --- Encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"), ("cp1252", "Windows-1252"), ("mac_roman", "Mac OS Roman"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_text_is_read_however_it_was_saved(encoding: str, told: str, ends: str) -> None:
    reading = read_questions(GIFT.replace("\n", ends).encode(encoding))
    assert [(q.name, q.text) for q in reading.questions] == [("été", "À la crèmerie, l'œuf coûte 1 € ?")]
    assert [told in note.what for note in reading.changed] == ([True] if told else [])


def test_latin_1_is_read_and_told() -> None:
    reading = read_questions("::été::Où ça ?{=là ~ici}".encode("latin-1"))
    assert (reading.format, reading.questions[0].name) == ("gift", "été")
    assert "accents" in reading.changed[0].what
    assert reading.changed[0].line == 0


def test_characters_that_are_no_text_are_taken_out() -> None:
    reading = read_questions(b"::a\x00b::Q\x07 ?{T}")
    assert (reading.questions[0].name, reading.questions[0].text) == ("ab", "Q ?")
    assert "invisibles" in reading.changed[0].what


# --- What a file is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["questions.gift", "questions.txt", "questions.xml", "questions.docx", "x"])
def test_the_format_is_found_in_the_content_and_not_in_the_name(name: str) -> None:
    assert read_questions(GIFT.encode(), name).format == "gift"
    assert read_questions(AIKEN.encode(), name).format == "aiken"
    assert read_questions(XML.encode(), name).format == "moodle_xml"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("<p>Question ?</p>{=a ~b}", "gift"),
        ("<b>Question ?</b>\nA. a\nB. b\nANSWER: A", "aiken"),
        ("\ufeff \n<?xml version='1.0'?>" + XML, "moodle_xml"),
        ("<!-- un mot -->\n" + XML, "moodle_xml"),
        ("Que vaut {x} ?\nA. un\nB. deux\nANSWER: A", "aiken"),
        ("::a::ANSWER: ?{=a ~b}", "gift"),
    ],
)
def test_doubtful_beginnings_are_told_apart(text: str, format: str) -> None:
    reading = read_questions(text.encode())
    assert (reading.format, len(reading.questions)) == (format, 1)


def archive(*names: str, mimetype: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        if mimetype:
            zipped.writestr("mimetype", mimetype)
        for name in names:
            zipped.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"", "vide", "Choisissez"),
        (b"\xef\xbb\xbf \n", "vide", "Choisissez"),
        (b"%PDF-1.7", "PDF", "texte"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mot de passe", ".docx"),
        (b"{\\rtf1 x}", "RTF", ".docx"),
        (b"\x1f\x8b\x08", ".mbz", "Moodle XML"),
        (b"\x89PNG\r\n", "image", "Choisissez"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "classeur", "texte"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "diaporama", "texte"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "classeur", "texte"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), ".odt", ".docx"),
        (archive("moodle_backup.xml"), "sauvegarde", "exportez"),
        (archive("imsmanifest.xml"), "IMS", "exportez"),
        (archive("a.txt"), "ZIP", "Ouvrez-la"),
        (archive("word/document.xml"), "Word est abîmé", "enregistrez-le"),
        (archive("a.txt")[:40], "abîmée", "réessayez"),
        (garbled("mimetype"), "abîmée", "réessayez"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "page web", "exportez"),
        (b"$CATEGORY: vide\n\n// rien", "aucune question", "Choisissez"),
        (b"<quiz></quiz>", "aucune question", "Choisissez"),
        (b"Bonjour, voici mes questions.", "ni du GIFT", "accolades"),
        (b"a;b;c\n1;2;3", "ni du GIFT", "accolades"),
    ],
    ids=lambda one: one if isinstance(one, str) else "file",  # an archive made here is never twice the same
)
def test_a_file_that_holds_no_questions_says_what_it_is_and_what_to_do(data: bytes, what: str, remedy: str) -> None:
    reading = read_questions(data, "chemin/liste.xyz")
    assert (reading.format, reading.questions, reading.changed) == ("", [], [])
    (note,) = reading.refused
    assert note.line == 0
    assert note.what.startswith("« liste.xyz » : ")
    assert what in note.what
    assert remedy in note.what


@given(st.one_of(st.binary(max_size=200), st.sampled_from([b"PK\x03\x04", b"<?xml", b"<quiz>", b"\xff\xfe", b"{", b"::"]).flatmap(
    lambda start: st.binary(max_size=60).map(lambda rest: start + rest)
)))  # fmt: skip
@settings(deadline=None, max_examples=300)
def test_reading_never_fails_and_never_says_nothing(data: bytes) -> None:
    reading = read_questions(data)
    assert reading.questions or reading.refused


# --- Word ------------------------------------------------------------------------------------------------------------


def word(*paragraphs: str, style: Callable[[str], str | None] = lambda _text: None) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text, style=style(text))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_a_word_document_of_questions_is_read_by_its_paragraphs() -> None:
    reading = read_questions(word(*AIKEN.splitlines(), "", *AIKEN.replace("ANSWER", "RÉPONSE").splitlines()))
    assert (reading.format, len(reading.questions), reading.refused) == ("aiken", 2, [])
    assert [c["text"] for c in reading.questions[0].definition["choices"]] == ["À Tulle", "À Ussel"]
    assert "Word" in reading.changed[0].what
    gift = read_questions(
        word("::a::Associez{", "=loyer → charge fixe", "=farine → charge variable", "}", "", "::b::Vrai ?{T}")
    )
    assert [(q.name, q.kind) for q in gift.questions] == [("a", "matching"), ("b", "true_false")]


def test_choices_that_word_numbered_by_itself_get_their_letter_back() -> None:
    lines = ("Quel prix ?", "Dix", "Vingt", "ANSWER: B")
    data = word(*lines, style=lambda text: "List Number" if text in ("Dix", "Vingt") else None)
    (question,) = read_questions(data).questions
    assert [(c["text"], c["fraction"]) for c in question.definition["choices"]] == [("Dix", 0.0), ("Vingt", 1.0)]


def test_a_word_document_without_questions_is_no_file_of_questions() -> None:
    assert "ni du GIFT" in read_questions(word("Bonjour.", "Au revoir.")).refused[0].what


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    app = typer.Typer()
    commands.plug(app)

    def command(data: bytes, *options: str, name: str = "liste.txt") -> Result:
        path = tmp_path / name
        path.write_bytes(data)
        return CliRunner().invoke(app, ["questions", "import", str(path), *options])

    return command


MIXED = GIFT + "\n\n::b::Cassée {=a\n\n::c::[html]<u>Oui</u> ?{T}"


def test_the_report_in_json_says_exactly_what_is_kept_changed_and_refused(run: Callable[..., Result]) -> None:
    result = run(MIXED.encode(), "--organisation", "demo", "--dry-run", "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert list(report) == ["format", "kept", "changed", "refused", "questions"]
    assert (report["format"], report["kept"]) == ("gift", 2)
    assert [(set(one), one["line"]) for one in report["changed"]] == [({"line", "what"}, 7)]
    assert [(set(one), one["line"]) for one in report["refused"]] == [({"line", "why"}, 5)]
    assert report["questions"] == [
        {"kind": "single", "name": "été", "text": "À la crèmerie, l'œuf coûte 1 € ?"},
        {"kind": "true_false", "name": "c", "text": "*Oui* ?"},
    ]


def test_the_report_in_words_is_for_people(run: Callable[..., Result]) -> None:
    result = run(MIXED.encode(), "--organisation", "demo", "--dry-run")
    assert result.exit_code == 0
    assert "liste.txt (GIFT) : 2 questions gardées, 1 refus." in result.stdout
    assert "Rien n'a été écrit (--dry-run)." in result.stdout
    assert "ligne 5     « b » : Les accolades" in result.stdout


def test_a_dry_run_never_opens_the_database(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> Any:
        raise AssertionError("the database was opened")

    monkeypatch.setattr(commands, "database", never)
    assert run(GIFT.encode(), "--organisation", "demo", "--dry-run").exit_code == 0


def test_nothing_to_keep_is_a_failure_and_a_wrong_call_a_wrong_usage(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    refused = run(b"%PDF", "--organisation", "demo", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["kept"] == 0
    assert run(GIFT.encode(), "--dry-run").exit_code == 2
    missing = CliRunner().invoke(_app(), ["questions", "import", str(tmp_path / "absent"), "--organisation", "demo"])
    assert isinstance(missing.exception, NotFound)


def _app() -> typer.Typer:
    app = typer.Typer()
    commands.plug(app)
    return app


def test_a_file_that_is_too_heavy_is_not_read(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "HEAVIEST", 10)
    assert isinstance(run(GIFT.encode(), "--organisation", "demo").exception, Invalid)


def test_questions_are_added_to_a_bank_of_the_organisation_once(
    run: Callable[..., Result], session: Session, house: House
) -> None:
    result = run(MIXED.encode(), "--organisation", "demo")
    assert result.exit_code == 0
    assert "Banque « liste » : 2 questions ajoutées." in result.stdout
    kept = session.scalars(select(BankQuestion).order_by(BankQuestion.name)).all()
    assert [(row.organisation_id, row.name, row.kind) for row in kept] == [
        (house.demo.id, "c", "true_false"), (house.demo.id, "été", "single"),
    ]  # fmt: skip
    again = run(MIXED.encode() + b"\n\n::d::Autre ?{F}", "--organisation", "demo", "--bank", "liste")
    assert "Banque « liste » : 1 question ajoutée ; 2 y étaient déjà." in again.stdout


def test_an_organisation_that_does_not_exist_is_said(run: Callable[..., Result], house: House) -> None:
    assert isinstance(run(GIFT.encode(), "--organisation", "ailleurs").exception, NotFound)


def test_pictures_and_gaps_of_a_moodle_file_are_kept_in_the_bank(
    run: Callable[..., Result], session: Session, house: House
) -> None:
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    xml = (
        '<quiz><question type="cloze"><name><text>n</text></name><questiontext format="html"><text><![CDATA[<p><img '
        'src="@@PLUGINFILE@@/un plan.png" alt="plan"> Le {1:MC:=chat~chien} a {1:NM:=4} pattes.</p>]]></text>'
        f'<file name="un plan.png" encoding="base64">{picture}</file></questiontext></question></quiz>'
    )
    result = run(xml.encode(), "--organisation", "demo", "--json")
    assert json.loads(result.stdout)["kept"] == 1
    row = session.scalars(select(BankQuestion)).one()
    assert row.definition["segments"][0].startswith("![plan](/fichiers/")
    assert row.definition["gaps"][1]["typed"] == "number"


def test_a_reading_is_what_the_bank_relies_on() -> None:
    assert [field for field in Reading.__slots__] == ["format", "questions", "changed", "refused"]
