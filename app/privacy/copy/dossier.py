"""The dossier in a person's copy."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.core.sealed import listed
from app.dossiers import rules
from app.privacy.copy.queries import dossier as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def dossier(session: Session, me: str) -> Chapter:
    """With restricted notes; without the words that also speak of somebody else, which are given by hand."""
    held_back = _("Ces mots parlent aussi d'une autre personne. Demandez-les à votre organisme.")
    when, text = _("Date"), _("Texte")
    facts = [
        (label, value)
        for page in queries.pages(session, me)
        for label, value in (
            (_("Structure qui oriente"), page.referrer_structure),
            (_("Contact"), page.referrer_person),
            (_("Rencontre"), page.met),
            (_("Besoins"), page.needs),
            (_("Projet"), page.project),
            (_("Étape du projet"), _word(rules.STAGES, page.stage)),
            (_("Points forts"), page.strengths),
            (_("Mes mots"), page.own_words),
        )
        if value
    ]
    notes = [
        (
            formats.moment(row.written_at),
            _word(rules.VISIBILITY_LABELS, row.visibility),
            row.author,
            _word(rules.OBSTACLES, row.subject),
            row.withdrawn_reason or (held_back if row.others else row.body),
        )
        for row in queries.notes(session, me)
    ]
    before = [
        (formats.moment(row.until), row.changer, held_back if row.others else row.body)
        for row in queries.versions(session, me)
    ]
    goals = [
        (
            row.title,
            formats.full_day(row.planned_on),
            formats.full_day(row.ended_on),
            _word(rules.GOAL_OUTCOMES, row.outcome),
            row.review,
        )
        for row in queries.goals(session, me)
    ]
    actions = [
        (row.body, row.owner, formats.full_day(row.due_on), formats.moment(row.done_at))
        for row in queries.actions(session, me)
    ]
    comments = [
        (formats.moment(row.written_at), row.author, row.action, row.body) for row in queries.comments(session, me)
    ]
    referrals = [
        (
            row.partner,
            row.reason,
            formats.full_day(row.sent_on),
            formats.full_day(row.received_on),
            formats.full_day(row.met_on),
            formats.full_day(row.closed_on),
            ". ".join(part for part in (_word(rules.OUTCOMES, row.outcome), row.outcome_words) if part),
        )
        for row in queries.referrals(session, me)
    ]
    aids = [
        (
            row.name,
            listed(row.criteria),
            row.asked_for,
            f"{row.cents / 100:.2f} €",
            formats.full_day(row.asked_on),
            _word(rules.DECISIONS, row.decision),
            f"{row.granted_cents / 100:.2f} €" if row.decision == "granted" else "",
            row.reason,
        )
        for row in queries.aids(session, me)
    ]
    asked = [
        (formats.moment(row.asked_at), row.body, formats.moment(row.answered_at), row.answer)
        for row in queries.corrections(session, me)
    ]
    read = [(formats.moment(row.at), row.reader, _word(rules.PARTS, row.part)) for row in queries.readings(session, me)]
    return Chapter(
        "dossier",
        _("Votre dossier"),
        (
            table(_("La page de votre dossier"), (_("Information"), _("Valeur")), facts),
            table(_("Notes écrites sur vous"), (when, _("Qui les lit"), _("Noté par"), _("Frein"), text), notes),
            table(_("Ce que ces notes disaient avant"), (_("Jusqu'au"), _("Changé par"), text), before),
            table(_("Vos objectifs"), (_("Objectif"), _("Prévu"), _("Terminé"), _("Comment"), _("Bilan")), goals),
            table(_("Actions décidées"), (_("Action"), _("Qui"), _("Pour le"), _("Faite")), actions),
            table(_("Mots sur les actions"), (when, _("De"), _("Action"), text), comments),
            table(
                _("Partenaires"),
                (_("Partenaire"), _("Pour"), _("Envoyée"), _("Reçue"), _("Rencontre"), _("Terminée"), _("Issue")),
                referrals,
            ),
            table(
                _("Aides"),
                (_("Aide"), _("Critères"), _("Pour"), _("Demandé"), _("Le"), _("Décision"), _("Accordé"), _("Raison")),
                aids,
            ),
            table(_("Corrections demandées"), (when, _("Demande"), _("Réponse le"), _("Réponse")), asked),
            table(_("Qui a lu votre dossier"), (when, _("Qui"), _("Partie")), read),
        ),
    )


def _word(words: dict[str, str] | dict[rules.Visibility, str], code: str) -> str:
    """The words of a code; nothing for none."""
    return _({str(key): label for key, label in words.items()}[code]) if code else ""
