"""The annual review of a course: its figures beside those of the year before, what is decided of its parts, its closing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import STAFF, Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _, speaking
from app.core.journal import record
from app.core.periods import Period
from app.courses.outline import outline
from app.feedback import queries as feedback
from app.feedback.improvements import services as improvements
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.quality import policies
from app.quality.measures import services as engine
from app.quality.measures.queries import COURSE
from app.quality.measures.scopes import Scope
from app.quality.reviews import queries, rules
from app.quality.reviews.events import CourseReviewed
from app.quality.reviews.models import CourseReview, CourseReviewPoint
from app.quality.reviews.rules import Element, Line


@dataclass(frozen=True, slots=True)
class Held:
    """A year of a course. `review` None: nobody has opened it yet. Closed: `lines` are those of the day it was."""

    course: AnyRow
    year: int
    review: AnyRow | None
    lines: list[Line]
    points: list[AnyRow]
    elements: list[Element]
    obstacles: list[str]

    @property
    def is_closed(self) -> bool:
        return self.review is not None and self.review.closed_at is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """A course and its reviews: year → closed or not."""

    slug: str
    title: str
    years: list[tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the team says of one part of a course."""

    element: str
    decision: str
    words: str
    owner_id: str = ""
    due_on: date | None = None


def read_list(session: Session, actor: Actor) -> list[Listed]:
    require(policies.may_read_reviews(actor))
    known: dict[str, list[tuple[int, bool]]] = {}
    for row in queries.reviews(session, actor.organisation_id):
        known.setdefault(row.course_id, []).append((row.year, row.closed_at is not None))
    return [
        Listed(row.slug, row.title, known.get(row.id, [])) for row in queries.courses(session, actor.organisation_id)
    ]


def read_review(session: Session, actor: Actor, slug: str, year: int) -> Held:
    """A closed review is read as it was; another is counted now."""
    require(policies.may_read_reviews(actor))
    course = _course(session, actor, slug)
    _sound_year(year)
    review = queries.review(session, course.id, year)
    points = list(queries.points(session, review.id)) if review else []
    if review and review.closed_at is not None:
        return Held(course, year, review, rules.read_back(review.figures["lines"]), points, [], [])
    found = _lines(session, actor, course, year)
    missing = rules.obstacles(points, review.summary, today()) if review else []
    return Held(course, year, review, found, points, _elements(session, course), missing)


def open_review(session: Session, actor: Actor, slug: str, year: int) -> CourseReview:
    """Begin the review of a year; the one that is already there otherwise."""
    require(policies.may_review_courses(actor))
    course = _course(session, actor, slug)
    _sound_year(year)
    if year > today().year:
        raise Invalid(_("Cette année n'a pas commencé."), [FieldError("annee", _("Cette année n'a pas commencé."))])
    ledger.take_turn(session, actor.organisation_id)
    if found := queries.review_to_change(session, course.id, year):
        return found
    review = CourseReview(
        organisation_id=actor.organisation_id,
        course_id=course.id,
        year=year,
        opened_by=actor.account_id,
        opened_at=now(),
    )
    session.add(review)
    session.flush()
    return review


def write_summary(session: Session, actor: Actor, slug: str, year: int, words: str, version: int) -> CourseReview:
    """What the team keeps of the year. Two people who write at once: the second is told."""
    review, _found = _open(session, actor, slug, year)
    if review.version != version:
        raise Conflict(
            _("Quelqu'un a changé ce texte entre-temps. Le vôtre n'est pas enregistré : rechargez, puis complétez.")
        )
    review.summary = words.strip()[: rules.LONGEST_SUMMARY]
    session.flush()
    return review


def decide(session: Session, actor: Actor, slug: str, year: int, said: Decided) -> CourseReviewPoint:
    """Keep, change or stop one part of a course; said again, the latest stays."""
    review, course = _open(session, actor, slug, year)
    title = next((one.title for one in _elements(session, course) if one.key == said.element), None)
    wrong = []
    if title is None:
        wrong.append(FieldError("element", _("Choisissez une partie du parcours dans la liste.")))
    if said.decision not in list(rules.Decision):
        wrong.append(FieldError("decision", _("Choisissez : garder, changer ou arrêter.")))
    words = said.words.strip()
    if not words or len(words) > rules.LONGEST_WORDS:
        wrong.append(FieldError("words", _("Dites pourquoi, en quelques mots.")))
    if said.owner_id and said.owner_id not in team(session, actor):
        wrong.append(FieldError("owner_id", _("Choisissez une personne de l'équipe.")))
    if said.due_on and said.decision in rules.TO_DO and said.due_on < today():
        wrong.append(FieldError("due_on", _("Donnez une date à venir.")))
    if wrong:
        raise Invalid(_("La décision n'est pas encore enregistrée."), wrong)
    point = queries.point_to_change(session, review.id, said.element)
    if point is None:
        point = CourseReviewPoint(organisation_id=actor.organisation_id, review_id=review.id, element=said.element)
        session.add(point)
    point.title, point.decision, point.words = (title or "")[:200], said.decision, words
    point.owner_id, point.due_on = said.owner_id or None, said.due_on
    point.by_id, point.at = actor.account_id, now()
    session.flush()
    return point


