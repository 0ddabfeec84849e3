"""The ledger in sentences."""

from collections.abc import Mapping
from typing import Any

from app.accompaniment.contacts.rules import CHANNELS, OUTCOMES
from app.core.i18n import N_, _
from app.ledger.kinds import Kind
from app.ledger.words import kind_words
from app.web.formats import hours

_PLAIN = {
    Kind.ENROLMENT_ADMITTED: N_("Admission dans le parcours"),
    Kind.ENROLMENT_STARTED: N_("Entrée dans le parcours"),
    Kind.ENROLMENT_PAUSED: N_("Mise en pause du parcours"),
    Kind.ENROLMENT_RESUMED: N_("Reprise du parcours"),
    Kind.ENROLMENT_FINISHED: N_("Fin du parcours"),
    Kind.ENROLMENT_LEFT: N_("Sortie avant la fin du parcours"),
    Kind.EXIT_CORRECTED: N_("Sortie corrigée"),
    Kind.CLOSING_HELD: N_("Bilan de fin"),
    Kind.SITUATION_ASKED: N_("Nouvelles demandées après la sortie"),
    Kind.SITUATION_SAID: N_("Nouvelles après la sortie"),
    Kind.ADVISER_CHANGED: N_("Changement de conseillère ou de conseiller"),
    Kind.PLAN_CHANGED: N_("Dates du plan changées"),
    Kind.GROUPS_CHANGED: N_("Groupes changés"),
    Kind.FORUM_POSTED: N_("Message sur le forum"),
    Kind.MESSAGE_SENT: N_("Message dans la conversation"),
    Kind.REMINDER_SENT: N_("Relance envoyée par courriel"),
    Kind.COURSE_PUBLISHED: N_("Nouvelle édition du parcours"),
    Kind.HALF_DAY_LOCKED: N_("Demi-journée contresignée"),
    Kind.DOSSIER_CHANGED: N_("Page du dossier complétée"),
    Kind.NOTE_WRITTEN: N_("Note écrite"),
    Kind.GOAL_SET: N_("Objectif posé"),
    Kind.GOAL_ENDED: N_("Objectif terminé"),
    Kind.ACTION_AGREED: N_("Action décidée"),
    Kind.ACTION_DONE: N_("Action faite"),
    Kind.REFERRAL_SENT: N_("Orientation vers un partenaire"),
    Kind.REFERRAL_MOVED: N_("Nouvelles d'un partenaire"),
    Kind.AID_ASKED: N_("Aide demandée"),
    Kind.AID_DECIDED: N_("Décision sur une aide"),
    Kind.DOCUMENT_ISSUED: N_("Document fait"),
    Kind.DOCUMENT_SENT: N_("Document remis"),
    Kind.DOCUMENT_SIGNED: N_("Document signé"),
    Kind.DOCUMENT_REFUSED: N_("Signature refusée"),
    Kind.DOCUMENT_CANCELLED: N_("Document annulé"),
    Kind.DOCUMENT_READ: N_("Document lu et reconnu"),
    Kind.APPLICATION_STEP: N_("Étape d'admission terminée"),
    Kind.APPLICATION_DECIDED: N_("Décision d'admission"),
}
_ABOUT = {
    Kind.ACTIVITY_COMPLETED: N_("Activité faite : %(title)s"),
    Kind.ACTIVITY_SKIPPED: N_("Étape passée : %(title)s"),
    Kind.ACTIVITY_RESTORED: N_("Étape reprise : %(title)s"),
    Kind.QUIZ_SENT: N_("Quiz envoyé : %(title)s"),
    Kind.QUESTION_MARKED: N_("Réponse écrite relue : %(title)s"),
    Kind.WORK_SENT: N_("Travail rendu : %(title)s"),
    Kind.FORUM_POSTED: N_("Message sur le forum : %(title)s"),
    Kind.SURVEY_ANSWERED: N_("Questionnaire envoyé : %(title)s"),
    Kind.CHOICE_MADE: N_("Choix fait : %(title)s"),
    Kind.SESSION_BOOKED: N_("Place réservée : %(title)s"),
}
_REVIEWED = {
    "accepted": N_("Travail accepté : %(title)s"),
    "sent_back": N_("Travail renvoyé pour reprise : %(title)s"),
}
_STAGES = {"entry": N_("à l'entrée"), "middle": N_("en cours de parcours"), "exit": N_("à la fin")}
_VOICES = {
    "learner": N_("par la personne"),
    "trainer": N_("par l'équipe de formation"),
    "adviser": N_("par l'équipe de conseil"),
}


