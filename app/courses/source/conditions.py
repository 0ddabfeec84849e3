"""Conditions and branches as a head writes them; the keys that they name are followed once the whole plan is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from app.core.i18n import _
from app.courses.conditions import AFTER, FROM_DAY, GROUP, KINDS, LEVEL, UNTIL_DAY
from app.courses.source.fields import Part

_OTHERS = {LEVEL: ("competence", "block")}  # what goes with a kind
LONGEST_WORDS = 200
LONGEST_GROUP = 80
Written = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A key that a condition or a branch names, to be followed later."""

    part: Part
    field: str  # after, go_to
    owner: str  # the key of the activity or sequence that says it
    key: str


@dataclass(slots=True)
class Ground:
    """What conditions stand on in one course, and the keys that they have named so far."""

    competences: frozenset[str]
    blocks: frozenset[str]
    levels: int
    days: int  # open days from the first to the last week
    named: list[Named] = field(default_factory=list)


def read_conditions(head: Part, owner: str, ground: Ground) -> Written:
    """The conditions of a head, as written, without what is not sound."""
    found = []
    seen: set[str] = set()
    for part in head.parts("conditions", required=False):
        kind = _kind(part)
        if kind is None:
            continue
        if kind in (FROM_DAY, UNTIL_DAY) and kind in seen:
            part.problem((kind,), _("« %(name)s » est déjà écrit au-dessus.") % {"name": kind}, _("Gardez-en un seul."))
            continue
        seen.add(kind)
        found.append(_condition(part, kind, owner, ground))
    if _never(found):
        head.problem(
            ("conditions",),
            _("Avec ces jours, l'étape ne s'ouvrirait jamais."),
            _("Écrivez un premier jour (from_day) qui vient avant le dernier (until_day)."),
        )
    return tuple(found)


def _kind(part: Part) -> str | None:
    said = [name for name in KINDS if name in part.value]
    if len(said) == 1:
        part.only((said[0], *_OTHERS.get(said[0], ())))
        return said[0]
    if said:
        part.problem(
            (said[1],),
            _("Cette condition en dit plusieurs : %(names)s.") % {"names": ", ".join(said)},
            _("Commencez une ligne par condition : toutes doivent être remplies."),
        )
        return None
    known = len(part.problems.found)
    part.only((*KINDS, *(name for names in _OTHERS.values() for name in names)))
    if len(part.problems.found) == known:
        part.problem(
            (), _("Cette condition ne dit rien."), _("Conditions possibles : %(names)s.") % {"names": ", ".join(KINDS)}
        )
    return None


def _condition(part: Part, kind: str, owner: str, ground: Ground) -> dict[str, Any]:
    if kind == AFTER:
        return {kind: _key(part, kind, owner, ground)}
    if kind == LEVEL:
        return {kind: part.number(kind, 1, max(1, ground.levels))} | _skill(part, ground)
    if kind == GROUP:
        return {kind: _groups(part)}
    return {kind: part.number(kind, 1, ground.days)}


def _key(part: Part, name: str, owner: str, ground: Ground) -> str:
    key = part.key(name)
    if key:
        ground.named.append(Named(part, name, owner, key))
    return key


def _skill(part: Part, ground: Ground) -> dict[str, str]:
    said = [name for name in ("competence", "block") if part.value.get(name) is not None]
    if len(said) != 1:
        part.problem(
            (said[1],) if said else (),
            _("Un niveau est celui d'une compétence, ou celui d'un bloc."),
            _("Ajoutez competence: ou block:, un seul des deux."),
        )
        return {}
    name = said[0]
    code = part.text(name, most=80)
    known = ground.competences if name == "competence" else ground.blocks
    if code and code not in known:
        part.problem(
            (name,),
            _("« %(code)s » n'est pas dans le référentiel du parcours.") % {"code": code},
            _("Valeurs possibles : %(values)s.") % {"values": ", ".join(sorted(known)) or "–"},
        )
    return {name: code}


def _groups(part: Part) -> str | list[str]:
    if isinstance(part.value[GROUP], list):
        names = list(part.texts(GROUP, most=LONGEST_GROUP))
        if not names:
            part.problem((GROUP,), _("Aucun groupe n'est nommé."), _("Écrivez son nom, ou effacez la condition."))
        return names
    return part.text(GROUP, most=LONGEST_GROUP)


def _never(found: Iterable[Mapping[str, Any]]) -> bool:
    """Whether conditions leave no day at all."""
    found = list(found)
    opens = [one[FROM_DAY] for one in found if FROM_DAY in one]
    closes = [one[UNTIL_DAY] for one in found if UNTIL_DAY in one]
    return bool(opens and closes) and max(opens) > min(closes)


def read_branches(head: Part, owner: str, ground: Ground) -> Written:
    """The branches of a head, as written."""
    found = []
    for part in head.parts("branches", required=False):
        part.only(("if", "go_to"))
        said = part.text("if", most=LONGEST_WORDS)
        if said.casefold().startswith("si "):
            part.problem(
                ("if",), _("La page écrit déjà « Si » devant."), _("Écrivez la suite : vous avez déjà un prévisionnel.")
            )
        found.append({"if": said.removesuffix(".").strip(), "go_to": _key(part, "go_to", owner, ground)})
    return tuple(found)


