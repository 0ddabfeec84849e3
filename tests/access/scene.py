"""One object of each sort, all of them in `demo`, and the addresses that lead to them."""

import io
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from app.accompaniment.contacts import services as contacts
from app.accompaniment.reasons import REASONS
from app.admissions import queries as admissions
from app.admissions.services import entering
from app.appointments.slots import queries as slot_queries
from app.appointments.slots import services as slots
from app.assessment import services as assessing
from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.quizzes import queries as quizzes
from app.attendance import services as attendance
from app.attendance import sheets, signing
from app.calendars import services as calendars
from app.classrooms.models import ClassroomMeeting
from app.core import clock
from app.core.access import Actor, Role
from app.core.tasks import later
from app.courses import queries as courses
from app.courses.drafts import queries as drafts
from app.courses.drafts.services import bringing, editing
from app.courses.outline import current_outline
from app.courses.services.importing import import_course
from app.directory.services import partners, places, testimonies
from app.directory.services.partners import Typed
from app.directory.services.places import TypedPlace
from app.directory.services.testimonies import Told
from app.enrolments import services as enrolling
from app.enrolments.covers import services as covering
from app.enrolments.groups import services as grouping
from app.feedback.improvements import queries as feedback
from app.files import links as file_links
from app.files import queries as stored
from app.files import services as files
from app.files.models import StoredFile
from app.files.uploads import services as uploads
from app.forum import queries as posts_of
from app.forum import services as forum
from app.forum.feeds import services as forum_feeds
from app.forum.models import Post
from app.forum.writing.models import PostFile
from app.identity import services as identity
from app.learning.remarks import services as remarking
from app.messaging import services as messaging
from app.messaging.groups import services as grouped
from app.messaging.groups.queries import Wish
from app.messaging.wordings import services as wordings
from app.notifications import queries as notifications
from app.notifications import services as mailing
from app.notifications import stopping
from app.notifications.models import PushSubscription
from app.planning.changes import services as changing
from app.planning.changes.rules import Act, Asked
from app.planning.days import Means
from app.scheduling import services as scheduling
from app.visits import services as visits
from app.web import assets
from tests.access import entries, erasures, exits
from tests.access.audits import audit_file_of
from tests.access.badges import badge_of
from tests.access.competences import api_bodies, competences_of_scene, page_bodies
from tests.access.documents import documents_of
from tests.access.dossiers import dossier_of
from tests.access.factors import factors_of
from tests.access.federation import provider_of
from tests.access.funding import funding_of, page_options
from tests.access.processing import processing_bodies, processing_ids, processing_of
from tests.access.registers import register_bodies, register_ids, registers_of
from tests.access.requests import api_requests, id_of, request_forms, requests_of
from tests.access.results import bodies as results_bodies
from tests.access.results import ids_of, results_of
from tests.access.retention import retention_of, retention_options
from tests.access.trail import line_of
from tests.access.voices import api_documents, page_forms, voices_of
from tests.factories.appointments import opened, proposed
from tests.factories.house import ENTRY, House
from tests.factories.opinions import opinions_course

SLUG = "parcours-de-demo"  # a course that the neighbour does not have, with an answer to be read by a trainer

ROLES = tuple(
    str(role) for role in Role if role is not Role.GUEST
)  # whose walk is in tests/quality/test_audit_guests.py
PERSONAS = ("nobody", *ROLES, "classmate", "neighbour")
EMAILS = {
    **{role: f"{role}@demo.example" for role in ROLES},
    "classmate": "classmate@demo.example",  # a learner of the same organisation
    "neighbour": "neighbour@demo.example",  # somebody who holds all the roles, in the other organisation
    **{f"{role}-voisine": f"{role}-voisine@demo.example" for role in ROLES},
}


@dataclass
class Scene:
    house: House
    ids: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    competence: str = ""
    today: str = ""  # a session that begins now, where the learner has a seat
    held: str = ""  # one that is over, with a classroom of its own
    tomorrow: str = ""  # another, where the seat can still be given back
    experts_thread: str = ""
    option: str = ""  # of the choice
    item: str = ""  # of the checklist
    learner: Actor | None = None
    classmate: Actor | None = None
    classmate_enrolment: str = ""
    hybrid: str = ""  # a session on site and at a distance, where the learner has a seat and a document
    public: str = ""  # a session that anybody may come to: seen from everywhere
    visit: str = ""  # the private link of a visitor there
    candidate: str = ""  # the private page of a candidate
    feed: str = ""  # the private address of the learner's agenda
    published: dict[str, str] = field(default_factory=dict)  # a partner, a place, a testimony: anybody may read of them

    def path(self, method: str, route: str) -> str:
        """The address of a route for the objects of the scene."""
        ids = self.ids | self.published
        ids["activity_id"] = self.activities[_ACTIVITY_OF.get(route.removeprefix("/api/v1"), "accueil")]
        ids["slug"] = ids["other"] = SLUG
        if "/sequences/{key}" in route:
            ids["key"] = self.ids["sequence_key"]
        if "/historique/" in route:
            ids["version_id"] = self.ids["activity_version"]
        if "/blocs/{key}" in route:
            ids["key"] = "p1"
        if "/activites/{key}/questions" in route or route.endswith("/apercu/{key}/essai"):
            ids["key"] = "questions"
        if route.startswith("/messages/") and "/fichiers/" in route:
            ids["file_id"] = self.ids["attached_id"]
        if route.startswith("/messages/envois/"):
            ids["group_id"] = self.ids["sending_id"]
        if route.startswith("/rencontres/") or "/public/" in route:
            ids["session_id"] = self.public
        if route == "/agenda/seances/{session_id}.ics":
            ids["session_id"] = self.tomorrow
        if route == "/compte/garder/{token}":
            ids["token"] = self.ids["keep_token"]
        if route == "/donnees/delais/{account_id}":
            ids["account_id"] = self.ids["held_account"]
        if "/arreter/" in route:
            assert self.learner is not None
            ids["token"] = stopping.token_of(self.learner.account_id, self.learner.organisation_id, "messages")
        if route.startswith("/flux/forum/"):
            ids["token"] = self.ids["forum_token"]
        elif "/flux/" in route or route.startswith("/rencontres/inscription"):
            ids["token"] = self.feed if "/flux/" in route else self.visit
        if route.startswith(("/enquete/", "/reclamation/")):
            ids["token"] = self.ids["survey_token" if route.startswith("/enquete/") else "complaint_token"]
        if "/demandes/{request_id}" in route or "/data-requests/" in route:
            ids["request_id"] = id_of(route, self.ids)
        if route.startswith("/donnees/accords/"):
            ids["sort"], ids["yes_id"] = "temoignage", self.ids["yes_id"]
        if route.startswith("/donnees/personnes-gelees/"):
            ids["account_id"] = self.ids["frozen_id"]
        if route == "/mes-donnees/accords/{key}/retrait" or route.endswith("/consents/{key}"):
            ids["key"] = "sms"
        if route.endswith("/copies/{copy_id}/{seal}"):
            ids["seal"] = "0.x"
        if route.startswith("/audit/invitation/"):
            ids["token"] = self.ids["audit_token"]
        if route.startswith("/ma-candidature/"):
            ids["token"] = self.candidate
        if route.endswith("/annulation"):
            ids["session_id"] = self.tomorrow
        if route.startswith("/documents/"):
            ids |= {"code": "reglement", "task_id": self.ids["batch_id"], "document_id": self.ids["paper_id"]}
            if route.endswith(("/lecture", "/rappel")):
                ids["document_id"] = self.ids["rules_id"]
        if route.startswith("/api/v1/documents/"):
            ids["document_id"] = self.ids["paper_id"]
        if route.startswith("/verifier/"):
            ids["code"] = self.ids["document_code"]
        if route.startswith("/fichiers/ouvrir/"):
            ids["token"] = self.ids["file_token"]
        if route.startswith("/signer/"):
            ids["token"] = self.ids["signing_token"]
        if route.endswith("/lieu") or ("/documents/" in route and "session_id" in route):
            ids["session_id"] = self.hybrid
        if route.endswith(("/issue", "/outcome")):
            ids["appointment_id"] = self.ids["past_appointment"]
        if "/connexions" in route or route.endswith(("/enregistrements", "/presence")):
            ids["session_id"] = self.held
        if route.endswith(("/salle", "/classroom")):
            ids["session_id"] = self.today
        if (
            route.endswith(("/presences", "/visiteurs", "/cloture", "/papier", "/emargement/{enrolment_id}"))
            or "/attendance/" in route
        ):
            ids["session_id"] = self.today
        if route == "/seances/{session_id}/competences":
            ids["session_id"] = self.today
        if route.endswith("/levee"):
            ids["note_id"] = self.ids["obstacle_note"]
        if route.startswith("/dossier/") and "/documents/" in route:
            ids["note_id"] = self.ids["document_note"]
        if route == "/verification/{number}":
            ids["number"] = self.ids["sheet_number"]
        ids = exits.ids_for(route, ids)
        ids |= register_ids(route, self.ids)
        ids |= entries.ids_for(route, self.ids)
        ids |= processing_ids(route, self.ids)
        if route.startswith("/positionnement/"):
            ids["moment"] = "entree"
        ids |= ids_of(route, SLUG)
        route = route.replace("{path:path}", "lisez-moi.txt")
        return route.replace("/static/{name:path}", next(iter(assets.by_path()))).format_map(ids)

    def body(self, method: str, route: str) -> dict[str, Any]:
        """What to send so that somebody allowed succeeds: options of the test client."""
        bodies = _api_bodies(self) if route.startswith("/api/") else _page_bodies(self)
        return bodies.get(f"{method} {route}", {})


