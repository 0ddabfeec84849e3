"""What a lesson refers to: images that exist and say what they show, sounds with their words, links that lead somewhere."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from markdown_it.token import Token

from app.core.i18n import _
from app.courses.basic_kinds import TOOLS
from app.courses.source.folder import Folder, resolve
from app.courses.source.problems import Problems
from app.courses.source.written import FileText
from app.web import dialect

IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
CAPTIONS = (".vtt",)
HANDED = (*TOOLS, *dialect.SOUNDS, *dialect.FILMS)  # what a link may hand over

_CODE = re.compile(r"(`+).+?\1")
_OPEN = re.compile(r"(?<!\\)\[\[")  # as written, and not to be read as two plain brackets


@dataclass(frozen=True, slots=True)
class Lesson:
    """Where a Markdown text stands: `first_line` is the line of its file where it begins."""

    text: str
    file: str
    first_line: int


class Shelf(Protocol):
    """Where the pictures, the sounds and the files of a lesson are looked for."""

    def has(self, written: str, line: int) -> bool:
        """Whether the file is there; what is wrong is noted, at this line."""

    def is_captions(self, written: str) -> bool:
        """Whether a file that is there begins as captions do."""


class FolderShelf:
    """The files of a course folder, from the place of the texts that name them; those found are in `files`."""

    def __init__(self, folder: Folder, problems: Problems, said_in: str) -> None:
        self._folder, self._problems, self._said_in = folder, problems, said_in
        self.files: dict[str, FileText] = {}

    def has(self, written: str, line: int) -> bool:
        path = self._folder.locate(written, said_in=self._said_in, line=line, beside="activities")
        inside = resolve(written, beside="activities")
        found = self._folder.file(inside, path) if path is not None and inside is not None else None
        if found is not None:
            self.files[found.inside] = found
        return found is not None

    def is_captions(self, written: str) -> bool:
        with self.files[resolve(written, beside="activities") or ""].open() as file:
            return file.read(9).removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def check(lesson: Lesson, shelf: Shelf, words: Container[str], problems: Problems) -> None:
    """Note what is wrong in a lesson. `words` are those of the glossary (`app.web.dialect.spelt`)."""
    _Check(lesson, shelf, words, problems).read(dialect.read(lesson.text))


def leads_somewhere(href: str) -> bool:
    """A link that a reader can follow out of the course."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
        parts.scheme in ("mailto", "tel") and bool(parts.path)
    )


