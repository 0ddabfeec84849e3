"""A quiz made from a file of questions, plugged into the workshop."""

from dataclasses import replace
from typing import BinaryIO

from app.assessment.questions.gift_editing import with_free_names
from app.assessment.questions.gift_writer import print_gift
from app.assessment.questions.reading import Note, read_questions
from app.assessment.questions.shown_pictures import renamed
from app.core.errors import Invalid, TooLarge
from app.core.i18n import _, ngettext
from app.courses.kinds import Brought, plug_intake

HEAVIEST_MB = 20
PATH = "quizzes/<key>.gift"


def bring_quiz(stream: BinaryIO, name: str) -> Brought:
    """A quiz from GIFT, Moodle XML, Aiken or Word, with what was changed and what was refused at their lines."""
    data = stream.read(HEAVIEST_MB * 1_000_000 + 1)
    if len(data) > HEAVIEST_MB * 1_000_000:
        raise TooLarge(
            _("Ce fichier est trop lourd : %(most)s Mo au plus. Rien n'a été ajouté. Coupez-le en plusieurs fichiers.")
            % {"most": HEAVIEST_MB}
        )
    reading = read_questions(data, name)
    if not reading.questions:
        raise Invalid(" ".join(note.what for note in reading.refused[:3]) or _("Ce fichier n'a aucune question."))
    questions, pictures = [], []
    for number, question in enumerate(with_free_names(reading.questions, ()), 1):
        names = {image.name: f"q{number}-{image.name}" for image in question.images}
        pictures += [(names[image.name], image.data) for image in question.images]
        shown = renamed(question.definition, {old: f"../images/{new}" for old, new in names.items()})
        questions.append(replace(question, definition=shown, images=()))
    return Brought(
        head={"questions": PATH},
        texts={PATH: print_gift(questions)},
        pictures=tuple(pictures),
        kept=ngettext("%(num)s question est gardée.", "%(num)s questions sont gardées.", len(questions))
        % {"num": len(questions)},
        notes=tuple(
            [(_where(note), _("Refusé : %(why)s") % {"why": note.what}) for note in reading.refused]
            + [(_where(note), note.what) for note in reading.changed]
        ),
    )


def _where(note: Note) -> str:
    line = _("ligne %(n)s") % {"n": note.line} if note.line else ""
    return " · ".join(part for part in (line, note.question) if part)


plug_intake("quiz", bring_quiz)