_ACTIVITY_OF = {
    "/activites/{activity_id}/fichier": "fiche",
    "/activites/{activity_id}/reponses": "questions",
    "/activites/{activity_id}/essais/{attempt_id}": "questions",
    "/activites/{activity_id}/travail": "ailleurs",
    "/activites/{activity_id}/temps": "travail",
    "/activites/{activity_id}/versions": "travail",
    "/activites/{activity_id}/niveaux": "niveaux",
    "/activites/{activity_id}/passage": "voix",
    "/activities/{activity_id}/branch": "voix",
    "/activites/{activity_id}/fil": "fil",
    "/activites/{activity_id}/avis": "avis",
    "/activites/{activity_id}/choix": "creneau",
    "/activites/{activity_id}/points": "liste",
    "/atelier/{slug}/activites/{activity_id}/reponses": "avis",
    "/atelier/{slug}/activites/{activity_id}/reponses.csv": "avis",
    "/activities/{activity_id}/questions": "questions",
    "/activities/{activity_id}/attempts": "questions",
    "/activities/{activity_id}/submissions": "ailleurs",
    "/activities/{activity_id}/survey-answers": "avis",
    "/activities/{activity_id}/choices": "creneau",
    "/activities/{activity_id}/checks": "liste",
}
PUSH_ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/"
PUSH_POINT = "B" + "A" * 86  # of the length that browsers give
_RULES = {"rest_days": "7", "retry_days": "2"} | {f"amount-{one.kind}": str(one.amount) for one in REASONS if one.unit}
_NEW = {
    "course": SLUG,
    "learner_email": "new@demo.example",
    "learner_name": "Nouvelle Venue",
    "starts_on": "2026-11-30",
}
_QUESTION = {
    "kind": "true_false", "name": "bénéfice", "text": "Le bénéfice reste quand tout est payé.", "truth": "true", "act": "keep",
}  # fmt: skip


