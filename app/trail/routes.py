"""What each address of the house shows or changes of somebody: one declaration for each, read by `watching.py`.

The longest pattern that fits wins; a star stands for the rest of the address, a method in front for that one alone. GET reads, or exports when the address
ends like a file; other methods change, DELETE deletes. A test walks every route: one that is not declared fails it.
"""

from dataclasses import dataclass
from functools import cache

from app.core.trail import Did

EXPORTS = (".csv", ".xlsx", ".zip", ".pdf", ".json", "/fichier", "/copie")


@dataclass(frozen=True, slots=True)
class Watched:
    """`subject`: a key of words.SUBJECTS. `people`: what the page calls its list of people, or their number. `whose`:
    the part of the address that is the id of the account it is about. `did`: when the method does not say."""

    subject: str
    people: str = ""
    whose: str = ""
    did: Did | None = None
    by_anybody: bool = False  # also when it is one's own: what leaves the house is always noted


@dataclass(frozen=True, slots=True)
class Unwatched:
    reason: str


OWN = Unwatched("one's own pages: nobody else's data")
PUBLIC = Unwatched("open to everybody")
TOKEN = Unwatched("whoever holds the private address: no account reads, and its room keeps who came")
COURSES = Unwatched("courses, questions and what they are made of: nobody is in there")
SETTINGS = Unwatched("settings of the organisation: nobody is in there")
COUNTS = Unwatched("counts without names")
GROUP = Unwatched("said to the whole group by its author, who wanted it read")
BYTES = Unwatched("bytes on their way: the act that uses them is noted")
MACHINERY = Unwatched("the machinery: nobody is in there")
DIRECTORY = Unwatched("partners and places, published for everybody to find")
INSIDE = Unwatched("what it shows is noted by its room, which knows whom it is about")

Rule = Watched | Unwatched

_dossier, _notes, _levels = Watched("dossier"), Watched("notes"), Watched("levels")
_attendance, _messages, _documents = Watched("attendance"), Watched("messages"), Watched("documents")
_application, _registers, _funding = Watched("application"), Watched("registers"), Watched("funding")
_exit, _plan, _badge = Watched("exit"), Watched("plan"), Watched("badge")

