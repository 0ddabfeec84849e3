"""GIFT files that nobody here wrote, read as Moodle reads them: each rule of the format, each way of being wrong."""

import time
from typing import Any

import pytest

from app.assessment.questions.gift import Question, read_gift
from app.assessment.questions.notes import Note

pytestmark = pytest.mark.once


def one(text: str) -> Question:
    questions, _changed, refused = read_gift(text)
    assert not refused
    assert len(questions) == 1
    return questions[0]


def told(text: str) -> list[str]:
    questions, changed, refused = read_gift(text)
    assert questions
    assert not refused
    return [note.what for note in changed]


def refusal(text: str) -> Note:
    questions, _changed, refused = read_gift(text)
    assert not questions
    assert len(refused) == 1
    return refused[0]


def texts(question: Question) -> list[str]:
    return [choice["text"] for choice in question.definition["choices"]]


# --- Escapes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\=", "="), (r"\~", "~"), (r"\#", "#"), (r"\{", "{"), (r"\}", "}"), (r"\:", ":"), (r"a\nb", "a\nb"),
        (r"a \-> b", "a -> b"), (r"a -\> b", "a -> b"), (r"\:\:x\:\:", "::x::"), (r"\\n", r"\n"), (r"\\\=", r"\="),
        (r"\frac", r"\frac"), (r"C:\\Temp", r"C:\Temp"), ("-> seul", "-> seul"),
    ],
)  # fmt: skip
def test_each_escape_is_the_character_it_hides(written: str, read: str) -> None:
    question = one(f"::q::Texte {written} ?{{={written}#{written} ~b####{written}}}")
    shown = read.replace("\\", "\\\\") if read.endswith("=") and "\\" in read else read
    assert question.text == f"Texte {shown} ?".replace("Texte ::x:: ?", "Texte ::x:: ?")
    choice = question.definition["choices"][0]
    assert (choice["text"], choice["feedback"], question.definition["feedback"]) == (shown, shown, shown)


def test_escapes_in_a_name_and_in_a_category_are_undone() -> None:
    questions, _changed, _refused = read_gift("$CATEGORY: $course$/top/a\\:b/c\n\n::n\\:1 \\{x\\}::Q ?{T}")
    assert (questions[0].name, questions[0].category) == ("n:1 {x}", "a:b/c")


# --- Words and their formats ---------------------------------------------------------------------------------------


def test_the_format_of_the_text_is_that_of_the_words_that_say_none() -> None:
    d = one("::q::[html]<b>Q</b> ?{=<i>a</i>#<b>oui</b> ~[plain]<i>b</i> ~[markdown]*c* ####<b>fin</b>}").definition
    assert d["text"] == "**Q** ?"
    assert [(c["text"], c["feedback"]) for c in d["choices"]] == [("*a*", "**oui**"), ("<i>b</i>", ""), ("*c*", "")]
    assert d["feedback"] == "**fin**"


def test_an_unknown_format_is_only_words() -> None:
    assert one("[latex]x ?{T}").text == "[latex]x ?"


def test_words_of_html_that_a_browser_would_hide_are_kept() -> None:
    assert texts(one("Quelle balise ?{=<br> ~<hr> ~<video src\\=x>}")) == ["<br>", "<hr>", "<video src=x>"]
    assert texts(one('Quel drapeau ?{=<img src\\="@@PLUGINFILE@@/fr.png"> ~autre}'))[0] == "(image : fr.png)"


def test_a_picture_that_is_not_in_the_file_is_told() -> None:
    assert any(
        "plan.png" in what for what in told('[html]Voici <img src\\="@@PLUGINFILE@@/plan.png" alt\\="un plan">.{T}')
    )


def test_lines_are_kept_where_moodle_shows_them() -> None:
    assert one("::q::Lisez \\:\n  x \\= 1\n  y \\= 2\n{T}").text == "Lisez :\nx = 1\ny = 2"
    assert one("::q::[html]Lisez\nbien{T}").text == "Lisez bien"


