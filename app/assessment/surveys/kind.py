"""The survey as a kind of activity: what its head says, and what its page shows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.surveys import queries, rules, showing
from app.assessment.surveys.reading import read_survey
from app.assessment.surveys.services import KIND, may_read, publish
from app.core.access import Actor
from app.core.i18n import N_
from app.courses.kinds import ActivityKind, plug_kind
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.learning.panels import Panel, plug_panel
from app.learning.rules import DONE, State


def values(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, content: Any, state: State | None
) -> dict[str, Any]:
    """The form, with what is already answered under the person's name; without it nothing can be shown again."""
    anonymous = content.content["anonymous"]
    questions = content.content["asked"]
    reply = None if anonymous else queries.reply(session, enrolment.id, activity.id)
    given = queries.answers(session, reply.id) if reply and may_read(actor, enrolment, reply.sent_at) else {}
    return {
        **_form(anonymous, questions, given),
        "sent_at": reply.sent_at if reply else None,
        "kept_at": reply.changed_at if reply and not reply.sent_at and given else None,
        "over": anonymous and state is not None and state.state == DONE,
    }


def preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any] | None:
    """Before anything is answered; what a draft has not worded yet is an ellipsis."""
    questions = [
        {
            "id": str(number),
            **question,
            "ask": question["ask"] or "…",
            "options": [words or "…" for words in question["options"]]
            or (["…", "…"] if question["kind"] in ("one", "several") else []),
        }
        for number, question in enumerate(content["asked"], 1)
    ]
    return _form(content["anonymous"], questions, {}) if questions else None


def _form(anonymous: bool, questions: list[dict[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "anonymous": anonymous,
        "together": rules.ENOUGH,
        "asked": showing.asked(questions, given),
        "asked_ids": ",".join(question["id"] for question in questions),
        "sent_at": None,
        "kept_at": None,
        "over": False,
        "refused": None,
    }


plug_kind(
    ActivityKind(KIND, N_("Questionnaire"), ("answered",), read_survey, publish, fields=("questions", "anonymous"))
)
plug_panel(KIND, Panel("assessment/survey_panel.html", values, preview))
