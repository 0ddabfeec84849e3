"""The answers that Moodle embeds in a sentence: {1:MULTICHOICE:=Paris#Oui.~Lyon}, « cloze » for those who write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MENUS = frozenset(
    [
        "MULTICHOICE",
        "MC",
        "MULTICHOICE_S",
        "MCS",
        "MULTICHOICE_V",
        "MCV",
        "MULTICHOICE_VS",
        "MCVS",
        "MULTICHOICE_H",
        "MCH",
        "MULTICHOICE_HS",
        "MCHS",
    ]
)
WORDS = frozenset(["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"])
CASED = frozenset(["SHORTANSWER_C", "SAC", "MWC"])
NUMBERS = frozenset(["NUMERICAL", "NM"])
BOXES = frozenset(
    ["MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"]
)
_OPENS = re.compile(r"\{(\d{0,4}):([A-Z_]{2,16}):")
_FRACTION = re.compile(r"\s*%(-?\d{1,9}(?:\.\d{0,9})?)%")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One answer: its words and its feedback as they were written (HTML when the text is), what it is worth."""

    words: str
    fraction: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Part:
    """One embedded answer, where it stands in the text, and its weight among the others."""

    start: int
    end: int
    weight: int
    kind: str
    alternatives: tuple[Alternative, ...]


def parts(text: str) -> Iterator[Part]:
    """The embedded answers of a text, in their order; a brace that opens nothing Moodle knows is only a brace."""
    at = 0
    while opened := _OPENS.search(text, at):
        at = opened.end()
        kind = opened.group(2)
        if kind not in MENUS | WORDS | NUMBERS | BOXES:
            continue
        written, end = _until_the_brace(text, at)
        if end < 0:
            return
        at = end
        found = tuple(_alternative(one) for one in written if one.strip())
        if found:
            yield Part(opened.start(), end, int(opened.group(1) or 1), kind, found)


def _until_the_brace(text: str, at: int) -> tuple[list[str], int]:
    """The alternatives, not divided yet, and where the text goes on; -1 when the brace is never closed."""
    found, start = [], at
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if char == "~":
            found.append(text[start:at])
            start = at + 1
        elif char == "}":
            return [*found, text[start:at]], at + 1
        at += 1
    return found, -1


def _alternative(raw: str) -> Alternative:
    fraction = 0.0
    if found := _FRACTION.match(raw):
        fraction, raw = round(float(found.group(1)) / 100, 7), raw[found.end() :]
    elif raw.lstrip().startswith("="):
        fraction, raw = 1.0, raw.lstrip()[1:]
    words, feedback = _divided(raw)
    return Alternative(_plain(words), fraction, _plain(feedback))


def _divided(raw: str) -> tuple[str, str]:
    """Words and feedback: the first # that is neither escaped nor part of &#233; divides them."""
    at = 0
    while at < len(raw):
        if raw[at] == "\\":
            at += 2
        elif found := _ENTITY.match(raw, at):
            at = found.end()
        elif raw[at] == "#":
            return raw[:at], raw[at + 1 :]
        else:
            at += 1
    return raw, ""


def _plain(raw: str) -> str:
    return re.sub(r"\\([\\}#~/\"{=%])", r"\1", raw).strip()


def escaped(text: str) -> str:
    """Words written so that none of their characters ends an alternative."""
    return re.sub(r"([\\}#~/\"])", r"\\\1", text)


def not_opening(text: str) -> str:
    """The words around the answers, in which no brace opens one."""
    return _OPENS.sub(lambda found: f"&#123;{found.group()[1:]}", text)
