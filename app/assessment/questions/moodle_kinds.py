"""Each type of question of Moodle as one of our kinds: what its definition holds besides its text and its feedback."""

import re
from collections.abc import Callable
from html import unescape
from math import isclose
from typing import Any

from app.assessment.questions import cloze, kinds
from app.assessment.questions.gift import BLANK
from app.assessment.questions.gift_answers import span_of
from app.assessment.questions.literals import GAP
from app.assessment.questions.markup import never_empty
from app.assessment.questions.moodle_item import Item, files_of
from app.assessment.questions.moodle_tree import Node
from app.assessment.questions.notes import Unreadable
from app.assessment.questions.pictures import File
from app.core.i18n import _

Part = dict[str, Any]
_REFERENCE = re.compile(r"\[\[(\d{1,3})\]\]")


def _mend() -> str:
    return _("Complétez-la dans Moodle, puis exportez-la de nouveau.")


def multichoice(item: Item) -> Part:
    single = item.is_true("single", "true")
    choices = _choices(item)
    _check_worth(item, choices, single)
    fixed = {} if item.is_true("shuffleanswers", "false") else {"fixed": True}
    return {"kind": "single" if single else "multiple", "choices": choices} | fixed


def all_or_nothing(item: Item) -> Part:
    """Types whose right choices are only said to be right."""
    choices = _choices(item)
    right = sum(choice["fraction"] > 0 for choice in choices) or 1
    for choice in choices:
        choice["fraction"] = round(1 / right, 7) if choice["fraction"] > 0 else -1.0
    _check_worth(item, choices, False)
    item.told.append(_("Chaque bonne réponse donne ici sa part du point, et une mauvaise le retire."))
    return {"kind": "multiple", "choices": choices}


def _choices(item: Item) -> list[Part]:
    found = []
    for answer in item.answers():
        text = item.choice(answer)
        if not text:
            item.told.append(_("Une réponse vide n'est pas reprise."))
            continue
        found.append({"text": text, "fraction": item.fraction(answer), "feedback": item.feedback(answer)})
    if len(found) < 2:
        raise Unreadable(_("Cette question n'offre qu'une réponse."), _mend())
    return found


def _check_worth(item: Item, choices: list[Part], single: bool) -> None:
    best = max(choice["fraction"] for choice in choices)
    if best <= 0:
        raise Unreadable(_("Aucune réponse de cette question n'est juste."), _mend())
    whole = sum(choice["fraction"] for choice in choices if choice["fraction"] > 0)
    if single and best < 0.9999:
        item.told.append(_("Aucune réponse ne vaut 100 % : la meilleure donne une partie du point."))
    if not single and not 0.98 <= whole <= 1.02:
        item.told.append(
            _("Les bonnes réponses font %(sum)s %% et non 100 : les cocher toutes donne le point entier.")
            % {"sum": round(whole * 100)}
        )


def true_false(item: Item) -> Part:
    """The two answers are known by their words; in old files, translated, the first one is « true »."""
    said: dict[bool, tuple[float, str]] = {}
    for place, answer in enumerate(item.answers()[:2]):
        words = item.compared(answer).lower()
        truth = words in ("true", "vrai") if words in ("true", "false", "vrai", "faux") else place == 0
        said[truth] = (item.fraction(answer), item.feedback(answer))
    if True not in said or False not in said:
        raise Unreadable(_("Il manque une des réponses, vrai ou faux."), _mend())
    right = said[True][0] > said[False][0]
    return {"kind": "true_false", "answer": right, "wrong": said[not right][1], "right": said[right][1]}


def short(item: Item) -> Part:
    answers = [
        {"text": item.compared(answer), "fraction": item.fraction(answer), "feedback": item.feedback(answer)}
        for answer in item.answers()
    ]
    kept = [answer for answer in answers if answer["text"]]
    if not any(answer["fraction"] > 0 for answer in kept):  # type: ignore[operator]
        raise Unreadable(_("Aucune réponse de cette question n'est juste."), _mend())
    return {"kind": "short", "answers": kept} | ({"case": True} if item.is_true("usecase", "0") else {})


