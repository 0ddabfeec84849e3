"""Moodle XML: every type of question, what its words keep, what is told, what is refused, and files that mean harm."""

import base64
import time
from typing import Any

import pytest

from app.assessment.questions.gift import Question
from app.assessment.questions.notes import Note
from app.assessment.questions.reading import Reading, read_questions

pytestmark = pytest.mark.once

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


def quiz(*questions: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    return f"{head}<quiz>\n{chr(10).join(questions)}\n</quiz>".encode()


def question(kind: str, inside: str = "", text: str = "Q ?", name: str = "n", form: str = "html") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>'
    )


def answer(words: str, fraction: float = 0, feedback: str = "", more: str = "", form: str = ' format="html"') -> str:
    said = f'<feedback format="html"><text><![CDATA[{feedback}]]></text></feedback>' if feedback else ""
    return f'<answer fraction="{fraction}"{form}><text><![CDATA[{words}]]></text>{said}{more}</answer>'


def read(*questions: str) -> Reading:
    reading = read_questions(quiz(*questions))
    assert reading.format == "moodle_xml"
    return reading


def one(xml: str) -> Question:
    reading = read(xml)
    assert not reading.refused
    (found,) = reading.questions
    return found


def told(xml: str) -> list[str]:
    reading = read(xml)
    assert reading.questions
    return [note.what for note in reading.changed]


def refusal(xml: str) -> Note:
    reading = read(xml)
    assert not reading.questions
    (note,) = reading.refused
    return note


CHOICES = answer("a", 100, "Oui.") + answer("b", 0, "Non.")


# --- Types ---------------------------------------------------------------------------------------------------------


def test_one_choice_keeps_its_fractions_and_its_feedback() -> None:
    d = one(
        question("multichoice", f"<single>true</single><shuffleanswers>1</shuffleanswers>{CHOICES}{answer('c', 50)}")
    ).definition
    assert d == {
        "kind": "single", "text": "Q ?", "feedback": "",
        "choices": [
            {"text": "a", "fraction": 1.0, "feedback": "Oui."},
            {"text": "b", "fraction": 0.0, "feedback": "Non."},
            {"text": "c", "fraction": 0.5, "feedback": ""},
        ],
    }  # fmt: skip


def test_several_choices_keep_the_fractions_of_moodle() -> None:
    xml = question(
        "multichoice",
        "<single>false</single><shuffleanswers>true</shuffleanswers>"
        + "".join(answer(w, f) for w, f in (("a", 33.33333), ("b", 33.33333), ("c", 33.33333), ("d", -100))),
    )
    d = one(xml).definition
    assert d["kind"] == "multiple"
    assert [choice["fraction"] for choice in d["choices"]] == [0.3333333, 0.3333333, 0.3333333, -1.0]
    assert told(xml) == []


@pytest.mark.parametrize("said", ["<shuffleanswers>0</shuffleanswers>", "<shuffleanswers>false</shuffleanswers>", ""])
def test_choices_that_are_not_shuffled_stay_in_their_order(said: str) -> None:
    assert one(question("multichoice", f"{said}{CHOICES}")).definition["fixed"] is True


def test_what_is_said_of_the_whole_answer_is_kept_unless_moodle_says_it_to_everyone() -> None:
    combined = (
        '<correctfeedback format="html"><text>Votre réponse est correcte.</text></correctfeedback>'
        '<partiallycorrectfeedback format="html"><text><![CDATA[<p>Encore <b>un</b>.</p>]]></text></partiallycorrectfeedback>'
        '<incorrectfeedback format="html"><text>Your answer is incorrect.</text></incorrectfeedback>'
    )
    assert one(question("multichoice", combined + CHOICES)).definition["overall"] == {"partly": "Encore **un**."}
    usual = combined.replace("Encore", "Your answer is partially correct").replace("<b>un</b>", "")
    assert "overall" not in one(question("multichoice", usual.replace(" .", ".") + CHOICES)).definition


