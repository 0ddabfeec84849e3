"""What the form of a review says, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.assessment.works import passages, rubrics
from app.assessment.works.annotation_services import Passage
from app.assessment.works.review_services import Said
from app.core.errors import FieldError, Invalid
from app.core.i18n import _

Form = Mapping[str, list[str]]
MOST_FIELDS = 1_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A review as it was typed. `levels` keep the words of the form, so that a wrong one can be shown again.

    `notes` are comments under paragraphs, by the number of the paragraph; `passage` is the one on words chosen with the
    mouse or a finger.
    """

    comment: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    passage: tuple[str, str, str] = ("", "", "")
    mark: str = ""

    @property
    def codes(self) -> dict[str, str]:
        """The levels said in the words of machines, which a plain list of criteria understands."""
        return {number: word for number, word in self.levels.items() if not word.isdecimal()}

    @property
    def numbers(self) -> dict[str, int]:
        return {number: int(word[:4]) for number, word in self.levels.items() if word.isdecimal()}

    @property
    def said(self) -> Said:
        return Said(self.comment, rubrics.levels_from_codes(self.codes) | self.numbers, self.comments, self.fixed)

    @property
    def chosen(self) -> Mapping[str, int]:
        """The level to show as chosen on each criterion."""
        return self.said.levels

    @property
    def texts(self) -> list[str]:
        """All that was written, to be copied when it can no longer be sent."""
        every = (self.comment, *self.comments.values(), *self.notes.values(), self.passage[2])
        return [text for text in every if text.strip()]

    def saying(self, said: Said) -> "Typed":
        """The same form with other words on the work as a whole and on its criteria."""
        levels = {number: str(level) for number, level in said.levels.items()}
        return replace(self, comment=said.comment, levels=levels, comments=said.comments, fixed=said.fixed)

    def passages(self, text: str) -> list[Passage]:
        """The comments to add to a text; Invalid when one of them is about no passage of it."""
        places = passages.bounds(text)
        found = []
        for number, comment in self.notes.items():
            if not (number.isdecimal() and 1 <= int(number[:6]) <= len(places)):
                raise Invalid(
                    _("Votre relecture n'est pas encore enregistrée. Vos mots sont gardés."),
                    [FieldError("comment", _("Un commentaire porte sur un paragraphe qui n'existe pas."))],
                )
            found.append(Passage(*places[int(number) - 1], comment))
        start, end, comment = self.passage
        if comment:
            whole = start.isdecimal() and end.isdecimal()
            found.append(Passage(int(start[:7]), int(end[:7]), comment) if whole else Passage(0, 0, comment))
        return found


def typed(form: Form) -> Typed:
    """Every field of the form, blanks left out."""
    return Typed(
        comment=_only(form, "comment"),
        levels=_numbered(form, "criteria-"),
        comments=_comments(form),
        fixed=tuple(form.get("fixed", ())),
        notes=_numbered(form, "note-"),
        passage=(_only(form, "passage-start"), _only(form, "passage-end"), _only(form, "passage-comment").strip()),
        mark=_only(form, "rubric"),
    )


def _comments(form: Form) -> dict[str, str]:
    """On each criterion: what was typed, then the phrases that were ticked and are not in it yet."""
    found = _numbered(form, "remark-")
    for name in list(form)[:MOST_FIELDS]:
        if name.startswith("phrase-"):
            number = name.removeprefix("phrase-")
            for phrase in form[name]:
                if phrase not in found.get(number, ""):
                    found[number] = "\n".join(part for part in (found.get(number, ""), phrase) if part)
    return found


def _numbered(form: Form, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): form[name][0]
        for name in list(form)[:MOST_FIELDS]
        if name.startswith(prefix) and form[name] and form[name][0].strip()
    }


def _only(form: Form, name: str) -> str:
    found = form.get(name, [])
    return found[0] if found else ""
