"""The dossier, follow-up and the directory, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

DOSSIER: dict[str, Subject] = {
    "dossier": Subject(
        N_("Votre dossier"),
        {
            "referrer_structure": N_("structure qui vous a orienté"),
            "referrer_person": N_("contact dans cette structure"),
            "met": N_("comment vous avez été rencontré"),
            "needs": N_("besoins"),
            "project": N_("projet"),
            "stage": N_("étape du projet"),
            "strengths": N_("points forts"),
            "own_words": N_("vos mots"),
        },
    ),
    "dossier_note": Subject(
        N_("Notes, freins et documents écrits sur vous"),
        {
            "visibility": N_("qui les lit"),
            "subject": N_("frein"),
            "body": N_("texte"),
            "withdrawn_reason": N_("raison du retrait"),
        },
    ),
    "dossier_note_reader": Subject(N_("Qui est nommé pour lire une note")),
    "dossier_note_version": Subject(
        N_("Ce que ces notes disaient avant"), {"visibility": N_("qui les lisait"), "body": N_("texte")}
    ),
    "dossier_goal": Subject(
        N_("Vos objectifs"),
        {
            "title": N_("objectif"),
            "planned_on": N_("date prévue"),
            "ended_on": N_("fin réelle"),
            "outcome": N_("comment il s'est terminé"),
            "review": N_("bilan"),
        },
    ),
    "dossier_action": Subject(
        N_("Actions décidées"),
        {"body": N_("action"), "due_on": N_("pour quand"), "done_at": N_("quand elle a été faite")},
    ),
    "dossier_comment": Subject(N_("Mots sur les actions"), {"body": N_("texte")}),
    "dossier_referral": Subject(
        N_("Partenaires vers qui vous êtes orienté"),
        {
            "partner": N_("partenaire"),
            "reason": N_("pour quoi faire"),
            "sent_on": N_("date d'envoi"),
            "received_on": N_("date de réception"),
            "met_on": N_("date de rencontre"),
            "closed_on": N_("date de fin"),
            "outcome": N_("ce qui en est sorti"),
            "outcome_words": N_("en quelques mots"),
            "remind_on": N_("date de rappel"),
        },
    ),
    "dossier_aid": Subject(
        N_("Vos aides"),
        {
            "name": N_("aide"),
            "criteria": N_("critères remplis"),
            "asked_for": N_("ce qu'elle paie"),
            "cents": N_("montant demandé"),
            "asked_on": N_("date de demande"),
            "decision": N_("décision"),
            "granted_cents": N_("montant accordé"),
            "decided_on": N_("date de décision"),
            "reason": N_("raison"),
        },
    ),
    "dossier_correction": Subject(
        N_("Corrections que vous avez demandées"), {"body": N_("demande"), "answer": N_("réponse")}
    ),
    "dossier_reading": Subject(N_("Qui a lu votre dossier, et ce que vous avez lu"), {"part": N_("partie lue")}),
    "follow_up": Subject(
        N_("Les contacts de l'équipe avec vous"),
        {
            "channel": N_("appel, rencontre, message"),
            "outcome": N_("issue"),
            "words": N_("ce qui a été noté"),
            "visibility": N_("partagé avec vous, ou pour l'équipe"),
            "reasons": N_("pourquoi l'équipe vous a contacté"),
        },
    ),
    "reason_rest": Subject(
        N_("Ce que l'équipe a remis à plus tard pour vous"), {"kind": N_("raison"), "word": N_("mot de l'équipe")}
    ),
    "morning_rules": Subject(N_("Les règles de la liste du matin que vous avez changées en dernier")),
    "partner": Subject(
        N_("La personne à demander chez un partenaire"),
        {"contact": N_("nom et fonction"), "contact_print": N_("empreinte de l'adresse de courriel")},
    ),
    "testimony": Subject(
        N_("Vos témoignages"),
        {
            "first_name": N_("prénom"),
            "project": N_("projet"),
            "commune": N_("commune"),
            "words": N_("vos mots"),
            "media_words": N_("ce que montre la photo ou le film"),
            "consent_words": N_("comment vous avez donné votre accord"),
        },
    ),
}
