"""What is held about a person's way in, said to that person."""

from sqlalchemy.orm import Session

from app.admissions import rules
from app.core.i18n import _
from app.privacy.copy.queries import admissions as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def tables(session: Session, me: str, email_print: str) -> tuple[Table, ...]:
    """The applications with their steps and everything that was noted, the team's notes too: they are about the person."""
    return (
        table(
            _("Candidatures faites avec votre adresse ou votre compte"),
            (_("Premier contact"), _("Nom"), _("Joindre"), _("Projet"), _("Besoins"), _("État"), _("Raison")),
            [
                (
                    formats.moment(row.contacted_at),
                    row.name,
                    " · ".join(part for part in (row.email, row.phone) if part),
                    row.project,
                    row.needs,
                    _(rules.STATES[rules.State(row.state)][0]),
                    row.reason,
                )
                for row in queries.applications(session, me, email_print)
            ],
        ),
        table(
            _("Étapes"),
            (_("Étape"), _("État"), _("Prévue"), _("Faite")),
            [
                (
                    row.name,
                    _(rules.STEP_STATES[rules.StepState(row.state)][0]),
                    formats.moment(row.planned_at),
                    formats.full_day(row.done_on),
                )
                for row in queries.steps(session, me, email_print)
            ],
        ),
        table(
            _("Ce qui a été noté"),
            (_("Quand"), _("Acte"), _("Texte")),
            [
                (formats.moment(row.at), _(rules.ACTS[row.what]), row.words)
                for row in queries.acts(session, me, email_print)
            ],
        ),
    )