def _page_bodies(scene: Scene) -> dict[str, dict[str, Any]]:
    version = scene.ids["course_version"]
    audited = {"du": "2026-11-01", "au": "2026-11-30", "maniere": "choix", "qui": [scene.ids["enrolment_id"]]}
    forms = {
        **page_bodies(scene.ids),
        **results_bodies(scene.ids["results_seen"], SLUG),
        "POST /audit/invitation/{token}": {"password": "demo-bidaide"},
        "POST /qualite/audit": audited,
        "POST /qualite/audit/apercu": audited,
        "POST /qualite/audit/{audit_file_id}/invitations": {
            "nom": "Une Auditrice", "courriel": "audit@certificateur.example", "jusqu_au": "2026-12-01",
        },
        "POST /admin/securite": {"when": "soon"},
        "POST /admin/securite/demandes/{lost_id}/accord": {"how": "seen"},
        "POST /compte/cles-d-acces/{passkey_id}/nom": {"name": "Clé"},
        "POST /compte/cles-de-programmes": {"name": "Tableur", "days": "30"},
        "POST /connexion": {"email": "learner@demo.example", "password": "demo-bidaide"},
        "POST /inscriptions": _NEW,
        "POST /inscriptions/{enrolment_id}/engagement": {"hours": "15", "since": "2026-11-23"},
        "POST /inscriptions/{enrolment_id}/{act}": {"on": "2026-11-23", "reason": "Congé"},
        "POST /seances": {
            "what": SLUG, "title": "Atelier", "day": "2026-12-04", "start": "09:00", "end": "12:00",
            "place": "on_site", "site": scene.house.demo.site_id, "people": "collective", "capacity": "8",
        },
        "POST /rendez-vous": {"slot_id": scene.ids["slot_id"], "means": "phone", "phone": "06 39 98 00 00", "about": "Mes prix"},
        "POST /rendez-vous/creneaux": {
            "day": "2026-12-03", "start": "14:00", "end": "16:00", "length": "30", "pause": "0", "means": "phone", "confirmed": "1",
        },
        "POST /rendez-vous/creneaux/absences": {"from_day": "2026-12-07", "to_day": "2026-12-08", "confirmed": "1"},
        "POST /rendez-vous/proposer/{enrolment_id}": {
            "day": "2026-12-04", "start": "14:00", "minutes": "30", "means": "phone", "phone": "06 39 98 00 00", "about": "Le point",
            "adviser": scene.house.actor("adviser").account_id,
        },
        "POST /rendez-vous/{appointment_id}/deplacement": {"slot_id": scene.ids["slot_id"]},
        "POST /rendez-vous/{appointment_id}/issue": {"outcome": "held"},
        "POST /rendez-vous/{appointment_id}/notes": {"shared_note": "Vu ensemble."},
        "POST /seances/{session_id}/annulation": {"enrolment_id": scene.ids["enrolment_id"]},
        "POST /seances/{session_id}/reservations": {"enrolment_id": scene.ids["enrolment_id"]},
        "POST /seances/{session_id}/enregistrements": {"shown": "oui"},
        "POST /seances/{session_id}/presences": {f"p:{scene.ids['enrolment_id']}:2026-11-23:morning": "present"},
        "POST /seances/{session_id}/cartes": {"people": scene.ids["enrolment_id"]},
        "POST /seances/{session_id}/cloture": {f"u:{scene.ids['enrolment_id']}": "present"},
        "POST /seances/{session_id}/emargement/{enrolment_id}": {"act": "sign", "written": "Nadia Test"},
        "POST /emarger": {"code": scene.ids["digits"]},
        "POST /seances/serie": {
            "what": f"{SLUG}|", "title": "Atelier", "days": ["2026-12-04", "2026-12-11"], "start": "09:00", "end": "12:00",
            "place": "on_site", "site": scene.house.demo.site_id, "people": "collective", "capacity": "8",
        },
        "POST /seances/salles": {"site": scene.house.demo.site_id, "name": "Salle verte", "capacity": "12"},
        "POST /seances/salles/{room_id}": {"name": "Grande salle", "capacity": "20"},
        "POST /seances/{session_id}/modifier": {
            "title": "Premier jour", "day": "2026-12-03", "start": "14:00", "end": "17:00", "place": "on_site",
            "site": scene.house.demo.site_id, "capacity": "8", "trainer": "", "confirmed": "1",
        },
        "POST /seances/{session_id}/annuler": {"reason": "Formateur absent"},
        "POST /seances/{session_id}/lieu": {"enrolment_id": scene.ids["enrolment_id"], "place": "remote"},
        "POST /rencontres": {
            "title": "Réunion d'information", "day": "2026-12-08", "start": "10:00", "end": "11:30", "place": "on_site",
            "room": "Salle bleue", "capacity": "12",
        },
        "POST /rencontres/{session_id}": {"name": "Une Visiteuse", "email": "visite@courriel.example", "consent": "1"},
        "POST /rencontres/{session_id}/groupe": {
            "school": "Lycée", "people": "5", "name": "Un Enseignant", "email": "lycee@courriel.example", "consent": "1",
        },
        "POST /rejoindre": {"organisation": "demo", "name": "Un Candidat", "email": "candidat@courriel.example", "consent": "1"},
        "POST /ma-candidature/{token}/partage": {"agrees": "oui"},
        "POST /prescrire": {"name": "Un Candidat", "phone": "06 39 98 00 11", "consent": "1"},
        "POST /candidatures": {"name": "Un Candidat", "phone": "06 39 98 00 11", "consent": "1"},
        "POST /candidatures/{application_id}/suivi": {"what": "answered"},
        "POST /candidatures/{application_id}/conseil": {"adviser": scene.house.actor("adviser").account_id},
        "POST /candidatures/{application_id}/etapes/{step_id}": {"act": "done"},
        "POST /candidatures/{application_id}/decision": {"decision": "withdrew", "reason": "Un emploi."},
        "POST /candidatures/{application_id}/entree": {"course": SLUG, "starts_on": "2026-11-30"},
        "POST /candidatures/{application_id}/double": {"into": scene.ids["other_application"]},
        "POST /documents": {"kind": "reglement"},
        "POST /documents/personne/{enrolment_id}": {"kind": "convocation"},
        "POST /documents/cohorte": {"genre": "convocation", "people": [scene.ids["enrolment_id"]]},
        "POST /documents/accord/{enrolment_id}": {"price": "Gratuit"},
        "POST /documents/a-signer": {"documents": [scene.ids["paper_id"]], "sure": "1"},
        "POST /documents/modeles/{code}": {"body": "Règlement de {{ organisation.nom }}.", "version": "0"},
        "POST /documents/modeles/{code}/apercu": {"body": "Règlement de {{ organisation.nom }}.", "version": "0"},
        "POST /documents/reglages": {"convocation_days": "7"},
        "POST /documents/{document_id}/signature": {"sure": "1"},
        "POST /documents/{document_id}/refus": {"reason": "Le prix."},
        "POST /signer/{token}": {"act": "refuse", "reason": "Le prix."},
        "POST /admin/admission": {"name": "Visite", "kind": "other", "days": "7"},
        "POST /admin/admission/{step_id}": {"name": "Rencontre", "kind": "meeting", "days": "7"},
        "POST /seances/{session_id}/visiteurs/annonce": {"public": "oui"},
        "POST /annuaire": {"name": "Roule ma Boîte", "does": "Loue une voiture."},
        "POST /annuaire/mots": {"kind": "step", "key[]": "argent", "label[]": "Trouver l'argent", "icon[]": "star"},
        "POST /annuaire/{partner_id}": {"name": "La Petite Caisse", "does": "Prête encore.", "version": "1"},
        "POST /lieux": {"name": "Médiathèque", "commune": "Tulle"},
        "POST /lieux/{place_id}": {"name": "Tiers-lieu", "commune": "Tulle"},
        "POST /temoignages": {"first_name": "Théo", "project": "Vélos", "words": "Oui."},
        "POST /temoignages/{testimony_id}": {
            "first_name": "Karima", "project": "Traiteur", "words": "Oui.", "media_words": "Un étal",
        },
        "POST /agenda/ailleurs/contenu": {"content": "activities"},
        "POST /activites/{activity_id}/reponses": {"q3": "false"},
        "POST /activites/{activity_id}/travail": {"text": "J'ai suivi le cours."},
        "POST /activites/{activity_id}/niveaux": {f"level-{scene.competence}": "2"},
        "POST /activites/{activity_id}/mot": {"felt": "more", "remark": "Un mot."},
        "POST /activites/{activity_id}/passage": {"vers": "niveaux", "parce_que": "vous avez déjà écouté"},
        "POST /activites/{activity_id}/temps": {"time_spent": "25"},
        "POST /activites/{activity_id}/fil": {"body": "Je me présente."},
        "POST /activites/{activity_id}/avis": {"q1": "4", "q2": "1"},
        "POST /activites/{activity_id}/choix": {"option": scene.option},
        "POST /activites/{activity_id}/points": {"item": scene.item, "checked": "1"},
        "POST /atelier/{slug}/activites/{activity_id}/resultats/{remark_id}": {"reply": "Merci."},
        "POST /travaux/{submission_id}": {
            "decision": "accepted", "comment": "Bien.", "criteria-1": "met", "criteria-2": "met",
        },
        "POST /travaux/{submission_id}/relecture": {"criteria-1": "3", "note-1": "Dites-en plus."},
        "POST /travaux/reponses/{attempt_id}/{question_version_id}": {"points": "1", "comment": "Oui."},
        "POST /mon-parcours/disponibilites": {"weekly_hours": "6"},
        "POST /suivi/plans": {"course": SLUG, "reason": "Une fermeture"},
        "POST /suivi/{enrolment_id}/disponibilites": {"weekly_hours": "6"},
        "POST /suivi/{enrolment_id}/plan/{act}": {"since": "2026-11-30", "days": "12"},
        "POST /suivi/{enrolment_id}/niveaux": {"stage": "entry", f"level-{scene.competence}": "2"},
        "POST /suivi/{enrolment_id}/relances": {"module": scene.ids["sequence_id"], "words": "Où en êtes-vous ?"},
        "POST /suivi/{enrolment_id}/relances/suspension": {"until": "2026-12-24"},
        "POST /suivi/{enrolment_id}/adresse": {"email": "autre@courriel.example"},
        "POST /avis/lus": {"jusque": scene.ids["notice_id"]},
        "POST /reglages/avis/heures": {"digest_hour": "8", "digest_weekday": "0"},
        "POST /reglages/avis/sms": {"number": "06 12 34 56 78", "agreed": "oui"},
        "POST /reglages/avis/appareils": {
            "endpoint": PUSH_ENDPOINT + "new", "p256dh": PUSH_POINT, "auth": "AAAAAAAAAAAAAAAAAAAAAA",
        },
        "POST /admin/avis": {"quiet_from": "20:00", "quiet_until": "08:00", "digest_hour": "8", "digest_weekday": "0"},
        "POST /dossier/{enrolment_id}/{what}/nouveau": {"title": "Vendre au marché"},
        "POST /dossier/{enrolment_id}/{what}/{item_id}": {"title": "Trouver un local au centre"},
        "POST /mots": {"text": "Elle est malade."},
        "POST /dossiers/listes": {"met": "Un salon"},
        "POST /suivi/{enrolment_id}/contact": {"channel": "call", "outcome": "reached", "visibility": "team"},
        "POST /suivi/{enrolment_id}/attente": {"kind": "", "until": "2026-12-24"},
        "POST /suivi/regles": _RULES,
        "POST /suivi/remplacements": {
            "adviser": scene.house.demo.people[Role.ADVISER].id, "colleague": scene.ids["colleague_id"],
            "since": "2026-11-24", "until": "2026-11-27", "whom": "all",
        },
        "POST /suivi/confier": {
            "adviser": scene.house.demo.people[Role.ADVISER].id, "people": scene.ids["enrolment_id"],
            "adviser_email": "collegue@demo.example", "reason": "Un congé", "meetings": "keep",
        },
        "POST /forum": {"title": "Mes prix", "body": "Comment faites-vous ?"},
        "POST /forum/espaces": {"name": "Marchés", "description": "Vendre dehors."},
        "POST /forum/espaces/{space_id}": {"description": "Ce qui concerne tout le monde."},
        "POST /forum/espaces/{space_id}/suivi": {"level": "follow"},
        "POST /forum/{thread_id}/deplacement": {"space": scene.ids["shared_space"]},
        "POST /forum/{thread_id}/epingle": {"until": "2026-12-24"},
        "POST /forum/{thread_id}/fermeture": {"reason": "Tout est dit."},
        "POST /forum/{thread_id}/fusion": {"into": scene.ids["shared_thread"]},
        "POST /forum/{thread_id}/lecture": {"number": "2"},
        "POST /forum/{thread_id}/messages": {"body": "Partez des coûts."},
        "POST /messages/nouveau": {
            "enrolment_id": scene.ids["enrolment_id"], "subject": "Mes prix", "body": "Bonjour.",
            "people": [scene.house.actor("adviser").account_id],
        },
        "POST /messages/{conversation_id}": {"body": "Bonjour."},
        "POST /messages/modeles": {"title": "Rappel", "body": "Bonjour {prenom}."},
        "POST /messages/modeles/{template_id}": {"title": "Rappel", "body": "Bonjour {prenom}.", "shared": "1"},
        "POST /messages/groupe": {"subject": "Fermeture", "body": "Bonjour."},
        "POST /forum/messages/{post_id}/signalement": {"reason": "advert"},
        "POST /forum/messages/{post_id}/masquage": {"words": "Sans rapport."},
        "POST /forum/messages/{post_id}/retablissement": {"words": "Il revient."},
        "POST /forum/messages/{post_id}/maintien": {"words": "Il reste."},
        "POST /forum/messages/{post_id}/avertissement": {"words": "Citez votre source."},
        "POST /forum/intervenants/{account_id}/presentation": {"trade": "boulangère"},
        "POST /forum/{thread_id}/messages/{number}/modifier": {"title": "Vendre au marché", "body": "Qui l'a déjà fait ?"},
        "POST /forum/{thread_id}/retrait": {"removal": "Hors sujet."},
        "POST /forum/{thread_id}/solution": {"number": "2"},
        "POST /forum/{thread_id}/suivi": {"level": "mute"},
        "POST /inscriptions/groupes": {"new_name": "Groupe du matin"},
        "POST /inscriptions/groupes/{group_id}": {"name": "Groupe de 18 h"},
        "POST /inscriptions/groupes/{group_id}/archivage": {"archived": "true"},
        "POST /inscriptions/{enrolment_id}/groupes": {"groups": "Groupe du soir"},
        "POST /admin/personnes": {"email": "new@demo.example", "name": "Nouvelle Venue", "role": "trainer"},
        "POST /admin/lieux": {"site_name": "Ussel", "site_address": "2 rue Haute"},
        "POST /admin/fermetures": {"day": "2026-12-24", "reason": "Fête"},
        "POST /admin/financeurs": {"funder_name": "Fonds social"},
        "POST /atelier": {"title": "Un parcours de plus"},
        "POST /atelier/{slug}/blocs": {"title": "Un bloc de plus", "version": version},
        "POST /atelier/{slug}/blocs/{key}": {
            "title": "Préparer", "code[]": "B1.9", "title-of[]": "Choisir", "says[]": "", "version": version,
        },
        "POST /atelier/{slug}/brouillon/activites/{key}": {"title": "Accueil", "text": "Bonjour.", "version": scene.ids["draft_version"]},
        "POST /atelier/{slug}/brouillon/activites/{key}/choix": {"keep": "theirs"},
        "POST /atelier/{slug}/brouillon/activites/{key}/place": {"to": scene.ids["sequence_key"]},
        "POST /atelier/{slug}/brouillon/reprise/{other}": {"sequence": scene.ids["sequence_key"], "block": "p1"},
        "POST /atelier/{slug}/brouillon/sequences": {"title": "Une séquence de plus", "block": "p1"},
        "POST /atelier/{slug}/brouillon/sequences/{key}": {
            "title": "Premiers pas", "week": "1", "opens": "1", "due": "4", "block": "p1", "version": "1",
        },
        "POST /atelier/{slug}/brouillon/sequences/{key}/activites": {"title": "Une page", "kind": "page"},
        "POST /atelier/{slug}/brouillon/activites/{key}/questions": {"question": "vrai", "act": "up"},
        "POST /atelier/{slug}/brouillon/activites/{key}/questions/banque": {
            "bank": scene.ids["bank_id"], "act": "take", "question": scene.ids["question_id"],
        },
        "POST /atelier/{slug}/brouillon/activites/{key}/questions/modifier": _QUESTION,
        "POST /atelier/{slug}/brouillon/activites/{key}/questions/tirages": {"draw": "quizzes/absent.gift", "act": "remove"},
        "POST /atelier/banque": {"title": "Une banque de plus"},
        "POST /atelier/banque/{bank_id}/import/{import_id}": {"act": "drop"},
        "POST /atelier/banque/{bank_id}/lot": {"question": scene.ids["question_id"], "act": "tag", "tags": "prix"},
        "POST /atelier/banque/{bank_id}/questions": _QUESTION,
        "POST /atelier/banque/{bank_id}/questions/{question_id}": {**_QUESTION, "version": "1"},
        "POST /atelier/banque/{bank_id}/reglages": {"title": "Prix et marge", "course": SLUG},
        "POST /atelier/{slug}/depart": {"title": "Une rencontre", "block": "p1", "session_title": "Atelier"},
        "POST /atelier/{slug}/fiche": {"title": "Parcours de démo", "weeks": "2", "version": version},
        "POST /atelier/{slug}/glossaire": {"term[]": "Stand", "says[]": "Une table où l'on vend.", "also[]": "", "version": version},
        "POST /atelier/{slug}/ordre": {"item": f"a:{scene.ids['key']}", "to": scene.ids["sequence_key"], "position": "2"},
        "POST /atelier/{slug}/relecture": {"on": "2027-01-11"},
        **page_forms(scene.ids, scene.activities["accueil"]),
        **request_forms(scene.ids),
    }  # fmt: skip
    pages = forms | exits.PAGES | entries.pages(scene.ids) | erasures.PAGES
    bodies: dict[str, dict[str, Any]] = {route: {"data": form} for route, form in pages.items()}
    bodies["GET /atelier/{slug}/brouillon/activites/{key}/questions/modifier"] = {"params": {"nom": "vrai"}}
    bodies["POST /seances/{session_id}/papier"] = {
        "data": {"people": scene.ids["enrolment_id"]}, "files": {"file": ("feuille.txt", b"Nadia", "text/plain")},
    }  # fmt: skip
    bodies["POST /annuaire/import"] = {
        "data": {}, "files": {"file": ("annuaire.csv", b"Nom\nLa Petite Caisse\n", "text/csv")},
    }  # fmt: skip
    bodies["GET /heures/semaines.pdf"] = {"params": {"pour": f"person:{scene.ids['enrolment_id']}"}}
    options = page_options(scene.ids) | retention_options(scene.ids)
    return bodies | options | register_bodies(scene.house) | processing_bodies() | _uploads("/envois")


