"""The annual review as a PDF."""

from typing import Any

from app.core.clock import today
from app.core.documents import render
from app.core.i18n import _
from app.quality.measures import words
from app.quality.reviews import rules
from app.quality.reviews.rules import Line, Side
from app.quality.reviews.services import Held
from app.web import formats


def review_pdf(organisation: str, held: Held) -> bytes:
    review = held.review
    if review is None:
        state = _("Ce bilan n'est pas encore ouvert.")
    elif review.closed_at:
        state = _("Clos le %(day)s par %(who)s") % {"day": formats.full_day(review.closed_at), "who": review.closed_by}
    else:
        state = _("En cours : les chiffres sont ceux du %(day)s") % {"day": formats.full_day(today())}
    return render(
        "course-review",
        {
            "title": _("Bilan %(year)s : %(course)s") % {"year": held.year, "course": held.course.title},
            "organisation": organisation,
            "state": state,
            "summary_title": _("Ce que l'équipe retient"),
            "summary": review.summary if review and review.summary else _("Rien n'est encore écrit."),
            "figures_title": _("Les chiffres de l'année"),
            "heads": [_("Résultat"), str(held.year), str(held.year - 1), _("Formule")],
            "lines": [_line(line) for line in held.lines],
            "points_title": _("Garder, changer, arrêter"),
            "point_heads": [_("Partie du parcours"), _("Décision"), _("Pourquoi"), _("Qui et pour quand")],
            "points": [_point(point) for point in held.points],
            "none": _("Aucune décision n'est écrite."),
        },
    )


def _line(line: Line) -> list[str]:
    return [line.title, said(line, line.now), said(line, line.before), line.formula]


def said(line: Line, side: Side) -> str:
    """« 83,3 %, 35 sur 42 (effectif trop faible) »"""
    if side.value is None:
        return side.note or "–"
    text = formats.number(side.value) if line.name == "complaints" else words.value_words(line.unit, side.value)
    if side.denominator is not None:
        text += _(", %(part)s sur %(whole)s") % {
            "part": words.plain(side.numerator),
            "whole": words.plain(side.denominator),
        }
    return f"{text} ({side.note})" if side.note else text


def _point(point: Any) -> list[str]:
    who = point.owner or ""
    if point.due_on:
        who += (", " if who else "") + _("pour le %(day)s") % {"day": formats.full_day(point.due_on)}
    return [point.title, _(rules.DECISIONS[rules.Decision(point.decision)]), point.words, who or "–"]
