"""Publishing the results of a course: look first, publish what was seen, withdraw with a reason. Nothing moves by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import N_, _, speaking
from app.core.journal import record
from app.core.periods import Period
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.quality import policies
from app.quality.measures import services as engine
from app.quality.measures.catalogue import measures
from app.quality.measures.queries import COURSE
from app.quality.measures.scopes import Scope
from app.quality.results import queries, rules
from app.quality.results.events import ResultsPublished, ResultsWithdrawn
from app.quality.results.models import ResultPublication
from app.quality.results.rules import Difference, Shown

SOURCES = {
    "voices": N_("Questionnaires de satisfaction de Bidaide"),
    "outcomes": N_("Situations déclarées à la sortie et aux nouvelles prises ensuite"),
}
SOURCE = N_("Registre et dossiers de Bidaide")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be public. `seen` is the mark of the rows: publishing says which figures were looked at."""

    course: AnyRow
    period: Period
    figures: list[Shown]
    seen: str


@dataclass(frozen=True, slots=True)
class Public:
    """A publication as anybody reads it. Withdrawn: its numbers are no longer shown, and why is."""

    id: str
    number: int
    title: str
    period: Period
    published_at: datetime
    note: str
    figures: list[Shown]
    withdrawn_at: datetime | None
    withdrawn_because: str
    replaced: bool  # a later one is read instead


@dataclass(frozen=True, slots=True)
class Held:
    """A publication for the team: what was frozen, and how it differs from what is counted today."""

    row: AnyRow
    figures: list[Shown]
    today: list[Shown]
    differences: list[Difference]
    rows_changed: bool  # the rows behind are no longer the same, whatever the numbers
    old: bool
    current: bool  # the public reads this one


@dataclass(frozen=True, slots=True)
class Course:
    """A course and the publications it has had, the latest first."""

    slug: str
    title: str
    publications: list[AnyRow]
    current: AnyRow | None
    old: bool


def preview(session: Session, actor: Actor, slug: str, period: Period) -> Preview:
    """What the public would read of a course over a period."""
    require(policies.may_publish_results(actor))
    course = _course(session, actor, slug)
    _sound(period)
    return _made(session, actor.organisation_id, course, period)


def publish(session: Session, actor: Actor, slug: str, period: Period, seen: str, note: str = "") -> ResultPublication:
    """Freeze the figures that were looked at and show them to everybody. The same ones again change nothing."""
    require(policies.may_publish_results(actor))
    course = _course(session, actor, slug)
    _sound(period)
    ledger.take_turn(session, actor.organisation_id)
    words = note.strip()[: rules.LONGEST_NOTE]
    made = _made(session, actor.organisation_id, course, period)
    if made.seen != seen:
        raise Conflict(
            _("Les chiffres ont changé depuis l'aperçu. Rien n'a été publié : regardez-les de nouveau, puis publiez.")
        )
    latest = queries.latest(session, course.id)
    same = (period.start, period.end, made.seen, words)
    if latest and (latest.starts_on, latest.ends_on, latest.fingerprint, latest.note) == same:
        return latest
    publication = ResultPublication(
        organisation_id=actor.organisation_id,
        course_id=course.id,
        number=queries.last_number(session, course.id) + 1,
        title=course.title,
        starts_on=period.start,
        ends_on=period.end,
        figures=rules.kept(made.figures),
        fingerprint=made.seen,
        note=words,
        published_at=now(),
        published_by=actor.account_id,
    )
    session.add(publication)
    session.flush()
    _prove(session, actor, Kind.RESULTS_PUBLISHED, publication)
    record(session, actor, ResultsPublished(publication.id, course.id, publication.number))
    return publication


def withdraw(session: Session, actor: Actor, publication_id: str, reason: str) -> ResultPublication:
    """Stop showing the numbers of a publication; that it was there, and why it no longer is, stays public."""
    require(policies.may_publish_results(actor))
    ledger.take_turn(session, actor.organisation_id)
    publication = queries.publication_to_change(session, actor.organisation_id, publication_id)
    if publication is None:
        raise NotFound()
    if publication.withdrawn_at is not None:
        return publication
    words = reason.strip()
    if not words:
        message = _("Dites pourquoi ces résultats sont retirés : la raison est publique.")
        raise Invalid(message, [FieldError("reason", message)])
    publication.withdrawn_at, publication.withdrawn_by = now(), actor.account_id
    publication.withdrawn_because = words[: rules.LONGEST_REASON]
    _prove(session, actor, Kind.RESULTS_WITHDRAWN, publication)
    record(session, actor, ResultsWithdrawn(publication.id, publication.course_id, publication.number))
    return publication


