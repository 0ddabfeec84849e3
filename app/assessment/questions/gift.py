"""GIFT, the text format of Moodle for questions, read with its escapes (`gift_writer` writes it back).

Nothing here raises: what cannot be read is said with its line and its remedy. `parse` reads the files of our course
folders: an unmarked text is Markdown on a line, a name is a key, a mistake is a problem. `read_gift` reads the files of
others as Moodle does, takes what Moodle takes, and says what was changed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.assessment.questions.gift_answers import Tongue, answered, gap, is_menu, is_truth
from app.assessment.questions.gift_text import Block, blocks, tidy
from app.assessment.questions.literals import GAP
from app.assessment.questions.notes import Note, Unreadable
from app.core.i18n import _

BLANK = "_____"  # where a missing word goes
LONGEST_NAME = 200
LONGEST_QUESTION = 200_000
_MADE_NAME = 80
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_JUNK = re.compile(r"[\s;,\"'»”]*[;\"'»”]")  # what is left of a program that a question was cut from


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a question cannot be taken, where it starts in the file, and what to do about it."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that a question's words show: ![alt](name) in its Markdown."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Its definition is what is kept and graded; see `kinds` for the keys of each kind."""

    name: str
    definition: dict[str, Any]
    line: int = field(default=0, compare=False)
    category: str = ""
    tags: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    idnumber: str = ""
    images: tuple[Image, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.definition["kind"])

    @property
    def text(self) -> str:
        return str(self.definition["text"])


def parse(text: str) -> tuple[list[Question], list[Problem]]:
    """The questions of a GIFT file of ours in their order, and what could not be taken."""
    problems: list[Problem] = []
    read: list[tuple[str, Block, dict[str, Any]]] = []
    seen: dict[str, int] = {}
    for block in blocks(text):
        try:
            name, definition = _question(block, Tongue())
            if len(name) > LONGEST_NAME:
                raise Unreadable(
                    _("Le nom de cette question est trop long."),
                    _("Choisissez un nom de 200 caractères au plus."),
                )
            if name and name in seen:
                raise Unreadable(
                    _("Deux questions portent le nom « %(name)s » (déjà à la ligne %(line)s).")
                    % {"name": name[:80], "line": seen[name]},
                    _("Donnez à chaque question un nom unique, entre :: et ::."),
                )
        except Unreadable as error:
            problems.append(Problem(block.line, error.what, error.remedy))
            continue
        if name:
            seen[name] = block.line
        read.append((name, block, definition))
    names = _Names(seen)
    return [
        _made(name or names.made(definition["text"]), block, definition, block.category)
        for name, block, definition in read
    ], problems


def read_gift(text: str) -> tuple[list[Question], list[Note], list[Note]]:
    """The questions of a GIFT file made elsewhere, what was changed, what was refused. Names may be used twice."""
    questions: list[Question] = []
    changed: list[Note] = []
    refused: list[Note] = []
    for block in blocks(text, apart=True):
        tongue = Tongue(moodle=True)
        name = ""
        try:
            name, definition = _question(block, tongue)
        except Unreadable as error:
            refused.append(Note(block.line, str(error), name_from(_first_words(block))))
            continue
        name = " ".join(name.split())
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1].rstrip() + "…"
            tongue.told.append(_("Le nom, trop long, est coupé à 200 caractères."))
        if block.glued:
            tongue.told.append(_("Cette question suivait une autre sans ligne vide : elles sont séparées."))
        name = name or name_from(definition["text"])
        questions.append(_made(name, block, definition, plain_category(block.category)))
        changed += [Note(block.line, what, name) for what in dict.fromkeys(tongue.told)]
    return questions, changed, refused


def plain_category(path: str) -> str:
    """A category of Moodle without where it comes from: « $course$/top/Ventes/Prix » is « Ventes/Prix »."""
    return re.sub(r"^\$\w+\$/(?:top(?:/|$))?", "", path.strip())