# --- Kinds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("Q ?{=a ~b}", "single", "Q ?"),
        ("Q ?{=a =b ~c}", "single", "Q ?"),
        ("Q ?{~%50%a ~%50%b ~c}", "multiple", "Q ?"),
        ("Q.{TRUE}", "true_false", "Q."),
        ("Q {F} fin.", "true_false", "Q _____ fin."),
        ("Q ?{=a =b}", "short", "Q ?"),
        ("Q ?{bénéfice}", "short", "Q ?"),
        ("Deux et deux font {=quatre =4}.", "short", "Deux et deux font _____."),
        ("Pi ? {#3.14:0.01}.", "number", "Pi ? _____."),
        ("Q ?{=a -> 1 =b -> 2}", "matching", "Q ?"),
        ("Le {=chat ~chien} dort.", "gaps", "Le _____ dort."),
        ("Le {~chien ~%50%loup =chat} dort.", "gaps", "Le _____ dort."),
        ("Des {~%50%chats ~%50%chiens ~rats} dorment.", "multiple", "Des _____ dorment."),
        ("Q ?{}", "essay", "Q ?"),
        ("Q ? { }", "essay", "Q ?"),
        ("Q ?{####Merci.}", "essay", "Q ?"),
        ("// [kind:ordering]\nQ ?{=a =b}", "ordering", "Q ?"),
        ("[html]<p>Q ?{=a ~b}</p>", "single", "Q ?"),
    ],
)
def test_each_kind_is_recognised_with_its_text(text: str, kind: str, shown: str) -> None:
    question = one(text)
    assert (question.kind, question.text) == (kind, shown)


def test_weights_are_kept_as_they_are_written() -> None:
    d = one("Q ?{~%33.33333%a ~%33.33333%b ~%33,33333%c ~%-100%d}").definition
    assert [choice["fraction"] for choice in d["choices"]] == [0.3333333, 0.3333333, 0.3333333, -1.0]
    d = one("Q ?{=a =%75%b =%0%*#Non.}").definition
    assert [(a["text"], a["fraction"], a["feedback"]) for a in d["answers"]] == [
        ("a", 1.0, ""),
        ("b", 0.75, ""),
        ("*", 0.0, "Non."),
    ]


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        ("{#1822}", [("1822", 1822.0, 1822.0, 1.0)]),
        ("{#1822:5}", [("1822:5", 1817.0, 1827.0, 1.0)]),
        ("{#3.141..3.142}", [("3.141..3.142", 3.141, 3.142, 1.0)]),
        ("{#-2..2}", [("-2..2", -2.0, 2.0, 1.0)]),
        ("{# =1822:0 =%50%1822:2}", [("1822:0", 1822.0, 1822.0, 1.0), ("1822:2", 1820.0, 1824.0, 0.5)]),
        ("{#1822:0 =%50%1822:2}", [("1822:0", 1822.0, 1822.0, 1.0), ("1822:2", 1820.0, 1824.0, 0.5)]),
        ("{#.5:.1}", [(".5:.1", 0.4, 0.6, 1.0)]),
        ("{#1.5e3}", [("1.5e3", 1500.0, 1500.0, 1.0)]),
        ("{#12,5:0,5}", [("12,5:0,5", 12.0, 13.0, 1.0)]),
    ],
)
def test_numbers_keep_their_tolerance(body: str, answers: list[Any]) -> None:
    d = one(f"Q ?{body}").definition
    assert [(a["says"], a["low"], a["high"], a["fraction"]) for a in d["answers"]] == answers


def test_any_other_number_has_its_word_written_either_way() -> None:
    assert one("Q ?{#3:2#Bien. ~#Non \\= non.}").definition["other"] == "Non = non."
    assert one("Q ?{#=3:2#Bien. =%0%*#Non.}").definition["other"] == "Non."


def test_a_true_false_question_keeps_what_is_said_either_way() -> None:
    d = one("Q.{FALSE#Raté.#Exact # oui.####Fin.}").definition
    assert (d["answer"], d["wrong"], d["right"], d["feedback"]) == (False, "Raté.", "Exact # oui.", "Fin.")


def test_pairs_may_have_nothing_on_their_left_and_a_sharp_on_their_right() -> None:
    d = one("Q{\n=Microsoft -> C#\n=Sun -> Java\n= -> Perl\n}").definition
    assert [(p["left"], p["right"]) for p in d["pairs"]] == [("Microsoft", "C#"), ("Sun", "Java"), ("", "Perl")]
    assert len(one("Q{=a -> 1 = -> 2}").definition["pairs"]) == 2