@pytest.mark.parametrize(
    ("first", "second", "truth"),
    [
        ("true", "false", True),
        ("false", "true", False),
        ("Vrai", "Faux", True),
        ("Faux", "Vrai", False),
        ("Wahr", "Falsch", True),
    ],
)
def test_true_and_false_are_known_by_their_words_or_by_their_order(first: str, second: str, truth: bool) -> None:
    xml = question("truefalse", answer(first, 100, "Bravo.") + answer(second, 0, "Non."))
    d = one(xml).definition
    assert (d["kind"], d["answer"], d["right"], d["wrong"]) == ("true_false", truth, "Bravo.", "Non.")


def test_short_answers_are_plain_words_and_capitals_may_count() -> None:
    xml = question(
        "shortanswer",
        "<usecase>1</usecase>" + answer("Paris *", 100, "<b>Oui</b>", form="") + answer("*", 0, "Non", form=""),
    )
    d = one(xml).definition
    assert d["case"] is True
    assert [(a["text"], a["fraction"], a["feedback"]) for a in d["answers"]] == [
        ("Paris *", 1.0, "**Oui**"),
        ("*", 0.0, "Non"),
    ]
    assert "case" not in one(question("shortanswer", "<usecase>0</usecase>" + answer("a", 100))).definition


def test_numbers_keep_their_tolerance_and_what_is_said_of_the_others() -> None:
    xml = question(
        "numerical",
        answer("3.14", 100, "Oui.", "<tolerance>0.01</tolerance>") + answer("3", 50, more="<tolerance>0</tolerance>")
        + answer("*", 0, "Non."),
    )  # fmt: skip
    d = one(xml).definition
    assert [(a["says"], a["low"], a["high"], a["fraction"]) for a in d["answers"]] == [
        ("3.14:0.01", 3.13, 3.15, 1.0), ("3", 3.0, 3.0, 0.5),
    ]  # fmt: skip
    assert d["other"] == "Non."


def test_old_files_say_numbers_and_fractions_in_their_own_way() -> None:
    xml = question(
        "numerical",
        "<answer>42<fraction>1</fraction><tolerance>2</tolerance><feedback><text>Oui</text></feedback></answer>",
    )
    (found,) = one(xml).definition["answers"]
    assert (found["says"], found["fraction"], found["feedback"]) == ("42:2", 1.0, "Oui")


@pytest.mark.parametrize("kind", ["matching", "match", "ddmatch"])
def test_pairs_are_kept_with_the_answers_that_match_nothing(kind: str) -> None:
    def sub(left: str, right: str) -> str:
        return f'<subquestion format="html"><text><![CDATA[{left}]]></text><answer><text><![CDATA[{right}]]></text></answer></subquestion>'

    d = one(
        question(kind, sub("<p>Le <b>chat</b></p>", "miaule & ronronne") + sub("chien", "aboie") + sub("", "meugle"))
    ).definition
    assert [(p["left"], p["right"]) for p in d["pairs"]] == [
        ("Le **chat**", "miaule & ronronne"),
        ("chien", "aboie"),
        ("", "meugle"),
    ]


def test_an_ordering_question_keeps_its_order() -> None:
    d = one(question("ordering", answer("un", 1) + answer("<i>deux</i>", 2) + answer("trois", 3))).definition
    assert (d["kind"], d["items"]) == ("ordering", ["un", "*deux*", "trois"])


def test_an_essay_is_a_free_text() -> None:
    xml = question("essay", "<attachments>2</attachments><graderinfo format='html'><text>Barème</text></graderinfo>")
    assert one(xml).kind == "essay"
    assert any("Barème" in what for what in told(xml))
    assert any("joint" in what for what in told(xml))


