"""What roles are called on screen."""

from app.core.access import Role
from app.core.i18n import N_, _
from app.identity.limits import Way

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

WAYS_TRIED: dict[Way, str] = {
    Way.PASSWORD: N_("mot de passe"),
    Way.CARD: N_("carte"),
    Way.PIN: N_("code secret de la carte"),
    Way.SMS_CODE: N_("code reçu par SMS"),
    Way.MAIL_LINK: N_("lien reçu par courriel"),
    Way.TOTP: N_("code à usage unique"),
    Way.RECOVERY: N_("code de secours"),
    Way.PASSKEY: N_("clé d'accès"),
    Way.FEDERATION: N_("connexion professionnelle"),
    Way.SIGNING_CODE: N_("code de signature"),
    Way.DOCUMENT_CODE: N_("code d'un document"),
    Way.SURVEY_LINK: N_("lien d'une enquête"),
    Way.GUEST_LINK: N_("lien d'une invitation"),
    Way.CALENDAR: N_("adresse d'agenda"),
    Way.BADGE_LINK: N_("adresse d'un badge"),
    Way.PRIVATE_LINK: N_("lien personnel"),
    Way.API_TOKEN: N_("clé d'un programme"),
    Way.SEND_SMS: N_("envoi de codes par SMS"),
    Way.SEND_MAIL: N_("envoi de liens par courriel"),
}
