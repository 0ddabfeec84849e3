"""Two readers written apart from the application's, for comparing what it reads with what a file says.

They are short, slow and know only what Moodle's documentation says; they compare words without their marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.etree import ElementTree

from app.assessment.questions.gift import Question


@dataclass(frozen=True)
class Said:
    """A question as a file says it. `answers`: (words, fraction or None, feedback), in their order."""

    kind: str
    name: str
    text: str
    answers: tuple[tuple[str, float | None, str], ...]
    feedback: str
    category: str


def bare(text: str) -> str:
    """Words without tags, marks, spaces: what two writings of the same thing have in common."""
    text = re.sub(r"<[^<>]*>", "", text)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", unescape(text))
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return text if text == "*" else re.sub(r"[\s\\*_`\u00a0]", "", text)


def ours(question: Question) -> Said:
    """A question of the application, said the same way."""
    d = question.definition
    answers: list[tuple[str, float | None, str]] = []
    if question.kind in ("single", "multiple"):
        answers = [(c["text"], c["fraction"], c["feedback"]) for c in d["choices"]]
    elif question.kind == "short":
        answers = [(a["text"], a["fraction"], a["feedback"]) for a in d["answers"]]
    elif question.kind == "number":
        answers = [(a["says"], a["fraction"], a["feedback"]) for a in d["answers"]]
        answers += [("*", 0.0, d["other"])] if d["other"] else []
    elif question.kind == "matching":
        answers = [(f"{p['left']}->{p['right']}", None, "") for p in d["pairs"]]
    elif question.kind == "true_false":
        answers = [("true" if d["answer"] else "false", None, f"{d['wrong']}#{d['right']}")]
    elif question.kind == "gaps":
        answers = [(c["text"], c["fraction"], c["feedback"]) for gap in d["gaps"] for c in gap["choices"]]
    return Said(
        question.kind,
        question.name,
        bare(d["text"]),
        tuple((bare(words), fraction, bare(said)) for words, fraction, said in answers),
        bare(d["feedback"]),
        question.category,
    )


# --- GIFT --------------------------------------------------------------------------------------------------------

_HIDDEN = {f"\\{char}": chr(0xF000 + ord(char)) for char in "~=#{}:\\"}


def _seen(text: str) -> str:
    return "".join(chr(ord(char) - 0xF000) if 0xF000 <= ord(char) <= 0xF0FF else char for char in text)


def _marked(text: str) -> str:
    return re.sub(r"^\[(?:html|moodle|plain|markdown)\]", "", text.strip())


def gift(text: str) -> Iterator[Said]:
    """The questions of a GIFT file: a paragraph each, its first braces being its answers."""
    category = ""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        whole = "\n".join(line for line in paragraph.split("\n") if not line.strip().startswith("//")).strip()
        for escape, char in _HIDDEN.items():
            whole = whole.replace(escape, char)
        if whole.startswith("$CATEGORY:"):
            category = re.sub(r"^\$course\$/(top/)?", "", whole[10:].strip())
        elif "{" in whole:
            yield _gift_question(whole, category)


def _gift_question(whole: str, category: str) -> Said:
    name = ""
    if whole.startswith("::"):
        name, whole = whole[2:].split("::", 1)
    before, rest = whole.split("{", 1)
    body, after = rest.split("}", 1)
    body, _sharps, general = body.partition("####")
    body = body.strip()
    if after.strip(' \n";'):
        before += "_____" + after
    kind, answers = _gift_answers(body)
    if kind == "single" and re.search(r"\w", after):
        kind = "gaps"  # the one thing that we say otherwise: a missing word is a menu in its sentence
    return Said(
        kind, _seen(name).strip(), bare(_seen(_marked(before))), answers, bare(_seen(_marked(general))), category
    )


def _gift_answers(body: str) -> tuple[str, tuple[tuple[str, float | None, str], ...]]:
    if not body:
        return "essay", ()
    if body.startswith("#"):
        right, tilde, other = body[1:].partition("~")
        found = [_gift_answer("=", one) for one in re.split(r"=", right) if one.strip()]
        return "number", (*found, *([("*", 0.0, bare(_seen(other.split("#", 1)[1])))] if tilde else []))
    truth = body.split("#")[0].strip()
    if truth in ("T", "TRUE", "F", "FALSE"):
        said = [bare(_seen(_marked(one))) for one in [*body.split("#")[1:], "", ""][:2]]
        return "true_false", (("true" if truth[0] == "T" else "false", None, f"{said[0]}#{said[1]}"),)
    parts = re.findall(r"([=~])([^=~]*)", body)
    if "~" in body:
        answers = tuple(_gift_answer(sign, one) for sign, one in parts)
        return ("single" if "=" in body else "multiple"), answers
    if "->" in body:
        pairs = [one.split("->") for _sign, one in parts]
        return "matching", tuple((f"{bare(_seen(_marked(a)))}->{bare(_seen(b))}", None, "") for a, b in pairs)
    return "short", tuple(_gift_answer("=", one) for _sign, one in parts)


def _gift_answer(sign: str, raw: str) -> tuple[str, float | None, str]:
    fraction = 1.0 if sign == "=" else 0.0
    if found := re.match(r"\s*%(-?[\d.]+)%", raw):
        fraction, raw = round(float(found[1]) / 100, 7), raw[found.end() :]
    words, _sharp, said = raw.partition("#")
    return bare(_seen(_marked(words))), fraction, bare(_seen(_marked(said)))


# --- Moodle XML ----------------------------------------------------------------------------------------------------

_KINDS = {
    "truefalse": "true_false", "shortanswer": "short", "numerical": "number", "matching": "matching", "cloze": "gaps",
    "essay": "essay",
}  # fmt: skip


def moodle_xml(data: bytes) -> Iterator[Said]:
    """The questions of a Moodle XML file."""
    category = ""
    for node in ElementTree.fromstring(data):
        kind = node.attrib["type"]
        if kind == "category":
            category = re.sub(r"^\$course\$/(top/)?", "", (node.findtext("category/text") or "").strip())
            continue
        text = node.findtext("questiontext/text") or ""
        answers = [
            (
                bare(one.findtext("text") or ""),
                float(one.attrib["fraction"]) / 100,
                bare(one.findtext("feedback/text") or ""),
            )
            for one in node.findall("answer")
        ]
        if kind == "multichoice":
            shown = "single" if (node.findtext("single") or "true") == "true" else "multiple"
        else:
            shown = _KINDS[kind]
        if kind == "truefalse":
            right = next(words for words, fraction, _said in answers if fraction == 1)
            said = {fraction == 1: words for _words, fraction, words in answers}
            answers = [(right, None, f"{said[False]}#{said[True]}")]  # type: ignore[list-item]
        if kind == "cloze":
            answers, text = _cloze(text)
        yield Said(
            shown, (node.findtext("name/text") or "").strip(), bare(text), tuple(answers),
            bare(node.findtext("generalfeedback/text") or ""), category,
        )  # fmt: skip


def _cloze(text: str) -> tuple[list[tuple[str, float, str]], str]:
    found = []
    for part in re.findall(r"\{\d*:[A-Z_]+:([^}]*)\}", text):
        for one in part.split("~"):
            weight = re.match(r"=|%(-?\d+)%", one)
            worth = 0.0 if not weight else 1.0 if weight[0] == "=" else int(weight[1]) / 100
            words, _sharp, said = one[weight.end() if weight else 0 :].partition("#")
            found.append((bare(words), worth, bare(said)))
    return found, re.sub(r"\{\d*:[A-Z_]+:[^}]*\}", "", text)