@pytest.mark.parametrize(("kind", "tag"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_missing_words_become_menus(kind: str, tag: str) -> None:
    def option(words: str, group: int) -> str:
        return f"<{tag}><text>{words}</text><group>{group}</group></{tag}>"

    xml = question(
        kind,
        option("chat", 1) + option("chien", 1) + option("dort", 2) + option("court", 2),
        "<p>Le [[1]] <b>noir</b> [[4]].</p>",
    )
    d = one(xml).definition
    assert d["segments"] == ["Le ", " **noir** ", "."]
    assert [[(c["text"], c["fraction"]) for c in gap["choices"]] for gap in d["gaps"]] == [
        [("chat", 1.0), ("chien", 0.0)], [("dort", 0.0), ("court", 1.0)],
    ]  # fmt: skip
    assert d["text"] == "Le _____ **noir** _____."


CLOZE = (
    "<p>La capitale de la France est {1:MULTICHOICE:=Paris#Oui &agrave; 100 \\#1~%50%Lyon \\} ou &#233;~Lille#Non}, "
    "celle de l'Italie {:SA:=Rome#Bravo~%50%Roma~*#Non}, et pi vaut {1:NUMERICAL:=3.14:0.01#Oui~%50%3:0.5}.</p>"
)


def test_answers_embedded_in_a_text_become_gaps() -> None:
    d = one(question("cloze", text=CLOZE)).definition
    menu, words, number = d["gaps"]
    assert [(c["text"], c["fraction"], c["feedback"]) for c in menu["choices"]] == [
        ("Paris", 1.0, "Oui à 100 #1"), ("Lyon } ou é", 0.5, ""), ("Lille", 0.0, "Non"),
    ]  # fmt: skip
    assert words["typed"] == "words"
    assert [(c["text"], c["fraction"], c["feedback"]) for c in words["choices"]] == [
        ("Rome", 1.0, "Bravo"), ("Roma", 0.5, ""), ("*", 0.0, "Non"),
    ]  # fmt: skip
    assert number["typed"] == "number"
    assert [(c["text"], c["low"], c["high"], c["fraction"]) for c in number["choices"]] == [
        ("3.14:0.01", 3.13, 3.15, 1.0), ("3:0.5", 2.5, 3.5, 0.5),
    ]  # fmt: skip
    assert d["text"] == "La capitale de la France est _____, celle de l'Italie _____, et pi vaut _____."


@pytest.mark.parametrize("code", ["MULTICHOICE", "MC", "MCV", "MULTICHOICE_H", "MCS", "MULTICHOICE_VS", "MCHS"])
def test_every_menu_of_a_cloze_question_is_a_menu(code: str) -> None:
    (gap,) = one(question("multianswer", text=f"Le {{2:{code}:~chien~=chat}} dort.")).definition["gaps"]
    assert [(c["text"], c["fraction"]) for c in gap["choices"]] == [("chien", 0.0), ("chat", 1.0)]


def test_a_single_embedded_answer_to_write_is_a_question_of_its_own() -> None:
    found = one(question("cloze", text="Capitale : {1:SHORTANSWER_C:=Paris#Oui}."))
    assert (found.kind, found.text, found.definition["case"]) == ("short", "Capitale : _____.", True)
    found = one(question("cloze", text="Pi : {1:NM:=3.14:0.01#Oui}"))
    assert (found.kind, found.definition["answers"][0]["says"]) == ("number", "3.14:0.01")


def test_an_all_or_nothing_question_is_told() -> None:
    xml = question("multichoiceset", answer("a", 100) + answer("b", 100) + answer("c", 0))
    assert [c["fraction"] for c in one(xml).definition["choices"]] == [0.5, 0.5, -1.0]
    assert any("part du point" in what for what in told(xml))


# --- Headers -------------------------------------------------------------------------------------------------------


def test_categories_tags_and_ids_are_kept() -> None:
    category = '<question type="category"><category><text>$course$/top/Ventes/Prix</text></category></question>'
    tags = "<tags><tag><text>marché</text></tag><tag><text>competence:B2.1</text></tag><tag><text>marché</text></tag></tags>"
    reading = read(question("essay", name="avant"), category, question("essay", f"<idnumber>A1</idnumber>{tags}"))
    before, after = reading.questions
    assert (before.category, before.tags, before.idnumber) == ("", (), "")
    assert (after.category, after.tags, after.competences, after.idnumber) == (
        "Ventes/Prix",
        ("marché",),
        ("B2.1",),
        "A1",
    )


def test_a_question_without_a_name_takes_its_first_words() -> None:
    assert (
        one('<question type="essay"><questiontext><text>Dites-moi tout.</text></questiontext></question>').name
        == "Dites-moi tout."
    )


@pytest.mark.parametrize(
    ("form", "text", "markdown"),
    [
        ("html", "<p>a *b*</p>\n<p>c</p>", r"a \*b\*" + "\n\nc"),
        ("moodle_auto_format", "a *b*\nc", r"a \*b\*" + "\nc"),
        ("moodle_auto_format", "<b>a</b>\nc", "**a**\nc"),
        ("plain_text", "<b>a</b>\nc", "<b>a</b>\nc"),
        ("markdown", "**a**\n\n- b", "**a**\n\n- b"),
        ("wiki_like", "a", "a"),
        ("inconnu", "<b>a</b>", "**a**"),
    ],
)
def test_words_are_read_in_the_format_they_say(form: str, text: str, markdown: str) -> None:
    assert one(question("essay", text=text, form=form)).text == markdown


def test_words_that_say_no_format_have_that_of_the_question() -> None:
    xml = question("multichoice", answer("<b>a</b>", 100, form="") + answer("b", form=""), form="plain_text")
    assert one(xml).definition["choices"][0]["text"] == "<b>a</b>"


def test_html_that_nobody_protected_is_read_all_the_same() -> None:
    xml = '<question type="essay"><name><text>n</text></name><questiontext format="html"><text><p>Un <b>mot</b></p></text></questiontext></question>'
    assert one(xml).text == "Un **mot**"


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<defaultgrade>2.5</defaultgrade>", "2.5 points"),
        ('<hint format="html"><text>Pensez au marché</text></hint>', "Pensez au marché"),
        ("<penalty>0.3333333</penalty>", "nouvel essai"),
    ],
)
def test_what_our_questions_have_no_place_for_is_told(inside: str, what: str) -> None:
    assert any(what in one for one in told(question("multichoice", inside + CHOICES)))


