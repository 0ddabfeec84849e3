"""The course of the scene, and a draft of it in which something was brought and something was written."""

from typing import Any

from sqlalchemy.orm import Session

from app.courses import queries as courses
from app.courses.drafts import queries as drafts
from app.courses.drafts.services import bringing, editing
from app.courses.outline import current_outline
from app.courses.services.importing import import_course
from tests.access.stage import SLUG, Bodies, Piece, Stage
from tests.factories.opinions import opinions_course

_DRAFT = "/atelier/{slug}/brouillon"
_QUESTION = {
    "kind": "true_false", "name": "bénéfice", "text": "Le bénéfice reste quand tout est payé.", "truth": "true", "act": "keep",
}  # fmt: skip


def brought(session: Session, stage: Stage) -> dict[str, str]:
    opinions_course(stage.folder, SLUG)
    voice = stage.folder / "activities" / "voix.md"  # whoever has heard it may go further at once
    branch = "branches:\n  - if: vous avez déjà écouté\n    go_to: niveaux\n"
    voice.write_text(voice.read_text().replace("place:", f"{branch}place:", 1))
    with (stage.folder / "quizzes" / "questions.gift").open("a") as file:
        file.write("\n::avis::Que retenez-vous ?{}\n")
    import_course(session, stage.admin, stage.folder)
    course = courses.course_by_slug(session, stage.admin.organisation_id, SLUG)
    assert course is not None
    outline = stage.outline = current_outline(session, course.id)
    stage.activities = {activity.key: activity.id for activity in outline.activities.values()}
    first = outline.sequences[0]
    choice = courses.content_of(session, outline.edition_id, stage.activities["creneau"]) or {}
    checklist = courses.content_of(session, outline.edition_id, stage.activities["liste"]) or {}
    return {
        "sequence_id": first.id, "sequence_key": first.key, "key": "accueil", "competence": outline.blocks[0].competences[0].id,
        "option": choice["options"][-1]["id"],  # without a limit
        "item": checklist["items"][0]["id"],
        **_written(session, stage, first.key),
    }  # fmt: skip


def _written(session: Session, stage: Stage, sequence_key: str) -> dict[str, str]:
    trainer = stage.trainer
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


def named(route: str, stage: Stage) -> dict[str, str]:
    ids = {"slug": SLUG, "other": SLUG}
    if "/sequences/{key}" in route:
        ids["key"] = stage.ids["sequence_key"]
    if "/historique/" in route:
        ids["version_id"] = stage.ids["activity_version"]
    if "/blocs/{key}" in route:
        ids["key"] = "p1"
    if "/activites/{key}/questions" in route or route.endswith("/apercu/{key}/essai"):
        ids["key"] = "questions"
    return ids


def forms(stage: Stage) -> Bodies:
    version, sequence, key = stage.ids["course_version"], stage.ids["sequence_key"], stage.ids["key"]
    return {
        "POST /atelier": {"title": "Un parcours de plus"},
        "POST /atelier/{slug}/blocs": {"title": "Un bloc de plus", "version": version},
        "POST /atelier/{slug}/blocs/{key}": {
            "title": "Préparer", "code[]": "B1.9", "title-of[]": "Choisir", "says[]": "", "version": version,
        },
        f"POST {_DRAFT}/activites/{{key}}": {"title": "Accueil", "text": "Bonjour.", "version": stage.ids["draft_version"]},
        f"POST {_DRAFT}/activites/{{key}}/choix": {"keep": "theirs"},
        f"POST {_DRAFT}/activites/{{key}}/place": {"to": sequence},
        f"POST {_DRAFT}/reprise/{{other}}": {"sequence": sequence, "block": "p1"},
        f"POST {_DRAFT}/sequences": {"title": "Une séquence de plus", "block": "p1"},
        f"POST {_DRAFT}/sequences/{{key}}": {
            "title": "Premiers pas", "week": "1", "opens": "1", "due": "4", "block": "p1", "version": "1",
        },
        f"POST {_DRAFT}/sequences/{{key}}/activites": {"title": "Une page", "kind": "page"},
        f"POST {_DRAFT}/activites/{{key}}/questions": {"question": "vrai", "act": "up"},
        f"POST {_DRAFT}/activites/{{key}}/questions/banque": {
            "bank": stage.ids["bank_id"], "act": "take", "question": stage.ids["question_id"],
        },
        f"POST {_DRAFT}/activites/{{key}}/questions/modifier": _QUESTION,
        f"POST {_DRAFT}/activites/{{key}}/questions/tirages": {"draw": "quizzes/absent.gift", "act": "remove"},
        "POST /atelier/{slug}/depart": {"title": "Une rencontre", "block": "p1", "session_title": "Atelier"},
        "POST /atelier/{slug}/fiche": {"title": "Parcours de démo", "weeks": "2", "version": version},
        "POST /atelier/{slug}/glossaire": {"term[]": "Stand", "says[]": "Une table où l'on vend.", "also[]": "", "version": version},
        "POST /atelier/{slug}/ordre": {"item": f"a:{key}", "to": sequence, "position": "2"},
        "POST /atelier/{slug}/relecture": {"on": "2027-01-11"},
        "POST /atelier/banque": {"title": "Une banque de plus"},
        "POST /atelier/banque/{bank_id}/import/{import_id}": {"act": "drop"},
        "POST /atelier/banque/{bank_id}/lot": {"question": stage.ids["question_id"], "act": "tag", "tags": "prix"},
        "POST /atelier/banque/{bank_id}/questions": _QUESTION,
        "POST /atelier/banque/{bank_id}/questions/{question_id}": {**_QUESTION, "version": "1"},
        "POST /atelier/banque/{bank_id}/reglages": {"title": "Prix et marge", "course": SLUG},
    }  # fmt: skip


def documents(stage: Stage) -> Bodies:
    sequence = stage.ids["sequence_key"]
    changed: dict[str, Any] = {"version": int(stage.ids["draft_version"]), "text": "Un autre texte."}
    return {
        "POST /courses": {"title": "Un parcours de plus"},
        "POST /courses/{slug}/draft/activities": {"sequence": sequence, "kind": "page", "title": "Une page"},
        "POST /courses/{slug}/draft/moves": {"activity": stage.ids["key"], "sequence": sequence},
        "PUT /courses/{slug}/draft/activities/{key}": changed,
        "POST /courses/{slug}/publication": {"note": "Rien de neuf"},
        "POST /question-banks/{bank_id}/questions": {"text": "Deux et deux font quatre.{T}"},
    }


def options(_stage: Stage) -> Bodies:
    return {f"GET {_DRAFT}/activites/{{key}}/questions/modifier": {"params": {"nom": "vrai"}}}


PIECE = Piece(brought, named, forms=forms, documents=documents, options=options)
