"""Figures in words: what they count, and what to think of a question."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.assessment.quizzes.showing import html
from app.assessment.statistics import items
from app.assessment.statistics.figures import QuestionFigures
from app.assessment.statistics.items import Choice, Item, Part
from app.assessment.statistics.rules import TOO_FEW, ActivityFigures, Felt, Reached
from app.core.i18n import N_, _, ngettext
from app.courses.outline import Activity, Outline
from app.web.formats import number, percent

READINGS = {
    items.FEW: N_("Pas assez de réponses pour en dire plus : il en faut 10."),
    items.INVERSE: N_("Les personnes qui réussissent le quiz ratent celle-ci : relisez l'énoncé ou la bonne réponse."),
    items.EASY: N_("Presque tout le monde réussit : elle n'apprend pas grand-chose sur le groupe."),
    items.HARD: N_("Presque personne ne réussit : relisez la question, ou ce qui la prépare."),
    items.FLAT: N_("Les réponses ne varient pas assez pour comparer."),
    items.WEAK: N_("Elle distingue peu les personnes qui réussissent le reste du quiz des autres."),
}  # a useful question needs no sentence: its badge says enough
_BADGES = {
    items.FEW: (N_("trop peu de réponses"), "plain"),
    items.INVERSE: (N_("à relire"), "danger"),
    items.EASY: (N_("très facile"), "info"),
    items.HARD: (N_("très difficile"), "attention"),
    items.FLAT: (N_("sans comparaison"), "plain"),
    items.WEAK: (N_("distingue peu"), "plain"),
    items.GOOD: (N_("utile"), "good"),
}
_METHODS = {
    items.REST: N_("lien entre la question et le reste du quiz"),
    items.ENDS: N_("écart entre les 27 % qui réussissent le mieux le reste et les 27 % qui le réussissent le moins"),
}


def too_few() -> str:
    return _("trop peu")


def rate(value: float | None) -> str:
    """« 82 % », or that too few people say it."""
    return too_few() if value is None else percent(100 * value)


def of_a_wording(item: Item) -> tuple[str, str, str, str]:
    """(who answered it and how well, what to think of it in a word, the tone of that word, the same in a sentence) of a
    wording wherever it is asked."""
    said = ngettext("%(num)s personne y a répondu", "%(num)s personnes y ont répondu", item.people) % {
        "num": item.people
    }
    if item.facility is not None:
        said = _("%(people)s, %(rate)s de réussite") % {"people": said, "rate": rate(item.facility)}
    word, tone = _BADGES[item.reading]
    return said, _(word), tone, _(READINGS[item.reading]) if item.reading in READINGS else ""


def decimal(value: float | None, digits: int = 2) -> str:
    return too_few() if value is None else number(value, digits)


def days(value: float | None) -> str:
    """« 3 jours », « 2,5 jours », « moins d'un jour »."""
    if value is None:
        return too_few()
    if value < 0.75:
        return _("moins d'un jour")
    near = round(2 * value) / 2
    return ngettext("%(num)s jour", "%(num)s jours", 1 if near < 2 else 2) % {
        "num": number(near, 0 if near == int(near) else 1)
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """Parts of one whole, each with its tone, and the words that say them."""

    parts: tuple[tuple[str, int], ...]
    text: str


def reached_bar(reached: Reached, kind: str) -> Bar:
    if kind == "session":
        parts = (
            ("good", reached.done, _("présence entière")),
            ("plain", reached.opened, _("absence ou présence partielle")),
        )
        return _bar(*parts)
    return _bar(
        ("good", reached.done, _("faite")),
        ("info", reached.waiting, _("en attente")),
        ("attention", reached.sent_back, _("à reprendre")),
        ("plain", reached.opened, _("en cours")),
        ("rest", reached.skipped, _("laissée de côté")),
    )


def felt_bar(felt: Felt) -> Bar | None:
    """None when too few people said how long it felt."""
    if not felt.enough:
        return None
    return _bar(
        ("good", felt.less, _("moins long")),
        ("rest", felt.same, _("comme prévu")),
        ("attention", felt.more, _("plus long")),
    )


def _bar(*parts: tuple[str, int, str]) -> Bar:
    """« faite 12, en cours 3 »: what is zero is not said."""
    text = ", ".join(f"{words} {number(count)}" for _tone, count, words in parts if count)
    return Bar(tuple((tone, count) for tone, count, _words in parts), text)


@dataclass(frozen=True, slots=True)
class ShownChoice:
    html: Markup
    right: bool
    partly: bool
    people: int
    part: float  # of the people, from 0 to 100


@dataclass(frozen=True, slots=True)
class ShownPart:
    label: Markup
    choices: tuple[ShownChoice, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One wording, ready to print. `number` is its place in the quiz of today; 0 for a wording of before."""

    number: int
    html: Markup
    kind: str
    people: int
    facility: str
    discrimination: str
    method: str
    badge: tuple[str, str]
    reading: str
    notes: tuple[str, ...]
    parts: tuple[ShownPart, ...]
    empty: int
    item: items.Item


def shown(question: QuestionFigures, place: int) -> Shown:
    item = question.item
    said, tone = _BADGES[item.reading]
    return Shown(
        place, _text(question.definition), question.kind, item.people, rate(item.facility),
        decimal(item.discrimination) if item.discrimination is not None else "–",
        _(_METHODS[item.method]) if item.method else "", (_(said), tone), _(READINGS[item.reading]) if item.reading in READINGS else "",
        _notes(question), tuple(_part(part, item.people, question.kind) for part in question.parts)
        if item.people >= TOO_FEW else (), question.empty, item,
    )  # fmt: skip


def hardest(questions: Sequence[QuestionFigures]) -> Shown | None:
    """The question that fewest people get right, once enough have answered."""
    known = [(one.item.facility, place) for place, one in enumerate(questions, 1) if one.item.facility is not None]
    if not known:
        return None
    _facility, place = min(known)
    return shown(questions[place - 1], place)


def to_review(questions: Sequence[QuestionFigures]) -> tuple[Shown, ...]:
    """The questions of a quiz that are worth a look, in its order."""
    return tuple(shown(one, place) for place, one in enumerate(questions, 1) if one.item.to_review)


def _text(definition: Mapping[str, Any]) -> Markup:
    """The words of a question; a gapped sentence is shown with its gaps."""
    if definition["kind"] == "gaps":
        return html(" … ".join(segment.strip() for segment in definition["segments"]))
    return html(definition["text"])


def _part(part: Part, people: int, kind: str) -> ShownPart:
    label = html(part.label) if part.label else Markup()
    if part.number:
        words = _("Place %(n)s") if kind == "ordering" else _("Trou %(n)s")
        label = Markup.escape(words % {"n": part.number})
    return ShownPart(label, tuple(_choice(one, people, kind) for one in part.choices))


def _choice(one: Choice, people: int, kind: str) -> ShownChoice:
    words = {"true": _("Vrai"), "false": _("Faux")}.get(one.text, one.text) if kind == "true_false" else one.text
    typed = kind in ("short", "number")
    text = Markup.escape(words) if typed or kind == "true_false" else html(words)
    right = one.worth > 0 if kind == "multiple" else one.worth >= 0.9999
    return ShownChoice(text, right, one.worth > 0 and not right, one.people, 100 * one.people / people if people else 0)


def _notes(question: QuestionFigures) -> tuple[str, ...]:
    """What the choices say besides: a wrong one taken more than the right one, one that nobody takes."""
    if question.kind not in ("single", "true_false") or question.item.people < items.ENOUGH or not question.parts:
        return ()
    choices = question.parts[0].choices
    best = max((one.people for one in choices if one.worth >= 0.9999), default=0)
    found = []
    if any(one.people > best for one in choices if one.worth <= 0):
        found.append(_("Une mauvaise réponse est plus choisie que la bonne."))
    unused = sum(1 for one in choices if one.worth <= 0 and not one.people)
    if unused and question.kind == "single":
        found.append(
            ngettext(
                "%(num)s mauvaise réponse n'est choisie par personne : elle n'aide pas à faire la différence.",
                "%(num)s mauvaises réponses ne sont choisies par personne : elles n'aident pas à faire la différence.",
                unused,
            )
            % {"num": unused}
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Point:
    """One question in the picture: across, how many succeed; up, how much it tells apart."""

    number: int
    x: float
    y: float
    tone: str
    title: str


# The picture: 40 to 400 across for 0 to 100 %, 20 to 220 down for 1 to -0.5.
def points(questions: Iterable[Shown]) -> list[Point]:
    found = []
    for one in questions:
        item = one.item
        if item.facility is None or item.discrimination is None:
            continue
        title = _("Question %(n)s : réussite %(success)s, distinction %(told)s") % {
            "n": one.number, "success": one.facility, "told": one.discrimination,
        }  # fmt: skip
        height = 20 + (1 - max(-0.5, item.discrimination)) / 1.5 * 200
        found.append(Point(one.number, round(40 + 360 * item.facility, 1), round(height, 1), one.badge[1], title))
    return found


# --- For a spreadsheet -------------------------------------------------------------------------------------------


def as_csv(path: Outline, found: Mapping[str, ActivityFigures], kinds: Mapping[str, str]) -> bytes:
    """The figures of a course, one line per activity: semicolons, decimal commas and a byte-order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_heads())
    for sequence in path.sequences:
        for activity in sequence.activities:
            line = _line(sequence.title, activity, found[activity.id], kinds)
            writer.writerow([_harmless(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def _heads() -> list[str]:
    return [
        _("Séquence"), _("Étape"), _("Clé"), _("Genre"), _("Minutes prévues"), _("Arrivées là ou plus loin"), _("Faite"),
        _("En attente"), _("À reprendre"), _("En cours"), _("Laissée de côté"), _("Faite (%)"),
        _("Moins long que prévu"), _("Comme prévu"), _("Plus long que prévu"), _("Avis sur une autre durée prévue"),
        _("Personnes qui donnent des minutes"), _("Minutes (médiane)"), _("Mots"), _("Mots à lire"), _("Essais du quiz"),
        _("Personnes au quiz"), _("Bonnes réponses (%)"), _("Travaux lus"), _("Personnes relues"),
        _("Personnes à qui un travail est renvoyé"), _("Renvoyé (%)"), _("Jours avant lecture (médiane)"),
        _("Demi-journées notées"), _("Demi-journées présentes"), _("Présence (%)"),
    ]  # fmt: skip


def _line(sequence: str, activity: Activity, did: ActivityFigures, kinds: Mapping[str, str]) -> Sequence[object]:
    reached, felt = did.reached, did.felt
    said: list[object] = (
        [felt.less, felt.same, felt.more] if felt.enough else [too_few()] * 3 if felt.said else [""] * 3
    )
    line: list[object] = [
        sequence, activity.title, activity.key, kinds.get(activity.kind, activity.kind), activity.minutes,
        reached.passed, reached.done, reached.waiting, reached.sent_back, reached.opened, reached.skipped,
        _cell(reached.done_rate, reached.passed, 100), *said, felt.earlier, felt.timed, _cell(felt.minutes, felt.timed),
        did.remarks, did.unseen,
    ]  # fmt: skip
    quiz, works, presence = did.quiz, did.works, did.presence
    line += [quiz.tries, quiz.people, _cell(quiz.average, quiz.people, 100)] if quiz else [""] * 3
    if works:
        line += [works.read, works.people, works.sent_back if works.people >= TOO_FEW else _few(works.people),
                 _cell(works.sent_back_rate, works.people, 100), _cell(works.days, works.people)]  # fmt: skip
    else:
        line += [""] * 5
    line += [presence.noted, presence.attended, _cell(presence.rate, presence.people, 100)] if presence else [""] * 3
    return line


def _few(people: int) -> str:
    return too_few() if people else ""


def _cell(value: float | None, people: int, factor: int = 1) -> str:
    """A figure with one decimal at most; why there is none; nothing when there is nobody."""
    if value is None:
        return _few(people)
    return f"{round(factor * value, 1):g}".replace(".", ",")


def _harmless(value: object) -> object:
    """A text that a spreadsheet would take for a formula is shown as text."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
