"""The kinds of activity that this room knows: quiz, assignment, link, self-assessment. Plugged when it is imported."""

from typing import Any
from urllib.parse import urlsplit

from app.assessment.quizzes import services as quizzes
from app.assessment.quizzes.source import read_quiz
from app.assessment.rules import STAGES
from app.assessment.works.editor import EDITOR as ASSIGNMENT_EDITOR
from app.assessment.works.source import read_assignment
from app.core.i18n import N_, _
from app.courses.kinds import ActivityKind, Source, plug_editor, plug_kind


def read_link(source: Source) -> dict[str, Any]:
    """The outside address."""
    url = source.head.get("url")
    parts = urlsplit(url) if isinstance(url, str) and not any(c.isspace() or ord(c) < 32 for c in url) else None
    if parts is None or parts.scheme not in ("https", "http") or not parts.netloc or len(str(url)) > 2_000:
        source.problem(
            "url",
            _("L'adresse n'est pas complète."),
            _("Écrivez une adresse entière : url: https://www.exemple.fr/page."),
        )
        return {"url": ""}
    return {"url": url}


def read_self_assessment(source: Source) -> dict[str, Any]:
    """The stage; the competences are those of the activity."""
    stage = source.head.get("stage")
    if not isinstance(stage, str) or stage not in STAGES:
        source.problem(
            "stage", _("« stage » dit à quel moment la personne se situe."), _("Écrivez entry, middle ou exit.")
        )
        stage = STAGES[0]
    if not source.head.get("competences"):
        source.problem(
            "competences",
            _("Cette auto-évaluation ne dit pas sur quoi elle porte."),
            _("Ajoutez competences: [B1.1, B1.2]."),
        )
    return {"stage": stage}


plug_kind(
    ActivityKind(
        "quiz",
        N_("Quiz"),
        ("score", "answered"),
        read_quiz,
        quizzes.publish,
        fields=("questions", "draws", "attempts", "shuffle"),
    )
)
plug_kind(
    ActivityKind(
        "assignment",
        N_("Travail à remettre"),
        ("accepted", "handed_in"),
        read_assignment,
        fields=("accepts", "criteria", "rubric"),
        needs_text=N_("la consigne"),
    )
)
plug_editor("assignment", ASSIGNMENT_EDITOR)
plug_kind(
    ActivityKind(
        "link",
        N_("Ailleurs sur internet"),
        ("proof", "read"),
        read_link,
        fields=("url",),
        needs_text=N_("quoi y faire, et quoi rapporter"),
    )
)
plug_kind(ActivityKind("self_assessment", N_("Auto-évaluation"), ("rated",), read_self_assessment, fields=("stage",)))
