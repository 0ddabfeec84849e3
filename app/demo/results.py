"""The results that the organisation of the demonstration has shown, and the review of its year."""

from datetime import date, datetime, timedelta

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.periods import Period
from app.courses import queries as courses
from app.enrolments.exits import services as exits
from app.quality.measures import scopes
from app.quality.measures import services as engine
from app.quality.results import services as publishing
from app.quality.reviews import services as reviewing
from app.quality.reviews.services import Decided

COURSE = "creer-son-activite"


def show_results(db: Database, quality: Actor, admin: Actor, suffix: str, now: datetime) -> None:
    """Two publications, the second older than a correction; next door, too few people for a rate."""
    today = clock.local(now).date()
    if suffix:
        _publish(db, quality, now - timedelta(days=12), _months(today, 4, 1), "")
        return
    _publish(
        db, quality, now - timedelta(days=75), _months(today, 15, 4),
        "Première publication : le parcours avait alors reçu peu de personnes.",
    )  # fmt: skip
    current = _months(today, 12, 1)
    _publish(db, quality, now - timedelta(days=12), current, "")
    with clock.at(now - timedelta(days=5)), db.writing() as session:
        counted = engine.read_behind(
            session, quality, "creation_rate", current, scopes.whole(quality), "denominator"
        ).rows
        for row in reversed(counted):
            if not row.part and row.enrolment_id and row.on_day:
                exits.correct_exit(
                    session, admin, row.enrolment_id, row.on_day, "business_created",
                    "La personne a envoyé son numéro SIRET : son activité était créée le jour de sa sortie.",
                )  # fmt: skip
                break


def review_the_year(db: Database, quality: Actor, trainer: Actor, now: datetime) -> None:
    year = clock.local(now).year
    with clock.at(now - timedelta(days=9)), db.writing() as session:
        course = courses.course_by_slug(session, quality.organisation_id, COURSE)
        assert course is not None
        parts = {element.key: element for element in reviewing.read_review(session, quality, COURSE, year).elements}
        sequences = [key for key in parts if key.startswith("sequence:")]
        review = reviewing.open_review(session, quality, COURSE, year)
        reviewing.write_summary(
            session, quality, COURSE, year,
            "Les entrées chaque lundi sont bien vécues. Les sorties avant le terme tiennent surtout à l'emploi retrouvé.",
            review.version,
        )  # fmt: skip
        due = date(year + 1, 1, 31)
        for said in (
            Decided("course", "keep", "L'entrée chaque lundi : les personnes attendent peu et trouvent leur place."),
            Decided(sequences[2], "change", "Trop long à distance : à couper en deux, avec un appel au milieu.",
                    trainer.account_id, due),
            Decided(sequences[-1], "stop", "Fait double emploi avec le rendez-vous de clôture.", trainer.account_id, due),
        ):  # fmt: skip
            reviewing.decide(session, trainer, COURSE, year, said)


def close_last_year(db: Database, quality: Actor, now: datetime) -> None:
    """The review of the year before, closed: the course was only being prepared."""
    year = clock.local(now).year - 1
    with clock.at(now - timedelta(days=60)), db.writing() as session:
        review = reviewing.open_review(session, quality, COURSE, year)
        reviewing.write_summary(
            session,
            quality,
            COURSE,
            year,
            "Année de préparation : personne n'est encore entré dans le parcours.",
            review.version,
        )
        reviewing.close_review(session, quality, COURSE, year)


def _publish(db: Database, quality: Actor, at: datetime, period: Period, note: str) -> None:
    with clock.at(at), db.writing() as session:
        seen = publishing.preview(session, quality, COURSE, period).seen
        publishing.publish(session, quality, COURSE, period, seen, note)


def _months(today: date, first: int, last: int) -> Period:
    """From the beginning of the month so many months ago to the end of another one."""
    start, after = (_month(today, back) for back in (first, last - 1))
    return Period(start, after - timedelta(days=1))


def _month(today: date, back: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)