def number(item: Item) -> Part:
    answers, other = [], []
    for answer in item.answers():
        written, feedback, fraction = item.compared(answer), item.feedback(answer), item.fraction(answer)
        if written in ("*", ""):
            other.append(feedback)
            if fraction > 0:
                item.told.append(_("Un autre nombre valait une partie du point : il ne vaut plus rien."))
            continue
        span = _span(written, answer.value("tolerance"), answer.attributes.get("says", ""))
        answers.append({**span, "fraction": fraction, "feedback": feedback})
    if not any(answer["fraction"] > 0 for answer in answers):
        raise Unreadable(_("Aucun nombre attendu n'est donné."), _mend())
    units = [unit.value("unit_name") for units in item.node.all("units") for unit in units.all("unit")]
    if any(units):
        item.told.append(
            _("Les unités (%(units)s) ne sont pas reprises : on répond par un nombre, dites l'unité dans la question.")
            % {"units": ", ".join(filter(None, units))[:100]}
        )
    if instructions := item.words(item.node.child("instructions")):
        item.told.append(_("La consigne sur les unités n'est pas reprise : %(words)s") % {"words": instructions[:200]})
    return {"kind": "number", "answers": answers, "other": " ".join(filter(None, other))}


def _span(written: str, tolerance: str, says: str) -> Part:
    """`says`: how the interval was written here, which Moodle ignores; kept as long as it is still the same one."""
    tolerance = tolerance.strip()
    if re.fullmatch(r"[-+]?[0.,]*(?:[eE][-+]?\d+)?", tolerance):  # none
        tolerance = ""
    found = span_of(f"{written}:{tolerance}" if tolerance else written)
    if says:
        said = span_of(says)
        if all(isclose(said[edge], found[edge], rel_tol=1e-9, abs_tol=1e-9) for edge in ("low", "high")):
            return said
    return found


def matching(item: Item) -> Part:
    pairs = []
    for sub in item.node.all("subquestion"):
        answer = sub.child("answer")
        left = item.words(sub)
        if answer is None:
            right = ""
        elif item.type == "ddmatch" or answer.attributes.get("format"):
            right = item.choice(answer)
        else:
            right = item.plain(item.written(answer))
        if left and not right:
            raise Unreadable(_("Une paire de cette question n'a pas ses deux côtés."), _mend())
        if right:
            pairs.append({"left": left, "right": right, "feedback": item.words(sub.child("feedback"))})
    if len(pairs) < 2 or not any(pair["left"] for pair in pairs):
        raise Unreadable(_("Cette question n'a pas deux paires."), _mend())
    return {"kind": "matching", "pairs": pairs}


def essay(item: Item) -> Part:
    if (item.node.value("attachments") or "0") not in ("", "0"):
        item.told.append(_("On ne joint pas de fichier à une réponse : pour cela, créez un travail à remettre."))
    for tag, what in (
        ("responsetemplate", _("Le texte de départ de la réponse n'est pas repris : %(words)s")),
        ("graderinfo", _("Les indications pour corriger ne sont pas reprises : %(words)s")),
    ):
        if words := item.words(item.node.child(tag)):
            item.told.append(what % {"words": words[:300]})
    for tag, what in (
        ("minwordlimit", _("La longueur demandée n'est pas vérifiée : %(count)s mots au moins.")),
        ("maxwordlimit", _("La longueur demandée n'est pas vérifiée : %(count)s mots au plus.")),
    ):
        count = item.node.value(tag)
        if count.isdecimal() and int(count):
            item.told.append(what % {"count": count})
    return {"kind": "essay"}


