"""Where somebody comes from and where they go: the sheet of the path, the plan, the exit."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.i18n import N_, _
from app.enrolments.history import CHANGES
from app.enrolments.rules import EXIT_REASONS, STATUS_LABELS, Status
from app.quality.audit.chapters import queries
from app.quality.audit.pieces import Cell, Person, Piece, Scope, Table, chapter
from app.web import formats

_TOLD = frozenset(
    {"plan", "skipped", "restored", "adviser", "edition", "groups"}
)  # why somebody pauses or leaves stays in the dossier
_STEPS = {
    "planned": N_("prévue"), "done": N_("faite"), "missed": N_("personne absente"), "dispensed": N_("dispensée"),
}  # fmt: skip


@chapter("parcours")
def path(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    row = person.enrolment
    facts: list[tuple[str, Cell]] = [
        (_("Nom"), row.learner_name),
        (_("Parcours"), person.course),
        (_("Situation du parcours"), _(STATUS_LABELS[Status(row.status)])),
        (_("Entrée"), row.starts_on),
        (_("Fin prévue"), row.ends_on),
        (_("Fin ou sortie"), row.closed_on),
        (_("Conseillère ou conseiller"), row.adviser_name),
        (_("Qui a orienté la personne"), row.referrer),
        (_("Financement"), row.funder_name),
        (_("Lieu"), row.site_name),
        (_("Projet, en une ligne"), row.project),
    ]
    if row.weekly_hours_due is not None:
        facts.append((_("Heures attendues chaque semaine"), row.weekly_hours_due))
    if person.also:
        facts.append((_("Autre parcours de la même personne dans ce dossier"), ", ".join(person.also)))
    yield Table(
        "fiches", _("Fiche du parcours"), (_("Information"), _("Valeur")),
        tuple((label, value) for label, value in facts),
    )  # fmt: skip
    yield Table(
        "admission", _("Étapes de l'admission"), (_("Étape"), _("Où elle en est"), _("Faite le"), _("Premier contact")),
        tuple(
            (one.title, _(_STEPS.get(one.state, one.state)), one.done_on, one.contacted_at)
            for one in queries.admission(session, row.organisation_id, row.learner_id)
        ),
    )  # fmt: skip
    yield Table(
        "changements", _("Ce qui a changé"), (_("Noté le"), _("Changement"), _("À partir du"), _("Pourquoi"), _("Par")),
        tuple(
            (
                one.at, _(CHANGES.get(one.what, one.what)), one.effective_on,
                one.reason if one.what in _TOLD else "", one.by,
            )
            for one in queries.changes(session, row.id)
        ),
        _("La raison d'une pause ou d'une sortie reste dans le dossier de la personne."),
    )  # fmt: skip


@chapter("plan")
def plan(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    yield Table(
        "plans", _("Séquences du plan"), (_("Séquence"), _("Objectif"), _("Du"), _("Au")),
        tuple((one.title, one.objective, one.starts_on, one.due_on) for one in queries.plan(session, person.enrolment.id)),
    )  # fmt: skip


@chapter("sortie")
def leaving(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    """As it is known now: an exit that was corrected after the period is shown corrected, both dates beside it."""
    row = person.enrolment
    ends = [one for one in queries.changes(session, row.id) if one.what in ("finished", "left", "resumed")]
    reason = EXIT_REASONS.get(row.exit_reason or "")
    rows: list[tuple[Cell, ...]] = []
    if row.closed_on is not None:
        situation = _(reason.label) if reason else _("situation non dite")
        rows.append((row.closed_on, _(STATUS_LABELS[Status(row.status)]), situation))
    note = ""
    if len(ends) > 1:
        days = ", ".join(formats.full_day(one.effective_on) for one in ends)
        note = _("La fin du parcours a été notée plusieurs fois : %(days)s. Ce qui est montré est ce qui est vrai aujourd'hui.") % {"days": days}  # fmt: skip
    yield Table("sorties", _("Sortie"), (_("Jour"), _("Issue"), _("Situation de la personne")), tuple(rows), note)
