"""A quiz as it is written in a course: its own questions, those drawn from others, how many tries."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from app.assessment.questions.gift import Question, parse
from app.assessment.questions.shown_pictures import SERVED, shown
from app.core.i18n import _
from app.courses.kinds import Source

MOST_ATTEMPTS = 50
MOST_QUESTIONS = 200  # asked in one try
MOST_DRAWS = 20
MOST_POOL = 1_000
_GIFT = (".gift", ".txt")
_OF_A_DRAW = ("questions", "count", "bank", "tags", "competences")


def read_quiz(source: Source) -> dict[str, Any]:
    """The questions with their problems at their own lines, how many tries, and whether choices are shuffled."""
    names: dict[str, str] = {}
    draws = _draws(source, names)
    text, path, own = _own_questions(source, names, alone="draws" not in source.head)
    asked = own + sum(draw["count"] for draw in draws)
    if asked > MOST_QUESTIONS:
        source.problem(
            "questions" if own > MOST_QUESTIONS else "draws",
            _("Ce quiz a plus de %(most)s questions.") % {"most": MOST_QUESTIONS},
            _("Faites-en plusieurs quiz."),
        )
    attempts = source.head.get("attempts")
    if attempts is not None and (
        isinstance(attempts, bool) or not isinstance(attempts, int) or not 1 <= attempts <= MOST_ATTEMPTS
    ):
        source.problem(
            "attempts",
            _("« attempts » compte les essais."),
            _("Écrivez un nombre entier de 1 à %(most)s, ou enlevez la ligne : sans limite.") % {"most": MOST_ATTEMPTS},
        )
        attempts = None
    shuffle = source.head.get("shuffle", True)
    if not isinstance(shuffle, bool):
        source.problem("shuffle", _("« shuffle » dit si les choix sont mélangés."), _("Écrivez true ou false."))
        shuffle = True
    found = {"gift": text, "path": path, "attempts": attempts, "shuffle": shuffle}
    return found | {"draws": draws} if draws else found


def _own_questions(source: Source, names: dict[str, str], alone: bool) -> tuple[str, str, int]:
    """(text, path, how many): the questions that every try asks. They may only be missing beside draws."""
    nothing = _("Ce quiz n'a pas encore de question.")
    if source.head.get("questions") is None:
        if alone:
            source.problem(
                "questions",
                nothing,
                _("Ajoutez questions: quizzes/%(key)s.gift, puis écrivez les questions dans ce fichier.")
                % {"key": source.key},
            )
        return "", "", 0
    text, path = source.text_file("questions", _GIFT)
    if not path:
        return text, path, 0
    questions, sound = _parse(source, "questions", text, path, names)
    if not questions and sound and alone:
        source.problem("questions", nothing, _("Écrivez au moins une question."), file=path, line=1)
    return text, path, len(questions)


def _draws(source: Source, names: dict[str, str]) -> list[dict[str, Any]]:
    """What is drawn at random: from which questions, how many of them."""
    written = source.head.get("draws")
    if written is None:
        return []
    if not isinstance(written, list) or not 0 < len(written) <= MOST_DRAWS:
        source.problem(
            "draws",
            _("« draws » est la liste des tirages."),
            _("Écrivez de 1 à %(most)s tirages, chacun ainsi : {questions: quizzes/%(key)s-tirage-1.gift, count: 3}.")
            % {"most": MOST_DRAWS, "key": source.key},
        )
        return []
    found = []
    for number, draw in enumerate(written):
        if isinstance(draw, Mapping) and not set(draw) - set(_OF_A_DRAW):
            found.append(_draw(source, number, draw, names))
        else:
            source.problem(
                f"draws.{number}",
                _("Ce tirage n'est pas écrit comme attendu."),
                _("Rubriques possibles : %(names)s.") % {"names": ", ".join(_OF_A_DRAW)},
            )
    return found


def _draw(source: Source, number: int, draw: Mapping[str, Any], names: dict[str, str]) -> dict[str, Any]:
    here = f"draws.{number}"
    for name, expected in (("bank", str), ("tags", list), ("competences", list)):
        value = draw.get(name, expected())
        if not isinstance(value, expected) or (expected is list and any(not isinstance(one, str) for one in value)):
            source.problem(
                f"{here}.{name}",
                _("« %(name)s » dit d'où viennent les questions de ce tirage.") % {"name": name},
                _("Écrivez un texte.") if expected is str else _("Écrivez une liste : [prix, marché]."),
            )
    text, path = source.text_file(f"{here}.questions", _GIFT)
    if not path:
        if draw.get("questions") is None:
            source.problem(
                here,
                _("Ce tirage ne dit pas parmi quelles questions."),
                _("Ajoutez questions: quizzes/%(key)s-tirage-%(number)s.gift.")
                % {"key": source.key, "number": number + 1},
            )
        return {"gift": "", "path": "", "count": 0}
    pool, sound = _parse(source, f"{here}.questions", text, path, names)
    if len(pool) > MOST_POOL:
        source.problem(
            f"{here}.questions",
            _("Ce tirage se fait parmi plus de %(most)s questions.") % {"most": MOST_POOL},
            _("Choisissez-en moins, par étiquette ou par compétence."),
            file=path,
            line=pool[MOST_POOL].line,
        )
    count = draw.get("count")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_QUESTIONS:
        source.problem(
            f"{here}.count",
            _("« count » dit combien de questions sont tirées."),
            _("Un nombre entier de %(least)s à %(most)s est attendu.") % {"least": 1, "most": MOST_QUESTIONS},
        )
        count = 0
    elif sound and count > len(pool):
        source.problem(
            f"{here}.count",
            _("Ce tirage demande %(count)s questions, mais %(path)s n'en a que %(pool)s.")
            % {"count": count, "path": path, "pool": len(pool)},
            _("Ajoutez des questions, ou tirez-en moins."),
        )
    said = {"bank": draw["bank"]} if isinstance(draw.get("bank"), str) else {}
    return {"gift": text, "path": path, "count": count, **said}


def _parse(source: Source, where: str, text: str, path: str, names: dict[str, str]) -> tuple[list[Question], bool]:
    """The questions of a file, and whether all of it could be read. A name is that of one question in the whole quiz:
    answers hang on it."""
    questions, problems = parse(text)
    for problem in problems:
        source.problem(where, problem.what, problem.remedy, file=path, line=problem.line)
    for question in questions:
        for picture in shown(question.definition):
            if not picture.startswith((SERVED, "https://", "http://")):
                source.picture(unquote(picture), path, line=question.line)
        elsewhere = names.setdefault(question.name, path)
        if elsewhere != path:
            source.problem(
                where,
                _("Une question de %(path)s porte déjà le nom « %(name)s ».")
                % {"path": elsewhere, "name": question.name[:80]},
                _("Donnez à chaque question du quiz un nom unique, entre :: et ::."),
                file=path,
                line=question.line,
            )
    return questions, not problems
