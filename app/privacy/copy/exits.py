"""How somebody's paths ended, and what became of them, in words."""

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import AnyRow
from app.core.i18n import N_, _
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.rules import STATUS_LABELS, Status
from app.outcomes.rules import DECISIONS, STANDINGS, State, standing_of
from app.privacy.copy.queries import exits as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats

_VIA = {"link": N_("par votre lien"), "call": N_("par téléphone"), "other": N_("autrement")}


def exits(session: Session, me: str) -> Chapter:
    left = []
    for row in queries.exits(session, me):
        outcome = outcome_of(row.code, row.nomenclature)
        left.append((
            formats.full_day(row.left_on), _(STATUS_LABELS[Status(row.status)]),
            row.label or (_(outcome.label) if outcome else ""), formats.full_day(row.returned_on),
            formats.moment(row.replaced_at), row.reason, row.author or "", formats.moment(row.noted_at),
        ))  # fmt: skip
    closed = [
        (
            formats.full_day(row.held_on), row.author, row.reached, _(DECISIONS[row.decision]), row.reasons, row.elements,
            row.next_steps, _yes(row.by_mail), _yes(row.by_sms), _yes(row.by_call),
        )
        for row in queries.interviews(session, me)
    ]  # fmt: skip
    news = [
        (
            row.month, formats.full_day(row.due_on), _state(row), row.asked_times, row.attempts, row.label or "",
            "" if row.active is None else _yes(row.active), row.siret or "", formats.full_day(row.started_on),
            _(_VIA[row.via]) if row.via else "", formats.moment(row.said_at), formats.moment(row.replaced_at),
            row.reason or "",
        )
        for row in queries.news(session, me)
    ]  # fmt: skip
    return Chapter(
        "sorties",
        _("Vos sorties et vos nouvelles"),
        (
            table(
                _("Vos sorties"),
                (_("Date"), _("Parcours"), _("Situation"), _("Retour"), _("Remplacée"), _("Raison"), _("Par"), _("Notée")),
                left,
            ),
            table(
                _("Votre bilan de fin"),
                (
                    _("Date"), _("Par"), _("Ce qui est atteint"), _("Décision"), _("Raisons"), _("Éléments pour décider"),
                    _("La suite"), _("Courriel accepté"), _("SMS accepté"), _("Appel accepté"),
                ),
                closed,
            ),
            table(
                _("Vos nouvelles"),
                (
                    _("Mois"), _("Prévues"), _("Où en est la demande"), _("Messages"), _("Appels sans réponse"),
                    _("Situation"), _("Activité existante"), _("SIRET"), _("Début"), _("Dite"), _("Date"), _("Remplacée"),
                    _("Raison"),
                ),
                news,
            ),
        ),
    )  # fmt: skip


def _state(row: AnyRow) -> str:
    if row.state == State.CANCELLED:
        return _("sans objet : retour dans le parcours")
    return _(STANDINGS[standing_of(row.state, row.due_on, today())])


def _yes(said: bool) -> str:
    return _("oui") if said else _("non")
