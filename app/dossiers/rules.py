"""What a sound dossier is, and the words of its lists."""

from datetime import date, timedelta
from enum import StrEnum

from app.core.i18n import N_

LONGEST = 5_000  # characters of a free text
LONGEST_LINE = 300
READ_AGAIN = timedelta(minutes=15)  # the same part read again by the same person meanwhile is the same reading
NEWS_AFTER = timedelta(days=14)  # without a sign from the partner, somebody asks
MOST_CENTS = 10_000_000
CHOICES_MOST = 40


class Visibility(StrEnum):
    SHARED = "shared"
    TEAM = "team"
    RESTRICTED = "restricted"


VISIBILITY_LABELS = {
    Visibility.SHARED: N_("Partagé"),
    Visibility.TEAM: N_("Équipe"),
    Visibility.RESTRICTED: N_("Restreint"),
}


class NoteKind(StrEnum):
    NOTE = "note"
    OBSTACLE = "obstacle"
    DOCUMENT = "document"


STAGES = {
    "idea": N_("Une idée"),
    "study": N_("Étude : clients, prix, concurrents"),
    "test": N_("Test : premières ventes"),
    "creation": N_("Création de l'entreprise"),
    "running": N_("Entreprise lancée"),
    "job": N_("Vers un emploi salarié"),
}
# What stands in the way, as a need: health, family, justice or debts have no box of their own.
OBSTACLES = {
    "mobility": N_("Se déplacer"),
    "childcare": N_("Garde d'enfant"),
    "digital": N_("Matériel et numérique"),
    "language": N_("Lire, écrire, parler français"),
    "time": N_("Temps disponible"),
    "money": N_("Budget du projet"),
    "paperwork": N_("Démarches administratives"),
    "accommodation": N_("Aménagement nécessaire"),
    "other": N_("Autre"),
}
GOAL_OUTCOMES = {"reached": N_("Atteint"), "changed": N_("Changé en route"), "dropped": N_("Abandonné")}
OUTCOMES = {
    "helped": N_("Le partenaire a aidé"),
    "elsewhere": N_("Le partenaire a orienté ailleurs"),
    "absent": N_("La personne n'est pas venue"),
    "refused": N_("Le partenaire n'a pas pu aider"),
    "cancelled": N_("Plus utile"),
}
DECISIONS = {"granted": N_("Accordée"), "refused": N_("Refusée")}
REFERRAL_STATES = {
    "sent": N_("Envoyée"),
    "received": N_("Reçue par le partenaire"),
    "met": N_("Rencontre faite"),
    "closed": N_("Terminée"),
}
PARTS = {
    "overview": N_("vue d'ensemble"),
    "path": N_("parcours"),
    "levels": N_("compétences"),
    "attendance": N_("présence"),
    "exchanges": N_("échanges"),
    "works": N_("travaux"),
    "dossier": N_("dossier"),
    "notes": N_("notes et documents"),
    "document": N_("document ouvert"),
    "summary": N_("résumé imprimé"),
    "api": N_("lecture par un programme"),
    "audit": N_("dossier d'audit, lu par une personne invitée"),
}
LISTS = {
    "met": (
        N_("Comment les personnes sont rencontrées"),
        (
            N_("Réunion d'information"), N_("Permanence dans un quartier"), N_("Prescripteur"), N_("Bouche-à-oreille"),
            N_("Internet"), N_("Rencontre de terrain"),
        ),
    ),
    "aid": (N_("Les aides que l'organisme peut donner"), (N_("Aide de 500 euros au démarrage"), N_("Aide à la mobilité"))),
    "criteria": (
        N_("Les critères des aides"),
        (
            N_("Habite le territoire"), N_("Parcours suivi depuis un mois au moins"), N_("Projet validé par l'équipe"),
            N_("Accepte d'être accompagné après la création"),
        ),
    ),
}  # fmt: skip


def referral_state(received_on: date | None, met_on: date | None, closed_on: date | None) -> str:
    if closed_on:
        return "closed"
    return "met" if met_on else "received" if received_on else "sent"


def next_reminder(day: date, closed_on: date | None) -> date | None:
    """When somebody asks for news, unless there is nothing left to know."""
    return None if closed_on else day + NEWS_AFTER
