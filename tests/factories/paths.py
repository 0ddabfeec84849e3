"""Learners on their way in the small course."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.courses import queries as courses
from app.courses.outline import Activity, Outline, current_outline
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.identity.models import Account
from tests.factories.house import ENTRY, House, Place


def enrolled(
    session: Session,
    house: House,
    *,
    place: Place | None = None,
    email: str = "",
    name: str = "Nadia Test",
    starts_on: date = ENTRY,
    adviser: bool = True,
) -> Enrolment:
    """The learner of the house, or the person with this address, in the small course from `starts_on`."""
    place = place or house.demo
    return enrolling.enrol(
        session,
        place.actor(Role.ADMIN),
        house.course_slug,
        learner_email=email or place.people["learner"].email,
        learner_name=name,
        starts_on=starts_on,
        adviser_email=place.people["adviser"].email if adviser else None,
        site_id=place.site_id,
    )


def learner_of(session: Session, place: Place, enrolment: Enrolment) -> Actor:
    """The person of an enrolment, as an actor."""
    account = session.scalars(select(Account).where(Account.id == enrolment.learner_id)).one()
    return Actor(account.id, place.id, place.slug, place.slug, account.name, account.email, frozenset({Role.LEARNER}))


def small_course(session: Session, place: Place) -> Outline:
    course = courses.course_by_slug(session, place.id, "petit-parcours")
    assert course is not None
    return current_outline(session, course.id)


def activity(outline: Outline, key: str) -> Activity:
    """An activity of the small course by its key: accueil, voix, fiche, ailleurs, questions, travail, niveaux, fil, seance."""
    return next(found for found in outline.activities.values() if found.key == key)