# --- Once the whole plan is known -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """A sequence of the plan with the keys of its activities, in order, and its conditions; those of each activity."""

    key: str
    activities: tuple[str, ...]
    conditions: Written
    inside: Mapping[str, Written]
    part: Part


def follow(ground: Ground, plan: Sequence[Planned]) -> None:
    """Note the keys that lead nowhere, backwards or in a circle, and what would never open."""
    holds = {one.key: one.activities for one in plan}
    order = {key: rank for rank, key in enumerate(key for one in plan for key in one.activities)}
    for named in ground.named:
        if named.field == AFTER:
            _follow_after(named, holds, order)
        else:
            _follow_go_to(named, holds, order)
    _refuse_circles(ground, plan)
    for one in plan:
        for key, written in one.inside.items():
            if _never((*one.conditions, *written)) and not (_never(one.conditions) or _never(written)):
                one.part.problem(
                    ("conditions",),
                    _("Avec les jours de sa séquence, « %(key)s » ne s'ouvrirait jamais.") % {"key": key},
                    _("Accordez les jours de l'activité et ceux de la séquence."),
                )


def _unknown(named: Named, known: Iterable[str]) -> None:
    names = list(known)
    close = get_close_matches(named.key, names, 1)
    named.part.problem(
        (named.field,),
        _("« %(key)s » n'est pas une étape du parcours.") % {"key": named.key},
        _("Vouliez-vous écrire « %(close)s » ?") % {"close": close[0]}
        if close
        else _("Écrivez la clé d'une activité ou d'une séquence du plan."),
    )


def _follow_after(named: Named, holds: Mapping[str, tuple[str, ...]], order: Mapping[str, int]) -> None:
    if named.key not in holds and named.key not in order:
        _unknown(named, (*order, *holds))
    elif named.key in holds and named.key in order:
        named.part.problem(
            (named.field,),
            _("« %(key)s » est à la fois une séquence et une activité.") % {"key": named.key},
            _("Donnez à l'une des deux une autre clé."),
        )
    elif named.key == named.owner:
        named.part.problem(
            (named.field,), _("« %(key)s » attend sa propre fin.") % {"key": named.key}, _("Nommez une autre étape.")
        )


def _follow_go_to(named: Named, holds: Mapping[str, tuple[str, ...]], order: Mapping[str, int]) -> None:
    if named.key not in order:
        if named.key in holds:
            named.part.problem(
                (named.field,),
                _("« %(key)s » est une séquence.") % {"key": named.key},
                _("Nommez l'activité où aller : « %(first)s » est la première de cette séquence.")
                % {"first": holds[named.key][0] if holds[named.key] else "…"},
            )
        else:
            _unknown(named, order)
        return
    here = max((order[key] for key in holds.get(named.owner, (named.owner,)) if key in order), default=-1)
    if order[named.key] <= here:
        named.part.problem(
            (named.field,),
            _("« %(key)s » n'est pas plus loin dans le parcours.") % {"key": named.key},
            _("Un passage mène plus loin : nommez une activité qui vient après."),
        )


def _refuse_circles(ground: Ground, plan: Sequence[Planned]) -> None:
    """A thing that waits, through others, for itself would never open to anybody.

    « key » is the end of an activity or of a sequence. An activity waits for what its conditions and those of its
    sequence name; the end of a sequence waits for its activities.
    """
    afters: dict[str, list[Named]] = {}
    for named in ground.named:
        if named.field == AFTER and named.key != named.owner:
            afters.setdefault(named.owner, []).append(named)
    waits: dict[str, list[str]] = {}
    for one in plan:
        waits.setdefault(one.key, []).extend(one.activities)
        for key in one.activities:
            said = (*afters.get(one.key, ()), *afters.get(key, ()))
            waits.setdefault(key, []).extend(named.key for named in said)
    told: set[str] = set()
    for named in (named for found in afters.values() for named in found):
        if named.owner in told:
            continue
        way = _way(named.key, _bearers(named.owner, plan), waits)
        if way:
            told.update((named.owner, *way))
            named.part.problem(
                (named.field,),
                _("« %(owner)s » attend « %(key)s », qui l'attend : aucune ne s'ouvrirait.")
                % {"owner": named.owner, "key": named.key},
                _("Enlevez une condition de ce cercle : %(way)s.") % {"way": " → ".join((named.owner, *way))},
            )


def _bearers(owner: str, plan: Sequence[Planned]) -> frozenset[str]:
    """The activities that a condition holds back: all those of a sequence, or the one that says it."""
    return next((frozenset(one.activities) for one in plan if one.key == owner), frozenset({owner}))


def _way(start: str, ends: frozenset[str], waits: Mapping[str, list[str]]) -> list[str]:
    """How something leads, from what it waits for to what that waits for, to one of the ends; empty when it does not."""
    before: dict[str, str] = {start: ""}
    left = [start]
    while left:
        here = left.pop(0)
        if here in ends:
            way = []
            while here:
                way.append(here)
                here = before[here]
            return way[::-1]
        for following in waits.get(here, ()):
            if following not in before:
                before[following] = here
                left.append(following)
    return []
