"""Words that Markdown must show as they stand, with as few backslashes as that takes.

While a text is being made, literal signs travel as private-use characters (`literal`), so that what is left of `*`, `[`,
`#`… is meant. `settle` puts each one back, behind a backslash only where Markdown would take it for a mark: `a_b`,
`5 * 3` and `_____` stay as they were typed.
"""

import re
import unicodedata

RESERVED = re.compile("[\ue000-\ue0ff]")  # what the readers of questions keep for themselves
GAP = "\ue010"  # where a gap stands while the words around it are read: no mark is open across it

_SIGNS = "\\`*_[]<>&~|#+-=!.)"
_LITERAL = {ord(sign): 0xE020 + place for place, sign in enumerate(_SIGNS)}
_SHOWN = {place: sign for sign, place in _LITERAL.items()}
_HARMLESS_IN_A_LINE = {_LITERAL[ord(sign)]: ord(sign) for sign in ">|#+-=.)"}


def _inside(signs: str) -> str:
    """The private-use characters of these signs, as the inside of a character class."""
    return "".join(chr(_LITERAL[ord(sign)]) for sign in signs)


_ANY = re.compile(f"[{_inside(_SIGNS)}]")
_TO_SETTLE = re.compile(rf"{_inside('*')}+|{_inside('_')}+|[{_inside(chr(92) + '`[]<&~!')}]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]{1,200}@[^\s<>]{1,200})>")
_MEANT = re.compile(r"(?: *(?:[-*+]|\d{1,9}[.)]|>)(?= |$))* *")  # markers put at the start of a line on purpose
_ACCIDENT = re.compile(
    rf"[{_inside('#')}]{{1,6}}(?=\s|$)|[{_inside('-+*')}](?=\s|$)|{_inside('>')}|[{_inside('=')}]+\s*$"
    rf"|(?:{_inside('-')}\s*){{2,}}$|(?:{_inside('*')}\s*){{3,}}$|(?:{_inside('_')}\s*){{3,}}$|{_inside('`')}{{3}}"
    rf"|{_inside('~')}{{3}}|[{_inside('|-')}:][{_inside('|-')}: ]*$"
)
_NUMBERED = re.compile(rf"\d{{1,9}}(?=[{_inside('.)')}](?:\s|$))")


def escape_markdown(text: str, *, flat: bool = False) -> str:
    """Plain words that Markdown will show as they are. `flat`: their lines are never paragraphs, lists or titles."""
    return settle(literal(text), flat=flat)


def literal(text: str) -> str:
    """Words on their way: nothing in them is a mark."""
    return text.translate(_LITERAL)


def as_shown(text: str) -> str:
    """Words on their way, as they would be read without their marks."""
    return text.translate(_SHOWN)


def settle(text: str, *, flat: bool = False) -> str:
    """The Markdown of words on their way."""
    if not _ANY.search(text):
        return text
    if "\n" in text and not flat:
        text = "\n".join(map(_line, text.split("\n")))
    text = text.translate(_HARMLESS_IN_A_LINE)
    if not _TO_SETTLE.search(text):
        return text
    marks = _Marks(text)
    return _TO_SETTLE.sub(marks.written, text)


def _line(line: str) -> str:
    """A line that would begin a list, a title, a rule… by accident does not."""
    meant = _MEANT.match(line)
    at = meant.end() if meant else 0
    if numbered := _NUMBERED.match(line, at):
        at = numbered.end()
    elif not _ACCIDENT.match(line, at):
        return line
    return f"{line[:at]}\\{as_shown(line[at])}{line[at + 1 :]}"


class _Marks:
    """Which literal signs of one text Markdown would take for marks."""

    def __init__(self, text: str) -> None:
        self.text, self.shown = text, as_shown(text)
        self.star = "*" in text or _may_pair(self.shown, "*")
        self.underscore = "_" in text or _may_pair(self.shown, "_")
        self.tick = self.shown.count("`") > 1
        self.tilde = len(re.findall(r"~{2,}", self.shown)) > 1
        self.link = "[" in text
        self.bracket = self.link or "](" in self.shown

    def written(self, found: re.Match[str]) -> str:
        sign = self.shown[found.start()]
        run = self.shown[found.start() : found.end()]
        return f"\\{sign}" * len(run) if self._is_a_mark(sign, found.start(), found.end()) else run

    def _is_a_mark(self, sign: str, start: int, end: int) -> bool:
        before, after = self.shown[start - 1 : start] or " ", self.shown[end : end + 1] or " "
        alone = before.isspace() and after.isspace()
        if sign == "*":
            return self.star and not alone
        if sign == "_":
            return self.underscore and not alone and not (before.isalnum() and after.isalnum())
        if sign == "\\":
            return after == "\n" or after in _PUNCTUATION
        if sign == "<":
            return _AUTOLINK.match(self.shown, start) is not None
        if sign == "&":
            return _ENTITY.match(self.shown, start) is not None
        if sign == "!":
            return self.text[end : end + 1] == "["
        return {"`": self.tick, "~": self.tilde, "[": self.bracket, "]": self.link}[sign]


def _may_pair(shown: str, sign: str) -> bool:
    """Whether a run of this sign may open emphasis that a later one closes (CommonMark's flanking runs)."""
    opened = False
    for run in re.finditer(re.escape(sign) + "+", shown):
        before, after = shown[run.start() - 1 : run.start()] or " ", shown[run.end() : run.end() + 1] or " "
        left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
        right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
        if opened and right and (sign == "*" or not left or _is_punctuation(after)):
            return True
        opened = opened or (left and (sign == "*" or not right or _is_punctuation(before)))
    return False


def _is_punctuation(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.category(char)[0] in "PS"
