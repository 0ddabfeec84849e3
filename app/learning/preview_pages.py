"""An activity as a learner would meet it, for those who write it: a draft in the frame of a phone, what is published on a
page of the workshop. Nothing done here is kept."""

from types import SimpleNamespace
from typing import Any

from fastapi import Request, Response
from markupsafe import Markup

from app.core.access import require
from app.core.errors import NotFound
from app.core.i18n import _
from app.courses import conditions, policies, queries
from app.courses.drafts import previewing
from app.courses.drafts.previewing import Previewed
from app.courses.drafts.sketching import sketch
from app.courses.kinds import kind_of
from app.courses.outline import outline as outline_of
from app.courses.panels import figures_of
from app.courses.rules import when_done
from app.courses.services.exporting import drafted_manuscript
from app.learning import reading
from app.learning.panels import panel_of
from app.learning.times.rules import is_remote_work
from app.web.doors import CurrentActor, Reading, pages
from app.web.middleware import CONTENT_SECURITY_POLICY
from app.web.templating import show

router = pages("learning")

_FRAMES = CONTENT_SECURITY_POLICY.replace("connect-src", "frame-src 'self'; connect-src")
_FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@router.get("/atelier/{slug}/apercu")
def frame(request: Request, session: Reading, actor: CurrentActor, slug: str, activite: str = "") -> Response:
    """The phone, and beside it every activity of the draft."""
    course = sketch(drafted_manuscript(session, actor, slug))
    chosen = course.activities.get(activite) or next(iter(course.activities.values()), None)
    return show(
        request, "learning/preview_frame.html", course=course, chosen=chosen,
        rehearsal=panel_of(chosen.kind).rehearsal if chosen else "", headers={"Content-Security-Policy": _FRAMES},
    )  # fmt: skip


@router.get("/atelier/{slug}/apercu/{key}")
def inside(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str, lecture: str = "") -> Response:
    """One activity, as the draft says it."""
    found = previewing.previewed(session, actor, slug, key)
    return show(
        request, "learning/preview.html", headers={"Content-Security-Policy": _FRAMED, "X-Frame-Options": "SAMEORIGIN"},
        **_values(found, lecture),
    )  # fmt: skip


@router.get("/atelier/{slug}/activites/{activity_id}")
def published(
    request: Request, session: Reading, actor: CurrentActor, slug: str, activity_id: str, lecture: str = ""
) -> Response:
    """One activity of the edition that learners follow, with what it asks before, and how it goes."""
    row = queries.course_by_slug(session, actor.organisation_id, slug)
    if row is None:
        raise NotFound()
    require(policies.may_open_workshop(actor))
    course = outline_of(session, row.edition_id)
    activity = course.activities.get(activity_id)
    kept = queries.activity_content(session, course.edition_id, activity_id) if activity else None
    if activity is None or kept is None:
        raise NotFound()
    names = course.names
    simple = kept.content["simple"]["html"] if "simple" in kept.content else ""
    found = Previewed(course, activity, Markup(kept.html), Markup(simple), kept.content)  # noqa: S704 - cleaned when published
    return show(
        request, "learning/published.html", licence=kept.licence, authors=kept.authors,
        opens=[conditions.in_words(one, names) for one in activity.conditions],
        branches=[(one.words, names.step(one.go_to)[0]) for one in activity.branches],
        figures=figures_of(session, actor, activity_id), **_values(found, lecture),
    )  # fmt: skip


def _values(found: Previewed, version: str) -> dict[str, Any]:
    """What the page of an activity prints, as somebody who has not begun would get it."""
    course, activity = found.course, found.activity
    order = list(course.activities)
    here = order.index(activity.id)
    sequence = next(one for one in course.sequences if one.id == activity.sequence_id)
    panel, kind = panel_of(activity.kind), kind_of(activity.kind)
    shown = panel.preview(activity, found.content, course) if panel.preview else None
    return {
        "course": course, "activity": activity, "sequence": sequence,
        "competence_block": next((one for one in course.blocks if one.id == activity.block_id), None),
        "content": _lesson(found, version),
        "panel": "" if shown is None else panel.template, "kind_name": _(kind.label) if kind else "", "state": None,
        "rule": when_done(activity.completion), "may_work": True, "problems": [],
        "asks_time": is_remote_work(activity),
        "place_in_sequence": [one.id for one in sequence.activities].index(activity.id) + 1, "sequence_length": len(sequence.activities),
        "before": course.activities[order[here - 1]] if here else None,
        "after": course.activities[order[here + 1]] if here + 1 < len(order) else None, **(shown or {}),
    }  # fmt: skip


def _lesson(found: Previewed, version: str) -> SimpleNamespace:
    """The text as `reading.lesson` gives it to learners, whole unless the simple version is asked for."""
    simple = bool(found.simple) and version == reading.SIMPLE
    other = f"?lecture={reading.WHOLE if simple else reading.SIMPLE}" if found.simple else ""
    return SimpleNamespace(
        html=found.simple if simple else found.html, content=found.content, simple=simple, other=other
    )
