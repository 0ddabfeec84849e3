"""Asking for an audit file: the period, the people, and what is already known to be missing."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.accompaniment.rules import sort_key
from app.core.access import Actor, Role, require
from app.core.clock import now, paris, today
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import STATUS_LABELS, Status
from app.quality.audit import lacks, naming, policies, queries, sampling
from app.quality.audit.content import contents
from app.quality.audit.lacks import Missing
from app.quality.audit.pieces import Person, Scope
from app.quality.audit.sampling import Candidate, Drawn
from app.quality.grid import grid_on


@dataclass(frozen=True, slots=True)
class Question:
    """What a file is made from. Equal questions give equal files, whoever asks."""

    organisation_id: str
    slug: str
    name: str
    period: Period
    ids: tuple[str, ...]
    drawn: Drawn = field(default_factory=Drawn)
    with_works: bool = False
    seen_at: datetime = field(default_factory=now)

    @property
    def reader(self) -> Actor:
        """The organisation reading its own figures: what is in a file does not depend on who asks for it."""
        return Actor("", self.organisation_id, self.slug, self.name, self.name, "", frozenset({Role.QUALITY}))


@dataclass(frozen=True, slots=True)
class Opened:
    """A question with what it is about: the people in their places, and what their folders lack."""

    scope: Scope
    gaps: tuple[Missing, ...]
    drawn: Drawn

    def gaps_of(self, person: Person) -> list[Missing]:
        return [one for one in self.gaps if one.enrolment_id == person.enrolment.id]


def candidates(session: Session, actor: Actor, period: Period) -> list[Candidate]:
    """The paths that a period has seen, by name."""
    require(policies.may_make(actor))
    grid_on(period.end)
    return _candidates(session, actor.organisation_id, period)


def _candidates(session: Session, organisation_id: str, period: Period) -> list[Candidate]:
    found = [
        Candidate(
            row.id, row.name, row.course_id, row.course, row.starts_on, row.status, row.exit_reason or "",
            outcome_words(row.status, row.exit_reason),
        )
        for row in queries.candidates(session, organisation_id, period)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (sort_key(one.name), one.starts_on, one.id))


def outcome_words(status: str, exit_reason: str | None) -> str:
    """« parcours terminé : activité créée »"""
    reason = outcome_of(exit_reason)
    words = _(STATUS_LABELS[Status(status)])
    return f"{words} : {_(reason.label)}" if reason else words


def new_seed() -> str:
    return sampling.seed_from(secrets.token_bytes(10))


def read_size(text: str) -> int:
    most = contents().most_people
    number = int(text) if text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) < 6 else 0
    if not 1 <= number <= most:
        message = _("Choisissez un nombre de parcours entre 1 et %(most)s.") % {"most": most}
        raise Invalid(message, [FieldError("taille", message)])
    return number


def ask(
    session: Session,
    actor: Actor,
    period: Period,
    *,
    ids: Sequence[str] | None = None,
    size: int | None = None,
    seed: str = "",
    by: Sequence[str] = (),
    with_works: bool = False,
) -> Question:
    """A sound question. Without `ids`, everybody, or as many as a file may hold, drawn; `size` draws so many.

    Not of the organisation: NotFound. Not of the period, or too many: Invalid.
    """
    require(policies.may_make(actor))
    grid_on(period.end)
    found = _candidates(session, actor.organisation_id, period)
    most, drawn = contents().most_people, Drawn()
    if ids is not None:
        chosen = _chosen(session, actor, found, ids)
    else:
        count = min(size or most, most)
        chosen = [one.id for one in found]
        if size is not None or len(found) > most:
            drawn = Drawn(sampling.clean_seed(seed) or _standing_seed(period), tuple(by or contents().strata))
            chosen = [one.id for one in sampling.draw(found, count, drawn.seed, drawn.by)]
    if len(chosen) > most:
        message = _("Un dossier d'audit tient %(most)s parcours au plus. Choisissez-en moins.") % {"most": most}
        raise Invalid(message, [FieldError("sample", message)])
    return Question(
        actor.organisation_id, actor.organisation_slug, actor.organisation_name, period, tuple(chosen), drawn, with_works,
        min(period.until, paris(today(), 0)),
    )  # fmt: skip


def _standing_seed(period: Period) -> str:
    """The seed of who says none: the same question keeps the same people."""
    return f"{period.start.isoformat()}-{period.end.isoformat()}"


def _chosen(session: Session, actor: Actor, found: Sequence[Candidate], ids: Sequence[str]) -> list[str]:
    """The paths asked for, each once, in the order of the names."""
    wanted = dict.fromkeys(ids)
    in_period = [one.id for one in found if one.id in wanted]
    if outside := wanted.keys() - set(in_period):
        known = {one.id for one in queries.paths(session, actor, outside)}
        if outside - known:
            raise NotFound(_("Un des parcours demandés n'existe pas dans votre organisation. Rien n'a été fait."))
        message = _("Un des parcours demandés n'a pas été suivi sur cette période. Changez la période ou la liste.")
        raise Invalid(message, [FieldError("sample", message)])
    return in_period


def open_question(session: Session, question: Question) -> Opened:
    """The people of a question and what their folders lack, in a fixed number of statements."""
    found = queries.paths(session, question.reader, question.ids) if question.ids else []
    titles = queries.courses(session, {one.course_id for one in found}) if found else {}
    folders = {one.id: naming.folder_of(n, one.learner_name, len(found)) for n, one in enumerate(found, 1)}
    people = tuple(
        Person(n, one, folders[one.id], titles[one.course_id], _others(found, one, folders))
        for n, one in enumerate(found, 1)
    )
    scope = Scope(question.reader, question.period, people, question.seen_at, question.with_works)
    gaps = lacks.missing(session, found, question.period, question.seen_at)
    return Opened(scope, tuple(gaps), question.drawn)


def _others(found: Sequence[EnrolmentRow], path: EnrolmentRow, folders: dict[str, str]) -> tuple[str, ...]:
    return tuple(folders[one.id] for one in found if one.learner_id == path.learner_id and one.id != path.id)


def reader_of(session: Session, organisation_id: str) -> Actor:
    """An organisation reading its own figures."""
    place = queries.place(session, organisation_id)
    return Actor("", organisation_id, place.slug, place.name, place.name, "", frozenset({Role.QUALITY}))


def drawn_with(session: Session, question: Question, seed: str, by: Sequence[str]) -> Question:
    """The same people, with the draw that they came from; a list that this draw does not give was chosen by hand."""
    kept = sampling.clean_seed(seed)
    if not kept:
        return question
    found = _candidates(session, question.organisation_id, question.period)
    again = sampling.draw(found, len(question.ids), kept, by)
    same = {one.id for one in again} == set(question.ids)
    return replace(question, drawn=Drawn(kept, tuple(by))) if same else question
