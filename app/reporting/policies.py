"""Who sees which hours."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _

OF_AUDITORS = frozenset(
    {"organisation", "course", "funder", "entry"}
)  # sums of many; never a person, nor who follows them


def may_read_hours(actor: Actor) -> Answer:
    """The team for everybody, an auditor for sums, a learner for their own."""
    if actor.is_staff or actor.has(Role.LEARNER, Role.AUDITOR):
        return True
    return Refusal(_("Les heures sont ouvertes à l'équipe, à l'audit et à chaque personne pour les siennes."))


def may_read_hours_of(actor: Actor, kind: str, learner_id: str | None = None) -> Answer:
    """Hours of one scope; `learner_id` is whose path it is, for a person."""
    if actor.is_staff:
        return True
    if kind == "person":
        return learner_id == actor.account_id or Refusal(
            _("Vous voyez vos propres heures, et celles de personne d'autre.")
        )
    if actor.has(Role.AUDITOR):
        return kind in OF_AUDITORS or Refusal(
            _("L'audit voit des sommes : l'organisation, un parcours, un financeur, un mois d'entrée.")
        )
    return Refusal(_("Vous voyez vos propres heures, et celles de personne d'autre."))


def may_see_names(actor: Actor) -> bool:
    """An auditor reads the rows behind a figure without the names; the organisation gives those of its sample."""
    return actor.is_staff or actor.has(Role.LEARNER)


def may_read_statements(actor: Actor) -> Answer:
    """The weekly statement of somebody else."""
    return actor.is_staff or Refusal(
        _("Les relevés de semaine sont ouverts à l'équipe. Le vôtre est dans votre progression.")
    )
