"""Each type of question of Moodle as one of our kinds: what its definition holds besides its text and its feedback."""

import re
from collections.abc import Callable
from typing import Any

from app.assessment.questions import cloze
from app.assessment.questions.gift import BLANK
from app.assessment.questions.gift_answers import span_of
from app.assessment.questions.moodle_item import Item, files_of
from app.assessment.questions.moodle_tree import Node
from app.assessment.questions.notes import Unreadable
from app.core.i18n import _

Part = dict[str, Any]
_GAP = "\ue010"  # where a gap stands while the words around it are read
_REFERENCE = re.compile(r"\[\[(\d{1,3})\]\]")


def _mend() -> str:
    return _("Complétez-la dans Moodle, puis exportez-la de nouveau.")


def multichoice(item: Item) -> Part:
    single = item.is_true("single", "true")
    choices = _choices(item)
    _check_worth(item, choices, single)
    fixed = {} if item.is_true("shuffleanswers", "false") else {"fixed": True}
    return {"kind": "single" if single else "multiple", "choices": choices} | fixed | item.overall()


def all_or_nothing(item: Item) -> Part:
    """Types whose right choices are only said to be right."""
    choices = _choices(item)
    right = sum(choice["fraction"] > 0 for choice in choices) or 1
    for choice in choices:
        choice["fraction"] = round(1 / right, 7) if choice["fraction"] > 0 else -1.0
    _check_worth(item, choices, False)
    item.told.append(_("Chaque bonne réponse donne ici sa part du point, et une mauvaise le retire."))
    return {"kind": "multiple", "choices": choices} | item.overall()


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
        answers.append({**_span(written, answer.value("tolerance")), "fraction": fraction, "feedback": feedback})
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


def _span(written: str, tolerance: str) -> Part:
    tolerance = tolerance.strip()
    if re.fullmatch(r"[-+]?[0.,]*(?:[eE][-+]?\d+)?", tolerance):  # none
        tolerance = ""
    return span_of(f"{written}:{tolerance}" if tolerance else written)


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
    return {"kind": "matching", "pairs": pairs} | item.overall()


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
    return {"kind": "ordering", "items": items} | item.overall()


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
    return _sentence(item, _REFERENCE.split(written)[0::2], gaps) | item.overall()


def multianswer(item: Item) -> Part:
    """A sentence with embedded answers: our gaps are menus; a single answer to write is a question of its own."""
    node = item.node.child("questiontext")
    written = item.written(node) if node else ""
    parts = list(cloze.parts(written))
    if not parts:
        raise Unreadable(_("Aucune réponse n'est glissée dans ce texte."), _mend())
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(written)]
    texts = [written[start:end] for start, end in zip(edges[0::2], edges[1::2], strict=True)]
    if all(part.kind in cloze.MENUS for part in parts):
        if len({part.weight for part in parts}) > 1:
            item.told.append(
                _("Les trous n'avaient pas tous le même poids : ici, ils comptent autant les uns que les autres.")
            )
        return _sentence(item, texts, [_menu(item, part) for part in parts])
    if len(parts) > 1 or parts[0].kind in cloze.BOXES:
        raise Unreadable(
            _("Ce texte à trous demande d'écrire ou de cocher plusieurs choses ; ici, chaque trou est un menu."),
            _("Faites-en une question par trou, ou proposez un menu à chaque trou (MULTICHOICE)."),
        )
    text = item.with_old_picture(
        item.markdown(BLANK.join(texts), item.mark, files_of(node) if node else [], flat=False)
    )
    return {"text": text} | _written_part(item, parts[0])


def _menu(item: Item, part: cloze.Part) -> Part:
    choices = [
        {
            "text": item.plain(one.words) if item.mark != "markdown" else item.markdown(one.words, "markdown"),
            "fraction": min(1.0, max(-1.0, one.fraction)),
            "feedback": item.markdown(one.feedback, item.mark),
        }
        for one in part.alternatives
    ]
    choices = [choice for choice in choices if choice["text"]]
    if len(choices) < 2 or not any(choice["fraction"] > 0 for choice in choices):  # type: ignore[operator]
        raise Unreadable(_("Un trou de cette question n'a pas deux choix dont un juste."), _mend())
    return {"choices": choices}


def _written_part(item: Item, part: cloze.Part) -> Part:
    if part.kind in cloze.NUMBERS:
        answers, other = [], []
        for one in part.alternatives:
            feedback = item.markdown(one.feedback, item.mark)
            if one.words == "*":
                other.append(feedback)
                continue
            answers.append({**span_of(one.words), "fraction": one.fraction, "feedback": feedback})
        return {"kind": "number", "answers": answers, "other": " ".join(filter(None, other))}
    found = [
        {"text": one.words, "fraction": one.fraction, "feedback": item.markdown(one.feedback, item.mark)}
        for one in part.alternatives
    ]
    return {"kind": "short", "answers": found} | ({"case": True} if part.kind in cloze.CASED else {})


def _sentence(item: Item, texts: list[str], gaps: list[Part]) -> Part:
    """The sentence around the gaps, read as a whole so that its HTML may open before a gap and close after it."""
    node = item.node.child("questiontext")
    files = files_of(node) if node else []
    segments = item.markdown(_GAP.join(texts), item.mark, files).split(_GAP)
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
    "ddwordtos": missing_words,
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
