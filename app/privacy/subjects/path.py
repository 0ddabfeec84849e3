"""The way in, the path, and after it, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects import admission
from app.privacy.subjects.subject import Subject

PATH: dict[str, Subject] = {
    "enrolment": Subject(
        N_("Votre inscription"),
        {
            "referrer": N_("qui vous a orienté"),
            "status": N_("où en est le parcours"),
            "exit_reason": N_("situation à la sortie"),
            "project": N_("votre projet en une ligne"),
            "weekly_hours_due": N_("heures attendues chaque semaine (contrat d'engagement)"),
            "weekly_hours_from": N_("depuis quand ces heures sont attendues"),
        },
    ),
    "path_exit": Subject(
        N_("Vos sorties, avec leurs corrections"),
        {
            "status": N_("parcours terminé, ou sortie avant la fin"),
            "outcome": N_("situation choisie"),
            "code": N_("situation officielle"),
            "label": N_("situation en mots"),
            "reason": N_("raison d'une correction"),
        },
    ),
    "closing_interview": Subject(
        N_("Votre bilan de fin"),
        {
            "reached": N_("ce qui est atteint"),
            "decision": N_("votre décision"),
            "reasons": N_("vos raisons"),
            "elements": N_("des éléments pour décider"),
            "next_steps": N_("la suite"),
            "by_mail": N_("accord pour un courriel"),
            "by_sms": N_("accord pour un SMS"),
            "by_call": N_("accord pour un appel"),
        },
    ),
    "situation_check": Subject(
        N_("Les nouvelles que l'on vous demande après votre sortie"),
        {
            "state": N_("où en est la demande"),
            "nonce": N_("clé de votre lien privé"),
            "token_hash": N_("empreinte de votre lien privé"),
        },
    ),
    "situation_answer": Subject(
        N_("Ce que vous avez dit de votre situation après votre sortie"),
        {
            "refused": N_("ne souhaite pas répondre"),
            "outcome": N_("situation choisie"),
            "code": N_("situation officielle"),
            "label": N_("situation en mots"),
            "active": N_("si votre activité existe encore"),
            "siret": N_("numéro SIRET"),
            "via": N_("par lien ou par téléphone"),
            "reason": N_("raison d'une correction"),
        },
    ),
    "follow_up_ways": Subject(N_("Les règles des nouvelles que vous avez changées en dernier")),
    "plan_item": Subject(N_("Votre plan : les dates de chaque séquence")),
    "enrolment_change": Subject(
        N_("Changements de votre parcours"), {"what": N_("changement"), "reason": N_("raison écrite")}
    ),
    "group_member": Subject(N_("Vos groupes, et depuis quand")),
    "availability": Subject(
        N_("Le temps que vous avez pour votre parcours"),
        {"weekdays_off": N_("jours de la semaine impossibles"), "days_off": N_("absences prévues")},
    ),
    "plan_step": Subject(N_("Votre plan : les dates de chaque activité")),
    "plan_omission": Subject(N_("Les séquences qui ne sont pas dans votre plan")),
    "plan_pause": Subject(N_("Vos pauses prévues")),
    "plan_change": Subject(
        N_("Changements de votre plan"),
        {
            "act": N_("changement"),
            "reason": N_("raison écrite"),
            "before": N_("dates avant"),
            "after": N_("dates après"),
        },
    ),
    "cover": Subject(N_("Les remplacements entre collègues"), {"reason": N_("raison écrite")}),
    "cover_path": Subject(N_("Les jours où une autre personne de l'équipe vous a suivi")),
    "visit": Subject(
        N_("Vos inscriptions à des rencontres publiques"),
        {
            "name": N_("nom"),
            "email": N_("adresse de courriel"),
            "phone": N_("téléphone"),
            "contact_print": N_("empreinte du moyen de vous joindre"),
            "state": N_("place, liste d'attente ou annulée"),
            "token_hash": N_("empreinte de votre lien privé"),
            "address_print": N_("empreinte de l'adresse réseau"),
        },
    ),
    "application": Subject(N_("Votre candidature"), admission.APPLICATION),
    "application_step": Subject(
        N_("Les étapes de votre candidature"), {"state": N_("prévue, faite ou non"), "place": N_("lieu")}
    ),
    "application_act": Subject(
        N_("Ce qui a été noté de votre candidature"), {"what": N_("acte"), "words": N_("texte")}
    ),
}
