"""Looking for words in everything that trainers write, accents or not. Other rooms let what is theirs be searched too."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.i18n import _
from app.courses.drafts import queries
from app.courses.kinds import kind_of

MOST = 100
AROUND = 80  # characters shown on each side of the words found


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that says the words: what it is, where it is, the words around."""

    title: str
    path: str
    what: str
    within: str
    excerpt: str


Search = Callable[[Session, Actor, str], Iterable[Hit]]
_others: list[Search] = []


def plug_search(search: Search) -> None:
    """Let another room's pages be found; `search` gets the words as they were typed."""
    if search not in _others:
        _others.append(search)


def folded(text: str) -> str:
    """Lower case without accents, character for character: an index in it is an index in the text."""
    return "".join(_plain(char) for char in text)


def _plain(char: str) -> str:
    flat = unicodedata.normalize("NFKD", char.lower())
    return flat[0] if flat else char


def excerpt(text: str, words: list[str]) -> str:
    """The words around the first one found, on one line."""
    flat = folded(text)
    at = min((found for word in words if (found := flat.find(word)) >= 0), default=-1)
    if at < 0:
        return ""
    start, end = max(0, at - AROUND), at + AROUND
    shown = " ".join(text[start:end].split())
    return ("… " if start else "") + shown + (" …" if end < len(text) else "")


def search(session: Session, actor: Actor, words: str) -> list[Hit]:
    """The first places that say every word, in titles first, then in texts and questions."""
    wanted = [folded(word) for word in words.split()]
    if not wanted:
        return []
    titles: list[Hit] = []
    texts: list[Hit] = []
    for row in queries.writings(session, actor):
        title = str(row.head.get("title") or "")
        said = "\n".join((title, str(row.head.get("why") or ""), row.text, *row.texts.values()))
        flat = folded(said)
        if not all(word in flat for word in wanted):
            continue
        kind = kind_of(row.kind)
        hit = Hit(
            title or row.key, f"/atelier/{row.slug}/brouillon/activites/{row.key}", _(kind.label) if kind else row.kind,
            str(row.about.get("title", "")), excerpt(said, wanted),
        )  # fmt: skip
        (titles if all(word in folded(title) for word in wanted) else texts).append(hit)
        if len(titles) >= MOST:
            break
    found = [*titles, *texts]
    for other in _others:
        found += other(session, actor, words)
    return found[:MOST]