def name_from(text: str) -> str:
    """The name of a question that has none: its first words, without their marks."""
    words = re.sub(r"!?\[((?:\\.|[^\]\\])*)\]\([^()\s]*\)", r"\1", text)
    words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", re.sub(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\\)`", "", words))
    words = " ".join(words.split())
    if len(words) <= _MADE_NAME:
        return words or _("Question")
    return words[:_MADE_NAME].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


# --- One question ----------------------------------------------------------------------------------------------


def _question(block: Block, tongue: Tongue) -> tuple[str, dict[str, Any]]:
    if block.broken or block.is_open:
        raise Unreadable(
            _("Les accolades de cette question ne vont pas par deux."),
            _(
                "Ouvrez et fermez chaque groupe de réponses, sans ligne vide dedans ; écrivez \\{ et \\} pour de vraies accolades."
            ),
        )
    raw = "\n".join(block.lines)
    if len(raw) > LONGEST_QUESTION:
        raise Unreadable(_("Cette question est trop longue."), _("Séparez les questions par une ligne vide."))
    name = ""
    if found := _NAME.match(raw):
        name, raw = tidy(found.group(1)), raw[found.end() :]
    elif tongue.moodle:
        raw = raw.lstrip().removeprefix("::")
    said = block.said
    tongue.mark, raw = tongue.marked(raw)
    tongue.weights = "any" in said.get("weights", ())
    pieces = re.split(r"[{}]", raw)  # text, group, text, group, …, text
    texts, groups = pieces[0::2], pieces[1::2]
    if not groups:
        raise _without_answers(tongue)
    feedback = ""
    bodies = []
    for group in groups:
        cut = group.rfind("####")
        bodies.append(group if cut < 0 else group[:cut])
        if cut >= 0:
            feedback = " ".join(part for part in (feedback, tongue.words(group[cut + 4 :])) if part)
    ordering = any(value.replace(" ", "").lower() == "ordering" for value in said.get("kind", ()))
    definition = (_as_moodle if tongue.moodle else _as_ours)(texts, bodies, tongue, ordering)
    if not definition["text"].replace(BLANK, "").strip():
        raise Unreadable(_("Cette question n'a pas d'énoncé."), _("Écrivez la question avant l'accolade."))
    return name, definition | {"feedback": feedback} | _own_marks(definition["kind"], said)


def _without_answers(tongue: Tongue) -> Unreadable:
    if tongue.moodle:
        return Unreadable(
            _("Ce texte n'attend pas de réponse : dans Moodle, c'est une description."),
            _(
                "Recopiez-le dans la consigne du quiz ou dans une page. Si c'est une question, "
                "ajoutez ses réponses entre accolades ; {} demande un texte libre."
            ),
        )
    return Unreadable(
        _("Cette question n'a pas de réponses."),
        _("Ajoutez les réponses entre accolades ; {} demande un texte libre, relu par l'équipe."),
    )


def _own_marks(kind: str, said: dict[str, list[str]]) -> dict[str, Any]:
    """What GIFT has no words for, said in comments: `[case:yes]`, `[order:fixed]`, `[right:Bravo.]`."""
    found: dict[str, Any] = {}
    if kind in ("short", "gaps") and "yes" in said.get("case", ()):
        found["case"] = True
    if kind in ("single", "multiple") and "fixed" in said.get("order", ()):
        found["fixed"] = True
    overall = {name: said[name][0] for name in ("right", "partly", "wrong") if any(said.get(name, ()))}
    if overall and kind not in ("true_false", "essay"):
        found["overall"] = overall
    return found


