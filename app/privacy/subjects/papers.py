"""Documents and funding, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

PAPERS: dict[str, Subject] = {
    "legal_identity": Subject(N_("Les organisations dont vous êtes la représentante ou le représentant légal")),
    "document_template": Subject(N_("Les modèles de documents que vous avez écrits")),
    "document_settings": Subject(N_("Les réglages des documents que vous avez changés en dernier")),
    "document_terms": Subject(
        N_("Ce qui est convenu pour votre formation"),
        {
            "buyer": N_("qui achète la formation"),
            "buyer_address": N_("son adresse"),
            "signer": N_("qui signe pour cet acheteur"),
            "signer_capacity": N_("sa qualité"),
            "signer_email": N_("son adresse de courriel"),
            "employer": N_("employeur"),
            "price": N_("prix"),
            "payment": N_("modalités de paiement"),
            "stopping": N_("conditions si la formation s'arrête"),
            "headcount": N_("nombre de personnes"),
            "knowledge": N_("niveau demandé avant l'entrée"),
            "trainers": N_("personnes qui forment, avec leurs titres"),
        },
    ),
    "issued_document": Subject(
        N_("Vos documents"),
        {
            "minutes": N_("durée écrite"),
            "data": N_("tout ce qui est imprimé"),
            "why": N_("pourquoi il a été annulé ou refait"),
        },
    ),
    "document_signer": Subject(
        N_("Les signatures de vos documents"),
        {
            "name": N_("nom"),
            "capacity": N_("qualité"),
            "email": N_("adresse de courriel"),
            "link_hash": N_("empreinte de l'adresse pour signer"),
            "nonce": N_("tirage au sort dont l'adresse est faite (jamais l'adresse elle-même)"),
            "code_hash": N_("empreinte du code reçu"),
            "state": N_("signé, refusé ou attendu"),
            "method": N_("façon de signer"),
            "drawing": N_("signature dessinée"),
            "address": N_("adresse réseau au moment de signer"),
            "reason": N_("raison d'un refus"),
        },
    ),
    "document_acknowledgement": Subject(N_("Les règlements que vous avez lus")),
    "funder_profile": Subject(N_("Les financeurs dont vous avez réglé la fiche")),
    "funding_agreement": Subject(
        N_("Qui finance votre parcours"),
        {
            "reference": N_("numéro de la convention"),
            "minutes_bought": N_("heures financées"),
            "share": N_("part des heures prise en charge"),
        },
    ),
    "funding_file": Subject(N_("Votre situation pour le bilan annuel"), {"status": N_("statut à l'entrée")}),
    "course_funding": Subject(N_("Les parcours dont vous avez réglé l'objectif")),
    "deliverer": Subject(N_("Si vous intervenez comme salarié ou sur facture")),
    "participant_record": Subject(
        N_("Vos réponses pour le financeur"),
        {
            "answers": N_("réponses"),
            "sealed": N_("réponses protégées (chiffrées)"),
            "reason": N_("raison d'une correction"),
        },
    ),
    "participant_reading": Subject(N_("Qui a ouvert vos réponses protégées")),
    "training_year": Subject(N_("Les bilans annuels que vous avez enregistrés")),
    "funder_report": Subject(
        N_("Les rapports que vous avez signés pour un financeur"), {"capacity": N_("qualité du signataire")}
    ),
}
