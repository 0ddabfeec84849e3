"""What messages and work behind the pages are called on screen."""

from app.core.i18n import N_, _

EVENTS = {  # the folders of templates/emails
    "message_received": N_("Message reçu"),
    "reply_refused": N_("Réponse par courriel qui n'est pas arrivée"),
    "message_unclaimed": N_("Message de quelqu'un que personne ne suit"),
    "session_moved": N_("Séance changée"),
    "session_cancelled": N_("Séance annulée"),
    "session_tomorrow": N_("Rappel : séance demain"),
    "seat_booked": N_("Place réservée"),
    "seats_booked": N_("Places réservées"),
    "seat_lost": N_("Place rendue"),
    "plan_changed": N_("Plan changé"),
    "plan_undone": N_("Plan revenu en arrière"),
    "appointment_booked": N_("Rendez-vous pris"),
    "appointment_moved": N_("Rendez-vous déplacé"),
    "appointment_cancelled": N_("Rendez-vous annulé"),
    "appointment_reminder": N_("Rappel de rendez-vous"),
    "visit_registered": N_("Inscription à une réunion"),
    "visit_cancelled": N_("Inscription retirée, ou réunion annulée"),
    "visit_moved": N_("Réunion changée"),
    "visit_tomorrow": N_("Rappel : réunion demain"),
    "application_received": N_("Candidature reçue"),
    "application_new": N_("Candidature qui attend une réponse"),
    "application_step": N_("Étape de candidature prévue, ou rappelée"),
    "application_next": N_("Suite d'une candidature"),
    "application_decided": N_("Décision sur une candidature"),
    "modules_late": N_("Module en retard"),
    "nudge": N_("Relance de l'équipe"),
    "digest": N_("Résumé des nouvelles"),
    "adviser_changed": N_("Nouvel accompagnement"),
    "people_handed": N_("Personnes confiées"),
    "cover_made": N_("Remplacement d'un collègue"),
    "adviser_away": N_("Absence de la personne qui accompagne"),
    "dossier_note": N_("Note partagée avec la personne"),
    "dossier_answer": N_("Réponse à une correction demandée"),
    "dossier_questions": N_("Questions du financeur"),
    "situation_asked": N_("Demande de nouvelles après une sortie"),
    "closing_ready": N_("Bilan de fin à lire"),
    "forum_reply": N_("Réponse sur le forum"),
    "forum_answer": N_("Réponse à une discussion que l'on a ouverte"),
    "forum_thread": N_("Nouveau fil du forum"),
    "forum_mention": N_("Nom cité sur le forum"),
    "forum_announcement": N_("Annonce du forum"),
    "forum_accepted": N_("Réponse retenue sur le forum"),
    "forum_report": N_("Message du forum signalé"),
    "forum_moderation": N_("Message du forum masqué, ou mot de l'équipe"),
    "forum_digest": N_("Résumé du forum"),
}
STATES = {
    "waiting": (N_("à envoyer"), "info"),
    "sent": (N_("envoyé"), "good"),
    "failed": (N_("échoué"), "danger"),
    "undeliverable": (N_("adresse refusée"), "attention"),
    "doubtful": (N_("à vérifier"), "attention"),
}
WORK = {
    "notifications.send": N_("Envoyer un courriel"),
    "notifications.push": N_("Prévenir un appareil"),
    "notifications.sms": N_("Envoyer un SMS"),
    "notifications.digests": N_("Écrire les résumés"),
    "notifications.message_received": N_("Prévenir d'un message"),
    "notifications.message_unclaimed": N_("Prévenir l'équipe d'un message"),
    "messaging.group": N_("Envoyer un message à plusieurs personnes"),
    "notifications.session_moved": N_("Prévenir d'une séance changée"),
    "notifications.session_cancelled": N_("Prévenir d'une séance annulée"),
    "notifications.seat": N_("Confirmer une place"),
    "notifications.seat_lost": N_("Prévenir d'une place rendue"),
    "notifications.plan_changed": N_("Prévenir d'un plan changé"),
    "notifications.plan_undone": N_("Prévenir d'un plan changé"),
    "notifications.visit_registered": N_("Confirmer une inscription"),
    "notifications.visit_seated": N_("Prévenir d'une place libérée"),
    "notifications.visit_cancelled": N_("Confirmer une inscription retirée"),
    "notifications.appointment_booked": N_("Confirmer un rendez-vous"),
    "notifications.appointment_moved": N_("Prévenir d'un rendez-vous déplacé"),
    "notifications.appointment_cancelled": N_("Prévenir d'un rendez-vous annulé"),
    "notifications.application_received": N_("Confirmer une candidature"),
    "notifications.application_new": N_("Prévenir l'équipe d'une candidature"),
    "notifications.application_step": N_("Dire la date d'une étape"),
    "notifications.application_tomorrow": N_("Rappeler une étape"),
    "notifications.application_next": N_("Dire la suite d'une candidature"),
    "notifications.application_decided": N_("Dire une décision"),
    "notifications.dossier_note": N_("Prévenir d'une note partagée"),
    "notifications.dossier_answer": N_("Prévenir d'une réponse"),
    "notifications.remind_session": N_("Rappeler une séance"),
    "notifications.remind_appointment": N_("Rappeler un rendez-vous"),
    "notifications.remind_modules": N_("Rappeler les modules en retard"),
    "notifications.forum_post": N_("Prévenir d'un message du forum"),
    "notifications.forum_named": N_("Prévenir les personnes nommées sur le forum"),
    "notifications.forum_accepted": N_("Prévenir d'une réponse retenue"),
    "notifications.forum_report": N_("Prévenir d'un message signalé"),
    "notifications.forum_moderated": N_("Dire pourquoi un message est masqué"),
    "notifications.forum_digest": N_("Résumer le forum"),
}
_SUBJECTS = {  # the first word of a name, for work that has no words of its own
    "notifications": N_("Prévenir les personnes"),
    "planning": N_("Calculer des plans"),
    "scheduling": N_("Préparer des séances"),
    "attendance": N_("Préparer des feuilles de présence"),
    "classrooms": N_("Parler avec la classe à distance"),
    "admissions": N_("Effacer d'anciennes candidatures"),
    "visits": N_("Préparer des réunions"),
    "appointments": N_("Préparer des rendez-vous"),
    "calendars": N_("Préparer des agendas"),
    "reporting": N_("Préparer des chiffres"),
    "forum": N_("Ranger le forum"),
    "outcomes": N_("Prendre des nouvelles des personnes sorties"),
}


def event_words(event: str) -> str:
    return _(EVENTS.get(event, event))


def state_words(state: str) -> tuple[str, str]:
    """The state of a message in words, and the kind of its badge."""
    said, kind = STATES[state]
    return _(said), kind


def work_words(name: str) -> str:
    """Work by its name; by its subject when it has none of its own."""
    return _(WORK.get(name) or _SUBJECTS.get(name.partition(".")[0]) or N_("Travail de fond"))