def ordering(item: Item) -> Part:
    items = [text for answer in item.answers() if (text := item.choice(answer))]
    if len(items) < 2:
        raise Unreadable(_("Cette question n'a pas deux éléments à ranger."), _mend())
    if item.node.value("selecttype").upper() not in ("", "ALL", "0"):
        item.told.append(_("Une partie seulement des éléments était montrée : ils le sont tous."))
    return {"kind": "ordering", "items": items}


def missing_words(item: Item) -> Part:
    """« Select missing words » and its drag-and-drop sister: [[1]] names a choice, its group is the menu."""
    options: list[tuple[str, str]] = []
    for box in item.node.content:
        if isinstance(box, Node) and box.tag in ("selectoption", "dragbox"):
            options.append((item.plain(item.written(box)), box.value("group", default="1") or "1"))
    node = item.node.child("questiontext")
    written = item.written(node) if node else ""
    numbers = [int(number) for number in _REFERENCE.findall(written)]
    if not numbers or any(not 1 <= number <= len(options) for number in numbers):
        raise Unreadable(_("Un trou de cette question ne désigne aucun choix."), _mend())
    gaps = []
    for number in numbers:
        group = options[number - 1][1]
        shared = [place for place, (_text, other) in enumerate(options, 1) if other == group]
        if len(shared) < 2:
            shared = list(range(1, len(options) + 1))
            item.told.append(_("Un trou n'avait qu'un choix : son menu offre aussi ceux des autres."))
        gaps.append(
            {
                "choices": [
                    {"text": options[place - 1][0], "fraction": 1.0 if place == number else 0.0, "feedback": ""}
                    for place in shared
                ]
            }
        )
    if any(len(gap["choices"]) < 2 for gap in gaps):
        raise Unreadable(_("Cette question n'offre qu'une réponse."), _mend())
    return _sentence(item, _REFERENCE.split(written)[0::2], gaps, files_of(node) if node else [])


def multianswer(item: Item) -> Part:
    """A sentence with embedded answers: our gaps are menus; a single answer to write is a question of its own."""
    node = item.node.child("questiontext")
    written = item.written(node) if node else ""
    parts = list(cloze.parts(written))
    if not parts:
        raise Unreadable(_("Aucune réponse n'est glissée dans ce texte."), _mend())
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(written)]
    texts = [written[start:end] for start, end in zip(edges[0::2], edges[1::2], strict=True)]
    if any(part.kind in cloze.BOXES for part in parts):
        raise Unreadable(
            _("Ce texte à trous demande de cocher plusieurs choses dans un même trou."),
            _("Faites-en une question à part, à plusieurs réponses."),
        )
    files = files_of(node) if node else []
    gaps = [_embedded(item, part, files) for part in parts]
    case = {"case": True} if any(part.kind in cloze.CASED for part in parts) else {}
    if len(parts) == 1 and kinds.is_typed(gaps[0]):
        text = BLANK.join(texts)
        text = item.with_old_picture(item.markdown(text, item.mark, files, flat=False))
        return {"text": text} | _alone(gaps[0]) | case
    if len({part.weight for part in parts}) > 1:
        item.told.append(
            _("Les trous n'avaient pas tous le même poids : ici, ils comptent autant les uns que les autres.")
        )
    return _sentence(item, texts, gaps, files) | case


def _embedded(item: Item, part: cloze.Part, files: list[File]) -> Part:
    """One gap: a menu, words or a number to type."""
    menu, by_number = part.kind in cloze.MENUS, part.kind in cloze.NUMBERS
    choices: list[Part] = []
    for one in part.alternatives:
        said: Part = {
            "fraction": min(1.0, max(-1.0, one.fraction)), "feedback": item.markdown(one.feedback, item.mark, files),
        }  # fmt: skip
        if menu:
            words = item.markdown(one.words, item.mark, files)
            choices.append({"text": never_empty(words, one.words)} | said)
            continue
        words = " ".join((unescape(one.words) if item.mark == "html" else one.words).split())
        if by_number and words != "*":
            span = span_of(words)
            choices.append({"text": span.pop("says")} | span | said)
        elif words:
            choices.append({"text": words} | said)
    choices = [choice for choice in choices if choice["text"]]
    if len(choices) < (2 if menu else 1) or not any(choice["fraction"] > 0 for choice in choices):
        raise Unreadable(_("Un trou de cette question n'a pas de bonne réponse, ou n'offre aucun choix."), _mend())
    return {"choices": choices} if menu else {"typed": "number" if by_number else "words", "choices": choices}