def _api_bodies(scene: Scene) -> dict[str, dict[str, Any]]:
    enrolment = {"enrolment_id": scene.ids["enrolment_id"]}
    documents: dict[str, dict[str, Any]] = {
        **api_bodies(scene.ids),
        "POST /enrolments": _NEW,
        "POST /enrolments/{enrolment_id}/documents": {"kind": "convocation"},
        "POST /quality/exports": {"from": "2026-11-01", "to": "2026-11-30", "sample": [scene.ids["enrolment_id"]]},
        "POST /enrolments/{enrolment_id}/plan/changes": {
            "act": "extend", "ends_on": "2027-01-29", "reason": "Plus de temps", "dry_run": True,
        },
        "PUT /enrolments/{enrolment_id}/availability": {"weekly_minutes": 360, "reason": "Un emploi le matin"},
        "POST /enrolments/{enrolment_id}/status": {"status": "paused", "on": "2026-11-23", "reason": "Congé"},
        "POST /sessions": {
            "course": SLUG, "title": "Atelier", "starts_at": "2026-12-04T09:00:00+01:00",
            "ends_at": "2026-12-04T12:00:00+01:00", "place": "remote", "capacity": 8,
        },
        "PUT /me/notice-choices": {
            "items": [{"kind": "messages", "page": True, "mail": "week", "push": False, "sms": False}],
        },
        "PATCH /sessions/{session_id}": {"title": "Premier jour ensemble"},
        "POST /sessions/{session_id}/cancellation": {"reason": "Formateur absent"},
        "POST /public/sessions/{session_id}/registrations": {
            "name": "Une Visiteuse", "email": "visite@courriel.example", "consent": True,
        },
        "POST /applications": {"name": "Un Candidat", "phone": "06 39 98 00 11", "consent": True},
        "PUT /applications/{application_id}/steps/{step_id}": {"state": "done"},
        "POST /applications/{application_id}/decision": {"decision": "withdrew", "reason": "Un emploi."},
        "POST /applications/{application_id}/entry": {"course": SLUG, "starts_on": "2026-11-30"},
        "POST /sessions/{session_id}/bookings": enrolment,
        "PUT /sessions/{session_id}/attendance/{enrolment_id}": {"half_day": "morning", "present": True},
        "PUT /enrolments/{enrolment_id}/activities/{activity_id}/completion": {"done": True},
        "PUT /enrolments/{enrolment_id}/activities/{activity_id}/remark": {"felt": "more", "body": "Un mot."},
        "PUT /enrolments/{enrolment_id}/groups": {"groups": ["Groupe du soir"]},
        "POST /activities/{activity_id}/branch": {"go_to": "niveaux"},
        "POST /activities/{activity_id}/restoration": {},
        "POST /activities/{activity_id}/attempts": {"answers": {"vrai": "false"}},
        "POST /activities/{activity_id}/survey-answers": {"answers": {"1": 4, "2": [1]}},
        "POST /activities/{activity_id}/choices": {"options": [scene.option]},
        "POST /activities/{activity_id}/checks": {"item": scene.item},
        "POST /submissions/{submission_id}/review": {
            "decision": "accepted", "comment": "Bien.", "criteria": {"1": "met", "2": "met"},
        },
        "POST /enrolments/{enrolment_id}/levels": {"stage": "entry", "levels": {scene.competence: 2}},
        "POST /enrolments/{enrolment_id}/badges": {"block_id": scene.ids["block_id"]},
        "POST /enrolments/{enrolment_id}/dossier/notes": {"body": "Préfère le matin.", "visibility": "shared"},
        "POST /enrolments/{enrolment_id}/dossier/goals": {"title": "Vendre au marché"},
        "POST /enrolments/{enrolment_id}/dossier/actions": {"body": "Appeler la mairie", "due_on": "2026-12-01"},
        "POST /enrolments/{enrolment_id}/dossier/referrals": {"partner": "Mission locale"},
        "POST /forum/threads": {"title": "Mes prix", "body": "Comment faites-vous ?"},
        "POST /forum/threads/{thread_id}/posts": {"body": "Partez des coûts."},
        "PATCH /forum/threads/{thread_id}/posts/{number}": {"body": "Qui l'a déjà fait ?"},
        "PUT /forum/threads/{thread_id}/posts/{number}/thanks": {"thanked": True},
        "PUT /forum/threads/{thread_id}/accepted-answer": {"number": 2},
        "PUT /forum/threads/{thread_id}/reading": {"number": 2},
        "PUT /forum/threads/{thread_id}/follow": {"level": "mute"},
        "PUT /forum/spaces/{space_id}/follow": {"level": "follow"},
        "PUT /forum/threads/{thread_id}/pin": {"pinned": True},
        "PUT /forum/threads/{thread_id}/lock": {"locked": True, "reason": "Tout est dit."},
        "PUT /forum/threads/{thread_id}/space": {"space_id": scene.ids["shared_space"]},
        "POST /forum/threads/{thread_id}/merge": {"into_id": scene.ids["shared_thread"]},
        "POST /forum/threads/{thread_id}/removal": {"reason": "Hors sujet."},
        "POST /courses": {"title": "Un parcours de plus"},
        "POST /courses/{slug}/draft/activities": {
            "sequence": scene.ids["sequence_key"], "kind": "page", "title": "Une page",
        },
        "POST /courses/{slug}/draft/moves": {"activity": scene.ids["key"], "sequence": scene.ids["sequence_key"]},
        "PUT /courses/{slug}/draft/activities/{key}": {"version": int(scene.ids["draft_version"]), "text": "Un autre texte."},
        "POST /courses/{slug}/publication": {"note": "Rien de neuf"},
        "POST /question-banks/{bank_id}/questions": {"text": "Deux et deux font quatre.{T}"},
        "POST /enrolments/{enrolment_id}/messages": {"body": "Bonjour."},
        "POST /enrolments/{enrolment_id}/contacts": {"channel": "call", "outcome": "reached"},
        "POST /enrolments/{enrolment_id}/rests": {"until": "2026-12-24"},
        "POST /appointments": {"slot_id": scene.ids["slot_id"], "means": "place", "about": "Mes prix"},
        "PATCH /appointments/{appointment_id}": {"slot_id": scene.ids["slot_id"]},
        "PUT /appointments/{appointment_id}/outcome": {"outcome": "held"},
        **api_documents(scene.ids),
        **api_requests(),
    }  # fmt: skip
    bodies: dict[str, dict[str, Any]] = {
        route.replace(" ", " /api/v1", 1): {"json": document}
        for route, document in (documents | exits.OPERATIONS).items()
    }
    person = {"params": {"scope": "person", "id": scene.ids["enrolment_id"]}}
    for report in ("hours", "hours.csv", "hours/rows", "hours/rows.csv"):
        bodies[f"GET /api/v1/reports/{report}"] = person
    bodies["POST /api/v1/auth/token"] = {"data": {"username": "learner@demo.example", "password": "demo-bidaide"}}
    bodies["POST /api/v1/activities/{activity_id}/submissions"] = {"data": {"text": "J'ai suivi le cours."}}
    return (
        bodies
        | page_options(scene.ids)
        | retention_options(scene.ids)
        | processing_bodies()
        | _uploads("/api/v1/uploads")
    )


