"""Questions written for Moodle, as its own XML."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from app.assessment.questions.gift import Question

_TYPES = {
    "single": "multichoice", "multiple": "multichoice", "true_false": "truefalse", "short": "shortanswer",
    "number": "numerical", "matching": "matching", "gaps": "cloze", "ordering": "ordering", "essay": "essay",
}  # fmt: skip


def print_moodle_xml(questions: Sequence[Question]) -> str:
    """The questions of a list as a Moodle XML file."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for question in questions:
        lines += [
            f'  <question type="{_TYPES[question.kind]}">',
            f"    <name><text>{escape(question.name)}</text></name>",
            f'    <questiontext format="markdown"><text>{escape(question.text)}</text></questiontext>',
            "  </question>",
        ]
    return "\n".join([*lines, "</quiz>", ""])