class _Check:
    def __init__(self, lesson: Lesson, shelf: Shelf, words: Container[str], problems: Problems) -> None:
        self._lesson, self._shelf, self._terms, self._problems = lesson, shelf, words, problems
        self._rows = lesson.text.split("\n")
        self._level = 1

    def read(self, tokens: Sequence[Token]) -> None:
        played: Token | None = None  # the paragraph of a sound or a film that has just ended
        at = 0
        while at < len(tokens):
            token = tokens[at]
            kind = dialect.kind_of_quote(token)
            if kind == dialect.TRANSCRIPT:
                self._transcript(token, empty=tokens[at + 1].type == "blockquote_close", alone=played is None)
            elif kind and kind not in dialect.CALLOUTS:
                self._unknown_quote(token, kind)
            elif token.type == "heading_open":
                self._title(token)
            elif token.type == "inline":
                self._inline(token)
            played = None
            if found := dialect.played_alone(tokens, at):
                said = at + 3 < len(tokens) and dialect.kind_of_quote(tokens[at + 3]) == dialect.TRANSCRIPT
                self._played(token, found, said)
                played = token
                at += 2
            at += 1

    def _note(self, token: Token, where: str, about: str, message: str, remedy: str, *, row: str = "") -> None:
        line = self._line(token, row or about)
        self._problems.add(self._lesson.file, line, message, remedy, where=where, about=about[:200])

    def _line(self, token: Token, words: str) -> int:
        """The line of the file where a block says these words."""
        start, end = token.map or (0, 1)
        for number in range(start, min(end, len(self._rows))):
            if words and words in self._rows[number]:
                return self._lesson.first_line + number
        return self._lesson.first_line + start

    def _title(self, token: Token) -> None:
        this = max(2, int(token.tag[1]))  # a single # is shown like ##
        if this > self._level + 1:
            self._note(
                token,
                "heading",
                "",
                _("Ce titre saute un niveau."),
                _("Les titres de l'activité commencent à ## ; un titre ### vient sous un titre ##."),
            )
        self._level = this

    def _unknown_quote(self, token: Token, kind: str) -> None:
        self._note(
            token,
            "callout",
            kind,
            _("L'encadré « %(kind)s » n'existe pas.") % {"kind": kind},
            _("Encadrés possibles : %(values)s.") % {"values": ", ".join((*dialect.CALLOUTS, dialect.TRANSCRIPT))},
        )

    def _inline(self, token: Token) -> None:
        children = token.children or []
        for at, child in enumerate(children):
            if child.type == "image":
                self._image(token, child)
            elif child.type == "link_open":
                self._link(token, child, empty=children[at + 1].type == "link_close")
            elif child.type == "term" and dialect.spelt(child.meta["word"]) not in self._terms:
                word = child.meta["word"]
                self._note(
                    token,
                    "term",
                    word,
                    _("« %(word)s » n'est pas dans le glossaire.") % {"word": word},
                    _("Ajoutez ce mot au glossaire de course.yaml, ou écrivez [[ce qui se lit|le mot du glossaire]]."),
                )
            elif child.type == "text" and "[[" in child.content and _OPEN.search(_CODE.sub("", token.content)):
                self._note(
                    token,
                    "term-open",
                    "",
                    _("Des doubles crochets ne sont pas fermés."),
                    _("Fermez-les par ]] ; dans un tableau, la barre entre eux s'écrit \\|."),
                    row="[[",
                )

    def _image(self, token: Token, image: Token) -> None:
        written = dialect.path_of(image)
        row = written if written in self._lesson.text else str(image.attrGet("src"))
        if dialect.is_played(written):
            self._note(
                token,
                "played-place",
                written,
                _("Le son ou la vidéo « %(path)s » est au milieu d'un paragraphe.") % {"path": written[:200]},
                _("Mettez-le seul, entre deux lignes vides."),
            )
            return
        if not image.content.strip():
            self._note(
                token,
                "image-alt",
                written,
                _("L'image « %(path)s » n'a pas de texte de remplacement.") % {"path": written[:200]},
                _("Écrivez ce qu'elle montre entre les crochets : ![Un client hésite](…)."),
                row=row,
            )
        if self._is_elsewhere(token, written, row):
            return
        if not written.lower().endswith(IMAGES):
            self._wrong_kind(token, "image-kind", written, _("« %(path)s » n'est pas une image acceptée."), IMAGES, row)
            return
        self._shelf.has(written, self._line(token, row))

    def _is_elsewhere(self, token: Token, written: str, row: str) -> bool:
        if not (_scheme(written) or written.startswith("//")):
            return False
        self._note(
            token,
            "elsewhere",
            written,
            _("« %(path)s » est sur un autre site.") % {"path": written[:200]},
            _("Copiez l'image, le son ou la vidéo dans le dossier du parcours : rien n'est chargé d'ailleurs."),
            row=row,
        )
        return True

    def _wrong_kind(
        self, token: Token, where: str, written: str, message: str, kinds: Sequence[str], row: str = ""
    ) -> None:
        remedy = _("Formats possibles : %(values)s.") % {"values": ", ".join(kinds)}
        self._note(token, where, written, message % {"path": written[:200]}, remedy, row=row)

    def _link(self, token: Token, link: Token, *, empty: bool) -> None:
        href = dialect.path_of(link)
        row = href if href in self._lesson.text else str(link.attrGet("href"))
        if empty:
            self._note(
                token,
                "link-text",
                href,
                _("Le lien « %(href)s » n'a pas de texte.") % {"href": href[:200]},
                _("Écrivez entre les crochets où il mène : [le guide des prix](…)."),
                row=row,
            )
        if dialect.is_material(href):
            if not href.lower().endswith(HANDED):
                message = _("« %(path)s » n'est pas un fichier que l'on peut donner.")
                self._wrong_kind(token, "file-kind", href, message, HANDED, row)
            else:
                self._shelf.has(href, self._line(token, row))
        elif not leads_somewhere(href):
            self._note(
                token,
                "link",
                href,
                _("Le lien « %(href)s » ne mène nulle part.") % {"href": href[:200]},
                _(
                    "Un lien commence par https://, http://, mailto: ou tel:. "
                    "Un fichier du parcours s'écrit ../files/modele.xlsx ou ../media/voix.ogg."
                ),
                row=row,
            )

    def _played(self, token: Token, played: Token, said: bool) -> None:
        written, captions = dialect.path_of(played), dialect.captions_of(played)
        if not played.content.strip():
            self._note(
                token,
                "played-title",
                written,
                _("Le son ou la vidéo « %(path)s » n'a pas de titre.") % {"path": written[:200]},
                _("Écrivez-le entre les crochets : ![Solène raconte son hiver](…)."),
            )
        if not self._is_elsewhere(token, written, written):
            self._shelf.has(written, self._line(token, written))
        if dialect.is_film(written) and captions:
            self._captions(token, captions)
        elif not said:
            remedy = _("Juste dessous, écrivez un bloc « > [!transcription] » avec ce qui est dit.")
            if dialect.is_film(written):
                message = _("La vidéo « %(path)s » n'a ni sous-titres ni transcription.")
                remedy = _('Ajoutez les sous-titres, ![Titre](../media/x.mp4 "../media/x.vtt"), ou : %(other)s') % {
                    "other": remedy
                }
            else:
                message = _("Le son « %(path)s » n'a pas de transcription.")
            self._note(token, "transcription", written, message % {"path": written[:200]}, remedy)

    def _captions(self, token: Token, captions: str) -> None:
        wrong = _("« %(path)s » n'est pas un fichier de sous-titres.")
        if not captions.lower().endswith(CAPTIONS):
            self._wrong_kind(token, "captions-kind", captions, wrong, CAPTIONS)
        elif self._shelf.has(captions, self._line(token, captions)) and not self._shelf.is_captions(captions):
            remedy = _("Sa première ligne est « WEBVTT ».")
            self._note(token, "captions-kind", captions, wrong % {"path": captions[:200]}, remedy)

    def _transcript(self, token: Token, *, empty: bool, alone: bool) -> None:
        if alone:
            self._note(
                token,
                "transcription-place",
                "",
                _("Cette transcription ne suit ni un son ni une vidéo."),
                _("Mettez-la juste sous le son ou la vidéo, après une ligne vide."),
            )
        elif empty:
            self._note(
                token,
                "transcription-empty",
                "",
                _("Cette transcription est vide."),
                _("Écrivez ce qui est dit, une ligne « > » par paragraphe."),
            )


def _scheme(written: str) -> str:
    try:
        return urlsplit(written).scheme
    except ValueError:
        return "?"