def _uploads(at: str) -> dict[str, dict[str, Any]]:
    """What a script sends to bring a file in pieces."""
    tus = {"Tus-Resumable": "1.0.0"}
    piece = tus | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    return {
        f"POST {at}": {"headers": tus | {"Upload-Length": "11"}},
        f"PATCH {at}/{{upload_id}}": {"headers": piece, "content": b"Mes "},
        f"POST {at}/{{upload_id}}": {"headers": tus | {"X-HTTP-Method-Override": "DELETE"}},
        f"DELETE {at}/{{upload_id}}": {"headers": tus},
    }


@dataclass
class _Kept:
    """A file that is kept already, as messages take what comes with them."""

    file: StoredFile

    @property
    def name(self) -> str:
        return self.file.name

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return self.file


def build_scene(session: Session, house: House, folder: Path) -> Scene:
    """Everything is made through the services, as people would. `folder` is an empty one, for the course."""
    place = house.demo
    learner, adviser, trainer, admin = (place.actor(role) for role in ("learner", "adviser", "trainer", "admin"))
    outline = _course(session, admin, folder)
    keys = {activity.key: activity.id for activity in outline.activities.values()}
    enrolment = _enrolled(session, admin, learner.email, adviser.email)
    other_account = identity.welcome(session, place.id, EMAILS["classmate"], "Camille Test", Role.LEARNER)
    identity.welcome(session, house.neighbour.id, EMAILS["neighbour"], "Tous Rôles", *Role)
    other = _enrolled(session, admin, other_account.email, None)
    classmate = Actor(
        other_account.id, place.id, place.slug, place.slug, other_account.name, other_account.email,
        frozenset({Role.LEARNER}),
    )  # fmt: skip
    sent = assessing.send_attempt(session, learner, enrolment, keys["questions"], {"vrai": "false", "avis": "Un prix."})
    work = assessing.submit_work(session, learner, enrolment, keys["travail"], "Mon essai.", None)
    meetings = [_meeting(session, trainer, keys["seance"], place.site_id, days) for days in (0, 1, 10, -3)]
    for meeting in meetings[:2]:
        scheduling.book(session, trainer, meeting, enrolment)
    hybrid, room_id, document_id = _hybrid(session, adviser, place.site_id, enrolment)
    held = _meeting(session, trainer, keys["seance"], place.site_id, -4)
    session.add(ClassroomMeeting(session_id=held, organisation_id=place.id))
    option, item = _chosen(session, outline, keys)
    assessing.send_answers(session, learner, enrolment, keys["avis"], {"1": 5, "2": [1, 2], "5": "Rien à changer."})
    assessing.choose(session, learner, enrolment, keys["creneau"], [option])
    assessing.tick(session, learner, enrolment, keys["liste"], item, True)
    plain = forum.open_thread(session, learner, "Vendre au marché", "Qui le fait déjà ?", kind="question")
    forum.post(session, trainer, plain.id, "Karim, au marché de Tulle.")
    asked = forum.open_thread(session, learner, "Une question de prix", "Comment faire ?", experts=True)
    said = forum.post(session, trainer, plain.id, "Moi, à Brive.")
    messaging.send(session, learner, enrolment, "Bonjour, une question.")
    matter = messaging.begin(session, trainer, enrolment, "Séance de jeudi", "Apportez vos prix.")
    plan = _Kept(files.store(session, trainer, place.id, "prix.txt", io.BytesIO(b"Mes prix"), trainer.account_id))
    messaging.send(session, trainer, matter.conversation_id, "Un exemple.", [plan])
    known = grouped.audience(session, adviser, Wish()).mark
    sending, _task = grouped.send_to_group(
        session, adviser, Wish(), "Fermeture", "Bonjour.", [], form_key="1", seen=known
    )
    remark = remarking.leave_remark(session, learner, enrolment, keys["accueil"], "more", "40", "Pas très clair.")
    assert remark is not None
    group = grouping.create_group(session, adviser, "Groupe du soir")
    file = files.store(session, learner, place.id, "plan.txt", io.BytesIO(b"Mes clients"), learner.account_id)
    sign_in, _secret = identity.open_sign_in(session, place.people["learner"], "Téléphone")
    appointments = _appointments(session, house, enrolment)
    candidates, candidate = _candidates(session, adviser)
    meeting = _open_to_all(session, adviser, learner, place.site_id)
    session.flush()
    unmarked = next(row.question_version_id for row in quizzes.answers(session, sent.attempt_id) if row.points is None)
    return Scene(
        house,
        {
            "enrolment_id": enrolment, "session_id": meetings[2], "thread_id": plain.id, "file_id": file.id,
            "file_token": file_links.link_to(learner, stored.file_for(session, learner, file.id)).address.split("/")[3],
            "name": file.name, "sign_in_id": sign_in.id, "attempt_id": sent.attempt_id, "act": "pause",
            "question_version_id": unmarked, "submission_id": work.submission_id, "number": "1",
            "sequence_id": outline.sequences[0].id, "key": "accueil", "sequence_key": outline.sequences[0].key,
            "space_id": plain.space_id, "shared_space": asked.space_id, "shared_thread": asked.id,
            "post_id": posts_of.latest_posts(session, plain.id, limit=1)[0].id,
            **_written(session, trainer, outline.sequences[0].key), "remark_id": remark.id, **_kept(session, trainer),
            "group_id": group.id, **_signed(session, trainer, meetings[0], meetings[3], enrolment),
            "room_id": room_id, "document_id": document_id,
            "change_id": _changed_plan(session, adviser, enrolment),
            **_told(session, adviser, enrolment),
            "conversation_id": matter.conversation_id, "attached_id": plan.file.id,
            "sending_id": sending.id,
            "template_id": wordings.keep(session, adviser, "", "Rappel", "", "Bonjour.", shared=True).id,
            **_followed(session, house, enrolment),
            "upload_id": uploads.begin(session, learner, "plan.txt", 11).id,
            **appointments,
            **dossier_of(session, adviser, learner, enrolment),
            **factors_of(session, place.id, place.people["referrer"], place.people["learner"]),
            **provider_of(session, admin),
            **badge_of(session, house.actor(Role.ADMIN), adviser, learner, enrolment, outline),
            **competences_of_scene(session, adviser, learner, enrolment, outline),
            **funding_of(session, admin, adviser, enrolment, place.funder_id),
            **entries.entries_of(session, adviser, enrolment),
            **retention_of(session, house.actor(Role.ADMIN), learner),
            **erasures.erased_of(session, admin, SLUG, keys["travail"]),
            **exits.exits_of(session, admin, adviser, SLUG, enrolment),
            **documents_of(session, admin, adviser, enrolment),
            **registers_of(session, house),
            **processing_of(session, admin, house.actor(Role.TRAINER)),
            **results_of(session, house.actor(Role.QUALITY), SLUG),
            **audit_file_of(session, place.actor(Role.QUALITY), enrolment),
            **candidates,
            **voices_of(session, place.actor("quality"), learner, group.id, feedback.organisations(session)[0]),
            **_exchanged(session, learner, place.people["expert"].id, said, file),
            "line_id": line_of(adviser, enrolment),
            **requests_of(session, admin, adviser, learner, place.actor(Role.GUEST)),
        },
        keys, outline.blocks[0].competences[0].id, meetings[0], held, meetings[1], asked.id, option, item, learner, classmate, other, hybrid,
        **meeting, candidate=candidate,
    )  # fmt: skip


