"""One <question> of a Moodle XML file while it is read: its words, its pictures, and what is told of it."""

import re
from collections.abc import Iterable
from typing import Any

from app.assessment.questions.gift import Image
from app.assessment.questions.markup import as_markdown, never_empty
from app.assessment.questions.moodle_tree import Node
from app.assessment.questions.notes import Unreadable
from app.assessment.questions.pictures import File, Pictures, from_base64
from app.core.i18n import _

_FORMATS = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
    "wiki_like": "plain",
}
LONGEST_TEXT = 200_000

# What Moodle writes under every question that nobody changed: the platform says it in its own words.
_USUAL = frozenset(
    (
        "votre réponse est correcte.", "votre réponse est partiellement correcte.", "votre réponse est incorrecte.",
        "votre réponse est correcte", "votre réponse est partiellement correcte", "votre réponse est incorrecte",
        "your answer is correct.", "your answer is partially correct.", "your answer is incorrect.",
    )
)  # fmt: skip


class Item:
    """A question, and the format of its words (`mark`), which its other words share when they say none."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.type = node.attributes.get("type", "").strip().lower()
        self.told: list[str] = []
        self.usual = False  # it says what Moodle says under every question
        self.pictures = Pictures(self.told)
        self.mark = self.format_of(node.child("questiontext"), "html")

    def format_of(self, node: Node | None, default: str = "") -> str:
        written = node.attributes.get("format", "").strip() if node else ""
        return _FORMATS.get(written, "html") if written else default or self.mark

    def words(self, node: Node | None, *, flat: bool = True) -> str:
        """The words of a node as Markdown, its pictures kept."""
        if node is None:
            return ""
        return self.markdown(self.written(node), self.format_of(node), files_of(node), flat=flat)

    def markdown(self, written: str, mark: str, files: list[File] | None = None, *, flat: bool = True) -> str:
        if len(written) > LONGEST_TEXT:
            raise Unreadable(_("Un texte de cette question est trop long."), _("Coupez-le en plusieurs questions."))
        return as_markdown(written, mark, self.told, self.pictures.reader(files or []), flat=flat)

    def written(self, node: Node) -> str:
        """The words of a node as they were written: those of its <text>, or its own in old files."""
        text = node.child("text")
        if text is None:
            return "".join(one for one in node.content if isinstance(one, str)).strip()
        return text.text.strip()

    def choice(self, node: Node) -> str:
        return never_empty(self.words(node), self.written(node))

    def compared(self, node: Node) -> str:
        """Words that are compared with an answer, never shown as Markdown."""
        return " ".join(self.written(node).split())

    def plain(self, written: str) -> str:
        """Words that Moodle shows in a menu: plain, though HTML may be found in them."""
        words = self.markdown(" ".join(written.split()), "moodle")
        return never_empty(words, written)

    def text(self) -> str:
        """What is asked, with the picture that a file of Moodle 1.9 keeps beside it."""
        return self.with_old_picture(self.words(self.node.child("questiontext"), flat=False))

    def with_old_picture(self, text: str) -> str:
        name, written = self.node.value("image"), self.node.value("image_base64")
        if not name:
            return text
        kept = self.pictures.keep(re.split(r"[/\\]", name)[-1], from_base64(written)) if written else ""
        if not written:
            self.told.append(_("L'image « %(name)s » n'est pas dans ce fichier.") % {"name": name[:80]})
        return f"{text}\n\n![]({kept})" if kept and text else f"![]({kept})" if kept else text

    def answers(self) -> list[Node]:
        found = list(self.node.all("answer"))
        if not found:
            raise Unreadable(_("Cette question n'a aucune réponse."), _("Complétez-la dans Moodle, puis exportez-la."))
        return found

    def fraction(self, answer: Node) -> float:
        """What an answer is worth, from -1 to 1; old files say it in a tag of its own, already as a part of 1."""
        inside = answer.value("fraction")
        worth = _as_float(inside) if inside else _as_float(answer.attributes.get("fraction", "0")) / 100
        return round(min(1.0, max(-1.0, worth)), 7)

    def feedback(self, answer: Node) -> str:
        return self.words(answer.child("feedback"))

    def is_true(self, tag: str, default: str) -> bool:
        return self.node.value(tag, default=default).lower() not in ("", "0", "false")

    def overall(self) -> dict[str, Any]:
        """What is said of a whole answer that is right, partly right or wrong, unless it is what Moodle always says."""
        found = {}
        for name, tag in (
            ("right", "correctfeedback"),
            ("partly", "partiallycorrectfeedback"),
            ("wrong", "incorrectfeedback"),
        ):
            words = self.words(self.node.child(tag))
            if words.lower() in _USUAL:
                self.usual = True
            elif words:
                found[name] = words
        return {"overall": found} if found else {}

    def images(self) -> tuple[Image, ...]:
        return tuple(self.pictures.kept.values())

    def tell_what_is_left(self) -> None:
        """What our questions have no place for, whatever their kind."""
        for tag in _WITH_FILES:
            self.pictures.reader([file for node in self.node.all(tag) for file in files_of(node)])
        self.pictures.tell_the_others()
        grade = self.node.value("defaultgrade", default="1")
        if self.type != "description" and abs(_as_float(grade) - 1) > 1e-6:
            self.told.append(
                _("Cette question valait %(points)s points : ici, chaque question en vaut un.")
                % {"points": f"{_as_float(grade):g}"}
            )
        if hints := [words for node in self.node.all("hint") if (words := self.words(node))]:
            self.told.append(_("Ses indices ne sont pas repris : %(hints)s") % {"hints": " / ".join(hints)[:300]})


_WITH_FILES = ("hint", "graderinfo")


def files_of(node: Node) -> list[File]:
    return [
        File(f"{one.attributes.get('path', '/')}/{one.attributes.get('name', '')}".replace("//", "/"), _reads(one))
        for one in node.all("file")
    ]


def _reads(node: Node) -> Any:
    return lambda: from_base64(node.text)


def _as_float(text: str) -> float:
    try:
        found = float(text.strip().replace(",", ".") or "0")
    except ValueError:
        return 0.0
    return found if abs(found) < 1e9 else 0.0


def each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
