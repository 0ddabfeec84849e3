"""What the public sheet of a course shows of its results: a few figures and the way to all of them."""

from typing import Any

from sqlalchemy.orm import Session

from app.courses.panels import plug_results
from app.quality.measures import words
from app.quality.results import services

FIRST = (
    "satisfaction_hot_rate", "completion_rate", "diligence_rate", "positive_known_rate", "creation_rate", "abandon_rate",
)  # fmt: skip
MOST = 4


def read(session: Session, course_id: str) -> dict[str, Any] | None:
    found = services.public_results(session, course_id)
    if found is None or found[0].withdrawn_at is not None:
        return None
    publication, _every = found
    by_name = {figure.name: figure for figure in publication.figures if figure.value is not None}
    first = [by_name[name] for name in FIRST if name in by_name][:MOST]
    return {"publication": publication, "figures": first, "words": words}


plug_results(read, "quality/results/panel.html")