def _signed(session: Session, trainer: Actor, today: str, held: str, enrolment: str) -> dict[str, str]:
    """A sheet that was countersigned, and the code of the session that is on."""
    attendance.record_attendance(session, trainer, held, enrolment, "morning", True)
    attendance.countersign(session, trainer, held, "morning", None, attendance.Closing())
    digits, token = signing.code_of(today, sheets.sheet_of(session, today).parts[0].part)
    return {"digits": digits, "token": token, "sheet_number": sheets.sheet_of(session, held).number}


def _told(session: Session, adviser: Actor, enrolment_id: str) -> dict[str, str]:
    """A message to the learner, and work that the adviser has asked for."""
    person = notifications.person_of_path(session, enrolment_id)
    assert person is not None
    told = {"author": adviser.name, "words": "Où en êtes-vous ?", "modules": []}
    mail_id = mailing.write_to(session, adviser.organisation_id, person, "nudge", "scene", told)
    work = later(
        session,
        "planning.example",
        {},
        organisation_id=adviser.organisation_id,
        asked_by=adviser.account_id,
        key="scene",
    )
    assert person.account_id is not None
    device = PushSubscription(
        organisation_id=adviser.organisation_id, account_id=person.account_id, endpoint=PUSH_ENDPOINT + "scene",
        endpoint_print="scene", p256dh="", auth="",
    )  # fmt: skip
    session.add(device)
    session.flush()
    return {"mail_id": str(mail_id), "notice_id": str(mail_id), "device_id": device.id, "task_id": work}


