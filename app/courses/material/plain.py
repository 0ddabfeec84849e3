"""A plain text or a Markdown file becomes the text of a page."""

import re
from pathlib import PurePosixPath
from typing import BinaryIO

from app.core.errors import Invalid, TooLarge
from app.core.i18n import _
from app.courses.material.converted import Converted, Notes
from app.courses.material.marks import clean
from app.courses.material.phrase import Piece, phrase
from app.courses.source.folder import TEXT_LIMIT

MARKDOWN = (".md", ".markdown")

_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TITLE_IN_HEAD = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_TITLE = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*\n")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_plain(stream: BinaryIO, name: str = "") -> Converted:
    """The text of a .txt or .md file. Markdown is kept as it is; in any other text, signs are signs.

    Raises TooLarge past 1 MB, Invalid for what is not a text.
    """
    notes = Notes()
    text = _decoded(stream.read(TEXT_LIMIT + 1), notes).replace("\r\n", "\n").replace("\r", "\n")
    if name.lower().endswith(MARKDOWN):
        title, text = _markdown(text, notes)
    else:
        title, text = "", _paragraphs(text)
    if not text.strip():
        raise Invalid(_("Ce texte est vide. Rien n'a été repris. Vérifiez que c'est le bon fichier."))
    return Converted(title or PurePosixPath(name).stem, text.strip("\n") + "\n", [], notes.listed())


def _decoded(data: bytes, notes: Notes) -> str:
    if len(data) > TEXT_LIMIT:
        raise TooLarge(_("Ce texte dépasse 1 Mo. Rien n'a été repris. Coupez-le en plusieurs pages."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
            notes.add("encoding", _("dans tout le document"))
    if _CONTROLS.search(text):
        raise Invalid(
            _("Ce fichier n'est pas un texte. Rien n'a été repris. Choisissez un fichier .txt, .md ou .docx.")
        )
    return "\n".join(clean(row) for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _markdown(text: str, notes: Notes) -> tuple[str, str]:
    """(title, text without it)"""
    title = ""
    if head := _HEAD.match(text):
        said = _TITLE_IN_HEAD.search(head.group())
        title = said.group(1) if said else ""
        text = text[head.end() :]
        notes.add("head", _("au début du document"))
    if not title and (first := _TITLE.match(text + "\n")):
        title, text = first.group(1), text[first.end() :]
    return title, text


def _paragraphs(text: str) -> str:
    """A blank line ends a paragraph; a line that ends is a line that ends."""
    found = []
    for block in re.split(r"\n[ \t]*\n", text):
        pieces: list[Piece] = []
        for row in block.split("\n"):
            if row.strip():
                pieces += [Piece("\n")] if pieces else []
                pieces.append(Piece(row.strip()))
        if pieces:
            found.append(phrase(pieces)[0])
    return "\n\n".join(found)
