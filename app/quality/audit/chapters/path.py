"""Where somebody comes from and where they go: the sheet of the path, the plan, the exit."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.i18n import N_, _
from app.enrolments.exits import queries as exits
from app.enrolments.history import CHANGES
from app.enrolments.rules import STATUS_LABELS, Status
from app.outcomes.queries import checks, closings
from app.outcomes.rules import DECISIONS, STANDINGS, standing_of
from app.quality.audit.chapters import queries
from app.quality.audit.pieces import Cell, Person, Piece, Scope, Table, chapter

_TOLD = frozenset(
    {"plan", "skipped", "restored", "adviser", "edition", "groups"}
)  # why somebody pauses or leaves stays in the dossier
STAGES = {"entry": N_("entrée"), "middle": N_("mi-parcours"), "exit": N_("sortie")}
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
        "positionnements", _("Positionnement"),
        (_("Moment"), _("Commencé le"), _("Envoyé le"), _("Besoins dits le"), _("Entretien le"), _("Avec")),
        tuple(
            (_(STAGES.get(one.stage, one.stage)), one.begun_at, one.sent_at, one.needs_at, one.held_on, one.held_by)
            for one in queries.positionings(session, row.id, scope.period.until)
        ),
        _("Les mots des besoins restent dans le dossier de la personne."),
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
    """Every version of the exit: one that was corrected after the period is shown corrected, and says what it was."""
    row = person.enrolment
    yield Table(
        "sorties", _("Sortie"), (_("Jour"), _("Issue"), _("Situation de la personne"), _("Noté le"), _("Par"), _("Vaut encore")),
        tuple(
            (
                one.left_on, _(STATUS_LABELS[Status(one.status)]), one.label, one.noted_at, one.noted_by_name,
                _("non") if one.replaced_at else _("oui"),
            )
            for one in reversed(exits.history(session, row.id))
        ),
    )  # fmt: skip
    yield Table(
        "bilans", _("Bilans de fin de parcours"), (_("Tenu le"), _("Décision")),
        tuple(
            (one.held_on, _(DECISIONS.get(one.decision, one.decision))) for one in closings.interviews(session, row.id)
        ),
        _("Ce qui y a été dit reste dans le dossier de la personne."),
    )  # fmt: skip
    yield Table(
        "suites", _("Nouvelles après la sortie"),
        (_("Mois après la sortie"), _("Prévues le"), _("Où elles en sont"), _("Demandées le"), _("Demandes"), _("Situation"), _("Dite le")),
        tuple(
            (
                one.month, one.due_on, _(STANDINGS[standing_of(one.state, one.due_on, today())]), one.asked_at, one.asked_times,
                one.label, one.said_at,
            )
            for one in reversed(checks.checks_of(session, row.id))
        ),
    )  # fmt: skip
