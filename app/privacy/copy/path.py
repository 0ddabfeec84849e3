"""Somebody's paths, their plan, their groups, and what changed of them."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.rules import STATUS_LABELS, Status
from app.privacy.copy import words
from app.privacy.copy.queries import path as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def path(session: Session, me: str) -> Chapter:
    labels = (
        _("Parcours"),
        _("Organisation"),
        _("Où vous en êtes"),
        _("Entrée"),
        _("Fin prévue"),
        _("Sortie"),
        _("Situation à la sortie"),
        _("Votre projet"),
        _("Heures attendues chaque semaine"),
        _("Attendues depuis le"),
        _("Qui vous a orienté"),
        _("Conseillère ou conseiller"),
        _("Financeur"),
        _("Lieu"),
    )
    tables = []
    for row in queries.enrolments(session, me):
        reason = outcome_of(row.exit_reason)
        values = (
            row.course,
            row.organisation,
            _(STATUS_LABELS[Status(row.status)]),
            formats.full_day(row.starts_on),
            formats.full_day(row.ends_on),
            formats.full_day(row.closed_on),
            _(reason.label) if reason else "",
            row.project,
            row.weekly_hours_due,
            formats.full_day(row.weekly_hours_from),
            row.referrer,
            row.adviser,
            row.funder,
            row.site,
        )
        tables.append(table(row.course, (_("Information"), _("Valeur")), zip(labels, values, strict=True)))
    plan = [
        (row.title, formats.full_day(row.starts_on), formats.full_day(row.due_on)) for row in queries.plan(session, me)
    ]
    groups = [
        (row.name, formats.full_day(row.since), formats.full_day(row.until)) for row in queries.groups(session, me)
    ]
    changes = [
        (formats.full_day(row.effective_on), words.word(words.CHANGES, row.what), row.reason, row.by)
        for row in queries.changes(session, me)
    ]
    return Chapter(
        "parcours",
        _("Votre parcours et votre plan"),
        (
            *tables,
            table(_("Votre plan"), (_("Séquence"), _("Du"), _("Au")), plan),
            table(_("Vos groupes"), (_("Groupe"), _("Depuis le"), _("Jusqu'au")), groups),
            table(_("Ce qui a changé"), (_("Date"), _("Changement"), _("Raison"), _("Noté par")), changes),
        ),
    )
