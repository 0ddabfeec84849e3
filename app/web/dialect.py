"""The Markdown of a lesson: CommonMark, tables, struck words, and the few things that a lesson needs besides.

    > [!retenir]                           a callout; also [!exemple] and [!attention]
    > [!transcription]                     what is said in the sound or the film just above
    [[les ventes|chiffre d'affaires]]      a word explained in the glossary; [[chiffre d'affaires]] when it is shown as it is
    <br>                                   the next line of a table's cell

Rendering (`app.web.lessons`) and checking (`app.courses.source.markdown`) read a text through this same door.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from app.core.i18n import N_

CALLOUTS = {"retenir": N_("À retenir"), "exemple": N_("Exemple"), "attention": N_("Attention")}
TRANSCRIPT = "transcription"
SOUNDS = (".mp3", ".ogg")
FILMS = (".webm", ".mp4")
MATERIAL = ("../files/", "../media/")  # where the files that a page hands over stand

_QUOTE = re.compile(r"\[!([^\]\s]{1,40})\][ \t]*\n?")
_TERM = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|([^\[\]|\n]{1,120}))?\]\]")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def read(text: str) -> list[Token]:
    """A lesson as tokens. A `blockquote_open` says its `kind` in its meta; a `term` holds what is shown and the word."""
    return _reader.parse(text, {})


def render(tokens: Sequence[Token]) -> str:
    return str(_reader.renderer.render(tokens, _reader.options, {}))


def kind_of_quote(token: Token) -> str:
    """What `> [!…]` says; empty for a plain quotation and for any other token."""
    return str(token.meta.get("kind", "")) if token.type == "blockquote_open" else ""


def played_alone(tokens: Sequence[Token], at: int) -> Token | None:
    """The sound or film that a paragraph is made of."""
    if tokens[at].type != "paragraph_open":
        return None
    children = [child for child in tokens[at + 1].children or [] if child.type != "text" or child.content.strip()]
    alone = children[0] if len(children) == 1 else None
    return alone if alone is not None and alone.type == "image" and is_played(path_of(alone)) else None


def is_played(path: str) -> bool:
    """A sound or a film, by its name."""
    return path.lower().endswith((*SOUNDS, *FILMS))


def is_film(path: str) -> bool:
    return path.lower().endswith(FILMS)


def path_of(token: Token) -> str:
    """The address of an image or of a link as it was written."""
    return unquote(str(token.attrGet("src" if token.type == "image" else "href") or ""))


def captions_of(token: Token) -> str:
    """The captions of a film are written where an image has its title."""
    return str(token.attrGet("title") or "")


def is_material(path: str) -> bool:
    """A link to a file of the course, not to another site."""
    return path.startswith(MATERIAL)


def spelt(word: str) -> str:
    """The same for two ways of typing one word: capitals, apostrophes and spaces do not count."""
    return _SPACES.sub(" ", word.replace("’", "'")).strip().casefold()


def _say_kinds_of_quotes(state: StateCore) -> None:
    kept: list[Token] = []
    skip = 0
    for at, token in enumerate(state.tokens):
        if skip:
            skip -= 1
            continue
        kept.append(token)
        if token.type != "blockquote_open" or state.tokens[at + 1].type != "paragraph_open":
            continue
        first = state.tokens[at + 2]
        if found := _QUOTE.match(first.content):
            token.meta = {"kind": found.group(1).lower()}
            first.content = first.content[found.end() :]
            if not first.content.strip():
                skip = 3  # its paragraph said nothing else
    state.tokens = kept


def _term(state: StateInline, silent: bool) -> bool:
    found = _TERM.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("term", "", 0)
        token.content = found.group(1).strip()
        token.meta = {"word": (found.group(2) or found.group(1)).strip()}
    state.pos = found.end()
    return True


def _break(state: StateInline, silent: bool) -> bool:
    found = _BREAK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


_reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_reader.core.ruler.before("inline", "kinds_of_quotes", _say_kinds_of_quotes)
_reader.inline.ruler.before("link", "term", _term)
_reader.inline.ruler.before("autolink", "line", _break)
