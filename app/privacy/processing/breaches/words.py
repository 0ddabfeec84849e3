"""What breaches, their acts and their risks are called."""

from app.core.i18n import N_

SORTS = {  # what somebody saw, in their words
    "lost": N_("Un appareil, un papier ou un fichier a été perdu ou volé"),
    "sent": N_("Des données sont parties à la mauvaise personne"),
    "opened": N_("Quelqu'un a vu ou ouvert ce qu'il ne devait pas"),
    "account": N_("Un compte, un mot de passe ou une carte est entre d'autres mains"),
    "erased": N_("Des données ont disparu ou ont changé"),
    "away": N_("Le service ne répond plus, des données ne sont plus accessibles"),
    "other": N_("Autre chose"),
}
NATURES = {
    "secret": N_("confidentialité : quelqu'un a pu lire"),
    "whole": N_("intégrité : des données ont changé"),
    "there": N_("disponibilité : des données manquent"),
}
CATEGORIES = {
    "identity": N_("identité et coordonnées"),
    "secrets": N_("identifiants, mots de passe, cartes"),
    "path": N_("parcours, présences, évaluations"),
    "exchanges": N_("messages et notes d'accompagnement"),
    "papers": N_("documents et fichiers"),
    "sensitive": N_("données sensibles : santé, handicap, origine, opinion"),
    "money": N_("données financières"),
}
RISKS = {
    "none": N_("Pas de risque pour les personnes"),
    "risk": N_("Un risque pour les personnes"),
    "high": N_("Un risque élevé pour les personnes"),
}
DECISIONS = {
    "notify": N_("Notifier à la CNIL"),
    "keep": N_("Ne pas notifier, garder au registre"),
}
ACTS = {
    "declared": N_("Signalée"),
    "known": N_("Heure de découverte corrigée"),
    "assessed": N_("Évaluée"),
    "decided": N_("Décision"),
    "notified": N_("Notifiée à la CNIL"),
    "people": N_("Personnes concernées ajoutées"),
    "told": N_("Personnes prévenues"),
    "untold": N_("Personnes non prévenues, et pourquoi"),
    "measure": N_("Mesure prise"),
    "closed": N_("Close"),
    "reminded": N_("Rappel du délai"),
}
WAYS = {  # how people are found
    "reader": N_("Ce qu'un compte a vu, d'après la trace des accès"),
    "table": N_("Celles dont un ensemble de données parle"),
    "all": N_("Toutes les personnes accompagnées"),
    "one": N_("Une personne, par son nom"),
}
STATES = {"open": N_("à traiter"), "decided": N_("décision prise"), "closed": N_("close")}
