"""The forum task: a kind of activity answered by writing in a thread that the whole course shares."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.i18n import N_
from app.courses.kinds import ActivityKind, Source, plug_kind
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.forum import queries, rules
from app.learning.panels import Panel, plug_panel
from app.learning.rules import State

SHOWN = 10  # the latest posts on the page of the activity; the rest is in the thread


def read(source: Source) -> dict[str, Any]:
    """The head of a forum task: `experts: true` invites business owners to its thread."""
    experts = source.head.get("experts", False)
    if not isinstance(experts, bool):
        source.problem(
            "experts", "« experts » doit être oui ou non.", "Écrivez « experts: true » ou « experts: false »."
        )
        experts = False
    return {"experts": experts}


def values(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    activity: Activity,
    content: Any,
    state: State | None,
) -> dict[str, Any]:
    """What the panel of a forum task shows: the end of its thread, and what is still expected."""
    thread = queries.thread_of_activity(session, enrolment.organisation_id, activity.id)
    rows = queries.latest_posts(session, thread.id, limit=SHOWN) if thread else []
    roles = queries.roles_of(session, enrolment.organisation_id, {row.author_id for row in rows})
    return {
        "thread": thread,
        "posts": rows[::-1],
        "words": {account_id: rules.role_word(held) for account_id, held in roles.items()},
        "experts": bool(content.content.get("experts")),
        "written": queries.count_posts_by(session, thread.id, enrolment.learner_id) if thread else 0,
        "needed": rules.posts_needed(activity.completion),
        "body": "",
    }


def preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any]:
    """Before anybody has written."""
    return {
        "thread": None, "posts": [], "words": {}, "experts": bool(content.get("experts")), "written": 0, "body": "",
        "needed": rules.posts_needed(activity.completion), "problems": [],
    }  # fmt: skip


KIND = ActivityKind("forum", N_("Forum"), ("posted",), read, fields=("experts",), needs_text="la question posée")

plug_kind(KIND)
plug_panel("forum", Panel(template="forum/panel.html", values=values, preview=preview))
