"""How a sequence and an activity go for all their learners, and what they say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.assessment import policies, rules
from app.assessment.answer_pages import answers_href
from app.assessment.statistics import figures, queries, showing
from app.assessment.statistics.rules import ActivityFigures
from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses import policies as making
from app.courses import queries as courses
from app.courses.kinds import kinds
from app.courses.outline import Activity, Outline, outline
from app.learning.remarks import policies as saying
from app.learning.remarks import queries as remarks
from app.learning.remarks import services as remarking
from app.learning.remarks.rules import FELT, LONGEST_REPLY
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("assessment")

REMARKS_SHOWN = 30
SINCE_EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Line:
    """One activity of the sequence: its figures, when in their path people do it, the questions worth a look."""

    activity: Activity
    did: ActivityFigures
    bar: showing.Bar
    felt: showing.Bar | None
    day: float | None
    review: tuple[showing.Shown, ...]
    hardest: showing.Shown | None
    answers_href: str


@router.get("/atelier/{slug}/sequences/{sequence_id}")
def sequence(
    request: Request, session: Reading, actor: CurrentActor, slug: str, sequence_id: str, depuis: str = ""
) -> Response:
    """One page for a trainer: who is where, how long it felt, what to look at again, activity by activity."""
    course, whole, editions = _course(session, actor, slug, depuis)
    found = next((one for one in whole.sequences if one.id == sequence_id), None)
    if found is None:
        raise NotFound()
    ids = [activity.id for activity in found.activities]
    did = figures.how_activities_did(session, actor, course.id, editions, activity_ids=ids)
    quiz_ids = [activity.id for activity in found.activities if activity.kind == "quiz"]
    asked = figures.how_quizzes_did(session, actor, course.id, quiz_ids, editions)
    days = queries.days_into_path(session, course.id, ids)
    lines = [
        Line(
            activity, did[activity.id], showing.reached_bar(did[activity.id].reached, activity.kind),
            showing.felt_bar(did[activity.id].felt), rules.middle_value(days.get(activity.id, [])),
            showing.to_review(asked.get(activity.id, [])), showing.hardest(asked.get(activity.id, [])), answers_href(slug, activity),
        )
        for activity in found.activities
    ]  # fmt: skip
    return show(
        request, "assessment/sequence.html", course=course, sequence=found, lines=lines,
        competence_block=next(one for one in whole.blocks if one.id == found.block_id),
        people=queries.people(session, course.id), others=whole.sequences, may_read=saying.may_read_remarks(actor), rate=showing.rate, days=showing.days,
        since=depuis if editions else "",
    )  # fmt: skip


@router.get("/atelier/{slug}/activites/{activity_id}/resultats")
def results(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    slug: str,
    activity_id: str,
    depuis: str = "",
    page: str = "1",
) -> Response:
    """Everything that is known of one activity, beside what learners say of it."""
    return _results(request, session, actor, slug, activity_id, depuis, page)


def _results(
    request: Request,
    session: Session,
    actor: Actor,
    slug: str,
    activity_id: str,
    since: str = "",
    page: str = "1",
    *,
    refused: HouseError | None = None,
    answering: str = "",
    reply: str = "",
) -> Response:
    course, whole, editions = _course(session, actor, slug, since)
    activity = whole.activities.get(activity_id)
    if activity is None:
        raise NotFound()
    did = figures.how_activities_did(session, actor, course.id, editions, activity_ids=[activity_id])[activity_id]
    asked = figures.how_questions_did(session, actor, activity_id, editions) if activity.kind == "quiz" else []
    current = [showing.shown(one, place) for place, one in enumerate((q for q in asked if q.current), 1)]
    may_read = saying.may_read_remarks(actor)
    said, more = _said(session, actor, [activity_id], page) if may_read else ([], 0)
    return show(
        request, "assessment/results.html", status=refused.status if refused else 200, course=course, activity=activity,
        sequence=next(one for one in whole.sequences if one.id == activity.sequence_id),
        kind=next((_(kind.label) for kind in kinds() if kind.code == activity.kind), ""),
        did=did, bar=showing.reached_bar(did.reached, activity.kind), felt=showing.felt_bar(did.felt), questions=current,
        earlier=[showing.shown(one, 0) for one in asked if not one.current], points=showing.points(current),
        rate=showing.rate, days=showing.days, may_read=may_read, said=said, felt_words=FELT, more=more,
        since=since if editions else "", longest=LONGEST_REPLY,
        refused=refused, answering=answering, reply=reply, may_open=making.may_open_workshop(actor),
        reply_error=next((one.message for one in refused.fields), "") if isinstance(refused, Invalid) else "",
    )  # fmt: skip


@router.post("/atelier/{slug}/activites/{activity_id}/resultats/{remark_id}")
def answer(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    slug: str,
    activity_id: str,
    remark_id: str,
    act: Annotated[str, Form()] = "",
    reply: Annotated[str, Form()] = "",
    read: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """A remark is seen, or answered in a few words."""
    try:
        if act == "seen":
            remark = remarking.mark_seen(session, actor, remark_id)
            said = _("Ce mot est marqué comme vu. La personne le voit.")
        else:
            remark = remarking.answer_remark(session, actor, remark_id, reply, read)
            said = _("Votre réponse est envoyée. La personne la lit sous son mot.")
    except (Invalid, Conflict) as error:
        return _results(request, session, actor, slug, activity_id, refused=error, answering=remark_id, reply=reply)
    if remark.activity_id != activity_id:
        raise NotFound()
    return go(f"/atelier/{slug}/activites/{activity_id}/resultats#mots", said)


@router.get("/atelier/{slug}/mots")
def words(request: Request, session: Reading, actor: CurrentActor, slug: str, page: str = "1") -> Response:
    """What people say of all the activities of a course, to read first what nobody has seen."""
    course, whole, _editions = _course(session, actor, slug, "")
    require(saying.may_read_remarks(actor))
    said, more = _said(session, actor, list(whole.activities), page)
    return show(
        request, "assessment/words.html", course=course, said=said, more=more, felt_words=FELT,
        titles={activity.id: activity.title for activity in whole.activities.values()},
    )  # fmt: skip


def _said(session: Session, actor: Actor, activity_ids: list[str], page: str) -> tuple[Sequence[Any], int]:
    """One page of the remarks that have words, and the number of the next one (0: there is none)."""
    place = int(page) if page.isascii() and page.isdecimal() and 0 < int(page[:6]) < 1000 else 1
    skip = (place - 1) * REMARKS_SHOWN
    found = remarks.remarks(session, actor, activity_ids, limit=REMARKS_SHOWN + 1, skip=skip)
    return found[:REMARKS_SHOWN], place + 1 if len(found) > REMARKS_SHOWN else 0


@router.get("/atelier/{slug}/resultats.csv")
def spreadsheet(session: Reading, actor: CurrentActor, slug: str, depuis: str = "") -> Response:
    """The figures of every activity of a course."""
    course, whole, editions = _course(session, actor, slug, depuis)
    did = figures.how_activities_did(session, actor, course.id, editions)
    return Response(
        showing.as_csv(whole, did, {kind.code: _(kind.label) for kind in kinds()}),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="resultats-{course.slug}-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _course(session: Session, actor: Actor, slug: str, since: str) -> tuple[Any, Outline, list[str] | None]:
    """The course, what learners see of it, and the editions asked for: the one of today, or all of them."""
    course = courses.course_by_slug(session, actor.organisation_id, slug)
    if course is None:
        raise NotFound()
    require(policies.may_see_sequence(actor))
    return course, outline(session, course.edition_id), [course.edition_id] if since == SINCE_EDITION else None
