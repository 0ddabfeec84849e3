"""The small course with what gives no mark: a survey under one's name, another without it, a choice, a checklist."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.periods import Period
from app.courses import queries as courses
from app.courses.outline import Activity, Outline, current_outline
from app.courses.services.importing import import_course
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.ledger.models import LedgerEntry
from tests.factories.house import ENTRY, SMALL_COURSE, House, Place
from tests.factories.paths import activity, enrolled, learner_of

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))

HEAD = """\
---
kind: {kind}
title: {title}
minutes: 10
place: remote
timing: asynchronous
people: individual
guidance: self_study
why: Votre avis compte.
"""

SURVEY = """\
questions:
  - {ask: "Le rythme vous convient-il ?", kind: scale, low: pas du tout, high: tout à fait}
  - {ask: "Que garderiez-vous ?", kind: several, options: [Les ateliers, Les lectures, Les quiz]}
  - {ask: "Comment venez-vous ?", kind: one, options: [À pied, En voiture], required: false}
  - {ask: "Combien d'heures par semaine ?", kind: number, low: 0, high: 60, required: false}
  - {ask: Un mot à l'équipe, kind: text, required: false}
"""

ACTIVITIES = {
    "avis": HEAD.format(kind="survey", title="Votre avis") + SURVEY + "---\nDites-nous.\n",
    "avis-libre": HEAD.format(kind="survey", title="Votre avis sans votre nom")
    + "anonymous: true\n"
    + SURVEY
    + "---\n",
    "creneau": HEAD.format(kind="choice", title="Quel atelier ?")
    + "options: [{title: Photographier ses produits, places: 1}, {title: Tenir sa caisse, places: 2}, {title: Écrire un tract}]\n"
    "results: after\n---\nChoisissez un thème.\n",
    "liste": HEAD.format(kind="checklist", title="Avant d'ouvrir")
    + "items:\n  - J'ai **mon numéro** d'entreprise\n  - Mon assurance est signée\n  - Mon compte est ouvert\n---\nCochez.\n",
}


def opinions_course(folder: Path, slug: str = "petit-parcours") -> Path:
    """Written into an empty folder."""
    shutil.copytree(SMALL_COURSE, folder, dirs_exist_ok=True)
    head = folder / "course.yaml"
    text = head.read_text().replace("slug: petit-parcours", f"slug: {slug}")
    head.write_text(text.replace("travail, fil]", f"travail, fil, {', '.join(ACTIVITIES)}]"))
    for key, text in ACTIVITIES.items():
        (folder / "activities" / f"{key}.md").write_text(text)
    return folder


def published(session: Session, place: Place, folder: Path, slug: str = "petit-parcours") -> Outline:
    """What learners of the organisation see once the folder is imported."""
    import_course(session, place.actor(Role.ADMIN), folder)
    course = courses.course_by_slug(session, place.id, slug)
    assert course is not None
    return current_outline(session, course.id)


class Ground:
    """The course, published, and the learner of the house on the way in it. `key` is the activity that a test is about."""

    def __init__(self, session: Session, house: House, folder: Path, key: str = "avis") -> None:
        self.session, self.house, self.folder, self.key = session, house, folder, key
        self.outline: Outline = published(session, house.demo, opinions_course(folder))
        self.enrolment: Enrolment = enrolled(session, house)
        enrolling.start(session, house.actor("admin"), self.enrolment.id, ENTRY)
        self.me = house.actor("learner")

    def activity(self, key: str = "") -> Activity:
        return activity(self.outline, key or self.key)

    def content(self, key: str = "") -> dict[str, Any]:
        content = courses.content_of(self.session, self.outline.edition_id, self.activity(key).id)
        assert content is not None
        return content

    def edit(self, old: str, new: str) -> None:
        """A new edition, in which the activity says something else."""
        path = self.folder / "activities" / f"{self.key}.md"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        self.outline = published(self.session, self.house.demo, self.folder)

    def somebody(self, number: int) -> Actor:
        """Another person on the way."""
        path = enrolled(self.session, self.house, email=f"p{number}@demo.example", name=f"Personne {number}")
        enrolling.start(self.session, self.house.actor("admin"), path.id, ENTRY)
        return learner_of(self.session, self.house.demo, path)

    def traces(self, kind: str) -> list[LedgerEntry]:
        found = select(LedgerEntry).where(LedgerEntry.kind == kind).order_by(LedgerEntry.number)
        return list(self.session.scalars(found))
