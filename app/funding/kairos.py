"""What is copied by hand into KAIROS, the extranet of France Travail for training bodies: it has no door for programs."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import today
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments import queries as enrolments
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.rules import STATUS_LABELS, Status
from app.funding.queries import paths as queries
from app.reporting import hours as counting
from app.reporting import statements as stating
from app.reporting.rules import TOTAL, month_of
from app.reporting.scopes import PERSON, Scope
from app.web import formats


@dataclass(frozen=True, slots=True)
class CopySheet:
    """`pairs` in the order of the screens of KAIROS; `text` is the same, to be copied at once."""

    name: str
    pairs: list[tuple[str, str]]

    @property
    def text(self) -> str:
        return "\n".join(f"{name} : {value}" for name, value in self.pairs)


def sheet(session: Session, actor: Actor, enrolment_id: str) -> CopySheet:
    """Entry, attendance of the month, exit. The identifier given by France Travail is not kept here."""
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    scope = Scope(actor.organisation_id, PERSON, path.id, path.learner_name)
    planned, done = counting.totals(session, actor, scope)
    month = month_of(today())
    (statement,) = stating.statements(session, actor, scope, Period(month.start, min(month.end, today())))
    absences = [
        f"{formats.full_day(each.day)} ({formats.hours(each.minutes)}, {each.reason or _('motif non dit')})"
        for week in statement.weeks
        for each in week.absences
    ]
    references = [row.reference for row in queries.agreements(session, actor.organisation_id, path.id) if row.reference]
    outcome = outcome_of(path.exit_reason)
    pairs = [
        (_("Nom"), path.learner_name),
        (_("Numéro de convention"), ", ".join(references) or _("non dit")),
        (_("Entrée en formation"), formats.full_day(path.starts_on)),
        (_("Fin prévue"), formats.full_day(path.ends_on)),
        (_("Heures prévues"), formats.hours(planned.of(TOTAL))),
        (_("Heures suivies"), formats.hours(done.of(TOTAL))),
        (
            _("Heures suivies en %(month)s") % {"month": formats.month(month.start)},
            formats.hours(statement.done_in_month),
        ),
        (_("Absences du mois"), " ; ".join(absences) or _("aucune")),
        (_("État du parcours"), _(STATUS_LABELS[Status(path.status)])),
        (_("Sortie"), formats.full_day(path.closed_on) if path.closed_on else _("en cours")),
        (_("Motif de sortie"), _(outcome.label) if outcome else _("sans objet")),
    ]
    return CopySheet(path.learner_name, pairs)
