"""What erasures are called on screen."""

from app.core.i18n import N_, _
from app.privacy.erasure.rules import Cause, Ground
from app.privacy.subjects import SUBJECTS

CAUSES: dict[str, str] = {
    Cause.REQUEST: N_("à la demande de la personne"),
    Cause.DIRECTIVE: N_("selon ses directives après son décès"),
    Cause.RETENTION: N_("fin du délai de conservation"),
    Cause.INACTIVITY: N_("compte sans activité depuis deux ans"),
    Cause.COMMAND: N_("décision de l'administration"),
}

GROUNDS: dict[str, tuple[str, str]] = {
    Ground.ATTENDANCE: (N_("Présences et signatures"), N_("prouver que la formation a eu lieu (code du travail)")),
    Ground.TRAINING: (N_("Preuves de la formation"), N_("prouver la formation et ses résultats au financeur")),
    Ground.PAPERS: (N_("Contrats, conventions, certificats"), N_("répondre à un contrôle ou à un litige")),
    Ground.FUNDING: (N_("Données pour les financeurs"), N_("obligations envers les financeurs (FSE+, bilan annuel)")),
    Ground.COMPLAINT: (N_("Réclamations"), N_("prouver comment elles ont été traitées")),
    Ground.DUTY: (N_("Registres de l'organisme"), N_("obligations de l'organisme de formation")),
    Ground.HELD: (N_("Parcours gelé par un financeur"), N_("tout garder tant que le gel dure")),
}

DONE: dict[str, str] = {
    "deleted": N_("supprimées"),
    "cleared": N_("vidées, gardées pour les comptes"),
    "sealed": N_("scellées dans l'archive"),
}

OTHERS: dict[str, str] = {
    "visit": N_("Inscriptions à des séances publiques"),
    "partner": N_("Contacts chez des partenaires"),
}


def cause_words(cause: str) -> str:
    return _(CAUSES[cause])


def ground_words(ground: str) -> str:
    return _(GROUNDS[ground][0])


def ground_why(ground: str) -> str:
    return _(GROUNDS[ground][1])


def table_words(table: str) -> str:
    """What a certificate calls a table: a subject without « vos », said of somebody."""
    if table in SUBJECTS:
        return _(SUBJECTS[table].title)
    return _(OTHERS.get(table, table))