def test_gaps_are_menus_or_words_or_numbers_to_type() -> None:
    d = one("Le {=chat#Oui. ~chien} a {#4:0#Oui. ~#Non.} pattes et une {=queue =%50%corde####Fin.}.").definition
    assert d["segments"] == ["Le ", " a ", " pattes et une ", "."]
    menu, number, words = d["gaps"]
    assert [choice["text"] for choice in menu["choices"]] == ["chat", "chien"]
    assert number["typed"] == "number"
    assert [(c["text"], c["feedback"]) for c in number["choices"]] == [("4:0", "Oui."), ("*", "Non.")]
    assert (words["typed"], [(c["text"], c["fraction"]) for c in words["choices"]]) == (
        "words",
        [("queue", 1.0), ("corde", 0.5)],
    )
    assert d["feedback"] == "Fin."


def test_html_may_open_before_a_gap_and_close_after_it() -> None:
    d = one("[html]<p>Le <b>petit {=chat ~chien} noir</b> et le <code>x{=rat ~loup}y</code>.</p>").definition
    assert d["segments"] == ["Le **petit** ", " **noir** et le `x`", "`y`."]


# --- Names, categories, what comments say ----------------------------------------------------------------------------


def test_comments_say_the_id_the_tags_and_the_competences() -> None:
    question = one("// question: 12  name: x\n// [id:A\\]1] [tag:le marché] [tag:prix] [competence:B2.1]\n::x::Q ?{T}")
    assert (question.idnumber, question.tags, question.competences) == ("A]1", ("le marché", "prix"), ("B2.1",))


def test_a_comment_further_up_is_about_nobody() -> None:
    question = one("// [tag:chapitre]\n\n::x::Q ?{T}")
    assert question.tags == ()


def test_a_category_holds_until_the_next_one_and_is_said_plainly() -> None:
    text = "$CATEGORY: $course$/top/Ventes/Prix\n\nA ?{T}\n\nB ?{T}\n\n$CATEGORY: $module$/top\n\nC ?{T}\n\n$category: simple\nD ?{T}"
    questions, _changed, refused = read_gift(text)
    assert not refused
    assert [(q.text, q.category) for q in questions] == [
        ("A ?", "Ventes/Prix"), ("B ?", "Ventes/Prix"), ("C ?", ""), ("D ?", "simple"),
    ]  # fmt: skip


def test_a_name_may_be_used_twice_and_a_question_without_one_takes_its_first_words() -> None:
    questions, changed, refused = read_gift("::n::A ?{T}\n\n::n::B ?{T}\n\n**Gras** et [lien](https://x.fr) ?{T}")
    assert not changed
    assert not refused
    assert [q.name for q in questions] == ["n", "n", "Gras et lien ?"]
    long = one("Un très long texte " * 10 + "?{T}").name
    assert len(long) <= 81
    assert long.endswith(" Un…")


def test_a_name_that_is_too_long_is_cut_and_told() -> None:
    assert len(one(f"::{'n' * 300}::Q ?{{T}}").name) == 200
    assert any("nom" in what for what in told(f"::{'n' * 300}::Q ?{{T}}"))


# --- Between questions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "::a::A ?{=x ~y}\n\n::b::B ?{T}",
        "::a::A ?{=x ~y}\n   \t \n::b::B ?{T}",
        "::a::A ?{=x ~y}\r\n\r\n::b::B ?{T}\r\n",
        "::a::A ?{=x ~y}\r\r::b::B ?{T}\r",
        "::a::A ?{=x ~y}\n::b::B ?{T}",
        "::a::A ?{=x ~y}\n// question: 2  name: b\n::b::B ?{T}",
        "::a::A ?\n{\n=x\n\n~y\n}\n\n\n\n::b::B ?{T}",
        "::a::A ?{\n// un mot\n=x\n// un autre\n~y}\n\n::b::\nB ?\n{T}",
        "\ufeff::a::A ?{=x ~y}\n\n::b::B ?{T}",
        "```gift\n::a::A ?{=x ~y}\n\n::b::B ?{T}\n```\n",
    ],
)
def test_questions_are_told_apart_however_lines_stand(text: str) -> None:
    questions, _changed, refused = read_gift(text)
    assert not refused
    assert [(q.name, q.kind) for q in questions] == [("a", "single"), ("b", "true_false")]


