"""What must hold before an activity opens, and the ways past what somebody already has: values, and words for them.

A course says it once, by keys and open days; who is past what is decided for each person, in learning.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.i18n import _

AFTER, FROM_DAY, UNTIL_DAY, LEVEL, GROUP = KINDS = ("after", "from_day", "until_day", "level", "group")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold. `kind` says which of the other fields speak."""

    kind: str
    after: str = ""  # the key of an activity or of a sequence
    day: int = 0  # open days of the person's own path, 1 is the entry day
    level: int = 0  # of the scale of the framework, 1 is the first
    competence: str = ""  # its code, or:
    block: str = ""  # its code, for the level of the whole block
    groups: tuple[str, ...] = ()  # one of them is enough


@dataclass(frozen=True, slots=True)
class Branch:
    """« Si vous avez déjà … » and the activity, further on, where such a person goes at once."""

    words: str
    go_to: str  # the key of an activity


def condition(written: Mapping[str, Any]) -> Condition:
    """A condition as a course folder writes it, already found sound."""
    kind = next(name for name in KINDS if name in written)
    value = written[kind]
    if kind == AFTER:
        return Condition(kind, after=value)
    if kind == LEVEL:
        return Condition(kind, level=value, competence=written.get("competence", ""), block=written.get("block", ""))
    if kind == GROUP:
        return Condition(kind, groups=(value,) if isinstance(value, str) else tuple(value))
    return Condition(kind, day=value)


def conditions(written: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(condition(one) for one in written)


def branches(written: Iterable[Mapping[str, Any]]) -> tuple[Branch, ...]:
    return tuple(Branch(one["if"], one["go_to"]) for one in written)


def folded(group: str) -> str:
    """A group is the same whatever its capitals and spaces."""
    return " ".join(group.split()).casefold()


# --- In words, to the person who learns -----------------------------------------------------------------------


def opens_after(title: str, whole_sequence: bool = False) -> str:
    sentence = (
        _("S'ouvre quand vous aurez terminé la séquence « %(title)s ».")
        if whole_sequence
        else _("S'ouvre quand vous aurez terminé « %(title)s ».")
    )
    return sentence % {"title": title}


def opens_at_level(level: str, title: str) -> str:
    return _("S'ouvre au niveau « %(level)s » en « %(title)s ».") % {"level": level, "title": title}


def kept_for(groups: Sequence[str]) -> str:
    """« Réservé au groupe du soir. »"""
    if len(groups) > 1:
        named = ", ".join(f"« {name} »" for name in groups)
        return _("Réservé à l'un de ces groupes : %(groups)s.") % {"groups": named}
    name = groups[0]
    if folded(name).startswith("groupe "):
        return _("Réservé au %(group)s.") % {"group": name[0].lower() + name[1:]}
    return _("Réservé au groupe « %(group)s ».") % {"group": name}


_BEFORE = {"êtes": "étiez", "faites": "faisiez", "dites": "disiez", "ez": "iez"}


def once(words: str) -> str:
    """« vous avez déjà un prévisionnel » told afterwards: « vous aviez déjà un prévisionnel »."""
    return re.sub(
        r"\b([Vv]ous (?:(?:ne|en|y|le|la|les) |[nl]')?)(\w*?)(êtes|faites|dites|ez)\b",
        lambda found: found[1] + found[2] + _BEFORE[found[3]],
        words,
        count=1,
    )


# --- What keys and codes are called ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A sequence with its activities, or an activity alone."""

    key: str
    title: str
    inside: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True)
class Skill:
    """A block with its competences, or a competence alone."""

    code: str
    title: str
    inside: tuple["Skill", ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """All that words and choices need of a course, published or being written."""

    steps: tuple[Step, ...]
    skills: tuple[Skill, ...]
    levels: tuple[str, ...]

    def step(self, key: str) -> tuple[str, bool]:
        """(what it is called, whether it is a whole sequence); a key that is gone is shown as it is written."""
        for sequence in self.steps:
            if sequence.key == key:
                return sequence.title, True
            for activity in sequence.inside:
                if activity.key == key:
                    return activity.title, False
        return key, False

    def skill(self, competence: str, block: str) -> str:
        for found in self.skills:
            if block and found.code == block:
                return found.title
            for one in found.inside:
                if competence and one.code == competence:
                    return one.title
        return competence or block

    def level(self, number: int) -> str:
        return self.levels[number - 1] if 1 <= number <= len(self.levels) else str(number)


def names_of(outline: Any) -> Names:
    """The names of a published outline, or of anything that has its sequences, blocks and levels."""
    return Names(
        steps=tuple(
            Step(one.key, one.title, tuple(Step(each.key, each.title) for each in one.activities))
            for one in outline.sequences
        ),
        skills=tuple(
            Skill(one.code, one.title, tuple(Skill(each.code, each.title) for each in one.competences))
            for one in outline.blocks
        ),
        levels=tuple(outline.levels),
    )


def words(written: Iterable[Mapping[str, Any]], names: Names) -> list[str]:
    """What learners will read of conditions, before anybody's own dates are known; what is half written is left out."""
    return [in_words(condition(one), names) for one in written if is_whole(one)]


def is_whole(written: Mapping[str, Any]) -> bool:
    """Whether a condition says all that its kind needs, as a draft may not yet."""
    said = [name for name in KINDS if name in written]
    if len(said) != 1:
        return False
    value = written[said[0]]
    if said[0] in (FROM_DAY, UNTIL_DAY, LEVEL) and (isinstance(value, bool) or not isinstance(value, int)):
        return False
    return bool(value) and (said[0] != LEVEL or bool(written.get("competence") or written.get("block")))


def in_words(one: Condition, names: Names) -> str:
    if one.kind == AFTER:
        return opens_after(*names.step(one.after))
    if one.kind == FROM_DAY:
        return (
            _("S'ouvre le %(day)se jour ouvré de votre parcours.") % {"day": one.day}
            if one.day > 1
            else _("S'ouvre le jour de votre entrée.")
        )
    if one.kind == UNTIL_DAY:
        return (
            _("Se ferme après le %(day)se jour ouvré de votre parcours.") % {"day": one.day}
            if one.day > 1
            else _("Se ferme après le jour de votre entrée.")
        )
    if one.kind == LEVEL:
        return opens_at_level(names.level(one.level), names.skill(one.competence, one.block))
    return kept_for(one.groups)


# --- Plugged from above: what is closed to somebody, the groups of an organisation ----------------------------

Reasons = Callable[[Session, Actor, Any], Mapping[str, Sequence[str]]]

_reasons: Reasons | None = None


def plug_reasons(reader: Reasons) -> None:
    """Told once by learning, which knows where people stand."""
    global _reasons
    _reasons = reader


def reasons(session: Session, actor: Actor, outline: Any) -> Mapping[str, Sequence[str]]:
    """Activity id → why it is closed to the caller, when they follow the course and it is."""
    return _reasons(session, actor, outline) if _reasons and outline.conditioned else {}


GroupNames = Callable[[Session, str], list[str]]

_group_names: GroupNames | None = None


def plug_group_names(reader: GroupNames) -> None:
    """Told once by enrolments, which keeps the groups of learners."""
    global _group_names
    _group_names = reader


def group_names(session: Session, organisation_id: str) -> list[str]:
    """The groups that somebody can be put in, by name."""
    return _group_names(session, organisation_id) if _group_names else []