def _followed(session: Session, house: House, enrolment_id: str) -> dict[str, str]:
    """A colleague who will stand in for the adviser, and a reason that rests."""
    adviser = house.actor("adviser")
    colleague = identity.welcome(session, house.demo.id, "collegue@demo.example", "Collègue Demo", Role.ADVISER).id
    day = clock.today() + timedelta(days=40)
    cover = covering.cover(session, adviser, adviser.account_id, colleague, day, day + timedelta(days=7))
    rest = contacts.let_rest(session, adviser, enrolment_id, "session", clock.today() + timedelta(days=3))
    return {"cover_id": cover.id, "rest_id": rest.id, "colleague_id": colleague}


def _exchanged(session: Session, learner: Actor, expert_id: str, post: Post, file: StoredFile) -> dict[str, str]:
    """A post with a file, a business owner, and the private address of somebody's forum."""
    brought = PostFile(organisation_id=learner.organisation_id, post_id=post.id, file_id=file.id, position=0)
    session.add(brought)
    session.flush()
    return {
        "post_id": post.id, "post_file_id": brought.id, "account_id": expert_id,
        "forum_token": forum_feeds.open_address(session, learner).rpartition("/")[2],
    }  # fmt: skip


def _open_to_all(session: Session, adviser: Actor, learner: Actor, site_id: str) -> dict[str, Any]:
    """A public meeting where somebody without an account is registered, and the address of an agenda."""
    starts = clock.now() + timedelta(days=15)
    meeting = visits.plan_meeting(
        session, adviser, "Réunion d'information", starts, starts + timedelta(hours=1), 20, site_id=site_id
    )
    wish = visits.Wish(name="Déjà Inscrite", email="deja@courriel.example", consent=True)
    made = visits.register(session, meeting.id, wish, "192.0.2.1")
    feed = calendars.open_address(session, learner).url.rpartition("/")[2].removesuffix(".ics")
    return {"public": meeting.id, "visit": made.token, "feed": feed, "published": _published(session, adviser)}