def test_what_is_true_of_every_question_is_told_once_for_a_whole_file() -> None:
    usual = '<correctfeedback format="html"><text>Votre réponse est correcte.</text></correctfeedback>'
    xml = question("multichoice", f"<penalty>0.5</penalty>{usual}{CHOICES}")
    told_once = [note.what for note in read(xml, xml, xml).changed]
    assert len(told_once) == 2
    assert ["nouvel essai" in told_once[0], "d'office" in told_once[1]] == [True, True]


def test_units_are_told() -> None:
    units = "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    assert any("km" in what for what in told(question("numerical", answer("3", 100) + units)))


# --- Files ---------------------------------------------------------------------------------------------------------


def file(name: str, data: bytes, path: str = "/") -> str:
    return f'<file name="{name}" path="{path}" encoding="base64">{base64.b64encode(data).decode()}</file>'


def with_files(text: str, *files: str, form: str = "html") -> str:
    return (
        f'<question type="essay"><name><text>n</text></name><questiontext format="{form}"><text><![CDATA[{text}]]></text>'
        f"{''.join(files)}</questiontext></question>"
    )


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("stand.png", PNG, "stand.png"),
        ("Mon stand (1).PNG", PNG, "Mon-stand-1.png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", "photo.jpg"),
        ("a.gif", b"GIF89a", "a.gif"),
        ("a.webp", b"RIFF0000WEBPVP8 ", "a.webp"),
        ("plan.svg", SVG, "plan.svg"),
        ("faux.gif", PNG, "faux.png"),
    ],
)
def test_embedded_pictures_are_kept_under_a_plain_name(name: str, data: bytes, kept: str) -> None:
    from urllib.parse import quote

    found = one(with_files(f'<p>Voici <img src="@@PLUGINFILE@@/{quote(name)}" alt="un stand"></p>', file(name, data)))
    assert found.text == f"Voici ![un stand]({kept})"
    assert [(image.name, image.data) for image in found.images] == [(kept, data)]


def test_two_pictures_of_one_name_are_two_and_the_same_twice_is_one() -> None:
    img = '<img src="@@PLUGINFILE@@/a.png" alt="">'
    other = PNG + b"1"
    xml = question(
        "multichoice",
        f'<answer fraction="100" format="html"><text><![CDATA[{img}]]></text>{file("a.png", PNG)}</answer>'
        f'<answer fraction="0" format="html"><text><![CDATA[{img}]]></text>{file("a.png", other)}</answer>'
        f'<answer fraction="0" format="html"><text><![CDATA[{img} c]]></text>{file("a.png", PNG)}</answer>',
    )
    found = one(xml)
    assert [choice["text"] for choice in found.definition["choices"]] == ["![](a.png)", "![](a-2.png)", "![](a.png) c"]
    assert [image.data for image in found.images] == [PNG, other]