def in_words(entry: Any, titles: Mapping[str, str]) -> str:
    """One entry as a sentence. `titles` are those of activities and sessions, by id."""
    kind = entry.kind
    title = titles.get(entry.activity_id or "") or titles.get(entry.session_id or "") or ""
    facts = entry.facts or {}
    if kind == Kind.ATTENDANCE_RECORDED:
        return _attendance(entry, titles, facts)
    if kind == Kind.WORK_REVIEWED:
        sentence = _REVIEWED.get(str(facts.get("decision")), N_("Travail relu : %(title)s"))
        return _(sentence) % {"title": title or _("une activité")}
    if kind == Kind.LEVEL_ASSESSED:
        return _levels(facts)
    if kind == Kind.POINT_CHECKED:
        return _point(facts, title or _("une liste"))
    if kind == Kind.CONTACT_LOGGED:
        return _contact(entry, facts)
    if kind == Kind.TIME_DECLARED:
        said = hours(int(facts.get("declared", 0)))
        return _("Temps déclaré : %(time)s, %(title)s") % {"time": said, "title": title or _("une activité")}
    if kind in _ABOUT and (title or kind not in _PLAIN):
        text = _(_ABOUT[kind]) % {"title": title or _("une activité")}
        return _("%(text)s, %(time)s") % {"text": text, "time": hours(entry.minutes)} if entry.minutes else text
    return _(_PLAIN[kind]) if kind in _PLAIN else kind_words(kind)


def _attendance(entry: Any, titles: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    title = titles.get(entry.session_id or "") or titles.get(entry.activity_id or "") or _("une séance")
    if entry.corrects_id:
        sentence = _("Présence corrigée : %(title)s, %(time)s")
    elif facts.get("present", entry.minutes > 0):
        sentence = _("Présence notée : %(title)s, %(time)s")
    else:
        sentence = _("Absence notée : %(title)s")
    return sentence % {"title": title, "time": hours(entry.minutes)}


def _contact(entry: Any, facts: Mapping[str, Any]) -> str:
    channel = CHANNELS.get(facts.get("channel", ""), N_("Contact"))
    outcome = OUTCOMES.get(facts.get("outcome", ""), "")
    text = _(channel)
    if outcome:
        text = _("%(channel)s : %(outcome)s") % {"channel": text, "outcome": _(outcome).lower()}
    return _("%(text)s, %(time)s") % {"text": text, "time": hours(entry.minutes)} if entry.minutes else text


def _point(facts: Mapping[str, Any], title: str) -> str:
    sentence = (
        N_("Point coché, %(checked)s sur %(wanted)s : %(title)s")
        if facts.get("ticked", True)
        else N_("Point décoché, %(checked)s sur %(wanted)s : %(title)s")
    )
    return _(sentence) % {"checked": facts.get("checked", 0), "wanted": facts.get("wanted", 0), "title": title}


def _levels(facts: Mapping[str, Any]) -> str:
    words = [_("Niveaux de compétence donnés")]
    if (stage := str(facts.get("stage"))) in _STAGES:
        words.append(_(_STAGES[stage]))
    if (voice := str(facts.get("voice"))) in _VOICES:
        words.append(_(_VOICES[voice]))
    return " ".join(words)
