"""A person's requests about their data, freezes, consents taken back and last wishes, in their copy."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import rights as queries
from app.privacy.copy.tables import Chapter, table
from app.privacy.requests import consents, rules
from app.web import formats


def requests(session: Session, me: str) -> Chapter:
    when = _("Date")
    return Chapter(
        "demandes",
        _("Vos demandes, vos accords et vos consignes"),
        (
            table(
                _("Vos demandes"),
                (_("Numéro"), _("Reçue"), _("Demande"), _("Vos mots"), _("État"), _("Réponse attendue"), _("Réponse")),
                [
                    (
                        rules.reference(row.number), formats.moment(row.received_at), _(rules.KINDS[row.kind].label),
                        row.words, _(rules.STATES[row.state][0]), formats.full_day(row.answer_by),
                        formats.moment(row.answered_at),
                    )
                    for row in queries.requests(session, me)
                ],
            ),
            table(
                _("Ce qui a été fait"),
                (_("Numéro"), when, _("Acte"), _("Texte")),
                [
                    (rules.reference(row.number), formats.moment(row.at), _(rules.ACTS[row.what]), row.words)
                    for row in queries.acts(session, me)
                ],
            ),
            table(
                _("Gels de vos données"),
                (_("Depuis"), _("Raison"), _("Levé le")),
                [
                    (formats.moment(row.frozen_at), _(rules.GROUNDS.get(row.ground, "")), formats.moment(row.lifted_at))
                    for row in queries.freezes(session, me)
                ],
            ),
            table(
                _("Accords que vous avez retirés"),
                (_("Accord"), _("Mots"), _("Donné le"), _("Retiré le")),
                [
                    (
                        _(consents.SOURCES[row.key].title), row.words, formats.moment(row.given_at),
                        formats.moment(row.withdrawn_at),
                    )
                    for row in queries.withdrawn(session, me)
                ],
            ),
            table(
                _("Vos consignes pour après votre décès"),
                (_("Écrites le"), _("Choix"), _("Vos mots"), _("Personne désignée"), _("Comment la joindre"), _("Retirées le")),
                [
                    (
                        formats.moment(row.written_at), _(rules.WISHES_CHOICES[row.choice]), row.words, row.person_name,
                        row.person_reach, formats.moment(row.revoked_at),
                    )
                    for row in queries.wishes(session, me)
                ],
            ),
        ),
    )  # fmt: skip
