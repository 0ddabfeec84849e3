"""Results that were published and the review of a year, for the doors that lead to them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.periods import Period
from app.quality.results import services as publishing
from app.quality.reviews import services as reviewing
from app.quality.reviews.services import Decided
from tests.access.stage import SLUG, Piece, Stage


def _last_year() -> Period:
    year = clock.today().year - 1
    return Period(date(year, 1, 1), date(year, 12, 31))


def results_of(session: Session, quality: Actor, slug: str) -> dict[str, str]:
    seen = publishing.preview(session, quality, slug, _last_year()).seen
    publication = publishing.publish(session, quality, slug, _last_year(), seen)
    said = Decided("course", "keep", "Les entrées chaque lundi.")
    reviewing.decide(session, quality, slug, clock.today().year, said)
    return {"publication_id": publication.id, "results_seen": seen}


def named(route: str, _stage: Stage) -> dict[str, str]:
    """What is named in these addresses, and elsewhere stands for something else."""
    if route.startswith("/qualite/revue/"):
        return {"course": SLUG}
    if route.startswith("/qualite/chiffres/") or route.startswith("/api/v1/quality/figures/"):
        return {"code": "entered", "name": "entered"}
    return {"number": "1"} if route.endswith("/resultats/{number}") else {}


def bodies(seen: str, slug: str) -> dict[str, dict[str, Any]]:
    period, year = _last_year(), {"annee": str(clock.today().year)}
    review = "POST /qualite/revue/{course}"
    return {
        "POST /qualite/publications": {
            "parcours": slug, "du": period.start.isoformat(), "au": period.end.isoformat(), "seen": seen,
        },
        "POST /qualite/publications/{publication_id}/retrait": {"reason": "Une erreur de période."},
        review: year,
        f"{review}/texte": {**year, "version": "1", "summary": "Une bonne année."},
        f"{review}/decisions": {**year, "element": "course", "decision": "stop", "words": "Non."},
        f"{review}/decisions/retrait": {**year, "element": "course"},
        f"{review}/cloture": year,
    }  # fmt: skip


PIECE = Piece(
    lambda session, stage: results_of(session, stage.quality, SLUG),
    named,
    forms=lambda stage: bodies(stage.ids["results_seen"], SLUG),
)
