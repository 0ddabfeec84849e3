"""How long people wait, and what becomes of them: medians with the number of people they were measured on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import policies, queries, rules
from app.admissions.rules import State, StepState, Way
from app.core.access import Actor, require
from app.core.clock import local
from app.core.i18n import _
from app.core.periods import Period


@dataclass(frozen=True, slots=True)
class Delay:
    """The median of a waiting time in days, measured on `n` of `of` people."""

    key: str
    name: str
    days: float | None
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Share:
    key: str
    name: str
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Figures:
    contacts: int
    delays: tuple[Delay, ...]
    decisions: tuple[Share, ...]
    ways: tuple[Share, ...]
    sources: tuple[Share, ...]
    missed: Share


def of_period(session: Session, actor: Actor, period: Period) -> Figures:
    """Of the people whose first contact falls in a period; those whose names are emptied still count."""
    require(policies.may_see_figures(actor))
    rows = queries.of_period(session, actor.organisation_id, period.since, period.until)
    steps = queries.steps_of_period(session, actor.organisation_id, period.since, period.until)
    total = len(rows)
    # Somebody met face to face is answered at once: only the others say how long an answer takes.
    asked = [row for row in rows if row.way in (Way.FORM, Way.REFERRER)]
    delays = [_delay("answer", _("Première réponse"), ((r.contacted_at, r.answered_at) for r in asked), len(asked))]
    for step in queries.steps(session, actor.organisation_id, archived=True):
        mine = [row for row in steps if row.step_id == step.id]
        done = [(row.contacted_at, row.done_on) for row in mine if row.state == StepState.DONE]
        if mine or step.archived_at is None:
            delays.append(_delay(step.id, step.name, done, total))
    delays.append(_delay("decision", _("Décision"), ((r.contacted_at, r.decided_at) for r in rows), total))
    admitted = [row for row in rows if row.state == State.ADMITTED]
    delays.append(_delay("entry", _("Entrée"), ((r.contacted_at, r.enters_on) for r in admitted), len(admitted)))
    states = Counter(row.state for row in rows)
    ways = Counter(row.way for row in rows)
    sources = Counter(row.source for row in rows if row.source)
    planned = sum(row.state in (StepState.DONE, StepState.MISSED) for row in steps)
    missed = sum(row.state == StepState.MISSED for row in steps)
    return Figures(
        total,
        tuple(delays),
        tuple(Share(state.value, _(said), states[state], total) for state, (said, _k) in rules.STATES.items() if state != State.DOUBLE),
        tuple(Share(way.value, _(said), ways[way], total) for way, said in rules.WAYS.items()),
        tuple(Share(name, name, n, total) for name, n in sources.most_common(12)),
        Share("missed", _("Rendez-vous où la personne n'est pas venue, et pas encore redonnés"), missed, planned),
    )  # fmt: skip


def rows_of(found: Figures) -> Iterable[tuple[str, str, str, int, int]]:
    """(what, name, median, number, denominator) for a spreadsheet."""
    yield _("Sujet"), _("Nom"), _("Délai médian en jours"), _("Nombre"), _("Sur")  # type: ignore[misc]
    yield _("Contacts"), _("Premiers contacts"), "", found.contacts, found.contacts
    for delay in found.delays:
        days = "" if delay.days is None else f"{delay.days:g}".replace(".", ",")
        yield _("Délai depuis le premier contact"), delay.name, days, delay.n, delay.of
    for what, shares in (
        (_("Décision"), found.decisions),
        (_("Voie d'entrée"), found.ways),
        (_("Lieu du premier contact"), found.sources),
        (_("Absences"), (found.missed,)),
    ):
        for share in shares:
            yield what, share.name, "", share.n, share.of


def _delay(key: str, name: str, pairs: Iterable[tuple[datetime, datetime | date | None]], of: int) -> Delay:
    days = [rules.waited(_day(start), _day(end)) for start, end in pairs if end is not None]
    return Delay(key, name, rules.middle(days), len(days), of)


def _day(moment: datetime | date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment
