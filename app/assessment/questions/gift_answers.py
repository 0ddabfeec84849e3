"""The answers of a GIFT question, between its braces, as the part of a definition that its kind asks for.

Two tongues: ours, where a mistake is a problem to mend and words are Markdown on a line; and Moodle's, for files made
elsewhere, where what Moodle takes is taken, and `told` says what was changed.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from app.assessment.questions.gift_text import restored, tidy
from app.assessment.questions.markup import as_markdown, never_empty, tags_as_words
from app.assessment.questions.notes import Unreadable
from app.core.i18n import _

_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%\s*([-+]?\d{1,9}(?:[.,]\d{0,9})?)\s*%")
_TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r"[=~]")
_DECIMAL = r"[-+−]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][-+]?\d{1,3})?"
_NUMBER = re.compile(rf"({_DECIMAL})(?:(:|\.\.)({_DECIMAL}))?")


@dataclass(slots=True)
class Tongue:
    """How the words of one question are read. `mark` is the format of its text, and of any words that say none."""

    moodle: bool = False
    mark: str = ""
    weights: bool = False  # right choices that do not make 100 % are meant
    told: list[str] = field(default_factory=list)

    def marked(self, raw: str) -> tuple[str, str]:
        """The format that words say they are in, and the words."""
        if found := _FORMAT.match(raw):
            return found.group(1).lower(), raw[found.end() :]
        return self.mark, raw

    def words(self, raw: str) -> str:
        """Words on a line as Markdown, in the format that they say."""
        mark, raw = self.marked(raw)
        return self._as_markdown(raw, mark, flat=True)

    def text(self, raw: str, *, flat: bool = False) -> str:
        """The words of the question itself, whose format is known."""
        return self._as_markdown(raw, self.mark, flat=flat)

    def _as_markdown(self, raw: str, mark: str, *, flat: bool) -> str:
        if self.moodle:
            return as_markdown(restored(raw.strip()), mark, self.told, flat=flat)
        words = tidy(raw)
        if mark in ("", "markdown"):
            return tags_as_words(words) if mark else words
        return as_markdown(words, "plain" if mark == "plain" else "html", flat=flat)

    def choice(self, raw: str) -> str:
        """The words of a choice, never lost: those that a browser would not show are kept as they were typed."""
        words = self.words(raw)
        return never_empty(words, restored(self.marked(raw)[1])) if self.moodle else words

    def plain(self, raw: str) -> str:
        """Words that are compared, never shown as Markdown."""
        return tidy(self.marked(raw)[1])


@dataclass(slots=True)
class Answer:
    sign: str
    weight: float | None
    words: str  # not restored yet
    feedback: str
    sharp: bool = False  # a # was written, with words after it or not

    @property
    def fraction(self) -> float:
        if self.weight is not None:
            return self.weight
        return 1.0 if self.sign == "=" else 0.0


def is_truth(body: str) -> bool:
    return _TRUTH.fullmatch(body) is not None


def is_menu(body: str, tongue: Tongue) -> bool:
    """Whether the answers of a gap can be chosen from a menu: a right one and at least another."""
    body = body.strip()
    if not body or body.startswith("#") or _TRUTH.fullmatch(body):
        return False
    try:
        return {answer.sign for answer in answers_of(body, Tongue(tongue.moodle))} == {"=", "~"}
    except Unreadable:
        return False


def answered(body: str, tongue: Tongue, ordering: bool) -> dict[str, Any]:
    """The kind that the only group of a question asks for, and its answers."""
    if ordering:
        return {"kind": "ordering", "items": _items(body, tongue)}
    if not body.strip():
        return {"kind": "essay"}
    if body.lstrip().startswith("#"):
        return _number(body.lstrip()[1:], tongue)
    if truth := _TRUTH.fullmatch(body):
        said = [tongue.words(part) for part in (truth.group(2) or "").split("#", 2)[1:]]
        wrong, right = ([*said, "", ""])[:2]
        return {
            "kind": "true_false",
            "answer": truth.group(1).upper().startswith("T"),
            "wrong": wrong,
            "right": right,
        }
    answers = answers_of(body, tongue)
    signs = {answer.sign for answer in answers}
    if signs == {"="}:
        if any("->" in answer.words for answer in answers):
            return {"kind": "matching", "pairs": _pairs(answers, tongue)}
        return {"kind": "short", "answers": _short(answers, tongue)}
    choices = _choices(answers, tongue)
    if signs == {"~"}:
        _check_sum(choices, tongue)
        return {"kind": "multiple", "choices": choices}
    if tongue.moodle and max(choice["fraction"] for choice in choices) < 1:
        tongue.told.append(_("Aucune réponse ne vaut 100 % : la meilleure donne une partie du point."))
    return {"kind": "single", "choices": choices}


def gap(body: str, tongue: Tongue, number: int) -> dict[str, Any]:
    """One gap of a sentence: a menu when wrong answers are written, words or a number to type when only right ones are."""
    if body.strip() and not is_truth(body):
        if body.lstrip().startswith("#"):
            return _typed_number(_number(body.lstrip()[1:], tongue))
        answers = answers_of(body, tongue)
        if all(answer.sign == "=" for answer in answers):
            return {"typed": "words", "choices": _short(answers, tongue)}
        if any(answer.sign == "=" or answer.fraction >= 0.9999 for answer in answers):
            return {"choices": _choices(answers, tongue)}
    raise Unreadable(
        _("Le trou numéro %(number)s n'a pas de bonne réponse.") % {"number": number},
        _("Dans chaque trou, écrivez une bonne réponse avec =, et d'autres avec ~ pour en faire un menu."),
    )


def _typed_number(found: dict[str, Any]) -> dict[str, Any]:
    choices = [{"text": answer.pop("says"), **answer} for answer in found["answers"]]
    if found["other"]:
        choices.append(any_other(found["other"]))
    return {"typed": "number", "choices": choices}


def any_other(feedback: str) -> dict[str, Any]:
    """What is said of any other answer in a gap."""
    return {"text": "*", "fraction": 0.0, "feedback": feedback}


def answers_of(body: str, tongue: Tongue) -> list[Answer]:
    signs = list(_SIGN.finditer(body))
    if not signs:
        return [_answer("=", body)]  # « {bénéfice} »: the only right answer may go without its sign
    starts = [(sign.group(), sign.end()) for sign in signs]
    if body[: signs[0].start()].strip():
        if not tongue.moodle:
            raise Unreadable(
                _("Une réponse de cette question ne commence ni par = ni par ~."),
                _("Écrivez = devant une bonne réponse et ~ devant une autre."),
            )
        first = "~" if "~" in body else "="
        starts.insert(0, (first, 0))
        tongue.told.append(
            _("La première réponse n'a pas de signe : elle est comptée comme une erreur, comme dans Moodle.")
            if first == "~"
            else _("La première réponse n'a pas de signe : elle est comptée comme juste, comme dans Moodle.")
        )
    ends = [start - 1 for _sign, start in starts[1:]] + [len(body)]
    parts = [(sign, body[start:end]) for (sign, start), end in zip(starts, ends, strict=True)]
    return [
        _answer(sign, part)
        for place, (sign, part) in enumerate(parts)
        if part.strip() or sign == "=" or parts[place + 1 : place + 2] == [] or parts[place + 1][0] == "~"
    ]  # in « ~=juste », the ~ says nothing


def _answer(sign: str, raw: str) -> Answer:
    weight = None
    if found := _WEIGHT.match(raw):
        weight = round(float(found.group(1).replace(",", ".")) / 100, 7)
        if not -1 <= weight <= 1:
            raise Unreadable(
                _("Un pourcentage de cette question dépasse 100."),
                _("Donnez un pourcentage entre -100 et 100."),
            )
        raw = raw[found.end() :]
    words, sharp, feedback = raw.partition("#")
    return Answer(sign, weight, words, feedback, bool(sharp))


def _choices(answers: list[Answer], tongue: Tongue) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = [
        {"text": tongue.choice(a.words), "fraction": a.fraction, "feedback": tongue.words(a.feedback)} for a in answers
    ]
    if tongue.moodle and any(not choice["text"] for choice in choices):
        choices = [choice for choice in choices if choice["text"]]
        tongue.told.append(_("Une réponse vide n'est pas reprise."))
    if any(not choice["text"] for choice in choices):
        raise Unreadable(
            _("Une réponse de cette question est vide."), _("Écrivez un texte après chaque = et chaque ~.")
        )
    if len(choices) < 2:
        raise Unreadable(_("Cette question n'offre qu'une réponse."), _("Proposez au moins deux réponses."))
    if not any(choice["fraction"] > 0 for choice in choices):
        raise Unreadable(_("Aucune réponse de cette question n'est juste."), _("Marquez la bonne réponse par =."))
    return choices


def _check_sum(choices: list[dict[str, Any]], tongue: Tongue) -> None:
    right = sum(choice["fraction"] for choice in choices if choice["fraction"] > 0)
    if 0.98 <= right <= 1.02:
        return
    if not tongue.moodle:
        if tongue.weights:
            return
        raise Unreadable(
            _("Les bonnes réponses de cette question ne font pas 100 %% : %(sum)s %%.") % {"sum": round(right * 100)},
            _("Marquez la bonne réponse par =, ou donnez aux bonnes réponses des pourcentages qui font 100 : ~%50%."),
        )
    tongue.told.append(
        _("Les bonnes réponses font %(sum)s %% et non 100 : les cocher toutes donne le point entier.")
        % {"sum": round(right * 100)}
    )


def _short(answers: list[Answer], tongue: Tongue) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"text": tongue.plain(a.words), "fraction": a.fraction, "feedback": tongue.words(a.feedback)} for a in answers
    ]
    if tongue.moodle and len(found) > 1 and any(not answer["text"] for answer in found):
        found = [answer for answer in found if answer["text"]]
        tongue.told.append(_("Une réponse vide n'est pas reprise."))
    if not found or any(not answer["text"] for answer in found):
        raise Unreadable(_("Une réponse de cette question est vide."), _("Écrivez un texte après chaque =."))
    if not any(answer["fraction"] > 0 for answer in found):
        raise Unreadable(_("Aucune réponse de cette question n'est juste."), _("Donnez 100 % à une réponse au moins."))
    return found


def _pairs(answers: list[Answer], tongue: Tongue) -> list[dict[str, Any]]:
    pairs = []
    for answer in answers:
        left, arrow, right = answer.words.partition("->")
        if answer.sharp and not answer.feedback.strip():
            right += "#"  # C#, and not a feedback without words
        if not arrow or not right.strip():
            raise Unreadable(
                _("Une paire de cette question n'a pas ses deux côtés."),
                _("Écrivez chaque paire ainsi : =gauche -> droite."),
            )
        pairs.append(
            {
                "left": tongue.words(left),
                "right": tongue.words(right),
                "feedback": tongue.words(answer.feedback),
            }
        )
    asked = sum(1 for pair in pairs if pair["left"])
    if not asked or len(pairs) < 2 or any(not pair["right"] for pair in pairs):
        raise Unreadable(_("Cette question demande au moins deux paires."), _("Ajoutez une paire : =gauche -> droite."))
    return pairs


def _items(body: str, tongue: Tongue) -> list[str]:
    answers = answers_of(body, tongue) if body.strip() else []
    items = [tongue.words(answer.words) for answer in answers if answer.sign == "="]
    if len(items) < 2 or len(items) != len(answers) or not all(items):
        raise Unreadable(
            _("Cette question d'ordre n'a pas au moins deux éléments."),
            _("Écrivez les éléments dans le bon ordre, chacun après un =."),
        )
    return items


def _number(body: str, tongue: Tongue) -> dict[str, Any]:
    body, wrong, rest = body.partition("~")
    other = [tongue.words(rest.partition("#")[2])] if wrong else []
    signed = (
        body if body.lstrip().startswith("=") else f"={body}"
    )  # « {#1822:0 =%50%1822:2} »: the first = goes without
    answers = answers_of(signed, tongue) if body.strip() else []
    found = []
    for answer in answers:
        if tongue.plain(answer.words) == "*":  # any other number
            other.append(tongue.words(answer.feedback))
            if answer.fraction > 0:
                tongue.told.append(_("Un autre nombre valait une partie du point : il ne vaut plus rien."))
            continue
        span = span_of(tongue.plain(answer.words))
        found.append({**span, "fraction": answer.fraction, "feedback": tongue.words(answer.feedback)})
    if not any(answer["fraction"] > 0 for answer in found):
        raise Unreadable(
            _("Cette question attend un nombre, mais aucun n'est donné."),
            _("Écrivez le nombre attendu ainsi : {#120:0.5}."),
        )
    return {"kind": "number", "answers": found, "other": " ".join(filter(None, other))}


def span_of(words: str) -> dict[str, Any]:
    """The interval of numbers that an expected answer accepts: value, value:tolerance or low..high."""
    says = re.sub(r"\s", "", words)
    found = _NUMBER.fullmatch(says)
    if found is None:
        raise Unreadable(
            _("« %(value)s » n'est pas un nombre attendu.") % {"value": words[:60]},
            _("Écrivez un nombre (120), un nombre et sa tolérance (120:0.5) ou un intervalle (100..140)."),
        )
    first, how, second = found.groups()
    try:
        a, b = _decimal(first), _decimal(second or "0")
        low, high = (min(a, b), max(a, b)) if how == ".." else (a - abs(b), a + abs(b))
        span = float(low), float(high)
    except (InvalidOperation, OverflowError):
        span = float("inf"), float("inf")
    if not all(isfinite(edge) for edge in span):
        raise Unreadable(_("Un nombre de cette question est trop grand."), _("Choisissez un nombre plus petit."))
    return {"says": says, "low": span[0], "high": span[1]}


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").replace("−", "-"))
