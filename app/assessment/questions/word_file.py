"""The words of a Word document that holds questions, a line for each paragraph."""

import io
import re

from app.assessment.questions.aiken import ANSWER
from app.assessment.questions.html_tree import Tag, read_html
from app.assessment.questions.notes import Unreadable
from app.core.i18n import _

_ARROWS = re.compile("[→➔➜\uf0e0]")  # what Word makes of -> as one types


def lines_of_word(data: bytes) -> str:
    """The paragraphs of a .docx as lines. Choices that Word numbered by itself get their letter back."""
    import mammoth  # noqa: PLC0415 - only a Word file needs it

    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
            ignore_empty_paragraphs=False,
        ).value
    except Exception as error:  # a library that meets a broken document raises whatever its parts raise
        raise Unreadable(
            _("Ce document Word est abîmé."),
            _("Ouvrez-le dans Word ou LibreOffice et enregistrez-le de nouveau en .docx."),
        ) from error
    lines = _Lines()
    lines.read(read_html(str(html)), 0)
    return "\n".join(_ARROWS.sub("->", line) for line in lines.lettered())


class _Lines:
    def __init__(self) -> None:
        self.found: list[tuple[str, int, int]] = []  # words, the list they are in, their place in it
        self.lists = 0

    def read(self, tag: Tag, inside: int) -> None:
        for one in tag.inside:
            if isinstance(one, str):
                if one.strip():
                    self.add(one, 0, 0)
            elif one.name == "ol":
                self.lists += 1
                number = self.lists
                for place, item in enumerate(item for item in one.inside if isinstance(item, Tag)):
                    self.item(item, number, place)
            elif one.name in ("ul", "table", "tbody", "thead", "tr", "div"):
                self.read(one, 0)
            elif one.name == "li":
                self.item(one, 0, 0)
            else:
                self.add(one.text(), 0, 0)

    def item(self, item: Tag, number: int, place: int) -> None:
        words = Tag("", inside=[one for one in item.inside if isinstance(one, str) or one.name not in ("ol", "ul")])
        self.add(words.text(), number, place)
        self.read(Tag("", inside=[one for one in item.inside if isinstance(one, Tag) and one.name in ("ol", "ul")]), 0)

    def add(self, words: str, number: int, place: int) -> None:
        for line in words.split("\n"):
            self.found.append((line, number, place))

    def lettered(self) -> list[str]:
        """The lines; those of a numbered list that a line ANSWER follows begin with A., B., C."""
        answered = {
            number
            for (_words, number, _place), (following, _n, _p) in zip(self.found, self.found[1:], strict=False)
            if number and ANSWER.fullmatch(following.strip())
        }
        return [
            f"{chr(ord('A') + place)}. {words}"
            if number in answered and place < 26 and not re.match(r"[A-Z][).]", words)
            else words
            for words, number, place in self.found
        ]
