"""People named with @ in the words of a post."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.forum.searching.words import folded

MOST_NAMED = 20  # people told by one post
MOST_WORDS = 5  # of a name
_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*(?: \(\d{1,2}\))?", re.UNICODE)
_TAG = re.compile(r"(<[^>]*>)")
_UNTOUCHED = ("a", "code", "pre")  # inside these an @ is left alone


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a text, as it was written there, « @ » included."""

    account_id: str
    written: str


@dataclass(frozen=True, slots=True)
class Found:
    """Who is named in a text, each once for each way of writing it, and what could mean several people."""

    named: tuple[Named, ...]
    unclear: Mapping[str, tuple[str, ...]]  # what was written → the names that it could mean


def keys(people: Iterable[tuple[str, str]]) -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, str]]:
    """How people can be named: by their whole name, by its beginning when nobody else has it; and what is unclear.

    Those who share a whole name are told apart by a number, in the order of their accounts: « Karim Benali (2) ».
    """
    by_name: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    for account_id, name in sorted(set(people)):
        by_name.setdefault(_key(name), []).append(account_id)
        said[account_id] = name
    full: dict[str, str] = {}
    shown = dict(said)
    beginnings: dict[str, set[str]] = {}
    for key, ids in by_name.items():
        for number, account_id in enumerate(ids, 1):
            if len(ids) > 1:
                shown[account_id] = f"{said[account_id]} ({number})"
                full[f"{key} ({number})"] = account_id
            else:
                full[key] = account_id
        words = key.split(" ")
        for count in range(1, len(words) + 1):
            beginnings.setdefault(" ".join(words[:count]), set()).update(ids)
    unclear = {}
    for beginning, those in beginnings.items():
        if beginning in full:
            continue
        if len(those) == 1:
            full[beginning] = next(iter(those))
        else:
            unclear[beginning] = tuple(sorted(shown[one] for one in those))
    return full, unclear, shown


def find(text: str, people: Iterable[tuple[str, str]]) -> Found:
    """Who of `people` (id, name) is named in a text. A word after @ that is nobody's name is left as it is."""
    places = [match.end() for match in _AT.finditer(text)]
    if not places:
        return Found((), {})
    full, unclear, _shown = keys(people)
    named: dict[tuple[str, str], None] = {}
    asked: dict[str, tuple[str, ...]] = {}
    for start in places:
        ends = _ends(text, start)
        for end in reversed(ends):
            key = _key(text[start:end])
            if key in full:
                named[full[key], text[start - 1 : end]] = None
                break
            if key in unclear:
                asked[text[start - 1 : end]] = unclear[key]
                break
    return Found(tuple(Named(*one) for one in named), asked)


def check(found: Found) -> None:
    """Raise Invalid when a post names too many people, or somebody who is not known for sure."""
    sentence = ""
    if len({one.account_id for one in found.named}) > MOST_NAMED:
        sentence = _(
            "Ce message nomme plus de %(most)s personnes. Gardez celles qui doivent être prévenues : le fil est lu par "
            "toutes les autres."
        ) % {"most": MOST_NAMED}
    elif found.unclear:
        written, names = next(iter(found.unclear.items()))
        sentence = _("« %(written)s » peut être %(names)s. Écrivez le nom entier après le @.") % {
            "written": written,
            "names": _(" ou ").join(names[:5]),
        }
    if sentence:
        raise Invalid(
            _("Votre message n'est pas encore envoyé. Corrigez ce qui est indiqué et envoyez de nouveau."),
            [FieldError("body", sentence)],
        )


def marked(html: str, named: Sequence[Named], href: str = "/forum/personnes/") -> str:
    """The rendered words of a post with the people it names as links to who they are."""
    if not named:
        return html
    ways = {escape(one.written, quote=False).replace('"', "&quot;"): one.account_id for one in named}
    pattern = re.compile("|".join(re.escape(way) for way in sorted(ways, key=len, reverse=True)) + r"(?!\w)")
    closed = 0
    parts = _TAG.split(html)
    for place, part in enumerate(parts):
        if part.startswith("<"):
            name = part.strip("</>").split(" ")[0].split("/")[0].lower()
            if name in _UNTOUCHED:
                closed += -1 if part.startswith("</") else 1
        elif not closed:
            parts[place] = pattern.sub(
                lambda match: f'<a class="mention" href="{href}{ways[match.group()]}">{match.group()}</a>', part
            )
    return "".join(parts)


def _key(name: str) -> str:
    return " ".join(folded(name).replace("-", " ").split())


def _ends(text: str, start: int) -> list[int]:
    """Where a name that begins at `start` may end: after one word, two, and so on, on the same line."""
    ends: list[int] = []
    at = start
    while len(ends) < MOST_WORDS and (match := _WORD.match(text, at)):
        bare = match.group().split(" (")[0]
        if len(bare) != len(match.group()):
            ends.append(at + len(bare))
        ends.append(match.end())
        if text[match.end() : match.end() + 1] not in (" ", "-"):
            break
        at = match.end() + 1
    return ends
