"""Words of any format as Markdown: what is literal is shown as it was, what is form stays form, what is lost is told."""

import re
from html import escape, unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.questions.literals import escape_markdown
from app.assessment.questions.markup import as_markdown, from_html, has_html
from app.assessment.questions.markup_writer import in_html
from app.web.questions import question_html, words_html

pytestmark = pytest.mark.once


def read(html: str) -> str:
    """What a reader sees of a page, without its spaces."""
    return re.sub(r"\s", "", unescape(re.sub(r"<[^<>]*>", "", html)))


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


_signs = st.one_of(
    st.text(alphabet="ab1é «»\\`*_[]()<>&~|#+-=!.:;@/\n\"'", max_size=40),
    st.lists(
        st.sampled_from(
            ["&nbsp;", "&#65;", "<http://a>", "a@b.c", "- ", "1. ", "# ", "> ", "```", "~~~", "**", "__", "_", "\n", "\n\n",
             "    ", "![", "](", "[a]: b", "| a | b |", "|---|---|", "---", "===", "x", "é", " ", "\\"]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip


@given(_signs)
@settings(deadline=None, max_examples=400)
def test_plain_words_are_shown_as_they_are_whatever_signs_they_hold(text: str) -> None:
    plain = as_markdown(text, "plain", flat=False)
    for html in (words_html(plain), question_html(plain)):
        assert read(html) == without_spaces(text)
        assert not re.search(r"<(?!/?p>|br>)", html)
    on_a_line = as_markdown(text, "plain")
    assert read(words_html(on_a_line)) == without_spaces(text)


@given(_signs)
@settings(deadline=None, max_examples=200)
def test_the_words_of_html_are_never_lost_to_its_form(text: str) -> None:
    written, words = escape(text), without_spaces(text)
    for html, shown in (
        (f"<p><b>{written}</b> x</p><p>{written}</p>", f"{words}x{words}"),
        (f"<i>{written}</i><ul><li>{written}</li><li>a</li></ul>", f"{words}{words}a"),
        (f"<a href='http://x.y/(z)?a=b&c'>{written}</a>{written}<code>{written}</code>", words * 3),
    ):
        assert read(question_html(from_html(html, flat=False))) == shown


@pytest.mark.parametrize(
    "text",
    ["5 * 3 = 15", "un_nom_long", "_____ et _____.", "a < b et b > c", "C# et F#", "R&D", "50 %", "a [b] c", "x^2", "un ` seul",
     "- 5", "1. d'abord", "l'œuvre « du » maître…", "f(*args, **kwargs)", r"C:\dossier"],
)  # fmt: skip
def test_no_backslash_is_added_where_markdown_takes_nothing_for_a_mark(text: str) -> None:
    assert escape_markdown(text) == text
    assert from_html(f"<p>{escape(text)}</p>") == text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Un <b>gras</b>, un <em>accent</em>, un <del>barré</del>.</p>", "Un **gras**, un *accent*, un ~~barré~~."),
        ("<b>a</b><b>b</b> <strong>c <i>d</i></strong>", "**ab c *d***"),
        ('<span style="font-weight: bold">g</span><span style="font-style:italic">i</span>', "**g***i*"),
        ("<p>un</p><p>deux<br>trois</p>", "un\n\ndeux\ntrois"),
        ("<h3>Titre</h3><p>Texte</p>", "**Titre**\n\nTexte"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<pre>if x:\n    y = *z</pre>", "```\nif x:\n    y = *z\n```"),
        ("<code>a*b*c</code> et <code>`x`</code>", "`a*b*c` et `` `x` ``"),
        ("<blockquote><p>un</p><p>deux</p></blockquote>", "> un\n>\n> deux"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>3</td></tr></table>", "| A | B |\n| --- | --- |\n| 1\\|2 | 3 |"),
        ('<a href="https://x.fr/a b">ici</a>', "[ici](https://x.fr/a%20b)"),
        ('<a href="javascript:alert(1)">ici</a>', "ici"),
        ("H<sub>2</sub>O, 10<sup>-3</sup> m<sup>2</sup>, 1<sup>er</sup>", "H₂O, 10⁻³ m², 1er"),
        ("x<sup>n/2</sup> a<sub>ij</sub>", "x^(n/2) a_(ij)"),
        ("&eacute;&nbsp;&laquo; &amp;lt; &euro; &#8217;", "é « \\&lt; € ’"),
        ("<p>a<!-- caché --> b</p><style>p{}</style>", "a b"),
        ("<p>un<p>deux<ul><li>a<li>b</ul>", "un\n\ndeux\n\n- a\n- b"),
        ("<q>cité</q>", "« cité »"),
        ("<![if !supportLists]>1<![endif]><?xml:namespace prefix=o /><o:p>a</o:p>", "1a"),
        ('<p title="a < b">x</p><p title=\'c > d\'>y</p> 1 <2', "x\n\ny\n\n1 <2"),
        ("<b></b><i> </i>vide", "vide"),
    ],
)  # fmt: skip
def test_the_form_of_html_is_kept_in_markdown(html: str, markdown: str) -> None:
    assert from_html(html, flat=False) == markdown


@pytest.mark.parametrize(
    ("html", "markdown", "told"),
    [
        ("<p>un</p><p>deux</p>", "un\ndeux", ""),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b", ""),
        ("<pre>a\nb</pre>", "`a`\n`b`", ""),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b", "Un tableau devient des lignes"),
        ("<u>souligné</u>", "*souligné*", "italique"),
        ('<img src="https://x.fr/a.png" alt="vue">', "[vue](https://x.fr/a.png)", "https://x.fr/a.png"),
        ('<img src="a.png" alt="vue">', "vue", "a.png"),
        ('<video src="@@PLUGINFILE@@/un%20film.mp4"></video>x', "x", "un film.mp4"),
        ('<iframe src="//x.fr/v"></iframe>', "[https://x.fr/v](https://x.fr/v)", "https://x.fr/v"),
        ("<script>alert(1)</script>x", "x", "programme"),
        ("mot<b>(s)</b>x", "mot(s)x", "gras"),
    ],
)
def test_what_a_line_cannot_say_is_told(html: str, markdown: str, told: str) -> None:
    sentences: list[str] = []
    assert from_html(html, sentences) == markdown
    assert any(told in sentence for sentence in sentences) if told else not sentences


@pytest.mark.parametrize(
    ("text", "mark", "markdown"),
    [
        ("2*3*4 et a_b_c, __init__", "", r"2\*3\*4 et a_b_c, \_\_init\_\_"),
        ("**gras** et `co_de_`", "", "**gras** et `co_de_`"),
        (r"\(x_1\) et \alpha", "", r"\\(x_1\\) et \alpha"),
        ("**gras**", "moodle", r"\*\*gras\*\*"),
        ("**gras**", "plain", r"\*\*gras\*\*"),
        ("**gras**", "markdown", "**gras**"),
        ("<b>a</b>\nb", "", "**a**\nb"),
        ("<b>a</b>\nb", "html", "**a** b"),
        ("<b>a</b>", "plain", "<b>a</b>"),
        ("un <b>mot</b> et *un*", "markdown", "un **mot** et *un*"),
        (r"la balise \<b>", "markdown", "la balise <b>"),
        ("vector<int> a; if (a < b and c > d)", "moodle", "vector<int> a; if (a < b and c > d)"),
        ("  a\n\n\n\n  b  ", "plain", "a\n\nb"),
    ],
)
def test_each_format_is_read_as_moodle_says(text: str, mark: str, markdown: str) -> None:
    assert as_markdown(text, mark, flat=False) == markdown


def test_a_less_than_sign_is_no_tag() -> None:
    assert not any(map(has_html, ("a < b", "a<b and c>d", "List<String>", "<3", "#include <stdio.h>", "a <- b")))
    assert all(map(has_html, ("<br>", "a<br/>b", "<P>", '<img src="x">', "<a href=x>y</a>", "</p>")))


@given(_signs)
@settings(deadline=None, max_examples=200)
def test_html_is_written_only_when_it_gives_the_words_back(text: str) -> None:
    markdown = escape_markdown(" ".join(text.split()))
    html = in_html(markdown)
    assert html is None or from_html(html) == markdown


@pytest.mark.parametrize(
    "hostile",
    ["<i>" * 50_000, "<ul><li>" * 20_000, "<p" * 50_000, "<!--" * 40_000, "_a" * 50_000, "[a](" * 20_000, "`" * 50_001, "<" * 90_000,
     "&" * 90_000, "*a " * 30_000, "<table><tr><td>" * 10_000],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "html", "markdown"])
def test_hostile_words_take_no_time_of_note(hostile: str, mark: str) -> None:
    assert isinstance(as_markdown(hostile, mark, flat=False), str)


# --- What pages show -----------------------------------------------------------------------------------------------


def test_a_question_on_several_lines_is_shown_with_its_paragraphs_lists_and_code() -> None:
    html = question_html("Lisez :\n\n- un\n- deux\n\n```\na < b\n```\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n# Fin")
    assert "<p>Lisez" in html
    assert "<ul>\n<li>un</li>" in html
    assert "<pre><code>a &lt; b" in html
    assert '<div class="scroll" tabindex="0"><table>' in html
    assert "<p><strong>Fin</strong></p>" in html
    assert "<h1" not in html


def test_a_single_line_stays_a_run_of_words() -> None:
    assert question_html("**Oui** ?") == words_html("**Oui** ?") == "<strong>Oui</strong>&nbsp;?"
    assert words_html("1. un") == "1. un"
    assert words_html("`a ?`") == "<code>a ?</code>"


def test_a_picture_is_shown_from_where_it_is_served_and_said_otherwise() -> None:
    def address(name: str) -> str:
        return f"/fichiers/1/{name}" if name == "a.png" else ""

    shown = words_html("![Un stand](a.png)", address)
    assert shown == '<img src="/fichiers/1/a.png" alt="Un stand" loading="lazy">'
    assert words_html("![Un stand](b.png)", address) == words_html("![Un stand](a.png)") == "Un stand"
    assert "onerror" not in words_html('![x" onerror="alert(1)](a.png)', address).replace("&quot; onerror=&quot;", "")
