"""Moodle XML, the format in which Moodle says everything it knows of a question (`moodle_xml_writer` writes it).

Nothing here raises. A file that is not sound from end to end gives nothing but the reason; a question that cannot be
taken is refused with its line and spoils none of its neighbours; what cannot be kept of a question is told.
"""

from typing import Any

from app.assessment.questions.gift import LONGEST_NAME, Question, name_from, plain_category
from app.assessment.questions.moodle_item import Item, each_once
from app.assessment.questions.moodle_kinds import READERS, refusal
from app.assessment.questions.moodle_tree import Node, read_questions_of
from app.assessment.questions.moodle_xml_writer import COMPETENCE
from app.assessment.questions.notes import Note, Unreadable
from app.core.i18n import _


def read_moodle_xml(data: bytes) -> tuple[list[Question], list[Note], list[Note]]:
    """The questions of a Moodle XML file, what was changed, what was refused."""
    try:
        nodes, changed = read_questions_of(data)
    except Unreadable as error:
        return [], [], [Note(error.line, str(error))]
    reader = _Reader(changed)
    for node in nodes:
        reader.read(node)
    return reader.questions, reader.changed, reader.refused


class _Reader:
    def __init__(self, changed: list[Note]) -> None:
        self.questions: list[Question] = []
        self.changed = changed
        self.refused: list[Note] = []
        self.category = ""
        self.told_once: set[str] = set()

    def read(self, node: Node) -> None:
        item = Item(node)
        if item.type == "category":
            self.category = plain_category(node.value("category", "text") or node.value("category"))
            return
        name = " ".join(node.value("name", "text").split()) or " ".join(node.value("name").split())
        try:
            definition = _definition(item)
        except Unreadable as error:
            if not name:
                name = name_from(node.value("questiontext", "text")[:500])
            self.refused.append(Note(node.line, str(error), name))
            return
        item.tell_what_is_left()
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1].rstrip() + "…"
            item.told.append(_("Le nom, trop long, est coupé à 200 caractères."))
        name = name or name_from(definition["text"])
        tags = [tag.value("text") or tag.text.strip() for tags in node.all("tags") for tag in tags.all("tag")]
        self.questions.append(
            Question(
                name,
                definition,
                node.line,
                self.category,
                tags=each_once(" ".join(tag.split()) for tag in tags if not tag.startswith(COMPETENCE)),
                competences=each_once(tag.removeprefix(COMPETENCE) for tag in tags if tag.startswith(COMPETENCE)),
                idnumber=node.value("idnumber"),
                images=item.images(),
            )
        )
        if node.value("penalty").strip("0.") not in ("", "-"):
            self.once(
                item,
                _("Moodle retire des points à chaque nouvel essai d'une question ; ici, un quiz se refait en entier."),
            )
        if item.usual:
            self.once(
                item,
                _(
                    "Ce que Moodle dit d'office (« Votre réponse est correcte. ») n'est pas repris : la page le dit déjà."
                ),
            )
        self.changed += [Note(node.line, what, name) for what in dict.fromkeys(item.told)]

    def once(self, item: Item, sentence: str) -> None:
        """Tell what is true of many questions at the first one, for the whole file."""
        if sentence not in self.told_once:
            self.told_once.add(sentence)
            item.told.append(f"{sentence} {_('(Dit une seule fois.)')}")


def _definition(item: Item) -> dict[str, Any]:
    reader = READERS.get(item.type)
    if reader is None:
        raise refusal(item.type)
    part = reader(item)
    text = part["text"] if "text" in part else item.text()
    if not text.strip("_ \n"):
        raise Unreadable(
            _("Cette question n'a pas d'énoncé."), _("Complétez-la dans Moodle, puis exportez-la de nouveau.")
        )
    said = {} if part["kind"] in ("true_false", "essay") else item.overall()
    return part | said | {"text": text, "feedback": item.words(item.node.child("generalfeedback"))}
