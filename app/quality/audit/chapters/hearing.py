"""What was complained of, what went wrong and what was changed: dates, delays and effects. Nobody who complained, none of their words."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.feedback.complaints import rules as complaints
from app.feedback.data import rules as lists
from app.feedback.improvements import rules as improvements
from app.quality.audit.chapters import house_queries as queries
from app.quality.audit.pieces import Scope, Table, house_chapter
from app.quality.reviews.rules import DECISIONS, Decision
from app.web import formats


@house_chapter("reclamations")
def heard(session: Session, scope: Scope) -> Iterator[Table]:
    organisation_id, period = scope.actor.organisation_id, scope.period
    subjects = lists().complaint_subjects
    yield Table(
        "reclamations", _("Réclamations"),
        (
            _("Numéro"), _("Reçue le"), _("Venue par"), _("Objet"), _("Parcours"), _("Accusé attendu le"), _("Accusé le"),
            _("Réponse attendue le"), _("Réponse le"), _("En retard"), _("Close le"), _("Conclusion"),
        ),
        tuple(
            (
                complaints.reference(one.number), one.received_at, _(complaints.WAYS[one.way]),
                _(subjects.get(one.subject, one.subject)), one.course, one.acknowledge_by, one.acknowledged_at, one.answer_by,
                one.answered_at, _("oui") if complaints.late(one, scope.seen_at) else _("non"), one.closed_at,
                _(complaints.OUTCOMES[one.outcome]) if one.outcome else "",
            )
            for one in queries.complaints(session, organisation_id, period)
        ),
        _("Qui a réclamé et ce qui a été écrit restent dans le registre, pour les personnes qui en ont la charge."),
    )  # fmt: skip
    subjects = lists().incident_subjects
    yield Table(
        "aleas", _("Aléas"), (_("Numéro"), _("Arrivé le"), _("Sorte"), _("Parcours"), _("Solution notée"), _("Clos le")),
        tuple(
            (
                one.number, one.happened_on, _(subjects.get(one.subject, one.subject)), one.course,
                _("oui") if one.solved else _("non"), one.closed_at,
            )
            for one in queries.incidents(session, organisation_id, period)
        ),
    )  # fmt: skip


@house_chapter("ameliorations")
def improved(session: Session, scope: Scope) -> Iterator[Table]:
    organisation_id, period = scope.actor.organisation_id, scope.period
    yield Table(
        "ameliorations", _("Actions d'amélioration"),
        (
            _("Numéro"), _("Décidée le"), _("Action"), _("Origine"), _("Parcours"), _("Qui s'en charge"), _("Pour le"),
            _("Où elle en est"), _("Faite le"), _("Avant"), _("Après"), _("Effet mesuré le"), _("Effet"),
        ),
        tuple(
            (
                improvements.reference(one.number), one.decided_on, one.title, _origin(one), one.course, one.owner, one.due_on,
                _(improvements.STATES[one.state][0]), one.done_on, _side(one.before), _side(one.after), one.measured_on,
                one.effect,
            )
            for one in queries.improvements(session, organisation_id, period)
        ),
    )  # fmt: skip
    yield Table(
        "revues", _("Revues annuelles"),
        (_("Parcours"), _("Année"), _("Close le"), _("Partie"), _("Décision"), _("Pourquoi"), _("Qui s'en charge"), _("Pour le")),
        tuple(
            (
                one.course, one.year, one.closed_at, one.title, _(DECISIONS[Decision(one.decision)]) if one.decision else "",
                one.words, one.owner, one.due_on,
            )
            for one in queries.reviews(session, organisation_id, period)
        ),
    )  # fmt: skip


def _origin(one: Any) -> str:
    said = _(improvements.ORIGINS[one.origin])
    return f"{said} {complaints.reference(one.complaint)}" if one.complaint else said


def _side(said: dict[str, Any] | None) -> str:
    """« 7,5 » as it was measured: the words of the measure are in the action."""
    value = said.get("value") if said else None
    return "" if value is None else formats.number(value, 0 if float(value).is_integer() else 1)
