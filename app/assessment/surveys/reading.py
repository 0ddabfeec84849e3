"""The head of a survey as somebody wrote it: its questions, each problem at its own line."""

from collections.abc import Mapping
from typing import Any

from app.assessment.surveys import rules
from app.core.i18n import _
from app.courses.kinds import Source

MOST_QUESTIONS = 60
MOST_OPTIONS = 30
MOST_STEPS = 10
LONGEST = 500
FIELDS = ("ask", "kind", "options", "low", "high", "required")


def read_survey(source: Source) -> dict[str, Any]:
    """What is asked, in order, and whether answers bear a name."""
    anonymous = source.head.get("anonymous", False)
    if not isinstance(anonymous, bool):
        source.problem(
            "anonymous",
            _("« anonymous » dit si les réponses sont gardées sans le nom."),
            _("Écrivez true ou false."),
        )
        anonymous = False
    return {"anonymous": anonymous, "asked": _questions(source)}


def _questions(source: Source) -> list[dict[str, Any]]:
    written = source.head.get("questions")
    if not isinstance(written, list) or not written:
        source.problem(
            "questions",
            _("Ce questionnaire n'a aucune question."),
            _('Ajoutez par exemple questions: [{ask: "Le rythme vous convient-il ?", kind: scale}].'),
        )
        return []
    if len(written) > MOST_QUESTIONS:
        source.problem(
            f"questions.{MOST_QUESTIONS}",
            _("Ce questionnaire a plus de %(most)s questions.") % {"most": MOST_QUESTIONS},
            _("Gardez celles dont vous lirez la réponse."),
        )
    found = []
    seen: dict[str, int] = {}
    for number, one in enumerate(written):
        where = f"questions.{number}"
        if not isinstance(one, dict):
            source.problem(
                where,
                _("Cette question n'est pas écrite comme attendu."),
                _('Écrivez par exemple {ask: "Le rythme vous convient-il ?", kind: scale}.'),
            )
            continue
        question = _question(source, where, one)
        first = seen.setdefault(question["ask"], number)
        if first != number and question["ask"]:
            source.problem(
                f"{where}.ask",
                _("Cette question est déjà posée : c'est la question %(number)s.") % {"number": first + 1},
                _("Enlevez-la, ou dites-la autrement."),
            )
        found.append(question)
    return found


def _question(source: Source, where: str, one: Mapping[str, Any]) -> dict[str, Any]:
    for name in one:
        if name not in FIELDS:
            source.problem(
                f"{where}.{name}",
                _("La rubrique « %(name)s » n'existe pas ici.") % {"name": name[:80]},
                _("Rubriques possibles : %(names)s.") % {"names": ", ".join(FIELDS)},
            )
    kind = one.get("kind")
    if kind not in rules.KINDS:
        source.problem(
            f"{where}.kind",
            _("Cette question ne dit pas comment on y répond."),
            _("Écrivez kind: %(kinds)s.") % {"kinds": _(", ou ").join(rules.KINDS)},
        )
        kind = "text"
    required = one.get("required", True)
    if not isinstance(required, bool):
        source.problem(
            f"{where}.required",
            _("« required » dit si l'on doit répondre à cette question."),
            _("Écrivez true ou false."),
        )
        required = True
    low, high = _ends(source, where, kind, one)
    return {
        "ask": _line(source, f"{where}.ask", one.get("ask"), LONGEST),
        "kind": str(kind),
        "options": _options(source, where, kind, one),
        "low": low,
        "high": high,
        "required": required,
    }


def _line(source: Source, where: str, written: Any, most: int) -> str:
    """Some words on one line; empty once the problem is noted."""
    if not isinstance(written, str) or not written.strip():
        source.problem(where, _("Il manque des mots ici."), _("Écrivez-les, entre guillemets si c'est un nombre."))
        return ""
    text = " ".join(written.split())
    if len(text) > most:
        source.problem(
            where,
            _("Ce texte compte %(length)s caractères, pour %(most)s au plus.") % {"length": len(text), "most": most},
            _("Raccourcissez-le."),
        )
    return text


def _options(source: Source, where: str, kind: str, one: Mapping[str, Any]) -> list[str]:
    written = one.get("options")
    least, most = (2, MOST_STEPS) if kind == "scale" else (2, MOST_OPTIONS)
    if kind in ("text", "number"):
        if written is not None:
            source.problem(
                f"{where}.options",
                _("Une question en mots ou en chiffres n'a pas de réponses à choisir."),
                _("Enlevez « options », ou changez « kind »."),
            )
        return []
    if written is None and kind == "scale":
        return []
    if not isinstance(written, list) or not least <= len(written) <= most:
        source.problem(
            f"{where}.options",
            _("Il faut de %(least)s à %(most)s réponses à choisir.") % {"least": least, "most": most},
            _("Écrivez par exemple options: [Oui, Plutôt, Non]."),
        )
        return []
    options = [_line(source, f"{where}.options.{at}", text, 200) for at, text in enumerate(written)]
    for at, text in enumerate(options):
        if text and text in options[:at]:
            source.problem(
                f"{where}.options.{at}", _("Cette réponse est deux fois dans la liste."), _("Gardez-en une seule.")
            )
    return options


def _ends(source: Source, where: str, kind: str, one: Mapping[str, Any]) -> tuple[Any, Any]:
    """The words at the ends of a scale, or the least and the most of a number."""
    low, high = one.get("low"), one.get("high")
    if kind == "scale":
        if one.get("options") is not None and (low is not None or high is not None):
            source.problem(
                f"{where}.low" if low is not None else f"{where}.high",
                _("Cette échelle nomme déjà chacune de ses réponses."),
                _("Enlevez « low » et « high », ou enlevez « options »."),
            )
            return None, None
        return (
            _line(source, f"{where}.low", low, 80) if low is not None else None,
            _line(source, f"{where}.high", high, 80) if high is not None else None,
        )
    if kind == "number":
        for name, value in (("low", low), ("high", high)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
                source.problem(f"{where}.{name}", _("Un nombre est attendu ici."), _("Écrivez par exemple high: 20."))
                return None, None
        if low is not None and high is not None and low > high:
            source.problem(
                f"{where}.high",
                _("Le plus grand est plus petit que le plus petit."),
                _("Échangez « low » et « high »."),
            )
        return low, high
    for name, value in (("low", low), ("high", high)):
        if value is not None:
            source.problem(
                f"{where}.{name}",
                _("« low » et « high » vont avec une échelle ou un nombre."),
                _("Enlevez-les, ou changez « kind »."),
            )
    return None, None
