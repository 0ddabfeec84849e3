"""Open an accounting year, read its report, keep what only the accounts know."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.days import read_day
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound, invalid
from app.core.i18n import _
from app.core.periods import Period
from app.funding import policies, rules
from app.funding.models import TrainingYear
from app.funding.nomenclature.bpf import Form, changes_within, form_for
from app.funding.queries import hours, paths
from app.funding.queries import years as queries
from app.funding.words import YEAR_PROBLEMS
from app.funding.years import checks, figures
from app.funding.years.checks import Check, Gap
from app.funding.years.figures import Figures, Followed
from app.identity import organisations
from app.identity.organisations import Legal
from app.ledger import services as ledger
from app.ledger.kinds import Kind

NEEDED = ("activity_number", "siret", "naf", "legal_form", "address", "representative", "capacity")  # frames A and H
MOST_EUROS = 10**10


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one year as it stands now."""

    id: str
    year: Period
    form: Form
    form_changed: bool  # within the year
    typed: Mapping[str, int]
    saved_by: str
    saved_at: datetime | None
    version: int
    legal: Legal
    paths: Sequence[Followed]
    taught: Sequence[AnyRow]
    external: Mapping[str, bool]  # who is paid on invoice, for those it was said of
    figures: Figures
    checks: Sequence[Check]
    gaps: Sequence[Gap]
    legal_gaps: Sequence[organisations.Gap]

    @property
    def over(self) -> bool:
        return self.year.end < today()

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def income(self) -> int:
        return sum(self.typed.get(line.key, 0) for line in self.form.origins)

    @property
    def part_of_turnover(self) -> float | None:
        """None: there is nothing to divide by."""
        turnover = self.typed.get(self.form.turnover.key, 0)
        return self.income / turnover if turnover else None


def last_closed_year(day: date) -> Period:
    """What is proposed to whoever opens a year: the last calendar year."""
    return Period(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))


def open_year(session: Session, actor: Actor, starts: str, ends: str) -> TrainingYear:
    """An accounting year, with the dates that the organisation says."""
    require(policies.may_set_funding(actor))
    year = _dates(starts, ends)
    ledger.take_turn(session, actor.organisation_id)
    known = [Period(row.starts_on, row.ends_on) for row in queries.years(session, actor.organisation_id)]
    if problem := rules.year_problem(year, known):
        raise invalid("ends_on" if problem != "far" else "starts_on", _(YEAR_PROBLEMS[problem]))
    opened = TrainingYear(organisation_id=actor.organisation_id, starts_on=year.start, ends_on=year.end, typed={})
    session.add(opened)
    session.flush()
    return opened


def _dates(starts: str, ends: str) -> Period:
    return Period(read_day(starts, "starts_on"), read_day(ends, "ends_on"))


def report(session: Session, actor: Actor, year_id: str) -> Report:
    """The report of a year: frames, controls, what is missing. As many statements for 1 as for 2,000 people."""
    require(policies.may_read_funding(actor))
    row = queries.year(session, actor.organisation_id, year_id)
    if row is None:
        raise NotFound()
    year = Period(row.starts_on, row.ends_on)
    form = form_for(year)
    followed = followed_paths(session, actor.organisation_id, year, form)
    taught = hours.taught(session, actor.organisation_id, year)
    external = {one.account_id: one.external for one in paths.deliverers(session, actor.organisation_id)}
    found = figures.count(form, followed, taught, external)
    legal = organisations.legal_identity(session, actor.organisation_id)
    typed = {line.key: int(row.typed[line.key]) for line in form.typed if line.key in row.typed}
    return Report(
        row.id, year, form, changes_within(year), typed, row.saved_by or "", row.saved_at, row.version, legal, followed,
        taught, external, found, checks.checks(form, found, typed),
        checks.gaps(form, followed, taught, external, typed, f"/financeurs/bilans/{row.id}"),
        organisations.legal_gaps(legal, NEEDED),
    )  # fmt: skip


def followed_paths(session: Session, organisation_id: str, year: Period, form: Form) -> list[Followed]:
    """Every path with hours in the year, with what was said of it, by name."""
    minutes = {row.enrolment_id: row for row in hours.followed(session, organisation_id, year, form.counts)}
    agreed: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
    for agreement in paths.agreements(session, organisation_id):
        agreed[agreement.enrolment_id].append((agreement.kind, agreement.share))
    kinds = {funder.id: funder.kind for funder in paths.funders(session, organisation_id)}
    found = []
    for row in paths.paths(session, organisation_id, Period(year.start, year.end + timedelta(days=366))):
        done = minutes.get(row.id)
        if done is None or done.minutes <= 0:
            continue
        alone: list[tuple[str | None, int]] = [(kinds.get(row.funder_id), rules.WHOLE)] if row.funder_id else []
        found.append(
            Followed(
                row.id, row.learner_id, row.learner, row.course_id, row.course, int(done.minutes),
                int(done.minutes - done.on_site), row.status or "", row.objective or "", row.level or "", row.nsf or "",
                row.entrusted_to or "", row.entrusted_by or "", figures.shares_of(agreed.get(row.id) or alone),
            )
        )  # fmt: skip
    return found


def save_typed(
    session: Session, actor: Actor, year_id: str, posted: Mapping[str, str], version: int | None
) -> TrainingYear:
    """Keep the amounts that were typed, with who and when; empty ones are not known yet. Repeated, it changes nothing."""
    require(policies.may_set_funding(actor))
    ledger.take_turn(session, actor.organisation_id)
    kept = queries.year_to_change(session, actor.organisation_id, year_id)
    if kept is None:
        raise NotFound()
    if version is not None and version != kept.version:
        raise Conflict(_("Quelqu'un a enregistré ce bilan entre-temps. Rechargez la page, puis reprenez vos montants."))
    form = form_for(Period(kept.starts_on, kept.ends_on))
    typed, wrong = {}, []
    for line in form.typed:
        text = "".join(posted.get(line.key, "").replace("€", "").split())
        if not text:
            continue
        if not (text.isascii() and text.isdecimal()) or int(text[:12]) > MOST_EUROS or len(text) > 11:
            wrong.append(
                FieldError(line.key, _("« %(name)s » s'écrit en euros entiers, sans centimes.") % {"name": line.name})
            )
            continue
        typed[line.key] = int(text)
    if wrong:
        raise Invalid(_("Rien n'a été enregistré. À corriger :"), wrong)
    others = {key: value for key, value in kept.typed.items() if key not in {line.key for line in form.typed}}
    if kept.typed == others | typed and kept.saved_at:
        return kept
    kept.typed = others | typed
    kept.saved_by, kept.saved_at = actor.account_id, now()
    session.flush()
    ledger.append(
        session, actor, Kind.YEAR_SAVED, person_id=None, proof_kind="training_year", proof_id=kept.id,
        facts={"amounts": len(typed)},
    )  # fmt: skip
    return kept
