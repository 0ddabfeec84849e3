"""Voices, registers, results, audits and the ledger, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects import registers
from app.privacy.subjects.subject import Subject

QUALITY: dict[str, Subject] = {
    "survey_invitation": Subject(
        N_("Les enquêtes où votre avis est demandé"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "answered_on": N_("jour de votre réponse"),
            "nonce": N_("secret de votre adresse privée (jamais copié)"),
            "token_hash": N_("empreinte de votre adresse privée"),
        },
    ),
    "feedback_reply": Subject(N_("Vos réponses aux enquêtes, sous votre nom")),
    "feedback_answer": Subject(N_("Ce que vous avez répondu aux enquêtes"), {"response": N_("réponse")}),
    "complaint": Subject(
        N_("Vos réclamations"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "phone": N_("téléphone"),
            "words": N_("ce qui ne va pas"),
            "wish": N_("ce qui arrangerait les choses"),
            "satisfied": N_("votre avis sur la réponse"),
            "address_print": N_("empreinte de l'adresse réseau"),
            "words_print": N_("empreinte de vos mots"),
            "nonce": N_("secret de votre adresse privée (jamais copié)"),
            "token_hash": N_("empreinte de votre adresse privée"),
        },
    ),
    "complaint_act": Subject(N_("Les échanges d'une réclamation"), {"words": N_("mots écrits")}),
    "incident": Subject(
        N_("Les aléas notés à votre sujet"),
        {"what": N_("ce qui s'est passé"), "solution": N_("solution apportée")},
    ),
    "improvement": Subject(N_("Les actions d'amélioration dont vous êtes responsable")),
    "element_choice": Subject(N_("Les décisions que vous avez prises après un essai")),
    "result_publication": Subject(N_("Les résultats de parcours que vous avez publiés ou retirés")),
    "course_review": Subject(N_("Les bilans annuels de parcours que vous avez ouverts ou clos")),
    "course_review_point": Subject(N_("Les décisions de bilan que vous avez écrites ou dont vous avez la charge")),
    "audit_file": Subject(N_("Les dossiers d'audit que vous avez demandés")),
    "audit_file_person": Subject(N_("Les dossiers d'audit où figure votre parcours")),
    "audit_access": Subject(
        N_("Les dossiers d'audit qui vous sont ouverts"), {"token_hash": N_("empreinte de l'adresse d'invitation")}
    ),
    "audit_look": Subject(N_("Ce que vous avez ouvert dans un dossier d'audit"), {"path": N_("page ou document")}),
    "trail_search": Subject(
        N_("Les recherches du journal des accès faites par vous, ou sur ce que vous avez lu"),
        {"reason": N_("raison écrite")},
    ),
    **{name: Subject(title, fields) for name, (title, fields) in registers.TABLES.items()},
    "archive_opening": Subject(
        N_("Les archives que vous avez ouvertes"), {"reason": N_("raison que vous avez écrite (chiffrée)")}
    ),
    "ledger_entry": Subject(N_("Le registre des preuves : ce que vous avez fait, quand et combien de temps")),
}
