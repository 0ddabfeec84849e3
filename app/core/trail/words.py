"""The lines of the trail as sentences. The trail holds keys; what they are called is said here, when it is read."""

from app.core.i18n import N_, _
from app.core.trail.acts import MACHINE, Did
from app.core.trail.whence import COMMAND

SUBJECTS: dict[str, str] = {
    "account": N_("le compte"),
    "address": N_("l'adresse"),
    "application": N_("la candidature"),
    "appointment": N_("le rendez-vous"),
    "asking": N_("ce qui est demandé à l'équipe pour entrer"),
    "attendance": N_("la feuille de présence"),
    "audit": N_("un dossier d'audit"),
    "backup": N_("une sauvegarde"),
    "badge": N_("les badges"),
    "behind_figure": N_("les lignes derrière un chiffre"),
    "card": N_("la carte d'entrée"),
    "complaint": N_("les réclamations"),
    "contact": N_("un contact noté"),
    "copy": N_("la copie des données"),
    "documents": N_("les documents"),
    "dossier": N_("le dossier"),
    "enrolment": N_("l'inscription"),
    "erasure": N_("les données"),
    "exit": N_("la sortie"),
    "factor": N_("le second facteur"),
    "file": N_("un fichier"),
    "funding": N_("le dossier de financement"),
    "incident": N_("les aléas"),
    "levels": N_("les compétences"),
    "list_accounts": N_("la liste des comptes"),
    "list_answers": N_("les réponses d'une activité"),
    "list_applications": N_("la liste des candidatures"),
    "list_appointments": N_("la liste des rendez-vous"),
    "list_contacts": N_("la liste des contacts"),
    "list_covers": N_("la liste des remplacements"),
    "list_documents": N_("une liste de documents"),
    "list_exits": N_("la liste des sorties"),
    "list_follow_up": N_("la liste de suivi"),
    "list_funding": N_("des lignes pour un financeur"),
    "list_group": N_("la liste d'un groupe"),
    "list_hours": N_("les heures de chaque personne"),
    "list_levels": N_("la liste des compétences"),
    "list_messages": N_("la liste des conversations"),
    "list_news": N_("la liste des nouvelles attendues"),
    "list_participants": N_("la liste des participants FSE+"),
    "list_plans": N_("la liste des plans"),
    "list_positionings": N_("la liste des positionnements"),
    "list_referrals": N_("la liste des orientations"),
    "list_remarks": N_("les remarques laissées sur une activité"),
    "list_work": N_("la liste des travaux"),
    "mail": N_("le courrier envoyé"),
    "messages": N_("les échanges"),
    "news": N_("les nouvelles données après la sortie"),
    "notes": N_("les notes du dossier"),
    "participant": N_("le questionnaire FSE+"),
    "plan": N_("le plan"),
    "positioning": N_("le positionnement"),
    "archive": N_("l'archive"),
    "breach": N_("une violation de données"),
    "delays": N_("les délais de conservation"),
    "list_breaches": N_("le registre des violations"),
    "list_archives": N_("la liste des archives"),
    "list_purge": N_("la liste de ce qui va être effacé"),
    "list_requests": N_("la liste des demandes sur les données"),
    "list_consents": N_("la liste des accords des personnes sans compte"),
    "post": N_("un message du forum"),
    "proof": N_("une preuve"),
    "proposal": N_("une proposition de plan"),
    "registers": N_("un registre"),
    "request": N_("une demande sur les données"),
    "role": N_("un rôle"),
    "sealed": N_("des informations protégées"),
    "sending": N_("un envoi groupé"),
    "shared": N_("le poste partagé"),
    "sign_in": N_("une session"),
    "survey": N_("les réponses d'une enquête"),
    "trail": N_("le journal des accès"),
    "visitors": N_("la liste des visiteurs"),
    "work": N_("les travaux"),
}