def take_back(session: Session, actor: Actor, slug: str, year: int, element: str) -> None:
    """A decision that the team takes back while the review is open."""
    review, _course = _open(session, actor, slug, year)
    if point := queries.point_to_change(session, review.id, element):
        session.delete(point)
        session.flush()


def close_review(session: Session, actor: Actor, slug: str, year: int) -> CourseReview:
    """Freeze the figures and the words. What is to change or to stop becomes an improvement action of its owner."""
    require(policies.may_close_review(actor))
    course = _course(session, actor, slug)
    ledger.take_turn(session, actor.organisation_id)
    review = queries.review_to_change(session, course.id, year)
    if review is None:
        raise NotFound(_("Ce bilan n'est pas ouvert. Ouvrez-le d'abord."))
    if review.closed_at is not None:
        return review
    points = queries.points_to_change(session, review.id)
    if missing := rules.obstacles(points, review.summary, today()):
        raise Conflict(_("Le bilan n'est pas clos. %(what)s") % {"what": " ".join(missing)})
    for point in points:
        if point.decision in rules.TO_DO and point.action_id is None:
            point.action_id = improvements.decide(session, actor, _action(course, year, point))
    with speaking("fr"):  # written once and kept, whoever closes
        review.figures = {"lines": rules.kept(_lines(session, actor, course, year))}
    review.closed_at, review.closed_by = now(), actor.account_id
    session.flush()
    ledger.append(
        session, actor, Kind.COURSE_REVIEWED, person_id=None, proof_kind="course_review", proof_id=review.id,
        facts={"course_id": course.id, "year": year, "points": len(points)},
    )  # fmt: skip
    record(session, actor, CourseReviewed(review.id, course.id, year))
    return review


def team(session: Session, actor: Actor) -> dict[str, str]:
    """Account id → name of those who may be given something to do."""
    staff = {role.value for role in STAFF}
    return {row.account_id: row.name for row in identity.members(session, actor.organisation_id) if row.role in staff}


def _action(course: AnyRow, year: int, point: CourseReviewPoint) -> improvements.Decided:
    said = _("%(decision)s : %(what)s") % {
        "decision": _(rules.DECISIONS[rules.Decision(point.decision)]),
        "what": point.title,
    }
    return improvements.Decided(
        title=said[:200], due_on=point.due_on, owner_id=point.owner_id or "", origin="review", origin_id=point.id,
        origin_words=_("Bilan %(year)s de « %(course)s »") % {"year": year, "course": course.title}, cause=point.words,
        course_id=course.id,
    )  # fmt: skip


def _open(session: Session, actor: Actor, slug: str, year: int) -> tuple[CourseReview, AnyRow]:
    """A review that may still be written, opened when it was not."""
    review = open_review(session, actor, slug, year)
    if review.closed_at is not None:
        raise Conflict(
            _("Ce bilan est clos : il ne change plus. Notez ce qui vient dans le bilan de l'année suivante.")
        )
    return review, _course(session, actor, slug)


def _course(session: Session, actor: Actor, slug: str) -> AnyRow:
    found = queries.course_named(session, actor.organisation_id, slug)
    if found is None:
        raise NotFound()
    return found


def _sound_year(year: int) -> None:
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        message = _("Cette année n'est pas possible.")
        raise Invalid(message, [FieldError("annee", message)])


def _lines(session: Session, actor: Actor, course: AnyRow, year: int) -> list[Line]:
    scope = Scope(actor.organisation_id, COURSE, course.id, course.title)
    years = [Period(date(each, 1, 1), date(each, 12, 31)) for each in (year, year - 1)]
    this, last = (engine.figures_of(session, scope, period, rules.CODES) for period in years)
    seats = (queries.seats(session, course.id, years[0]), queries.seats(session, course.id, years[1]))
    both = Period(years[1].start, years[0].end)
    received = [row for row in feedback.complaints(session, actor.organisation_id, both) if row.course_id == course.id]
    here = sum(row.received_at >= years[0].since for row in received)
    return rules.lines(seats, (here, len(received) - here), this, last)


def _elements(session: Session, course: AnyRow) -> list[Element]:
    plan = outline(session, course.edition_id)
    found = [Element("course", _("Le parcours entier"))]
    for block in plan.blocks:
        found.append(
            Element(f"block:{block.id}", _("Bloc %(n)s : %(title)s") % {"n": block.position, "title": block.title})
        )
        found += [Element(f"sequence:{one.id}", one.title, 1) for one in plan.sequences if one.block_id == block.id]
    return found
