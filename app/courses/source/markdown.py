"""What a lesson refers to: its images must exist and say what they show, its links must lead somewhere."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.core.i18n import _
from app.courses.source.folder import Folder, resolve
from app.courses.source.problems import Problems
from app.courses.source.written import FileText

IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
_reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Lesson:
    """Where a Markdown text stands: `first_line` is the line of its file where it begins."""

    text: str
    file: str
    first_line: int
    beside: str  # the folder that its image paths start from


def check(lesson: Lesson, folder: Folder, problems: Problems) -> dict[str, FileText]:
    """The images of a lesson by their path in the folder; what is wrong with images, links and titles is noted."""
    images: dict[str, FileText] = {}
    rows = lesson.text.split("\n")
    level = 1
    for token in _reader.parse(lesson.text):
        if token.type == "heading_open":
            level = _check_title(token, level, lesson, problems)
        for child in token.children or []:
            if child.type == "image":
                written = str(child.attrGet("src") or "")
                line = _line(token, written, rows, lesson)
                if not child.content.strip():
                    problems.add(
                        lesson.file,
                        line,
                        _("L'image « %(path)s » n'a pas de texte de remplacement.") % {"path": written[:200]},
                        _("Écrivez ce qu'elle montre entre les crochets : ![Un client hésite](…)."),
                    )
                image = _image(written, line, lesson, folder, problems)
                if image:
                    images[image.inside] = image
            elif child.type == "link_open":
                _check_link(token, str(child.attrGet("href") or ""), rows, lesson, problems)
    return images


def _check_title(token: Token, level: int, lesson: Lesson, problems: Problems) -> int:
    this = max(2, int(token.tag[1]))  # a single # is shown like ##
    if this > level + 1:
        problems.add(
            lesson.file,
            lesson.first_line + (token.map[0] if token.map else 0),
            _("Ce titre saute un niveau."),
            _("Les titres de l'activité commencent à ## ; un titre ### vient sous un titre ##."),
        )
    return this


def _image(written: str, line: int, lesson: Lesson, folder: Folder, problems: Problems) -> FileText | None:
    if urlsplit(written).scheme or written.startswith("//"):
        problems.add(
            lesson.file,
            line,
            _("L'image « %(path)s » est sur un autre site.") % {"path": written[:200]},
            _("Copiez-la dans le dossier images/ : rien n'est chargé d'ailleurs."),
        )
        return None
    if not written.lower().endswith(IMAGES):
        problems.add(
            lesson.file,
            line,
            _("« %(path)s » n'est pas une image acceptée.") % {"path": written[:200]},
            _("Formats possibles : %(values)s.") % {"values": ", ".join(IMAGES)},
        )
        return None
    path = folder.locate(written, said_in=lesson.file, line=line, beside=lesson.beside)
    inside = resolve(written, beside=lesson.beside)
    return folder.file(inside, path) if path is not None and inside is not None else None


def _check_link(token: Token, href: str, rows: list[str], lesson: Lesson, problems: Problems) -> None:
    try:
        parts = urlsplit(href)
        good = (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
            parts.scheme in ("mailto", "tel") and bool(parts.path)
        )
    except ValueError:
        good = False
    if not good:
        problems.add(
            lesson.file,
            _line(token, href, rows, lesson),
            _("Le lien « %(href)s » ne mène nulle part.") % {"href": href[:200]},
            _(
                "Un lien commence par https://, http://, mailto: ou tel:. Un fichier se donne par une activité « file »."
            ),
        )


def _line(token: Token, words: str, rows: list[str], lesson: Lesson) -> int:
    """The line of the file where a block says these words."""
    start, end = token.map or (0, 1)
    for number in range(start, min(end, len(rows))):
        if words and words in rows[number]:
            return lesson.first_line + number
    return lesson.first_line + start