def read_log(session: Session, actor: Actor) -> list[Course]:
    """What was public, course by course, and when."""
    require(policies.may_read_quality(actor))
    rows = queries.log(session, actor.organisation_id)
    known = {row.slug: row.title for row in queries.courses(session, actor.organisation_id)}
    titles = known | {row.slug: row.title for row in reversed(rows) if row.slug not in known}
    found = []
    for slug, title in titles.items():
        some = [row for row in rows if row.slug == slug]
        current = next((row for row in some if row.withdrawn_at is None), None)
        old = current is not None and rules.is_old(current.published_at, now())
        found.append(Course(slug, title, some, current, old))
    return found


def read_publication(session: Session, actor: Actor, publication_id: str) -> Held:
    """A publication beside what is counted today over the same days. The public page stays as it is."""
    require(policies.may_read_quality(actor))
    row = queries.publication(session, actor.organisation_id, publication_id)
    if row is None:
        raise NotFound()
    made = _made(session, actor.organisation_id, row, Period(row.starts_on, row.ends_on), course_id=row.course_id)
    frozen = rules.read_back(row.figures)
    latest = queries.latest(session, row.course_id)
    return Held(
        row, frozen, made.figures, rules.differences(frozen, made.figures), made.seen != row.fingerprint,
        rules.is_old(row.published_at, now()), latest is not None and latest.id == row.id,
    )  # fmt: skip


def public_results(session: Session, course_id: str, number: int | None = None) -> tuple[Public, list[Public]] | None:
    """One publication of a course for anybody, the latest unless numbered, and all those it has had. None: there is none."""
    rows = queries.of_course(session, course_id)
    current = next((row.number for row in rows if row.withdrawn_at is None), None)
    every = [_public(row, current) for row in rows]
    wanted = number if number is not None else current
    if wanted is None:
        return (every[0], every) if every else None
    chosen = next((each for each in every if each.number == wanted), None)
    return (chosen, every) if chosen else None


def _public(row: AnyRow, current: int | None) -> Public:
    gone = row.withdrawn_at is not None
    return Public(
        row.id, row.number, row.title, Period(row.starts_on, row.ends_on), row.published_at, row.note,
        [] if gone else rules.read_back(row.figures), row.withdrawn_at, row.withdrawn_because,
        current is not None and row.number != current,
    )  # fmt: skip


def _course(session: Session, actor: Actor, slug: str) -> AnyRow:
    found = queries.course_named(session, actor.organisation_id, slug)
    if found is None:
        raise NotFound()
    return found


def _sound(period: Period) -> None:
    if period.end > today():
        message = _(
            "La période n'est pas finie. Choisissez une date de fin passée : des résultats publiés ne bougent plus."
        )
        raise Invalid(message, [FieldError("au", message)])


def _made(session: Session, organisation_id: str, course: AnyRow, period: Period, course_id: str = "") -> Preview:
    known = measures().measures
    codes = [code for code, measure in known.items() if measure.public]
    scope = Scope(organisation_id, COURSE, course_id or course.id, course.title)
    with speaking("fr"):  # written once and kept, whoever publishes
        figures = engine.figures_of(session, scope, period, codes)
        shown = [
            rules.freeze(figure, known[figure.name].family, _(SOURCES.get(known[figure.name].family, SOURCE)))
            for figure in figures
        ]
    return Preview(course, period, shown, engine.fingerprint(session, scope, period, codes))


def _prove(session: Session, actor: Actor, kind: Kind, publication: ResultPublication) -> None:
    ledger.append(
        session, actor, kind, person_id=None, proof_kind="result_publication", proof_id=publication.id,
        facts={"course_id": publication.course_id, "number": publication.number, "rows": publication.fingerprint},
    )  # fmt: skip


def courses(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """The courses whose results may be published."""
    require(policies.may_read_quality(actor))
    return queries.courses(session, actor.organisation_id)