def test_a_picture_written_in_the_text_itself_is_kept() -> None:
    data = base64.b64encode(PNG).decode()
    found = one(question("essay", text=f'Voici <img src="data:image/png;base64,{data}" alt="x">'))
    assert (found.text, found.images[0].data) == ("Voici ![x](image.png)", PNG)


def test_pictures_of_a_markdown_text_are_kept() -> None:
    found = one(with_files("Voici ![x](@@PLUGINFILE@@/a.png).", file("a.png", PNG), form="markdown"))
    assert (found.text, len(found.images)) == ("Voici ![x](a.png).", 1)


@pytest.mark.parametrize(
    ("text", "files", "what"),
    [
        ('<a href="@@PLUGINFILE@@/son.mp3">Écoutez</a>', (file("son.mp3", b"ID3"),), "son.mp3"),
        ("Lisez", (file("notice.pdf", b"%PDF"),), "notice.pdf"),
        ('<img src="@@PLUGINFILE@@/a.bmp" alt="x">', (file("a.bmp", b"BM00"),), "a.bmp"),
        ('<img src="@@PLUGINFILE@@/a.png" alt="x">', ('<file name="a.png" encoding="base64">!!!</file>',), "abîmé"),
        ('<img src="@@PLUGINFILE@@/absent.png" alt="x">', (), "absent.png"),
        ('<img src="https://exemple.fr/a.png" alt="x">', (), "https://exemple.fr/a.png"),
        ('<img src="/draftfile.php/1/a.png" alt="x">', (), "a.png"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_the_file_is_told(text: str, files: tuple[str, ...], what: str) -> None:
    sentences = told(with_files(f"Q {text}", *files))
    assert [what in sentence for sentence in sentences].count(True) == 1


def test_an_old_picture_stands_under_its_text() -> None:
    old = f"<image>dossier/moodle.png</image><image_base64>\n{base64.b64encode(PNG).decode()}\n</image_base64>"
    found = one(question("multichoice", old + CHOICES))
    assert (found.text, found.images[0].name) == ("Q ?\n\n![](moodle.png)", "moodle.png")


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "inside", "what"),
    [
        ("description", "", "description"),
        ("calculated", CHOICES, "formule"),
        ("calculatedmulti", CHOICES, "formule"),
        ("random", "", "tirage au hasard"),
        ("ddmarker", "", "image"),
        ("stack", "", "formule"),
        ("inventé", "", "« inventé »"),
        ("multichoice", "", "aucune réponse"),
        ("multichoice", answer("a", 100), "qu'une réponse"),
        ("multichoice", answer("a") + answer("b"), "juste"),
        ("truefalse", answer("true", 100), "vrai ou faux"),
        ("shortanswer", answer("a", 0), "juste"),
        ("numerical", answer("trois", 100), "« trois »"),
        ("numerical", answer("*", 100), "nombre"),
        ("matching", "", "deux paires"),
        ("ordering", answer("a", 1), "deux éléments"),
        ("gapselect", "", "trou"),
        ("cloze", "", "Aucune réponse"),
    ],
)
def test_what_cannot_be_taken_says_why(kind: str, inside: str, what: str) -> None:
    note = refusal(question(kind, inside, name="Ma question"))
    assert what in note.what
    assert (note.line, note.question) == (3, "Ma question")


def test_boxes_in_a_sentence_are_refused_with_what_to_do() -> None:
    assert "plusieurs réponses" in refusal(question("cloze", text="Des {1:MULTIRESPONSE:=a~=b~c}.")).what


def test_a_refused_question_spoils_neither_neighbour_and_lines_are_those_of_the_file() -> None:
    reading = read(question("essay", name="a"), question("random", name="b"), "\n\n" + question("essay", name="c"))
    assert [(q.name, q.line) for q in reading.questions] == [("a", 3), ("c", 7)]
    assert [(note.line, note.question) for note in reading.refused] == [(4, "b")]


# --- Files that are broken, or mean harm -------------------------------------------------------------------------------


def broken(data: bytes) -> Note:
    reading = read_questions(data)
    assert reading.questions == []
    (note,) = reading.refused
    return note


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (quiz(question("essay"))[:-7], 4, "s'arrête avant la fin"),
        (quiz(question("essay"), "<question>\n</quoi>"), 5, "balise"),
        (quiz(question("essay"), "<p>a & b</p>"), 4, "XML correct"),
        (quiz(question("essay"), "<p>a&nbsp;b</p>"), 4, "&nbsp;"),
        (quiz(question("essay")) + b"\n<x/>", 5, "après la fin"),
        (b"\n\n" + quiz("<question>", "</quoi>"), 6, "balise"),
    ],
)
def test_a_file_that_is_not_sound_gives_nothing_but_the_line_and_the_reason(data: bytes, line: int, what: str) -> None:
    note = broken(data)
    assert note.line == line
    assert f"Ligne {line}" in note.what
    assert what in note.what
    assert "Rien n'a été lu" in note.what


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://exemple.invalid/x.dtd"> %x;]>',
    ],
)
def test_declared_entities_are_refused_with_a_sentence(doctype: str) -> None:
    note = broken(quiz(question("essay", text="&x;"), head=f'<?xml version="1.0"?>{doctype}'))
    assert "entités" in note.what


