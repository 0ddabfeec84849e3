"""What roles are called on screen."""

from app.core.access import Role
from app.core.i18n import N_, _

ROLES: dict[str, str] = {
    Role.LEARNER: N_("Apprenante ou apprenant"),
    Role.ADVISER: N_("Conseillère ou conseiller"),
    Role.TRAINER: N_("Formatrice ou formateur"),
    Role.QUALITY: N_("Responsable qualité"),
    Role.ADMIN: N_("Administration"),
    Role.EXPERT: N_("Cheffe ou chef d'entreprise invité"),
    Role.REFERRER: N_("Prescriptrice ou prescripteur"),
    Role.AUDITOR: N_("Audit, en lecture seule"),
    Role.GUEST: N_("Audit invité, pour un seul dossier"),
}


def role_words(role: str) -> str:
    return _(ROLES.get(role, role))


REFERENTS: dict[str, str] = {
    "administrative": N_("Référente ou référent administratif"),
    "pedagogical": N_("Référente ou référent pédagogique"),
    "disability": N_("Référente ou référent handicap"),
    "mobility": N_("Référente ou référent mobilité"),
}