def test_questions_that_follow_each_other_without_a_line_are_parted_and_told() -> None:
    questions, changed, refused = read_gift("Un ?{=a ~b}\nDeux ?{=c ~d}\nTrois ?{T}")
    assert not refused
    assert [q.text for q in questions] == ["Un ?", "Deux ?", "Trois ?"]
    assert [note.line for note in changed] == [2, 3]
    d = one("Le {=chat ~chien}\ndort et le {=rat ~loup} aussi.").definition
    assert len(d["gaps"]) == 2


def test_a_refused_question_spoils_neither_neighbour() -> None:
    text = "::a::A ?{T}\n\n::b::B ?{=x\n\n::c::C ?{=x ~y}\n\n::d::D ?}\n\n::e::E ?{=x {y} ~z}\n\n::f::F ?{F}"
    questions, _changed, refused = read_gift(text)
    assert [q.name for q in questions] == ["a", "c", "f"]
    assert [(note.line, note.question) for note in refused] == [(3, "b"), (7, "d"), (9, "e")]


# --- What is told and what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('Q ?{T}";', "signes perdus"),
        ("Q ?{~%50%a ~b ~c}", "50 %"),
        ("Q ?{=%50%a ~b}", "100 %"),
        ("Q ?{a ~b =c}", "n'a pas de signe"),
        ("Q ?{a =b}", "n'a pas de signe"),
        ("Q ?{=a ~b ~}", "vide"),
        ("[html]<u>Q</u> ?{T}", "italique"),
        ("Q ?{#3 =%50%*#Presque.}", "autre nombre"),
    ],
)
def test_what_is_changed_is_told(text: str, what: str) -> None:
    assert any(what in one for one in told(text))


def test_a_tilde_before_an_equals_sign_says_nothing() -> None:
    d = one("Q ?{~=a ~b ~=c}").definition
    assert [(c["text"], c["fraction"]) for c in d["choices"]] == [("a", 1.0), ("b", 0.0), ("c", 1.0)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\n\nUn texte sans accolades.", "description"),
        ("\n\nQ ?{=a ~b", "accolades"),
        ("\n\nQ ?{~a ~b}", "juste"),
        ("\n\nQ ?{~a}", "qu'une réponse"),
        ("\n\nQ ?{~%150%a ~b}", "dépasse 100"),
        ("\n\nQ ?{#abc}", "abc"),
        ("\n\nQ ?{#}", "nombre"),
        ("\n\nQ ?{=a -> }", "deux côtés"),
        ("\n\nQ ?{=a -> 1}", "deux paires"),
        ("\n\n{=a ~b}", "énoncé"),
        ("\n\nLe {=a ~b} et {}.", "trou numéro 2"),
        ("\n\n// [kind:ordering]\nQ ?{=a}", "deux éléments"),
    ],
)
def test_what_is_refused_says_its_line_why_and_what_to_do(text: str, what: str) -> None:
    note = refusal(text)
    assert note.line in (3, 4)
    assert what in note.what
    assert note.what.count(".") >= 2 or note.what.count(":") >= 1


# --- Size ------------------------------------------------------------------------------------------------------------


def test_ten_thousand_questions_are_read_in_a_few_seconds() -> None:
    bodies = ("{=a ~b ~%-50%c####f}", "{TRUE#n#o}", "{#12:1}", "{=a -> 1 =b -> 2}", "{=mot =%50%mots}", "{}")
    text = "\n\n".join(
        f"// [id:q{n}]\n::q{n}::[html]<p>Question <b>{n}</b> ?</p>{bodies[n % 6]}" for n in range(10_000)
    )
    start = time.process_time()
    questions, changed, refused = read_gift(text)
    assert time.process_time() - start < 10
    assert (len(questions), changed, refused) == (10_000, [], [])


@pytest.mark.parametrize(
    "text",
    ["Q {=a\n" + "\n" * 200_000 + "x", "{" * 100_000, "::" * 100_000, "Même texte ?{T}\n\n" * 5_000, "Q {" + "=x ~y " * 50_000 + "}",
     "\\" * 200_000 + "{=a ~b}", "//x\n" * 100_000 + "Q{T}", "Q{T} " * 20_000, "%" * 100_000 + "{=%" + "1" * 50_000 + "}"],
)  # fmt: skip
def test_no_file_takes_more_than_its_length(text: str) -> None:
    start = time.process_time()
    read_gift(text)
    assert time.process_time() - start < 8
