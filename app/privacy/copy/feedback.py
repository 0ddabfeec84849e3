"""What a person said in surveys and complaints, and what they answer for, in their copy."""

from sqlalchemy.orm import Session

from app.assessment.surveys.rules import in_words
from app.core.i18n import _
from app.feedback.complaints.rules import ACTS, SATISFIED, STATES, reference
from app.feedback.improvements import rules as improvements
from app.privacy.copy import words
from app.privacy.copy.queries import feedback as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def voices(session: Session, me: str) -> Chapter:
    return Chapter(
        "avis",
        _("Votre avis : enquêtes, réclamations, améliorations"),
        (
            table(
                _("Enquêtes"),
                (_("Titre"), _("Sans le nom"), _("Envoyée"), _("Réponse reçue"), _("Relances")),
                [
                    (
                        row.title,
                        _("oui") if row.anonymous else _("non"),
                        formats.full_day(row.sent_on),
                        formats.full_day(row.answered_on),
                        row.reminders,
                    )
                    for row in queries.surveys(session, me)
                ],
            ),
            table(
                _("Vos réponses"),
                (_("Enquête"), _("Jour"), _("Question"), _("Réponse")),
                [
                    (row.title, formats.full_day(row.sent_on), row.definition["ask"], in_words(row.definition, row.response))
                    for row in queries.answers(session, me)
                ],
            ),
            table(
                _("Réclamations"),
                (
                    _("Numéro"), _("Reçue"), _("Ce qui ne va pas"), _("Ce qui arrangerait"), _("État"), _("Réponse"),
                    _("Close"), _("Satisfait de la réponse"),
                ),
                [
                    (
                        reference(row.number), formats.moment(row.received_at), row.words, row.wish,
                        _(STATES[row.state][0]), formats.moment(row.answered_at) if row.answered_at else "",
                        formats.moment(row.closed_at) if row.closed_at else "", words.word(SATISFIED, row.satisfied),
                    )
                    for row in queries.complaints(session, me)
                ],
            ),
            table(
                _("Échanges sur vos réclamations"),
                (_("Numéro"), _("Date"), _("Quoi"), _("Mots")),
                [
                    (reference(row.number), formats.moment(row.at), words.word(ACTS, row.what), row.words)
                    for row in queries.complaint_acts(session, me)
                ],
            ),
            table(
                _("Aléas"),
                (_("Jour"), _("Ce qui s'est passé"), _("Solution")),
                [(formats.full_day(row.happened_on), row.what, row.solution) for row in queries.incidents(session, me)],
            ),
            table(
                _("Actions d'amélioration dont vous êtes responsable"),
                (_("Numéro"), _("Action"), _("Pour le"), _("État")),
                [
                    (improvements.reference(row.number), row.title, formats.full_day(row.due_on), _(improvements.STATES[row.state][0]))
                    for row in queries.improvements(session, me)
                ],
            ),
            table(
                _("Décisions après un essai"),
                (_("Jour"), _("Décision"), _("Raison")),
                [
                    (formats.full_day(row.decided_on), words.word(improvements.CHOICES, row.choice), row.reason)
                    for row in queries.choices(session, me)
                ],
            ),
        ),
    )  # fmt: skip