def _published(session: Session, adviser: Actor) -> dict[str, str]:
    """What the directory shows: a partner, a place, a testimony with its photo."""
    spots = [("1 rue du Pont", "Tulle", "45.2655, 1.7714")]
    partner = partners.add_partner(session, adviser, Typed("La Petite Caisse", "Prête.", ["argent"], spots=spots))
    place = places.add_place(session, adviser, TypedPlace("Tiers-lieu", commune="Tulle", hours={0: "9h-18h"}))
    picture = io.BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "PNG")
    picture.seek(0)
    photo = files.store(session, adviser, adviser.organisation_id, "photo.png", picture, adviser.account_id)
    told = Told("Karima", "Traiteur", words="Oui.", media_words="Un étal", consented_on=clock.today())
    one = testimonies.keep_testimony(session, adviser, told, lambda: photo)
    testimonies.publish_testimony(session, adviser, one.id)
    return {"partner_id": partner.id, "place_id": place.id, "testimony_id": one.id}


def _candidates(session: Session, adviser: Actor) -> tuple[dict[str, str], str]:
    """Two candidates, a step of theirs, somebody who may become one; and a private page."""
    contact = entering.Contact(name="Une Candidate", email="candidate@courriel.example", consent=True)
    made = entering.meet(session, adviser, contact)
    other = entering.meet(session, adviser, replace(contact, name="Une Autre", email="autre@courriel.example"))
    starts = clock.now() - timedelta(days=4)
    with clock.at(starts - timedelta(days=1)):
        held = visits.plan_meeting(session, adviser, "Portes ouvertes", starts, starts + timedelta(hours=1), 20)
        wish = visits.Wish(name="Une Visiteuse", email="venue@courriel.example", consent=True)
        visit = visits.register(session, held.id, wish, "192.0.2.1").visit_id
    return {
        "application_id": made.application_id, "other_application": other.application_id,
        "step_id": admissions.steps(session, adviser.organisation_id)[0].id,
        "visit_id": visit,
    }, made.token  # fmt: skip


def _written(session: Session, trainer: Actor, sequence_key: str) -> dict[str, str]:
    """A draft in which something was brought and something was written."""
    wanted = bringing.Wanted(
        title="", block="", sequence=sequence_key, session_title="Point d'étape", session_place="on_site"
    )
    report = bringing.bring(session, trainer, SLUG, wanted)[1]
    course = drafts.course(session, trainer, SLUG)
    assert course is not None
    row = drafts.activity(session, course.id, "accueil")
    assert row is not None
    kept = editing.save_activity(session, trainer, SLUG, "accueil", row.version, text=row.text + "\n\nÀ bientôt.")
    versions = drafts.versions(session, course.id, "accueil")
    now = drafts.course(session, trainer, SLUG)
    assert now is not None
    return {
        "version_id": report, "activity_version": versions[0].id, "draft_version": str(kept.version),
        "course_version": str(now.version),
    }  # fmt: skip


def _changed_plan(session: Session, adviser: Actor, enrolment: str) -> str:
    asked = Asked(Act.PACE, means=Means(600))
    return changing.change_plan(session, adviser, enrolment, asked, "Un emploi le matin").id


def _appointments(session: Session, house: House, enrolment: str) -> dict[str, str]:
    """One to come, a free slot, a blocked time; and one that is over."""
    adviser = house.actor("adviser")
    with clock.at(clock.paris(ENTRY, 7)):
        past = proposed(session, house, enrolment, starts_at=clock.paris(ENTRY, 8))[0]
    coming = proposed(session, house, enrolment)[0]
    slot = opened(session, house)[0]
    slots.block(
        session,
        adviser,
        adviser.account_id,
        clock.paris(ENTRY, 0) + timedelta(days=30),
        clock.paris(ENTRY, 0) + timedelta(days=31),
    )
    absence = slot_queries.absences(session, adviser.account_id, clock.now())[0]
    return {
        "appointment_id": coming.id, "slot_id": slot.id, "absence_id": absence.id, "past_appointment": past.id,
    }  # fmt: skip


def _kept(session: Session, trainer: Actor) -> dict[str, str]:
    """A bank with one question, and a file that waits to be added."""
    bank = banks.open_bank(session, trainer, "Prix et marge", SLUG)
    banks.add_text(session, trainer, bank.id, "::prix::Un prix couvre d'abord…{=les coûts ~l'envie}")
    return {
        "bank_id": bank.id, "question_id": bank_queries.ids(session, bank.id, bank_queries.Wish())[0], "language": "gift",
        "import_id": banks.keep_file(session, trainer, bank.id, "q.gift", b"::vente::Vendre ?{T}"),
    }  # fmt: skip


def _course(session: Session, admin: Actor, folder: Path) -> Any:
    opinions_course(folder, SLUG)
    voice = folder / "activities" / "voix.md"  # whoever has heard it may go further at once
    branch = "branches:\n  - if: vous avez déjà écouté\n    go_to: niveaux\n"
    voice.write_text(voice.read_text().replace("place:", f"{branch}place:", 1))
    with (folder / "quizzes" / "questions.gift").open("a") as file:
        file.write("\n::avis::Que retenez-vous ?{}\n")
    import_course(session, admin, folder)
    course = courses.course_by_slug(session, admin.organisation_id, SLUG)
    assert course is not None
    return current_outline(session, course.id)


def _chosen(session: Session, outline: Any, keys: dict[str, str]) -> tuple[str, str]:
    """An option of the choice, without a limit, and a point of the checklist."""
    choice = courses.content_of(session, outline.edition_id, keys["creneau"]) or {}
    checklist = courses.content_of(session, outline.edition_id, keys["liste"]) or {}
    return choice["options"][-1]["id"], checklist["items"][0]["id"]


def _enrolled(session: Session, admin: Actor, email: str, adviser: str | None) -> str:
    enrolment = enrolling.enrol(
        session, admin, SLUG, learner_email=email, learner_name="Nadia Test", starts_on=ENTRY, adviser_email=adviser
    )
    enrolling.start(session, admin, enrolment.id, ENTRY)
    return enrolment.id


def _hybrid(session: Session, adviser: Actor, site_id: str, enrolment_id: str) -> tuple[str, str, str]:
    """A session on site and at a distance with a seat and a document in it, and a room that is free."""
    room = scheduling.add_room(session, adviser, site_id, "Salle bleue", 12)
    starts = clock.paris(ENTRY + timedelta(days=4), 9)
    meeting = scheduling.plan_session(
        session, adviser, SLUG, "Atelier", starts, starts + timedelta(hours=3), "hybrid", 20, site_id=site_id
    )
    scheduling.book(session, adviser, meeting.id, enrolment_id)
    document = scheduling.add_document(session, adviser, meeting.id, _Brought(), "before", "Le plan")
    return meeting.id, room.id, document.id


class _Brought:
    """A file as a form would bring it."""

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return files.store(session, actor, actor.organisation_id, "plan.txt", io.BytesIO(b"Le plan"), owner_id)


def _meeting(session: Session, trainer: Actor, activity_id: str, site_id: str, days: int) -> str:
    starts = clock.paris(ENTRY + timedelta(days=days), 9)
    meeting = scheduling.plan_session(
        session, trainer, SLUG, "Premier jour", starts, starts + timedelta(hours=3), "on_site", 8, activity_id,
        site_id=site_id,
    )  # fmt: skip
    session.flush()
    return meeting.id