def test_another_file_that_is_named_is_never_fetched_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("something was opened")

    monkeypatch.setattr("socket.socket.connect", never)
    monkeypatch.setattr("urllib.request.urlopen", never)
    reading = read_questions(
        quiz(question("essay"), head='<?xml version="1.0"?>\n<!DOCTYPE quiz SYSTEM "http://exemple.invalid/quiz.dtd">')
    )
    assert len(reading.questions) == 1
    assert [(note.line, "exemple.invalid" in note.what) for note in reading.changed] == [(2, True)]


def test_tags_in_tags_without_end_are_refused() -> None:
    assert "trop de balises" in broken(quiz("<question><a>" + "<b>" * 300 + "</b>" * 300 + "</a></question>")).what


@pytest.mark.parametrize(
    ("root", "what"),
    [("questestinterop", "QTI"), ("assessmentItem", "QTI"), ("moodle_backup", "moodle_backup"), ("svg", "dessin")],
)
def test_other_xml_is_named(root: str, what: str) -> None:
    assert what in broken(f'<?xml version="1.0"?><{root}></{root}>'.encode()).what


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("latin-1", "ISO-8859-1"), ("cp1252", "windows-1252"), ("utf-16", "UTF-16"), ("utf-8-sig", "UTF-8")],
)
def test_any_encoding_that_is_declared_is_read(encoding: str, declared: str) -> None:
    text = quiz(
        question("essay", text="Été à la crèmerie"), head=f'<?xml version="1.0" encoding="{declared}"?>'
    ).decode()
    assert read_questions(text.encode(encoding)).questions[0].text == "Été à la crèmerie"


def test_an_encoding_that_is_not_the_one_declared_is_told() -> None:
    reading = read_questions(quiz(question("essay", text="Été")).decode().encode("cp1252"))
    assert reading.questions[0].text == "Été"
    assert "Windows-1252" in reading.changed[0].what


def test_characters_that_xml_does_not_allow_are_taken_out_and_told() -> None:
    reading = read_questions(quiz(question("essay", text="a\x0bb\x1f")))
    assert reading.questions[0].text == "a b"
    assert "invisibles" in reading.changed[0].what


def test_a_file_of_twenty_megabytes_is_read_in_a_few_seconds() -> None:
    picture = file("a.png", PNG + b"0" * 15_000)
    text = '<p>Combien font <b>1</b> &nbsp;+ 1 ? <img src="@@PLUGINFILE@@/a.png" alt="x"></p>'
    xml = (
        with_files(text, picture)
        .replace("essay", "shortanswer")
        .replace("</question>", answer("2", 100) + "</question>")
    )
    data = quiz(*[xml] * 1_000)
    assert len(data) > 20_000_000
    start = time.process_time()
    reading = read_questions(data)
    assert time.process_time() - start < 15
    assert (len(reading.questions), reading.refused) == (1_000, [])
    assert len(reading.questions[-1].images[0].data) > 15_000