DIDS: dict[str, str] = {
    Did.SAW: N_("a ouvert"),
    Did.CHANGED: N_("a modifié"),
    Did.CREATED: N_("a créé"),
    Did.DELETED: N_("a supprimé"),
    Did.EXPORTED: N_("a exporté"),
    Did.ENTERED: N_("a commencé"),
    Did.LEFT: N_("a terminé"),
    Did.REFUSED: N_("n'a pas eu accès à"),
    Did.OPENED: N_("a fait ouvrir"),
    Did.SEARCHED: N_("a consulté"),
    Did.GRANTED: N_("a donné"),
    Did.WITHDRAWN: N_("a retiré"),
    Did.ERASED: N_("a effacé"),
    Did.RESTORED: N_("a restauré"),
}

ACTS: dict[str, str] = {  # as one chooses among them
    Did.SAW: N_("Lectures"),
    Did.CHANGED: N_("Modifications"),
    Did.CREATED: N_("Créations"),
    Did.DELETED: N_("Suppressions"),
    Did.EXPORTED: N_("Exports"),
    Did.ENTERED: N_("Entrées"),
    Did.LEFT: N_("Déconnexions"),
    Did.REFUSED: N_("Refus"),
    Did.OPENED: N_("Ouvertures d'informations protégées"),
    Did.SEARCHED: N_("Consultations de ce journal"),
    Did.GRANTED: N_("Droits donnés"),
    Did.WITHDRAWN: N_("Droits retirés"),
    Did.ERASED: N_("Effacements"),
    Did.RESTORED: N_("Restaurations"),
}

# Why somebody with this role may look, said to the person it is about.
WHYS: dict[str, str] = {
    "adviser": N_("accompagne les personnes de votre parcours"),
    "trainer": N_("forme dans votre parcours"),
    "quality": N_("vérifie la qualité des parcours"),
    "admin": N_("administre la plateforme"),
    "auditor": N_("contrôle l'organisme, en lecture seule"),
    "guest": N_("contrôle un dossier d'audit, en lecture seule"),
    "referrer": N_("vous a orienté vers ce parcours"),
    "expert": N_("intervient dans votre parcours"),
    "learner": N_("suit un parcours ici"),
    MACHINE: N_("travail automatique de la plateforme"),
}

_BROWSERS = {
    "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox", "chrome": "Chrome",
    "safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "android": "Android", "ios": "iPhone ou iPad", "windows": "Windows", "mac": "Mac", "chromeos": "ChromeOS",
    "linux": "Linux",
}  # fmt: skip

ERASED = N_("une personne effacée")


def subject_words(key: str) -> str:
    return _(SUBJECTS.get(key, "une page"))


def did_words(did: str) -> str:
    return _(DIDS.get(did, did))


def act_words(did: str) -> str:
    return _(ACTS.get(did, did))


def why_words(role: str) -> str:
    return _(WHYS[role]) if role in WHYS else ""


def device_words(device: str) -> str:
    """ "Chrome sur Windows"."""
    if device == COMMAND:
        return _("le serveur lui-même")
    browser, _slash, system = device.partition("/")
    if browser not in _BROWSERS:
        return _("un programme")
    if system not in _SYSTEMS:
        return _BROWSERS[browser]
    return _("%(browser)s sur %(system)s") % {"browser": _BROWSERS[browser], "system": _SYSTEMS[system]}


def of(name: str) -> str:
    """ "de Nadia", "d'Inès"."""
    return _("de %(name)s") % {"name": name}


def what_words(subject: str, whose: str, people: int | None) -> str:
    """ "le dossier de Nadia", "la liste de suivi (48 personnes)"."""
    said = subject_words(subject)
    if whose and subject == "trail":
        return _("%(what)s au sujet %(of)s") % {"what": said, "of": of(whose)}
    if whose:
        return f"{said} {of(whose)}"
    if people is None:
        return said
    if people == 1:
        return _("%(what)s (1 personne)") % {"what": said}
    return _("%(what)s (%(n)s personnes)") % {"what": said, "n": people}


def sentence(who: str, did: str, what: str) -> str:
    """ "Inès Lafitte a ouvert le dossier de Nadia B." """
    return _("%(who)s %(did)s %(what)s") % {"who": who, "did": did_words(did), "what": what}
