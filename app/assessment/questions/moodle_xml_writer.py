"""Questions written as Moodle XML, their pictures inside: reading the file back gives the same questions.

What Moodle has no place for is written where Moodle does not look: `says` beside a number, a `feedback` under a pair.
"""

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape as as_entities
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.assessment.questions import cloze, kinds
from app.assessment.questions.gift import Question
from app.assessment.questions.literals import GAP
from app.assessment.questions.markup import as_markdown
from app.assessment.questions.markup_writer import every_text, in_html, in_markdown, shown_by
from app.assessment.questions.notes import Note
from app.core.i18n import _

_TYPES = {
    "single": "multichoice", "multiple": "multichoice", "true_false": "truefalse", "short": "shortanswer",
    "number": "numerical", "matching": "matching", "gaps": "cloze", "ordering": "ordering", "essay": "essay",
}  # fmt: skip
_OVERALL = (("right", "correctfeedback"), ("partly", "partiallycorrectfeedback"), ("wrong", "incorrectfeedback"))
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
COMPETENCE = "competence:"


def print_moodle_xml(questions: Sequence[Question]) -> str:
    """The Moodle XML file of these questions, in their order."""
    return "".join(moodle_xml_pieces(questions))


def moodle_xml_pieces(questions: Iterable[Question]) -> Iterator[str]:
    """The same file, a question after the other, for whoever sends it without holding it whole."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            path = _words(f"$course$/top/{category}".rstrip("/"))
            yield f'  <question type="category">\n    <category>{path}</category>\n  </question>\n'
        yield "\n".join(_Question(question).lines()) + "\n"
    yield "</quiz>\n"


def left_out_of_moodle_xml(questions: Sequence[Question]) -> list[Note]:
    """What Moodle will not understand of a file, though reading it back here gives it again."""
    return [Note(0, what, question.name) for question in questions for what in _left_out(question)]


def _left_out(question: Question) -> Iterable[str]:
    d = question.definition
    here = {image.name for image in question.images}
    if missing := sorted({name for words in every_text(d) for name in shown_by(words)} - here):
        yield _("Des images ne sont pas dans le fichier : %(names)s.") % {"names": ", ".join(missing)[:200]}
    if question.kind == "matching" and any(pair["feedback"] for pair in d["pairs"]):
        yield _("Moodle ne lira pas les retours de chaque paire.")
    if question.kind == "gaps" and "overall" in d:
        yield _("Moodle ne lira pas les retours selon le résultat (juste, en partie, faux) d'un texte à trous.")
    if question.competences:
        yield _("Moodle lira les compétences comme des étiquettes.")


def _words(words: str) -> str:
    """A <text>, protected when it has to be."""
    words = _UNWRITABLE.sub("", words)
    if "<" in words or "&" in words:
        return f"<text><![CDATA[{words.replace(']]>', ']]]]><![CDATA[>')}]]></text>"
    return f"<text>{escape(words)}</text>"


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.5f}".rstrip("0").rstrip(".")


class _Question:
    """One question as lines of XML."""

    def __init__(self, question: Question) -> None:
        self.question, self.d = question, question.definition
        self.pictures = {image.name: image.data for image in question.images}

    def lines(self) -> Iterator[str]:
        d = self.d
        yield f'  <question type="{_TYPES[d["kind"]]}">'
        yield f"    <name>{_words(self.question.name)}</name>"
        yield f"    {self.gaps() if d['kind'] == 'gaps' else self.said('questiontext', d['text'], flat=False)}"
        yield f"    {self.said('generalfeedback', d['feedback'])}"
        if d["kind"] != "gaps":
            yield "    <defaultgrade>1.0000000</defaultgrade>"
        yield "    <penalty>0.0000000</penalty>"
        yield "    <hidden>0</hidden>"
        yield f"    <idnumber>{escape(_UNWRITABLE.sub('', self.question.idnumber))}</idnumber>"
        yield from (f"    {line}" for line in _WRITTEN.get(d["kind"], _nothing)(self))
        for name, tag in _OVERALL if "overall" in d else ():
            yield f"    {self.said(tag, d['overall'].get(name, ''))}"
        yield from self.tags()
        yield "  </question>"

    def tags(self) -> Iterator[str]:
        tags = [*self.question.tags, *(f"{COMPETENCE}{code}" for code in self.question.competences)]
        if tags:
            yield "    <tags>"
            yield from (f"      <tag>{_words(tag)}</tag>" for tag in tags)
            yield "    </tags>"

    # --- Words -------------------------------------------------------------------------------------------------

    def said(self, tag: str, text: str, more: str = "", *, flat: bool = True, attributes: str = "") -> str:
        """An element with its words in the format that gives them back, and the pictures that they show."""
        html = in_html(text, self.pictures, flat=flat)
        written, form = (html, "html") if html is not None else (in_markdown(text, self.pictures), "markdown")
        return f'<{tag} format="{form}"{attributes}>{_words(written)}{self.files(text)}{more}</{tag}>'

    def files(self, *texts: str) -> str:
        names = dict.fromkeys(name for text in texts for name in shown_by(text) if name in self.pictures)
        return "".join(
            f'<file name={quoteattr(name)} path="/" encoding="base64">{base64.b64encode(self.pictures[name]).decode()}</file>'
            for name in names
        )

    def answer(self, text: str, fraction: float, feedback: str) -> str:
        attributes = f' fraction="{_percent(fraction)}"'
        return self.said("answer", text, self.said("feedback", feedback), attributes=attributes)

    def compared(self, text: str, fraction: float, feedback: str, more: str = "", says: str = "") -> str:
        """An answer whose words are compared, and not shown."""
        said = f" says={quoteattr(says)}" if says else ""
        return (
            f'<answer fraction="{_percent(fraction)}" format="moodle_auto_format"{said}>{_words(text)}'
            f"{self.said('feedback', feedback)}{more}</answer>"
        )

    # --- A sentence with its gaps ------------------------------------------------------------------------------

    def gaps(self) -> str:
        """The sentence, as HTML when all of its words can be, with the answers that Moodle embeds."""
        d = self.d
        whole = GAP.join(d["segments"])
        inside = [words for gap in d["gaps"] for words in _shown_in(gap)]
        html = in_html(whole, self.pictures)
        in_words = {words: in_html(words, self.pictures) for words in inside}
        if html is None or any(written is None for written in in_words.values()):
            html = None
            in_words = {words: in_markdown(words, self.pictures) for words in inside}
        written = cloze.not_opening(html if html is not None else in_markdown(whole, self.pictures))
        case = bool(d.get("case"))
        for gap in d["gaps"]:
            written = written.replace(GAP, _embedded(gap, in_words, html is not None, case), 1)
        form = "html" if html is not None else "markdown"
        return f'<questiontext format="{form}">{_words(written)}{self.files(whole, *inside)}</questiontext>'


def _shown_in(gap: dict[str, Any]) -> Iterator[str]:
    for choice in gap["choices"]:
        yield choice["feedback"]
        if not kinds.is_typed(gap):
            yield choice["text"]


def _embedded(gap: dict[str, Any], in_words: dict[str, str | None], html: bool, case: bool) -> str:
    kind = {"words": "SHORTANSWER_C" if case else "SHORTANSWER", "number": "NUMERICAL"}.get(
        gap.get("typed", ""), "MULTICHOICE"
    )
    alternatives = []
    for choice in gap["choices"]:
        if kind == "NUMERICAL":
            says = choice["text"]
            words = ":".join(_value(says)) if ".." in says or "," in says else says
        elif kinds.is_typed(gap):
            words = as_entities(choice["text"], quote=False) if html else choice["text"]
        else:
            words = in_words[choice["text"]] or ""
        sign = "=" if choice["fraction"] == 1 else f"%{_percent(choice['fraction'])}%"
        feedback = in_words[choice["feedback"]] or ""
        said = f"#{cloze.escaped(feedback)}" if feedback else ""
        alternatives.append(f"{sign}{words if kind == 'NUMERICAL' else cloze.escaped(words)}{said}")
    return f"{{1:{kind}:{'~'.join(alternatives)}}}"


def _value(says: str) -> tuple[str, str]:
    """A number and its tolerance, as Moodle wants every interval."""
    says = says.replace(",", ".").replace("−", "-")
    if ".." in says:
        low, high = (Decimal(edge) for edge in says.split("..", 1))
        return str((low + high) / 2), str(abs(high - low) / 2)
    value, _colon, tolerance = says.partition(":")
    return value, tolerance or "0"


# --- Kinds -----------------------------------------------------------------------------------------------------


def _choices(q: _Question) -> Iterator[str]:
    yield f"<single>{'true' if q.d['kind'] == 'single' else 'false'}</single>"
    yield f"<shuffleanswers>{'false' if q.d.get('fixed') else 'true'}</shuffleanswers>"
    yield "<answernumbering>none</answernumbering>"
    for choice in q.d["choices"]:
        yield q.answer(choice["text"], choice["fraction"], choice["feedback"])


def _true_false(q: _Question) -> Iterator[str]:
    for truth, word in ((True, "true"), (False, "false")):
        right = truth is q.d["answer"]
        yield q.compared(word, 1.0 if right else 0.0, q.d["right" if right else "wrong"])


def _short(q: _Question) -> Iterator[str]:
    yield f"<usecase>{int(bool(q.d.get('case')))}</usecase>"
    for answer in q.d["answers"]:
        yield q.compared(answer["text"], answer["fraction"], answer["feedback"])


def _number(q: _Question) -> Iterator[str]:
    for answer in q.d["answers"]:
        value, tolerance = _value(answer["says"])
        plain = value if tolerance == "0" else f"{value}:{tolerance}"
        says = "" if plain == answer["says"] else answer["says"]
        yield q.compared(value, answer["fraction"], answer["feedback"], f"<tolerance>{tolerance}</tolerance>", says)
    if q.d["other"]:
        yield q.compared("*", 0.0, q.d["other"], "<tolerance>0</tolerance>")


def _matching(q: _Question) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    for pair in q.d["pairs"]:
        right = pair["right"]
        plain = _plain(right)
        if as_markdown(plain, "moodle") == right:
            answer = f"<answer>{_words(plain)}</answer>"
        else:
            answer = q.said("answer", right)
        more = answer + (q.said("feedback", pair["feedback"]) if pair["feedback"] else "")
        yield q.said("subquestion", pair["left"], more)


def _plain(text: str) -> str:
    """The words of a text without marks, on a line."""
    return " ".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).split())


def _ordering(q: _Question) -> Iterator[str]:
    yield "<layouttype>VERTICAL</layouttype>"
    yield "<selecttype>ALL</selecttype>"
    yield "<selectcount>0</selectcount>"
    yield "<gradingtype>ABSOLUTE_POSITION</gradingtype>"
    for place, item in enumerate(q.d["items"], 1):
        yield q.answer(item, place / 100, "")


def _essay(q: _Question) -> Iterator[str]:
    yield "<responseformat>editor</responseformat>"
    yield "<responserequired>1</responserequired>"
    yield "<responsefieldlines>15</responsefieldlines>"
    yield "<attachments>0</attachments>"


def _nothing(q: _Question) -> Iterator[str]:
    return iter(())


_WRITTEN: dict[str, Callable[[_Question], Iterator[str]]] = {
    "single": _choices, "multiple": _choices, "true_false": _true_false, "short": _short, "number": _number,
    "matching": _matching, "ordering": _ordering, "essay": _essay,
}  # fmt: skip
