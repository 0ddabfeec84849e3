"""One path as it is drawn: a sentence, the moments side by side, each block with its curve."""

from typing import Any

from sqlalchemy.orm import Session

from app.competences import drawing, queries, rules, words
from app.core.i18n import _, ngettext
from app.courses.outline import Outline


def drawn(session: Session, enrolment_id: str, outline: Outline, *, own: bool) -> dict[str, Any]:
    """The sentence, the radar, the curves and their table: one statement."""
    levels = queries.levels(session, enrolment_id, outline)
    some = rules.lines(outline, levels)
    told = rules.told(outline, levels, some)
    top = len(outline.levels)
    return {
        "sentence": sentence(told, own=own),
        "told": told,
        "lines": some,
        "radar": drawing.radar(some, top) if told.known else None,
        "curves": {line.block.id: drawing.curve(line, top) for line in some},
        "top": top,
        "scale": outline.levels,
        "stage_names": words.said(words.STAGES),
        "short_names": words.said(words.SHORT_STAGES),
        "stage_paths": words.PATH_OF,
    }


def sentence(told: rules.Told, *, own: bool) -> str:
    """What is read first. Never a percentage; what is not measured yet is said so."""
    if not told.known:
        return (
            _("Votre point de départ n'est pas encore noté.") if own else _("Le point de départ n'est pas encore noté.")
        )
    known = {"grown": told.grown, "twice": told.twice, "known": told.known, "blocks": told.blocks}
    if not told.twice:
        return _start(told, own=own) % known
    if not told.grown:
        return _same(told, own=own) % known
    if own:
        return (
            ngettext(
                "Vous avez progressé dans %(grown)s bloc sur %(blocks)s.",
                "Vous avez progressé dans %(grown)s blocs sur %(blocks)s.",
                told.grown,
            )
            % known
        )
    return (
        ngettext(
            "Progression dans %(grown)s bloc sur %(blocks)s.",
            "Progression dans %(grown)s blocs sur %(blocks)s.",
            told.grown,
        )
        % known
    )


def _start(told: rules.Told, *, own: bool) -> str:
    if own:
        return ngettext(
            "Votre point de départ est noté dans %(known)s bloc sur %(blocks)s.",
            "Votre point de départ est noté dans %(known)s blocs sur %(blocks)s.",
            told.known,
        )
    return ngettext(
        "Le point de départ est noté dans %(known)s bloc sur %(blocks)s.",
        "Le point de départ est noté dans %(known)s blocs sur %(blocks)s.",
        told.known,
    )


def _same(told: rules.Told, *, own: bool) -> str:
    if own:
        return ngettext(
            "Votre niveau est le même qu'à l'entrée dans %(twice)s bloc sur %(blocks)s.",
            "Votre niveau est le même qu'à l'entrée dans %(twice)s blocs sur %(blocks)s.",
            told.twice,
        )
    return ngettext(
        "Le niveau est le même qu'à l'entrée dans %(twice)s bloc sur %(blocks)s.",
        "Le niveau est le même qu'à l'entrée dans %(twice)s blocs sur %(blocks)s.",
        told.twice,
    )
