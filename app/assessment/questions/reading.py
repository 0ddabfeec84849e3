"""A file of questions made elsewhere: what it holds, what was changed to take it, what was refused and why.

The format is found in the content, never in the name: GIFT, Moodle XML or Aiken, as text or in a Word document.
"""

import re
from dataclasses import dataclass, field

from app.assessment.questions.aiken import looks_like_aiken, read_aiken
from app.assessment.questions.decoding import decode, refuse_other_archives, refuse_what_is_no_text
from app.assessment.questions.gift import Image, Question, read_gift
from app.assessment.questions.moodle_tree import looks_like_xml
from app.assessment.questions.moodle_xml import read_moodle_xml
from app.assessment.questions.notes import Note, Unreadable
from app.assessment.questions.word_file import lines_of_word
from app.core.i18n import _

__all__ = ["Image", "Note", "Question", "Reading", "read_questions"]

GIFT, MOODLE_XML, AIKEN = "gift", "moodle_xml", "aiken"
_WEB_PAGE = re.compile(r"\s*<(?:!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)
_MEANT_AS_GIFT = re.compile(r"^\s*(?:::|\$CATEGORY:|// question:)|\{\s*[=~#]", re.MULTILINE | re.IGNORECASE)
_GROUP = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. `format` is gift, moodle_xml or aiken; empty when the file is none of them.

    Two questions may have the same name, as in Moodle. In `changed` and `refused`, line 0 is the whole file.
    """

    format: str
    questions: list[Question] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)


def read_questions(data: bytes, name: str = "") -> Reading:
    """Everything that can be kept of a file. Never raises; the name only helps to say what is wrong."""
    try:
        reading = _read(data)
        if not reading.questions and not reading.refused:
            raise Unreadable(
                _("Ce fichier n'a aucune question."), _("Choisissez le fichier qui contient les questions.")
            )
        return reading
    except Unreadable as error:
        where = _("« %(name)s » : ") % {"name": re.split(r"[/\\]", name)[-1][:80]} if name else ""
        return Reading("", refused=[Note(error.line, f"{where}{error}")])


def _read(data: bytes) -> Reading:
    refuse_what_is_no_text(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        refuse_other_archives(data)
        told = _("Le texte vient d'un document Word : ses images et sa mise en forme ne sont pas reprises.")
        return _as_text(lines_of_word(data), [Note(0, told)])
    text, changes = decode(data)
    if _WEB_PAGE.match(text):
        raise Unreadable(_("C'est une page web."), _from_moodle())
    if looks_like_xml(text):
        return Reading(MOODLE_XML, *read_moodle_xml(data))
    return _as_text(text, [Note(0, what) for what in changes])


def _from_moodle() -> str:
    return _("Dans Moodle, exportez les questions au format GIFT ou Moodle XML (banque de questions, Exporter).")


def _as_text(text: str, told: list[Note]) -> Reading:
    answers = looks_like_aiken(text)
    groups = len(_GROUP.findall(text))
    if answers and answers >= groups:
        questions, changed, refused = read_aiken(text)
        return Reading(AIKEN, questions, told + changed, refused)
    questions, changed, refused = read_gift(text)
    if not questions and not _MEANT_AS_GIFT.search(text) and len(refused) >= 2 * groups:
        raise Unreadable(
            _("Ce fichier n'est ni du GIFT, ni du Moodle XML, ni de l'Aiken."),
            _(
                "En GIFT, les réponses sont entre accolades après la question. "
                "En Aiken, les choix commencent par A. et B., puis une ligne ANSWER: B."
            ),
        )
    return Reading(GIFT, questions, told + changed, refused)
