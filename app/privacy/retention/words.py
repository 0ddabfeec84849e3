"""What rules, steps and states are called on screen."""

from app.core.i18n import N_, _
from app.core.privacy import Retention
from app.privacy.retention.rulebook import Clock as Starts
from app.privacy.retention.rulebook import Imposed
from app.privacy.retention.rules import Bound, State, Step

RETENTIONS = {
    Retention.PATH: N_("Parcours et accompagnement"),
    Retention.PROOF: N_("Preuves du parcours"),
    Retention.FUNDED: N_("Réponses demandées par un financeur"),
    Retention.ACCOUNT: N_("Compte sans action"),
    Retention.APPLICATION: N_("Candidatures"),
    Retention.VISIT: N_("Inscriptions à une rencontre"),
    Retention.SURVEY: N_("Enquêtes"),
    Retention.COMPLAINT: N_("Réclamations"),
    Retention.LISTED: N_("Annuaire et témoignages"),
    Retention.SECURITY: N_("Journaux de connexion"),
    Retention.REQUEST: N_("Demandes sur les données"),
    Retention.PASSING: N_("Envois en chemin"),
}
CLOCKS = {
    Starts.EXIT: N_("la sortie du parcours"),
    Starts.LAST_ACT: N_("la dernière action de la personne"),
    Starts.LAST_EXCHANGE: N_("le dernier échange"),
    Starts.VISIT: N_("la rencontre"),
    Starts.SURVEY_END: N_("la fin de l'enquête"),
    Starts.COMPLAINT_CLOSED: N_("la clôture"),
    Starts.ANSWERED: N_("la réponse"),
    Starts.UNLISTED: N_("le retrait de la fiche"),
    Starts.WRITTEN: N_("le jour où c'est écrit"),
    Starts.LAST_PAYMENT_YEAR: N_("le 31 décembre de l'année du dernier paiement"),
}
IMPOSED = {
    Imposed.OWN: N_("durée demandée par le financeur"),
    Imposed.ESF: N_("règle du FSE+, dernier paiement notifié"),
    Imposed.COFUNDED: N_("parcours payé par plusieurs financeurs"),
}
STEPS = {
    Step.PATH: N_("Parcours : preuves à l'archive, le reste effacé"),
    Step.EXCHANGES: N_("Échanges, nouvelles et courriels effacés"),
    Step.ACCOUNT: N_("Compte effacé"),
    Step.ARCHIVE: N_("Archive détruite"),
}
STATES = {
    State.OPEN: N_("Parcours en cours : le délai commence à la sortie"),
    State.PAUSED: N_("Parcours en pause : le délai commence à la sortie"),
    State.COMING: N_("Entrée à venir : le délai n'a pas commencé"),
    State.NEVER_ENTERED: N_("N'est jamais entré dans le parcours"),
    State.CLOSED: N_("Sorti du parcours"),
}
WAVES = {
    "waiting": (N_("attend votre accord"), "attention"),
    "agreed": (N_("en cours"), "info"),
    "done": (N_("faite"), "good"),
    "dropped": (N_("écartée"), "plain"),
}
LINES = {"waiting": N_("à faire"), "done": N_("fait"), "spared": N_("épargné")}
DONE = {
    "deleted": N_("lignes effacées"),
    "cleared": N_("lignes vidées de leurs mots, gardées pour les comptes"),
    "sealed": N_("lignes scellées dans l'archive"),
}


def why(reason: Retention | Imposed, funder: str = "") -> str:
    """« durée demandée par le financeur : Région »"""
    said = _(IMPOSED[reason]) if isinstance(reason, Imposed) else _(RETENTIONS[reason])
    return _("%(why)s : %(funder)s") % {"why": said, "funder": funder} if funder else said


def bound(found: Bound) -> str:
    said = why(found.why, found.funder)
    return _("%(why)s (date du dernier paiement pas encore notifiée)") % {"why": said} if found.provisional else said


def reason_named(code: str) -> str:
    """The words of a line that was kept."""
    return why(Imposed(code)) if code in set(Imposed) else why(Retention(code))
