"""A year in the small course, lived through the services: three people went, one is here, one was there before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.attendance import services as attendance
from app.core import clock
from app.core.access import Actor, Role
from app.courses.outline import Outline
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.forum import services as forum
from app.learning import services as learning
from app.messaging import services as messaging
from app.scheduling import services as scheduling
from tests.factories.house import House, Place
from tests.factories.paths import activity, enrolled, learner_of, small_course

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@dataclass
class Story:
    house: House
    place: Place
    outline: Outline
    ada: Enrolment  # finished, everything done
    bea: Enrolment  # left, looking for a job
    carl: Enrolment  # left for a permanent job
    dina: Enrolment  # here, and pausing
    old: Enrolment  # finished the year before
    ada_actor: Actor

    def actor(self, role: Role) -> Actor:
        return self.place.actor(role)


def on(day: date, hour: int = 10) -> datetime:
    return clock.paris(day, hour)


def tell(session: Session, house: House, place: Place | None = None) -> Story:
    place = place or house.demo
    outline = small_course(session, place)
    prefix = "" if place is house.demo else "v-"
    adviser, trainer = place.actor(Role.ADVISER), place.actor(Role.TRAINER)

    def enter(name: str, asked: date, starts: date, adviser_named: bool = True) -> Enrolment:
        with clock.at(on(asked)):
            email = f"{prefix}{name.lower()}@demo.example"
            path = enrolled(
                session, house, place=place, email=email, name=name, starts_on=starts, adviser=adviser_named
            )
        with clock.at(on(starts)):
            enrolling.start(session, adviser, path.id, starts)
        return path

    def close(path: Enrolment, day: date, act: Callable[..., Enrolment], reason: str | None) -> None:
        with clock.at(on(day, 17)):
            act(session, adviser, path.id, day, exit_reason=reason)

    old = enter("Olga", date(2025, 5, 1), date(2025, 5, 5))
    close(old, date(2025, 5, 23), enrolling.finish, None)
    ada = enter("Ada", date(2026, 7, 20), date(2026, 8, 3))
    bea = enter("Bea", date(2026, 7, 30), date(2026, 8, 3), adviser_named=False)
    carl = enter("Carl", date(2026, 8, 10), date(2026, 8, 17))
    dina = enter("Dina", date(2026, 11, 10), date(2026, 11, 16))
    ada_actor = learner_of(session, place, ada)
    _learn(session, place, outline, ada, ada_actor)
    _meet(session, place, ada, bea)
    with clock.at(on(date(2026, 8, 12))):
        messaging.send(session, ada_actor, ada.id, "Bonjour, une question.")
        messaging.send(session, adviser, ada.id, "Bonjour Ada, voici la réponse.")
        thread = forum.open_thread(session, ada_actor, "Qui vend au marché ?", "Je cherche des conseils.")
        forum.post(session, trainer, thread.id, "Regardez la fiche.")
    close(bea, date(2026, 8, 14), enrolling.leave, "job_search")
    close(ada, date(2026, 8, 21), enrolling.finish, "business_created")
    close(carl, date(2026, 8, 28), enrolling.leave, "permanent_job")
    with clock.at(on(date(2026, 11, 18))):
        enrolling.pause(session, adviser, dina.id, date(2026, 11, 18), "santé")
    return Story(house, place, outline, ada, bea, carl, dina, old, ada_actor)


def _learn(session: Session, place: Place, outline: Outline, path: Enrolment, person: Actor) -> None:
    adviser, trainer = place.actor(Role.ADVISER), place.actor(Role.TRAINER)
    competences = [c.id for block in outline.blocks for c in block.competences]
    with clock.at(on(date(2026, 8, 4))):
        learning.complete_activity(session, person, path.id, activity(outline, "accueil").id)
        assessing.rate_levels(session, person, path.id, None, "entry", "learner", dict.fromkeys(competences, 1))
        assessing.rate_levels(session, adviser, path.id, None, "entry", "adviser", dict.fromkeys(competences, 2))
    with clock.at(on(date(2026, 8, 11))):
        work = activity(outline, "travail")
        sent = assessing.submit_work(session, person, path.id, work.id, "Mon premier essai.", None)
    with clock.at(on(date(2026, 8, 13))):
        assessing.review_work(
            session, trainer, sent.submission_id, "accepted", "Très clair.", {"1": "met", "2": "partly"}
        )
    with clock.at(on(date(2026, 8, 20))):
        assessing.rate_levels(session, person, path.id, None, "exit", "learner", dict.fromkeys(competences, 3))
        gains = {competences[0]: 3, competences[1]: 2, competences[2]: 2}
        assessing.rate_levels(session, adviser, path.id, None, "exit", "adviser", gains)


def _meet(session: Session, place: Place, ada: Enrolment, bea: Enrolment) -> None:
    trainer = place.actor(Role.TRAINER)
    with clock.at(on(date(2026, 8, 5))):
        meeting = scheduling.plan_session(
            session, trainer, "petit-parcours", "Atelier du jeudi",
            on(date(2026, 8, 6), 9), on(date(2026, 8, 6), 17), "on_site", 12, site_id=place.site_id,
        )  # fmt: skip
        for path in (ada, bea):
            scheduling.book(session, trainer, meeting.id, path.id)
    with clock.at(on(date(2026, 8, 6), 17)):
        for path, half_day, present in (
            (ada, "morning", True), (ada, "afternoon", True), (bea, "morning", True), (bea, "afternoon", False),
        ):  # fmt: skip
            attendance.record_attendance(
                session, trainer, meeting.id, path.id, half_day, present, "" if present else "rendez-vous"
            )
