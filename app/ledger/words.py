"""What the kinds of entries are called on screen."""

from app.core.i18n import N_, _
from app.ledger.kinds import Kind

WORDS: dict[str, str] = {
    Kind.ENROLMENT_ADMITTED: N_("Admission"),
    Kind.ENROLMENT_STARTED: N_("Entrée en parcours"),
    Kind.ENROLMENT_PAUSED: N_("Mise en pause"),
    Kind.ENROLMENT_RESUMED: N_("Reprise"),
    Kind.ENROLMENT_FINISHED: N_("Fin du parcours"),
    Kind.ENROLMENT_LEFT: N_("Sortie avant le terme"),
    Kind.ADVISER_CHANGED: N_("Changement de conseillère ou de conseiller"),
    Kind.PLAN_CHANGED: N_("Plan modifié"),
    Kind.GROUPS_CHANGED: N_("Groupes changés"),
    Kind.ACTIVITY_COMPLETED: N_("Activité terminée"),
    Kind.ACTIVITY_SKIPPED: N_("Activité passée"),
    Kind.ACTIVITY_RESTORED: N_("Activité reprise"),
    Kind.TIME_DECLARED: N_("Temps passé déclaré"),
    Kind.REMINDER_SENT: N_("Relance envoyée"),
    Kind.ATTENDANCE_RECORDED: N_("Présence ou absence enregistrée"),
    Kind.HALF_DAY_LOCKED: N_("Demi-journée contresignée"),
    Kind.QUIZ_SENT: N_("Quiz envoyé"),
    Kind.QUESTION_MARKED: N_("Réponse relue"),
    Kind.WORK_SENT: N_("Travail rendu"),
    Kind.WORK_REVIEWED: N_("Travail relu"),
    Kind.LEVEL_ASSESSED: N_("Niveau de compétence noté"),
    Kind.SURVEY_ANSWERED: N_("Questionnaire envoyé"),
    Kind.CHOICE_MADE: N_("Choix fait"),
    Kind.POINT_CHECKED: N_("Point d'une liste coché ou décoché"),
    Kind.FORUM_POSTED: N_("Message sur le forum"),
    Kind.MESSAGE_SENT: N_("Message envoyé"),
    Kind.CONTACT_LOGGED: N_("Contact avec la personne"),
    Kind.SESSION_BOOKED: N_("Place réservée"),
    Kind.COURSE_PUBLISHED: N_("Parcours publié"),
    Kind.APPLICATION_STEP: N_("Étape d'admission réglée"),
    Kind.APPLICATION_DECIDED: N_("Candidature décidée"),
    Kind.DOSSIER_CHANGED: N_("Dossier complété"),
    Kind.NOTE_WRITTEN: N_("Note écrite"),
    Kind.GOAL_SET: N_("Objectif posé"),
    Kind.GOAL_ENDED: N_("Objectif terminé"),
    Kind.ACTION_AGREED: N_("Action décidée"),
    Kind.ACTION_DONE: N_("Action faite"),
    Kind.REFERRAL_SENT: N_("Orientation vers un partenaire"),
    Kind.REFERRAL_MOVED: N_("Nouvelles d'un partenaire"),
    Kind.AID_ASKED: N_("Aide demandée"),
    Kind.AID_DECIDED: N_("Décision sur une aide"),
    Kind.AUDIT_FILE_MADE: N_("Dossier d'audit constitué"),
    Kind.AUDIT_OPENED: N_("Accès à un dossier d'audit"),
}


def kind_words(kind: str) -> str:
    """A kind that has no words yet is shown by its code rather than hidden."""
    return _(WORDS.get(kind, kind))
