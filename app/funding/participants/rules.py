"""How answers are read, and whether an indicator holds of somebody. Pure functions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.i18n import N_
from app.funding.nomenclature.esf import (
    CHOICE,
    DATE,
    ENTRY,
    EXIT,
    LATER,
    NUMBER,
    REFUSED,
    Condition,
    Form,
    Indicator,
    Question,
)
from app.funding.rules import age_on
from app.outcomes.queries import Checked
from app.outcomes.rules import Standing

EMPLOYED, UNREACHABLE = "EECR04", "unreachable"
OLDEST = date(1900, 1, 1)
YOUNGEST = 10  # years at the entry
LONGEST = 120
Answers = Mapping[str, Any]

PROBLEMS = {
    "option": N_("Choisissez une réponse de la liste."),
    "date": N_("Cette date n'existe pas ou n'est pas écrite comme 1990-12-03."),
    "future": N_("Cette date est à venir. Écrivez un jour passé."),
    "old": N_("Cette date est trop éloignée."),
    "young": N_("Cette date de naissance donne moins de 10 ans à l'entrée."),
    "number": N_("Écrivez un nombre entier, sans autre signe."),
    "long": N_("Cette réponse tient en 120 caractères."),
    "undated": N_("Dites quel jour cela a été vérifié, ou répondez « inconnu »."),
}


def read(question: Question, text: str, refused: bool, today: date, entered_on: date) -> tuple[Any, str]:
    """An answer as it is kept, and what is wrong with it: a key of PROBLEMS. None: nothing was said."""
    if refused or text == REFUSED:
        return REFUSED, ""
    text = " ".join(text.split())
    if not text:
        return None, ""
    if question.kind == CHOICE:
        return (text, "") if text in question.options else (None, "option")
    if question.kind == NUMBER:
        sound = text.isascii() and text.isdecimal() and len(text) < 7 and int(text) <= question.most
        return (int(text), "") if sound else (None, "number")
    if question.kind == DATE:
        return _read_date(question, text, today, entered_on)
    return (text, "") if len(text) <= LONGEST else (None, "long")


def _read_date(question: Question, text: str, today: date, entered_on: date) -> tuple[str | None, str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, "date"
    if day > today:
        return None, "future"
    if day < OLDEST:
        return None, "old"
    if question.key == "born_on" and age_on(day, entered_on) < YOUNGEST:
        return None, "young"
    return day.isoformat(), ""


def undated(form: Form, answers: Answers) -> list[str]:
    """The dates that must go with an answer and do not: « oui » or « non » is true of a day."""
    return [
        one.key
        for one in form.questions[ENTRY]
        if one.beside and answers.get(one.beside) in ("yes", "no") and not answers.get(one.key)
    ]


def proposed(form: Form, results: tuple[str, ...]) -> dict[str, str]:
    """What an exit lets think of the immediate result, for somebody to confirm."""
    return {form.proposes[code]: "yes" for code in results if code in form.proposes}


def proposed_later(form: Form, news: Checked) -> dict[str, str]:
    """What news of somebody let think of the questions asked then; a business that has closed is no employment."""
    if news.standing is Standing.UNREACHABLE:
        return {one.key: UNREACHABLE for one in form.questions[LATER] if UNREACHABLE in one.options}
    if news.standing is Standing.REFUSED:
        return {one.key: REFUSED for one in form.questions[LATER]}
    if news.outcome is None or news.outcome.positive is None:
        return {}
    at_work = EMPLOYED in news.outcome.esf and news.active is not False
    return {
        one.key: "yes" if at_work else "no" for one in form.questions[LATER] if one.key == form.proposes.get(EMPLOYED)
    }


def isced(form: Form, answers: Answers) -> str:
    return form.isced.get(str(answers.get("education", "")), "")


def age(answers: Answers, entered_on: date) -> int | None:
    """Whole years on the day of the entry; None when the birth date was refused or not said."""
    if isinstance(left := answers.get("age"), int):
        return left
    try:
        return age_on(date.fromisoformat(str(answers.get("born_on", ""))), entered_on)
    except ValueError:
        return None


def left_for_counts(form: Form, moment: str, answers: Answers, entered_on: date) -> dict[str, Any]:
    """What figures go on reading of somebody who was erased: choices, numbers, what was refused, the age; no day, no word."""
    asked = form.questions.get(moment, ())
    left = {one.key: answers[one.key] for one in asked if one.key in answers and _names_nobody(one, answers[one.key])}
    if _is_day(answers.get("of")):  # the exit that it is about, which the path says too
        left["of"] = answers["of"]
    years = age(answers, entered_on)
    return left if years is None else left | {"age": years}


def _names_nobody(question: Question, value: Any) -> bool:
    if question.kind == NUMBER:
        return isinstance(value, int) or value == REFUSED
    return value == REFUSED or (question.kind == CHOICE and value in question.options)


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def holds(form: Form, indicator: Indicator, answers: Answers, entered_on: date) -> bool:
    """Whether somebody counts in an indicator; what was refused or not said never counts."""
    if not indicator.ways:
        return True
    return any(all(_is(form, one, answers, entered_on) for one in way) for way in indicator.ways)


def refuses(indicator: Indicator, answers: Answers) -> bool:
    """Whether somebody would not answer a question that the indicator reads."""
    return any(answers.get(name) == REFUSED for name in asked_by(indicator))


def silent(indicator: Indicator, answers: Answers) -> bool:
    """Whether nothing was said at all of what the first condition of the indicator reads."""
    first = next(iter(asked_by(indicator)), "")
    return bool(first) and answers.get("age" if first == "born_on" and "age" in answers else first) in (None, "")


def asked_by(indicator: Indicator) -> list[str]:
    names = []
    for way in indicator.ways:
        for one in way:
            name = "born_on" if one.ages else "education" if one.question == "isced" else one.question
            if name not in names:
                names.append(name)
    return names


def _is(form: Form, one: Condition, answers: Answers, entered_on: date) -> bool:
    if one.ages:
        found = age(answers, entered_on)
        return found is not None and one.ages[0] <= found <= one.ages[1]
    value = isced(form, answers) if one.question == "isced" else answers.get(one.question)
    if one.at_least is not None:
        return isinstance(value, int) and value >= one.at_least
    return value in one.among


__all__ = [
    "EXIT", "PROBLEMS", "Answers", "age", "asked_by", "holds", "isced", "proposed", "read", "refuses", "silent", "undated",
]  # fmt: skip
