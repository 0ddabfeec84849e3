"""What the page of an activity shows of this room, plugged into learning when it is imported."""

from typing import Any

from sqlalchemy.orm import Session

from app.assessment import rules
from app.assessment.levels import queries as levels
from app.assessment.levels import services as rating
from app.assessment.questions import kinds
from app.assessment.quizzes import asking, rehearsing, showing
from app.assessment.quizzes import queries as quizzes
from app.assessment.quizzes.queries import Version
from app.assessment.works import queries as works
from app.assessment.works import services as handing
from app.assessment.works import showing as shown
from app.assessment.works.rubrics import rubric_of
from app.core.access import Actor
from app.core.i18n import N_
from app.core.settings import settings as chosen
from app.courses.outline import Activity, Outline
from app.courses.outline import outline as outline_of
from app.enrolments.queries import EnrolmentRow
from app.learning.panels import Panel, plug_panel
from app.learning.rules import State

STAGE_NAMES = dict(zip(rules.STAGES, (N_("À l'entrée"), N_("Au milieu du parcours"), N_("À la fin")), strict=True))


def quiz(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, content: Any, state: State | None
) -> dict[str, Any]:
    """The form of the next try, and the tries already sent."""
    settings = content.content
    sent = quizzes.attempts(session, enrolment.id, activity.id)
    number = len(sent) + 1
    versions = asking.questions_of_try(session, settings, enrolment.id, activity.id, number, sent)
    seed = kinds.seed(enrolment.id, activity.id, number)
    return {
        **_try(settings, versions, seed, number),
        "sent": [
            (one, showing.score(one.points, one.possible), rules.percent(one.points, one.possible)) for one in sent
        ],
        "may_try": rules.may_try_again(settings.get("attempts"), len(sent)),
    }


def quiz_preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any] | None:
    """The first try at a quiz of a draft, or of an edition as it was written."""
    seed = rehearsing.seed(activity.id, 1)
    versions = rehearsing.asked_by(content, seed)
    return _try(content, versions, seed, 1) if versions else None


def _try(settings: dict[str, Any], versions: list[Version], seed: str, number: int) -> dict[str, Any]:
    """The form of a try, as if it were the first."""
    return {
        "sent": [],
        "number": number,
        "limit": settings.get("attempts"),
        "may_try": True,
        "asked": [
            showing.asked(version, position, seed, settings.get("shuffle", True), {})
            for position, version in enumerate(versions, 1)
        ],
        "asked_ids": ",".join(version.id for version in versions),
        "refused": None,
        "result_href": "",
    }


def work(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, content: Any, state: State | None
) -> dict[str, Any]:
    """What was handed in, what was said of it, and the form of the next sending."""
    rows = works.submissions(session, enrolment.id, activity.id)
    sent = shown.sendings(session, rows, enrolment.id, activity.id, told_only=True)
    sent_back = bool(rows) and rows[-1].state == handing.SENT_BACK
    return {
        **unsent_work(activity, content.content, outline_of(session, enrolment.edition_id)),
        "sent": sent[::-1],
        "number": len(sent) + 1,
        "may_send": not any(one.row.state == handing.ACCEPTED for one in sent),
        "text": rows[-1].text if sent_back else "",  # to be corrected rather than written again
        "resumed": sent_back,
    }


def unsent_work(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any]:
    """The form of a work of which nothing was handed in."""
    return {
        "sent": [],
        "number": 1,
        "accepts": handing.accepts(activity, content),
        "heaviest": chosen().upload_limit_mb * 1_000_000,
        "rubric": rubric_of(content),
        "competence_titles": shown.competence_titles(course),
        "state_names": shown.STATE_NAMES,
        "may_send": True,
        "text": "",
        "kept": None,  # the file of a form that is shown again
        "resumed": False,
        "refused": None,
        "errors": {},
    }


def link_preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any] | None:
    return unsent_work(activity, content, course) if content.get("url") else None


def self_assessment(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, content: Any, state: State | None
) -> dict[str, Any]:
    """Each competence as the person would say it, with what was already chosen."""
    course = outline_of(session, enrolment.edition_id)
    untouched = levels_to_say(activity, content.content, course)
    known = levels.levels(session, enrolment.id)
    stage = untouched["stage"]
    said = {key: stages[stage]["learner"] for key, stages in known.items() if "learner" in stages.get(stage, {})}
    return {**untouched, "chosen": said}


def levels_to_say(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any]:
    """The form of a self-assessment where nothing was chosen."""
    stage = content.get("stage", rules.STAGES[0])
    return {
        "competences": rating.asked_by(course, activity),
        "level_options": list(enumerate(course.levels, 1)),
        "stage": stage,
        "stage_name": STAGE_NAMES[stage],
        "chosen": {},
        "errors": {},
        "refused": None,
    }


def levels_preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any] | None:
    values = levels_to_say(activity, content, course)
    return values if values["competences"] and values["level_options"] else None


plug_panel("quiz", Panel("assessment/quiz_panel.html", quiz, quiz_preview, N_("Essayer le quiz")))
plug_panel("assignment", Panel("assessment/assignment_panel.html", work, unsent_work))
plug_panel("link", Panel("assessment/link_panel.html", work, link_preview))
plug_panel("self_assessment", Panel("assessment/self_assessment_panel.html", self_assessment, levels_preview))