def _alone(gap: Part) -> Part:
    """The only gap of a text, when it is typed, is a question of its own kind."""
    if gap["typed"] == "words":
        return {"kind": "short", "answers": gap["choices"]}
    answers = [choice for choice in gap["choices"] if choice["text"] != "*"]
    other = [choice["feedback"] for choice in gap["choices"] if choice["text"] == "*"]
    named = [{"says": choice["text"]} | {k: v for k, v in choice.items() if k != "text"} for choice in answers]
    return {"kind": "number", "answers": named, "other": " ".join(filter(None, other))}


def _sentence(item: Item, texts: list[str], gaps: list[Part], files: list[File]) -> Part:
    """The sentence around the gaps, read as a whole so that its HTML may open before a gap and close after it."""
    segments = item.markdown(GAP.join(texts), item.mark, files).split(GAP)
    if len(segments) != len(texts):
        segments = [item.markdown(text, item.mark, files) for text in texts]
    segments[-1] = item.with_old_picture(segments[-1]) if item.node.child("image") else segments[-1]
    text = re.sub(r" {2,}", " ", BLANK.join(segments)).strip(" ")
    return {"kind": "gaps", "text": text, "segments": segments, "gaps": gaps}


READERS: dict[str, Callable[[Item], Part]] = {
    "multichoice": multichoice,
    "multichoiceset": all_or_nothing,
    "oumultiresponse": all_or_nothing,
    "truefalse": true_false,
    "shortanswer": short,
    "numerical": number,
    "match": matching,
    "matching": matching,
    "ddmatch": matching,
    "essay": essay,
    "essayautograde": essay,
    "ordering": ordering,
    "gapselect": missing_words,
    "ddwtos": missing_words,
    "multianswer": multianswer,
    "cloze": multianswer,
}


def refusal(kind: str) -> Unreadable:
    """Why a type of question has no place here, and what to do instead."""
    if kind == "description":
        return Unreadable(
            _("Ce texte n'attend pas de réponse : dans Moodle, c'est une description."),
            _("Recopiez-le dans la consigne du quiz ou dans une page."),
        )
    if kind in (
        "calculated",
        "calculatedsimple",
        "calculatedmulti",
        "formulas",
        "stack",
        "algebra",
        "varnumeric",
        "varnumericset",
    ):
        return Unreadable(
            _(
                "Les nombres de cette question sont calculés par une formule (« %(type)s »), et ici une question ne change pas."
            )
            % {"type": kind},
            _("Écrivez une ou plusieurs questions à réponse numérique avec des nombres choisis."),
        )
    if kind in ("random", "randomsamatch"):
        return Unreadable(
            _("Ce n'est pas une question, mais un tirage au hasard dans une catégorie."),
            _("Importez la catégorie, puis tirez des questions au hasard dans la banque."),
        )
    if kind in ("ddimageortext", "ddmarker", "multihotspot", "imageselect", "drawing"):
        return Unreadable(
            _("Cette question fait placer des éléments sur une image (« %(type)s »).") % {"type": kind},
            _("Montrez l'image et faites associer ou choisir des légendes."),
        )
    return Unreadable(
        _("Les questions de type « %(type)s » n'existent pas ici.") % {"type": kind[:40] or "?"},
        _("Dans Moodle, changez-la en question à choix, à réponse courte ou de composition."),
    )
