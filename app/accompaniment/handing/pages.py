"""« Confier, remplacer »: people handed for good, and colleagues who stand in for some days."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.accompaniment import policies
from app.accompaniment.contacts.forms import days_ahead
from app.accompaniment.handing import queries, services
from app.accompaniment.rules import sort_key
from app.core.access import Actor, Role, require
from app.core.clock import now, today
from app.core.days import maybe_day
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.enrolments.covers import queries as covers
from app.enrolments.covers import services as covering
from app.enrolments.rules import OPEN
from app.identity import queries as identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("handing")

_FIELDS = ("adviser", "colleague", "adviser_email", "since", "until", "reason", "meetings", "whom")


@router.get("/suivi/remplacements")
def handing(request: Request, session: Reading, actor: CurrentActor, de: str = "", pour: str = "") -> Response:
    """`de` is the adviser whose people are shown; `pour` one path of theirs, when it is for that person alone."""
    require(policies.may_contact(actor))
    return _page(request, session, actor, _of(session, actor, de), {}, [pour] if pour else [])


@router.post("/suivi/remplacements")
def cover(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    require(policies.may_contact(actor))
    asked = _asked(form)
    of = _of(session, actor, asked["adviser"])
    chosen = form.get("people", [])
    try:
        made = covering.cover(
            session, actor, of, asked["colleague"],
            maybe_day(asked["since"], "since") or today(), maybe_day(asked["until"], "until") or today(),
            enrolment_ids=chosen if asked["whom"] == "some" else None, reason=asked["reason"],
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, of, asked, chosen, error, "cover")
    words = _("Le remplacement est noté, du %(since)s au %(until)s. Il s'arrête tout seul ; tout le monde est prévenu.")
    return go("/suivi/remplacements", words % {"since": formats.day(made.since), "until": formats.day(made.until)})


@router.post("/suivi/remplacements/{cover_id}/fin")
def end(session: Writing, actor: CurrentActor, cover_id: str) -> Response:
    covering.end_cover(session, actor, cover_id)
    return go("/suivi/remplacements", _("Le remplacement est arrêté."))


@router.post("/suivi/confier")
def hand_over(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    require(policies.may_contact(actor))
    asked = _asked(form)
    of = _of(session, actor, asked["adviser"])
    chosen = form.get("people", [])
    try:
        done = services.hand_over(
            session, actor, of, chosen, asked["adviser_email"], asked["reason"], asked["meetings"] or services.KEEP
        )
    except Invalid as error:
        return _page(request, session, actor, of, asked, chosen, error, "hand")
    words = ngettext("%(num)s personne est confiée.", "%(num)s personnes sont confiées.", done.people) % {
        "num": done.people
    }
    if done.cancelled:
        words += " " + ngettext(
            "%(num)s rendez-vous est à reprendre.", "%(num)s rendez-vous sont à reprendre.", done.cancelled
        ) % {"num": done.cancelled}
    return go("/suivi/remplacements", words + " " + _("Tout le monde est prévenu."))


def _asked(form: Form) -> dict[str, str]:
    return {name: only(form, name) for name in _FIELDS}


def _of(session: Session, actor: Actor, account_id: str) -> str:
    """The adviser asked for when there is one; oneself otherwise, or the first of the organisation."""
    known = [row.id for row in identity.members_with(session, actor.organisation_id, Role.ADVISER)]
    if account_id in known:
        return account_id
    return actor.account_id if actor.account_id in known or not known else known[0]


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    of: str,
    asked: dict[str, str],
    chosen: list[str],
    error: HouseError | None = None,
    which: str = "",
) -> Response:
    advisers = identity.members_with(session, actor.organisation_id, Role.ADVISER)
    people = covers.paths_of_adviser(session, actor.organisation_id, of, OPEN)
    people.sort(key=lambda row: (sort_key(row.learner_name), row.id))
    meetings: dict[str, list[Any]] = {}
    for row in queries.meetings_to_come(session, actor, of, now()):
        meetings.setdefault(row.enrolment_id, []).append(row.starts_at)
    fields = error.fields if isinstance(error, Invalid) else []
    return show(
        request,
        "accompaniment/handing.html",
        status=(422 if isinstance(error, Invalid) else 409) if error else 200,
        of=of,
        of_name=next((row.name for row in advisers if row.id == of), ""),
        advisers=[(row.id, row.name) for row in advisers],
        others=[(row.id, row.name) for row in advisers if row.id != of],
        other_emails=[(row.email, row.name) for row in advisers if row.id != of],
        people=people,
        meetings=meetings,
        meeting_count=sum(len(meetings.get(row.id, ())) for row in people),
        covers=covers.covers(session, actor, today()),
        today=today(),
        asked={name: asked.get(name, "") for name in _FIELDS} | {"since": asked.get("since") or days_ahead(1)},
        chosen=chosen,
        error=str(error.detail) if error else "",
        which=which,
        fields=fields,
        errors={field.field: field.message for field in fields},
    )
