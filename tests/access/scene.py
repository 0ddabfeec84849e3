"""One object of each sort, all of them in `demo`, and the addresses that lead to them."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.quizzes import queries as quizzes
from app.classrooms.models import ClassroomMeeting
from app.core import clock
from app.core.access import Actor, Role
from app.courses import queries as courses
from app.courses.drafts import queries as drafts
from app.courses.drafts.services import bringing, editing
from app.courses.outline import current_outline
from app.courses.services.importing import import_course
from app.enrolments import services as enrolling
from app.enrolments.groups import services as grouping
from app.files import services as files
from app.files.uploads import services as uploads
from app.forum import services as forum
from app.identity import services as identity
from app.learning.remarks import services as remarking
from app.messaging import services as messaging
from app.scheduling import services as scheduling
from app.web import assets
from tests.factories.house import ENTRY, House
from tests.factories.opinions import opinions_course

SLUG = "parcours-de-demo"  # a course that the neighbour does not have, with an answer to be read by a trainer

ROLES = tuple(str(role) for role in Role)
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

    def path(self, method: str, route: str) -> str:
        """The address of a route for the objects of the scene."""
        ids = dict(self.ids)
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
        if route.endswith("/annulation"):
            ids["session_id"] = self.tomorrow
        if "/connexions" in route or route.endswith(("/enregistrements", "/presence")):
            ids["session_id"] = self.held
        if route.endswith(("/salle", "/classroom")):
            ids["session_id"] = self.today
        if route.endswith("/presences") or "/attendance/" in route:
            ids["session_id"] = self.today
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
    forms = {
        "POST /connexion": {"email": "learner@demo.example", "password": "demo-bidaide"},
        "POST /inscriptions": _NEW,
        "POST /inscriptions/{enrolment_id}/engagement": {"hours": "15", "since": "2026-11-23"},
        "POST /inscriptions/{enrolment_id}/{act}": {"on": "2026-11-23", "reason": "Congé"},
        "POST /seances": {
            "what": SLUG, "title": "Atelier", "day": "2026-12-03", "start": "09:00", "end": "12:00",
            "place": "on_site", "site": scene.house.demo.site_id, "people": "collective", "capacity": "8",
        },
        "POST /seances/{session_id}/annulation": {"enrolment_id": scene.ids["enrolment_id"]},
        "POST /seances/{session_id}/reservations": {"enrolment_id": scene.ids["enrolment_id"]},
        "POST /seances/{session_id}/enregistrements": {"shown": "oui"},
        "POST /seances/{session_id}/presences": {f"p:{scene.ids['enrolment_id']}:2026-11-23:morning": "present"},
        "POST /activites/{activity_id}/reponses": {"q3": "false"},
        "POST /activites/{activity_id}/travail": {"text": "J'ai suivi le cours."},
        "POST /activites/{activity_id}/niveaux": {f"level-{scene.competence}": "2"},
        "POST /activites/{activity_id}/mot": {"felt": "more", "remark": "Un mot."},
        "POST /activites/{activity_id}/passage": {"vers": "niveaux", "parce_que": "vous avez déjà écouté"},
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
        "POST /suivi/{enrolment_id}/niveaux": {"stage": "entry", f"level-{scene.competence}": "2"},
        "POST /forum": {"title": "Mes prix", "body": "Comment faites-vous ?"},
        "POST /forum/{thread_id}/messages": {"body": "Partez des coûts."},
        "POST /messages/{enrolment_id}": {"body": "Bonjour."},
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
    }  # fmt: skip
    bodies: dict[str, dict[str, Any]] = {route: {"data": form} for route, form in forms.items()}
    bodies["GET /atelier/{slug}/brouillon/activites/{key}/questions/modifier"] = {"params": {"nom": "vrai"}}
    bodies["GET /heures/semaines.pdf"] = {"params": {"pour": f"person:{scene.ids['enrolment_id']}"}}
    return bodies | _uploads("/envois")


def _api_bodies(scene: Scene) -> dict[str, dict[str, Any]]:
    enrolment = {"enrolment_id": scene.ids["enrolment_id"]}
    documents: dict[str, dict[str, Any]] = {
        "POST /enrolments": _NEW,
        "POST /enrolments/{enrolment_id}/status": {"status": "paused", "on": "2026-11-23", "reason": "Congé"},
        "POST /sessions": {
            "course": SLUG, "title": "Atelier", "starts_at": "2026-12-03T09:00:00+01:00",
            "ends_at": "2026-12-03T12:00:00+01:00", "place": "remote", "capacity": 8,
        },
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
        "POST /forum/threads": {"title": "Mes prix", "body": "Comment faites-vous ?"},
        "POST /forum/threads/{thread_id}/posts": {"body": "Partez des coûts."},
        "POST /courses": {"title": "Un parcours de plus"},
        "POST /courses/{slug}/draft/activities": {
            "sequence": scene.ids["sequence_key"], "kind": "page", "title": "Une page",
        },
        "POST /courses/{slug}/draft/moves": {"activity": scene.ids["key"], "sequence": scene.ids["sequence_key"]},
        "PUT /courses/{slug}/draft/activities/{key}": {"version": int(scene.ids["draft_version"]), "text": "Un autre texte."},
        "POST /courses/{slug}/publication": {"note": "Rien de neuf"},
        "POST /question-banks/{bank_id}/questions": {"text": "Deux et deux font quatre.{T}"},
        "POST /enrolments/{enrolment_id}/messages": {"body": "Bonjour."},
    }  # fmt: skip
    bodies: dict[str, dict[str, Any]] = {
        route.replace(" ", " /api/v1", 1): {"json": document} for route, document in documents.items()
    }
    person = {"params": {"scope": "person", "id": scene.ids["enrolment_id"]}}
    for report in ("hours", "hours.csv", "hours/rows", "hours/rows.csv"):
        bodies[f"GET /api/v1/reports/{report}"] = person
    bodies["POST /api/v1/auth/token"] = {"data": {"username": "learner@demo.example", "password": "demo-bidaide"}}
    bodies["POST /api/v1/activities/{activity_id}/submissions"] = {"data": {"text": "J'ai suivi le cours."}}
    return bodies | _uploads("/api/v1/uploads")


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
    meetings = [_meeting(session, trainer, keys["seance"], place.site_id, days) for days in (0, 1, 10)]
    for meeting in meetings[:2]:
        scheduling.book(session, trainer, meeting, enrolment)
    held = _meeting(session, trainer, keys["seance"], place.site_id, -3)
    session.add(ClassroomMeeting(session_id=held, organisation_id=place.id))
    option, item = _chosen(session, outline, keys)
    assessing.send_answers(session, learner, enrolment, keys["avis"], {"1": 5, "2": [1, 2], "5": "Rien à changer."})
    assessing.choose(session, learner, enrolment, keys["creneau"], [option])
    assessing.tick(session, learner, enrolment, keys["liste"], item, True)
    plain = forum.open_thread(session, learner, "Vendre au marché", "Qui le fait déjà ?")
    asked = forum.open_thread(session, learner, "Une question de prix", "Comment faire ?", experts=True)
    messaging.send(session, learner, enrolment, "Bonjour, une question.")
    remark = remarking.leave_remark(session, learner, enrolment, keys["accueil"], "more", "40", "Pas très clair.")
    assert remark is not None
    group = grouping.create_group(session, adviser, "Groupe du soir")
    file = files.store(session, learner, place.id, "plan.txt", io.BytesIO(b"Mes clients"), learner.account_id)
    sign_in, _secret = identity.open_sign_in(session, place.people["learner"], "Téléphone")
    session.flush()
    unmarked = next(row.question_version_id for row in quizzes.answers(session, sent.attempt_id) if row.points is None)
    return Scene(
        house,
        {
            "enrolment_id": enrolment, "session_id": meetings[2], "thread_id": plain.id, "file_id": file.id,
            "name": file.name, "sign_in_id": sign_in.id, "attempt_id": sent.attempt_id, "act": "pause",
            "question_version_id": unmarked, "submission_id": work.submission_id, "number": "1",
            "sequence_id": outline.sequences[0].id, "key": "accueil", "sequence_key": outline.sequences[0].key,
            **_written(session, trainer, outline.sequences[0].key), "remark_id": remark.id, **_kept(session, trainer),
            "group_id": group.id,
            "upload_id": uploads.begin(session, learner, "plan.txt", 11).id,
        },
        keys, outline.blocks[0].competences[0].id, meetings[0], held, meetings[1], asked.id, option, item, learner, classmate, other,
    )  # fmt: skip


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


def _meeting(session: Session, trainer: Actor, activity_id: str, site_id: str, days: int) -> str:
    starts = clock.paris(ENTRY + timedelta(days=days), 9)
    meeting = scheduling.plan_session(
        session, trainer, SLUG, "Premier jour", starts, starts + timedelta(hours=3), "on_site", 8, activity_id,
        site_id=site_id,
    )  # fmt: skip
    session.flush()
    return meeting.id