RULES: dict[str, Rule] = {
    # --- What is everybody's, one's own, or nobody's
    "/": PUBLIC, "/accessibilite": PUBLIC, "/aide*": PUBLIC, "/mentions-legales": PUBLIC, "/langue": PUBLIC,
    "/parcours*": PUBLIC, "/rencontres*": PUBLIC, "/badges*": PUBLIC, "/verification*": PUBLIC, "/verifier*": PUBLIC,
    "/vos-retours": PUBLIC, "/static*": PUBLIC, "/sw.js": PUBLIC, "/partenaires": PUBLIC, "/rejoindre": PUBLIC,
    "/reclamation": PUBLIC, "/connexion*": PUBLIC, "/deconnexion": OWN, "/accueil": OWN, "/compte": OWN, "/compte/connexions*": OWN, "/avis*": OWN,
    "/reglages/avis*": OWN, "/agenda*": OWN, "/mon-bilan": OWN, "/mon-dossier*": OWN,
    "/mon-livret*": OWN, "/mon-parcours*": OWN, "/mes-amenagements": OWN, "/mes-documents": OWN, "/mes-donnees": OWN,
    "/emarger*": OWN, "/progression*": OWN,
    "/forum*": GROUP, "/flux/forum*": TOKEN, "/enquete*": TOKEN, "/reclamation/{token}*": TOKEN, "/nouvelles*": TOKEN,
    "/signer*": TOKEN, "/ma-candidature*": TOKEN, "/audit/invitation*": TOKEN, "/envois*": BYTES,
    "/healthz": MACHINERY, "/readyz": MACHINERY, "/metrics": MACHINERY, "/direct": MACHINERY, "/avancement*": MACHINERY,
    "/admin/admission*": SETTINGS, "/admin/avis": SETTINGS, "/admin/badges*": SETTINGS,
    "/admin/connexion-professionnelle*": SETTINGS, "/connexion-professionnelle": OWN, "/.well-known*": PUBLIC,
    "/admin/classes-a-distance": SETTINGS, "/admin/fermetures": SETTINGS, "/admin/financeurs": SETTINGS,
    "/admin/lieux": SETTINGS, "/admin/sauvegardes": SETTINGS, "/admin/sorties*": SETTINGS, "/admin/travaux*": Watched("list_news"), "/atelier*": COURSES, "/annuaire*": DIRECTORY, "/lieux*": DIRECTORY, "/mots": COURSES,
    "/activites*": OWN, "/positionnement": OWN, "/propositions*": Watched("proposal"), "/protection*": PUBLIC,
    # --- Ways in: who enters, cards and factors are noted by app/trail/listening.py and where a sign-in opens
    "/.well-known/security.txt": PUBLIC, "/carte*": PUBLIC, "/ecran*": INSIDE, "/entrer*": TOKEN, "/pas-moi*": TOKEN,
    "/poste-partage*": OWN, "/admin/securite": Watched("account"),
    "/admin/securite/demandes*": INSIDE, "/admin/securite/personnes*": Watched("account", whose="account_id"), "/suivi/{enrolment_id}/acces*": Watched("card"),
    "/inscriptions/groupes/{group_id}/cartes": Watched("card"), "/api/v1/enrolments/{enrolment_id}/card*": Watched("card"),
    # --- Requests, erasures, durations and registers of data
    "/donnees/journal*": INSIDE, "/mes-donnees*": OWN, "/compte/*": OWN, "/effacement*": TOKEN,
    "/donnees/demandes*": Watched("request"), "/donnees/demandes": Watched("list_requests"),
    "/donnees": SETTINGS, "/donnees/demandes.csv": COUNTS, "/donnees/demandes.xlsx": COUNTS,
    "/donnees/accords": Watched("list_consents"), "/donnees/accords/*": Watched("request"),
    "/donnees/personnes-gelees*": Watched("request", whose="account_id"), "/donnees/referent": SETTINGS,
    "/donnees/archives": Watched("list_archives"), "/donnees/archives/*": Watched("archive", did=Did.OPENED),
    "/donnees/effacements*": Watched("erasure"), "/donnees/delais*": Watched("delays", whose="account_id"),
    "/donnees/durees*": SETTINGS, "/donnees/gels*": Watched("delays"), "/donnees/purge*": Watched("list_purge"),
    "/donnees/vagues*": Watched("list_purge"), "/donnees/registre*": SETTINGS, "/donnees/fiches*": SETTINGS,
    "/donnees/analyse-impact*": SETTINGS, "/donnees/destinataires": SETTINGS, "/donnees/sous-traitants": SETTINGS,
    "/donnees/hebergeur*": SETTINGS,
    "/donnees/violations*": Watched("breach"), "/donnees/violations": Watched("list_breaches"),
    "GET /donnees/violations/signaler": SETTINGS, "/donnees-personnelles": PUBLIC, "/cookies": PUBLIC,
    "/plan-du-site": PUBLIC, "/api/v1/data-requests": Watched("list_requests"),
    "/api/v1/data-requests/*": Watched("request"), "/api/v1/privacy/holds*": Watched("delays"),
    "/api/v1/privacy/processing": SETTINGS, "/api/v1/privacy/breaches": Watched("list_breaches"),
    "POST /api/v1/privacy/breaches": Watched("breach"), "/api/v1/privacy/breaches/*": Watched("breach"),
    "/api/v1/trail": INSIDE, "/api/v1/privacy/retention": SETTINGS, "/api/v1/privacy/waves*": Watched("list_purge"),
    "/mes-donnees/copie": Watched("copy", did=Did.EXPORTED, by_anybody=True),
    "/rencontres/{session_id}/groupe": _application,
    "/aides": COUNTS, "/aides.csv": COUNTS,
    # --- One person's path
    "/suivi/{enrolment_id}*": _dossier, "/suivi/{enrolment_id}/plan*": _plan, "/suivi/{enrolment_id}/badges*": _badge,
    "/suivi/{enrolment_id}/sortie*": _exit, "/suivi/{enrolment_id}/bilan": _exit, "/bilans*": _exit,
    "/suivi/{enrolment_id}/disponibilites": _plan, "/suivi/{enrolment_id}/niveaux": _levels,
    "/suivi/{enrolment_id}/contact": Watched("contact"), "/suivi/{enrolment_id}/adresse": Watched("address"),
    "/suivi/{enrolment_id}/suivi-a-distance*": Watched("work"),
    "/dossier*": _notes, "/dossiers/listes": SETTINGS, "/inscriptions*": Watched("enrolment"),
    "/inscriptions/nouvelle": SETTINGS, "/inscriptions/groupes*": Watched("list_group", people="members"),
    "/competences*": _levels, "/positionnement/*": Watched("positioning"), "/preuves*": Watched("proof"),
    "/activites/{activity_id}/essais/{attempt_id}": Watched("work"), "/travaux": Watched("list_work", people="works"),
    "/travaux/*": Watched("work"), "/rendez-vous*": OWN, "/rendez-vous/proposer*": Watched("appointment"),
    "/rendez-vous/{appointment_id}*": Watched("appointment"), "/rappels*": OWN,
    "/messages*": _messages, "/messages": Watched("list_messages", people="conversations"),
    "/messages/modeles*": SETTINGS, "/messages/nouveau": _messages,
    "/messages/groupe": Watched("sending", people="found"), "/messages/envois": OWN,
    "/messages/envois/{group_id}": Watched("sending", people="people"),
    "/fichiers*": Watched("file"), "/fichiers/ouvrir/*": TOKEN, "/orientations": Watched("list_referrals", people="rows"),
    "/prescrire": Watched("list_referrals", people="people"), "/temoignages*": PUBLIC,
    # --- Many people's
    "/suivi": Watched("list_follow_up", people="count"), "/suivi.csv": Watched("list_follow_up"),
    "/suivi/attentes*": _dossier, "/suivi/competences*": Watched("list_levels", people="count"),
    "/suivi/confier": Watched("enrolment"), "/suivi/contacts*": Watched("list_contacts", people="rows"),
    "/suivi/modules*": Watched("list_work", people="people"), "/suivi/nouvelles": Watched("list_news", people="waiting"),
    "/suivi/nouvelles/{check_id}*": Watched("news"), "/suivi/plans": Watched("list_plans"),
    "/suivi/positionnements": Watched("list_positionings", people="late"),
    "/suivi/positionnements/questionnaire": COURSES, "/suivi/regles": SETTINGS,
    "/suivi/remplacements*": Watched("list_covers", people="people"), "/suivi/sorties": COUNTS,
    "/suivi/sorties.csv": COUNTS, "/suivi/sorties.xlsx": Watched("list_exits"),
    "/suivi/sorties/liste": Watched("list_exits", people="people"),
    "/candidatures": Watched("list_applications", people="count"), "/candidatures/affiche": PUBLIC,
    "/candidatures/chiffres*": COUNTS, "/candidatures/decidees": Watched("list_applications", people="lines"),
    "/candidatures/nouvelle": SETTINGS, "/candidatures/*": _application,
    "/heures": COUNTS, "/heures.csv": COUNTS, "/heures/lignes*": Watched("list_hours", people="rows"),
    "/heures/personnes*": Watched("list_hours", people="count"),
    "/heures/semaines*": Watched("list_hours", people="persons"),
    # --- Sessions
    "/seances": SETTINGS, "/seances/nouvelle": SETTINGS, "/seances/serie": SETTINGS, "/seances/salles*": SETTINGS,
    "/seances/feuilles.zip": _attendance, "/seances/{session_id}": _attendance, "/seances/{session_id}/*": _attendance,
    "/seances/{session_id}/modifier": SETTINGS, "/seances/{session_id}/annuler": SETTINGS,
    "/seances/{session_id}/annulation": SETTINGS, "/seances/{session_id}/lieu": SETTINGS,
    "/seances/{session_id}/documents*": COURSES, "/seances/{session_id}/salle": OWN,
    "/seances/{session_id}/feuille-vide.pdf": SETTINGS, "/seances/{session_id}/competences": _levels,
    "/seances/{session_id}/visiteurs*": Watched("visitors", people="people"),
    # --- Documents and money
    "/documents": Watched("list_documents", people="found"), "/documents/*": _documents,
    "/documents/a-signer": OWN, "/documents/modeles*": SETTINGS, "/documents/reglages": SETTINGS,
    "/documents/cohorte": Watched("list_documents", people="total"),
    "/documents/lots*": Watched("list_documents", people="rows"),
    "/financeurs": SETTINGS, "/financeurs/fiche*": SETTINGS, "/financeurs/reglages*": SETTINGS,
    "/financeurs/accompagnement": COUNTS, "/financeurs/territoires*": COUNTS, "/financeurs/bilans*": COUNTS,
    "/financeurs/bilans/{year_id}/lignes": Watched("list_funding", people="rows"),
    "/financeurs/dossiers*": _funding, "/financeurs/dossiers/{enrolment_id}/questions*": Watched("participant"),
    "/financeurs/dossiers/{enrolment_id}/protege": Watched("sealed", did=Did.OPENED),
    "/financeurs/fse*": Watched("list_participants"),
    "/financeurs/fse/protege": Watched("sealed", did=Did.OPENED),
    "/financeurs/rapports*": Watched("list_funding", people="lines"),
    # --- Quality
    "/qualite": COUNTS, "/qualite.csv": COUNTS, "/qualite.json": COUNTS, "/qualite/chiffres*": COUNTS,
    "/qualite/essais*": COUNTS, "/qualite/profil": SETTINGS, "/qualite/publications*": COUNTS, "/qualite/revue*": COUNTS,
    "/qualite/aleas*": Watched("incident", people="rows"), "/qualite/ameliorations*": COUNTS,
    "/qualite/aleas/nouveau": SETTINGS, "/qualite/reclamations/nouvelle": SETTINGS,
    "/qualite/audit": SETTINGS, "/qualite/audit/*": Watched("audit", people="people"),
    "/qualite/audit/nouveau": Watched("audit", people="found"), "/qualite/audit/{audit_file_id}/fichier": Watched("audit"),
    "/qualite/chiffres/{code}": Watched("behind_figure"), "/qualite/indicateurs*": Watched("behind_figure"),
    "/qualite/enquetes": COUNTS, "/qualite/enquetes/nouvelle": SETTINGS,
    "/qualite/enquetes/{campaign_id}*": Watched("survey", people="people"),
    "/qualite/questionnaires*": COURSES, "/qualite/reclamations*": Watched("complaint", people="rows"),
    "/qualite/referents*": SETTINGS, "/qualite/registre-scelle*": Watched("sealed"),
    "/qualite/registre-scelle/{case_id}/ouverture": Watched("sealed", did=Did.OPENED),
    "/qualite/registres": SETTINGS, "/qualite/registres/*": _registers,
    "/audit": OWN, "/audit/*": Watched("audit"),
    # --- People of the house
    "/admin/personnes": INSIDE, "/admin": Watched("list_accounts", people="people"),
    "/admin/courrier*": Watched("mail", people="mails"), "/admin/courrier/appareils": Watched("mail", people="rings"),
    "/admin/courrier/recus": Watched("mail", people="rows"), "/admin/organisation": SETTINGS,
    "/forum/messages/{post_id}/*": Watched("post"), "/forum/messages/{post_id}/signalement": GROUP,
    "/forum/{thread_id}/noms": Watched("post"), "/forum/{thread_id}/messages/{number}/versions": Watched("post"),
    "/atelier/{slug}/activites/{activity_id}/reponses*": Watched("list_answers"),
    "/atelier/{slug}/mots": Watched("list_remarks"), "/atelier/{slug}/activites/{activity_id}": Watched("list_remarks"),
    "/atelier/{slug}/activites/{activity_id}/resultats*": Watched("list_remarks"),
    "GET /atelier/{slug}/brouillon/activites/{key}": Watched("list_remarks"),
    # --- The API
    "/api/docs": PUBLIC, "/api/v1/openapi.json": PUBLIC, "/api/v1/public*": PUBLIC, "/api/v1/badges*": PUBLIC,
    "/api/v1/me*": OWN, "/api/v1/me/data": Watched("copy", did=Did.EXPORTED, by_anybody=True),
    "/api/v1/auth/token": INSIDE, "/api/v1/accounts/*": Watched("account", whose="account_id"), "/api/v1/uploads*": BYTES, "/api/v1/files/*": Watched("file"), "/api/v1/forum*": GROUP,
    "/api/v1/courses*": COURSES, "/api/v1/question-banks*": COURSES, "/api/v1/activities*": OWN,
    "/api/v1/activities/{activity_id}/survey-answers": Watched("list_answers"),
    "/api/v1/activities/{activity_id}/restoration": COURSES, "/api/v1/admission-steps": SETTINGS,
    "/api/v1/applications": Watched("list_applications"), "/api/v1/applications/*": _application,
    "/api/v1/appointments": Watched("list_appointments"), "/api/v1/appointments/slots": SETTINGS,
    "/api/v1/appointments/{appointment_id}*": Watched("appointment"), "/api/v1/complaints": Watched("complaint"),
    "/api/v1/documents*": _documents, "/api/v1/enrolments": Watched("list_follow_up"),
    "/api/v1/enrolments/{enrolment_id}*": _dossier, "/api/v1/enrolments/{enrolment_id}/dossier*": _notes,
    "/api/v1/enrolments/{enrolment_id}/levels": _levels, "/api/v1/enrolments/{enrolment_id}/competences*": _levels,
    "/api/v1/enrolments/{enrolment_id}/conclusions*": _levels, "/api/v1/enrolments/{enrolment_id}/proofs*": _levels,
    "/api/v1/enrolments/{enrolment_id}/badges": _badge, "/api/v1/enrolments/{enrolment_id}/documents": _documents,
    "/api/v1/enrolments/{enrolment_id}/exit*": _exit, "/api/v1/enrolments/{enrolment_id}/messages": _messages,
    "/api/v1/enrolments/{enrolment_id}/plan*": _plan, "/api/v1/enrolments/{enrolment_id}/availability": _plan,
    "/api/v1/enrolments/{enrolment_id}/contacts": Watched("contact"),
    "/api/v1/enrolments/{enrolment_id}/groups": Watched("enrolment"),
    "/api/v1/enrolments/{enrolment_id}/status": Watched("enrolment"),
    "/api/v1/exits/news": Watched("list_news"), "/api/v1/exits/news/{check_id}*": Watched("news"),
    "/api/v1/feedback/satisfaction": COUNTS, "/api/v1/follow-up": Watched("list_follow_up"),
    "/api/v1/follow-up/rests*": _dossier, "/api/v1/funding*": COUNTS, "/api/v1/funding/reports": Watched("list_funding"),
    "/api/v1/groups": Watched("list_group"), "/api/v1/improvements*": COUNTS, "/api/v1/incidents": Watched("incident"),
    "/api/v1/outcomes": Watched("list_exits"), "/api/v1/outcomes/figures": COUNTS,
    "/api/v1/quality*": COUNTS, "/api/v1/quality/exports": Watched("audit", did=Did.EXPORTED),
    "/api/v1/quality/figures/{name}/cases": Watched("behind_figure"),
    "/api/v1/reports/hours*": Watched("list_hours"),
    "/api/v1/sessions": SETTINGS, "/api/v1/sessions/{session_id}": SETTINGS,
    "/api/v1/sessions/{session_id}/attendance*": _attendance, "/api/v1/sessions/{session_id}/bookings*": _attendance,
    "/api/v1/sessions/{session_id}/cancellation": SETTINGS,
    "/api/v1/sessions/{session_id}/classroom": OWN,
    "/api/v1/sessions/{session_id}/classroom/presence": _attendance,
    "/api/v1/submissions": Watched("list_work"), "/api/v1/submissions/{submission_id}*": Watched("work"),
}  # fmt: skip


@cache
def rule_of(method: str, path: str) -> Rule | None:
    """What is declared of an address, as the routes write it ("/suivi/{enrolment_id}")."""
    for known in (f"{method} {path}", path):
        if known in RULES:
            return RULES[known]
    fitting = [rule for rule in RULES if rule.endswith("*") and path.startswith(rule[:-1])]
    return RULES[max(fitting, key=len)] if fitting else None


@cache
def act_of(method: str, path: str, watched: Watched) -> Did:
    if watched.did is not None:
        return watched.did
    if method == "GET":
        return Did.EXPORTED if path.endswith(EXPORTS) else Did.SAW
    return Did.DELETED if method == "DELETE" else Did.CHANGED
