"""The small course published again, its work read with a rubric."""

import shutil
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from app.core.access import Role
from app.courses.services.importing import import_course
from tests.factories.house import SMALL_COURSE, Place

RUBRIC: dict[str, Any] = {
    "levels": ["Pas encore", "En bonne voie", "Acquis"],
    "criteria": [
        {
            "title": "On comprend",
            "competence": "P2.1",
            "describes": ["On devine.", "On suit avec effort.", "On comprend tout."],
        },
        {"title": "On peut vérifier", "competence": "P1.1"},
        {"title": "C'est tenu", "description": "Les dates sont là."},
    ],
}


def write_rubric(folder: Path, rubric: Any = None, **more: Any) -> Path:
    """The small course in an empty folder, its work with this rubric (or with other fields of the head)."""
    shutil.copytree(SMALL_COURSE, folder, dirs_exist_ok=True)
    work = folder / "activities" / "travail.md"
    _before, head, text = work.read_text().split("---\n", 2)
    written = yaml.safe_load(head)
    del written["criteria"]
    written |= {"rubric": RUBRIC if rubric is None else rubric} | more
    work.write_text(f"---\n{yaml.safe_dump(written, allow_unicode=True, sort_keys=False)}---\n{text}")
    return folder


def publish_rubric(session: Session, place: Place, folder: Path, rubric: Any = None) -> None:
    import_course(session, place.actor(Role.ADMIN), write_rubric(folder, rubric))