def _as_ours(texts: list[str], bodies: list[str], tongue: Tongue, ordering: bool) -> dict[str, Any]:
    after = tongue.text(texts[-1], flat=True)
    spoken_after = any(char.isalnum() for char in after)
    if len(bodies) > 1 or (spoken_after and "~" in bodies[0] and not bodies[0].lstrip().startswith("#")):
        _refuse_several_orders(ordering)
        segments = [_spaced(text, tongue.text(text, flat=True)) for text in texts]
        return _gaps(segments, bodies, tongue, _squeeze(BLANK.join(segments)))
    text = before = tongue.text(texts[0])
    body = bodies[0]
    if after and (spoken_after or before[-1:] not in tuple(".?!:;…")):
        asks = bool(body.strip()) and not is_truth(body)
        text = _squeeze(f"{before} {BLANK if asks else ''}{'' if after[0] in '.,;:!?…' else ' '}{after}")
    return {"text": text, **answered(body, tongue, ordering)}


def _as_moodle(texts: list[str], bodies: list[str], tongue: Tongue, ordering: bool) -> dict[str, Any]:
    """As Moodle reads it, a blank stands for an answer in the middle of words; menus are in the sentence, as ours."""
    after = texts[-1]
    if after.strip() and _JUNK.fullmatch(after.strip()):
        tongue.told.append(
            _("Des signes perdus après les réponses ne sont pas repris : %(signs)s") % {"signs": after.strip()}
        )
        after = texts[-1] = ""
    after_words = re.sub(r"<[^<>]*>", "", after)
    in_a_sentence = any(char.isalnum() for char in after_words) and is_menu(bodies[0], tongue)
    if len(bodies) > 1 or (in_a_sentence and not ordering):
        _refuse_several_orders(ordering)
        segments = tongue.text(GAP.join(texts), flat=True).split(GAP)
        if len(segments) != len(texts):
            segments = [_spaced(text, tongue.text(text, flat=True)) for text in texts]
        return _gaps(segments, bodies, tongue, _squeeze(BLANK.join(segments)))
    blank = BLANK if after_words.strip() else ""
    text = tongue.text(f"{texts[0]}{blank}{after}")
    return {"text": text, **answered(bodies[0], tongue, ordering)}


def _refuse_several_orders(ordering: bool) -> None:
    if ordering:
        raise Unreadable(
            _("Une question d'ordre n'a qu'un groupe d'éléments."),
            _("Gardez une seule paire d'accolades, à la fin."),
        )


def _gaps(segments: list[str], bodies: list[str], tongue: Tongue, text: str) -> dict[str, Any]:
    gaps = [gap(body, tongue, number) for number, body in enumerate(bodies, 1)]
    return {"kind": "gaps", "text": text, "segments": segments, "gaps": gaps}


def _made(name: str, block: Block, definition: dict[str, Any], category: str) -> Question:
    said = block.said
    return Question(
        name,
        definition,
        block.line,
        category,
        tags=_each(said.get("tag", ())),
        competences=_each(said.get("competence", ())),
        idnumber=next(iter(said.get("id", ())), ""),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _first_words(block: Block) -> str:
    """The name of a question that could not be read, or its first words."""
    raw = "\n".join(block.lines[:4])
    found = _NAME.match(raw)
    return tidy(found.group(1) if found else raw.split("{")[0])


def _spaced(raw: str, words: str) -> str:
    """A part of a sentence keeps the space that separates it from the gap beside it."""
    before = " " if raw[:1].isspace() and words else ""
    after = " " if raw[-1:].isspace() and words else ""
    return f"{before}{words}{after}" if words else (" " if raw else "")


def _squeeze(text: str) -> str:
    return re.sub(r" {2,}", " ", text).strip(" ")


class _Names:
    """Names for the questions of ours that have none: the start of their words, and a number from the second on."""

    def __init__(self, taken: dict[str, int]) -> None:
        self.taken = set(taken)
        self.numbers: dict[str, int] = {}

    def made(self, text: str) -> str:
        name = re.sub(r"\s+", " ", text)[:60].strip() or "question"
        number = self.numbers.get(name, 1)
        wanted = name if number == 1 else f"{name} ({number})"
        while wanted in self.taken:
            number += 1
            wanted = f"{name} ({number})"
        self.numbers[name] = number
        self.taken.add(wanted)
        return wanted
