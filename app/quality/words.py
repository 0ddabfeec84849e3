"""What the rows of evidence are called on screen."""

from dataclasses import dataclass

from app.core.i18n import N_, _
from app.ledger.words import kind_words

_WHAT = {
    "level_entry": N_("Niveau noté à l'entrée"),
    "level_middle": N_("Niveau noté en cours de parcours"),
    "level_exit": N_("Niveau noté à la sortie"),
    "project": N_("Projet écrit à l'inscription"),
    "plan": N_("Plan personnel établi"),
    "adviser": N_("Conseillère ou conseiller nommé"),
    "session": N_("Séance"),
    "role": N_("Rôle confié"),
    "sheet": N_("Fiche publique en vigueur"),
    "publication": N_("Édition publiée"),
    "objective": N_("Objectif de séquence"),
    "resource": N_("Activité du parcours"),
    "lack": N_("À compléter"),
    "register_staff_profile": N_("Dossier d'intervenant"),
    "register_staff_training": N_("Formation suivie par l'équipe"),
    "register_staff_review": N_("Entretien ou observation"),
    "register_watch_item": N_("Élément de veille"),
    "register_subcontract": N_("Contrat de sous-traitance"),
    "register_subcontract_check": N_("Contrôle d'un sous-traitant"),
    "register_handicap_action": N_("Action pour l'accueil du handicap"),
    "register_meeting": N_("Compte rendu de réunion"),
    "register_risk": N_("Risque pour la qualité"),
    "register_review": N_("Revue qualité"),
    "register_procedure": N_("Procédure contre les violences"),
    "register_document": N_("Pièce ou procédure"),
    "register_publication": N_("Publication au public"),
    "partner": N_("Partenaire de l'annuaire"),
    "opinion": N_("Réponse à une enquête"),
    "activity_opinion": N_("Avis sur une activité"),
    "complaint": N_("Réclamation"),
    "incident": N_("Aléa"),
    "improvement": N_("Action d'amélioration"),
    "course_review": N_("Bilan annuel d'un parcours"),
    "results": N_("Résultats publiés"),
    "closing_interview": N_("Bilan de sortie"),
    "situation": N_("Nouvelles après la sortie"),
    "positioning": N_("Positionnement d'entrée"),
    "positioning_interview": N_("Entretien de positionnement"),
    "plan_decision": N_("Décision née du positionnement"),
    "conclusion": N_("Niveau conclu"),
    "badge": N_("Badge remis"),
    "level_proof": N_("Preuve d'un niveau"),
    "issued_document": N_("Document remis"),
    "document_read_by": N_("Document lu et reconnu"),
    "referent_handicap": N_("Référent handicap désigné"),
    "referent_protection": N_("Référent contre les violences désigné"),
    "adjustment": N_("Aménagement demandé"),
    "procedure_read": N_("Procédure lue"),
    "sealed_report": N_("Signalement au registre scellé"),
}

_PROOF = {
    "attempt": N_("Réponses au quiz"),
    "answer": N_("Réponse"),
    "submission": N_("Travail rendu"),
    "review": N_("Retour de l'équipe"),
    "attendance": N_("Appel de la séance"),
    "booking": N_("Inscription à la séance"),
    "post": N_("Message du forum"),
    "message": N_("Message"),
    "enrolment_change": N_("Changement du parcours"),
    "level_assessment": N_("Niveau noté"),
    "edition": N_("Édition du parcours"),
    "reminder": N_("Relance d'un module"),
    "register_entry": N_("Ligne de registre"),
}


@dataclass(frozen=True, slots=True)
class RowWords:
    what: str
    proof: str


def row_words(kind: str, proof_kind: str | None) -> RowWords:
    proof = _(_PROOF.get(proof_kind, proof_kind)) if proof_kind else ""
    return RowWords(_(_WHAT[kind]) if kind in _WHAT else kind_words(kind), proof)
