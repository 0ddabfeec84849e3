"""Spaces and their threads, and opening one."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.cursors import cursor, read_cursor
from app.core.db import AnyRow
from app.core.errors import FieldError, HouseError, Invalid, TooLarge, TooMany
from app.core.i18n import _
from app.forum import policies, queries, rules, services
from app.forum.experts import queries as introducing
from app.forum.pages.words import choices_of_spaces, kinds_for
from app.forum.writing import files
from app.forum.writing.files import FIELDS
from app.forum.writing.forms import Brought, brought_by_form
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("forum")

THREADS_SHOWN = 30
# The word of the address → what `queries.threads` calls it, and what the page says.
FILTERS = {
    "non-lus": "unread",
    "suivis": "followed",
    "miens": "mine",
    "questions": "waiting",
    "annonces": "announcements",
    "experts": "experts",
    "retires": "removed",
}


@router.get("/forum")
def threads(request: Request, session: Reading, actor: CurrentActor, filtre: str = "", avant: str = "") -> Response:
    """The spaces with what is new in each, then the threads of all of them."""
    require(policies.may_visit(actor))
    spaces = queries.spaces(session, actor, horizon=services.horizon())
    return _list(request, session, actor, "/forum", spaces, None, filtre, avant)


@router.get("/forum/espaces/{space_id}")
def space(
    request: Request, session: Reading, actor: CurrentActor, space_id: str, filtre: str = "", avant: str = ""
) -> Response:
    require(policies.may_visit(actor))
    spaces = queries.spaces(session, actor, horizon=services.horizon())
    shown = next((one for one in spaces if one.id == space_id), None) or queries.space_for(session, actor, space_id)
    return _list(request, session, actor, f"/forum/espaces/{space_id}", spaces, shown, filtre, avant)


def _list(
    request: Request, session: Session, actor: Actor, path: str, spaces: object, space: AnyRow | None, filtre: str,
    avant: str,
) -> Response:  # fmt: skip
    before = read_cursor(avant) if avant else None
    which = FILTERS.get(filtre, "")
    if which == "removed":
        require(policies.may_moderate(actor))
    moment, horizon = now(), services.horizon()
    rows = queries.threads(
        session, actor, which=which, space_id=space.id if space else "", horizon=horizon, before=before,
        limit=THREADS_SHOWN + 1,
    )  # fmt: skip
    shown = rows[:THREADS_SHOWN]

    def new_in(row: AnyRow) -> int:
        muted = (row.level or row.space_level) == "mute"
        return rules.unread(row.posts, row.read_to, row.last_post_at, horizon, muted)

    top = queries.pinned(session, actor, space.id if space else "", moment) if not which and not avant else []
    if space is None:
        top = [row for row in top if new_in(row)]  # read once, it is found in its space
    kept = {row.id for row in top}
    following = ""
    if len(rows) > THREADS_SHOWN:
        also = f"filtre={filtre}&" if which else ""
        following = f"{path}?{also}avant={cursor(shown[-1].last_post_at, shown[-1].id)}"
    return show(
        request,
        "forum/threads.html",
        spaces=spaces,
        space=space,
        here=path,
        threads=[*top, *(row for row in shown if row.id not in kept)],
        pinned=kept,
        which=filtre if which else "",
        following=following,
        beginning=not avant,
        reads_all=policies.reads_all(actor),
        moderates=policies.is_moderator(actor),
        visits_all=policies.reads_all(actor) or bool(policies.may_open_in(actor, "organisation")),
        may_open=bool(policies.may_open(actor)) and not (space and space.archived_at),
        name_of=lambda one: rules.title_for(one.kind, one.name),
        new_in=new_in,
    )


@router.post("/forum/espaces/{space_id}/lecture")
def read_space(session: Writing, actor: CurrentActor, space_id: str) -> Response:
    services.mark_space_read(session, actor, space_id)
    return go(f"/forum/espaces/{space_id}", _("Tout est marqué comme lu dans cet espace."))


@router.post("/forum/espaces/{space_id}/suivi")
def follow_space(session: Writing, actor: CurrentActor, space_id: str, level: Annotated[str, Form()] = "") -> Response:
    services.follow_space(session, actor, space_id, level)
    return go(f"/forum/espaces/{space_id}", followed_words().get(level, ""))


def followed_words() -> dict[str, str]:
    return {
        "follow": _("Vous suivez cet espace : vous serez prévenu de chaque nouveau fil."),
        "mute": _("Cet espace ne vous préviendra plus. Vous pouvez toujours le lire."),
        "": _("C'est noté : vous serez prévenu seulement des fils où vous écrivez."),
    }


@router.get("/forum/nouveau")
def new_thread(
    request: Request, session: Reading, actor: CurrentActor, espace: str = "", genre: str = "", a: str = ""
) -> Response:
    """`a`: a business owner to be asked, who is named in the words to begin with."""
    require(policies.may_open(actor))
    asked = introducing.expert(session, actor.organisation_id, a) if a else None
    if asked:
        espace = espace or queries.space_known(session, actor.organisation_id, "entrepreneurs") or ""
        return new_page(request, session, actor, space=espace, kind="question", body=f"@{asked.name} ", experts=True)
    return new_page(request, session, actor, space=espace, kind=genre)


@router.post("/forum")
def open_thread(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    title: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    experts: Annotated[str, Form()] = "",
    space: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "discussion",
    replies: Annotated[str, Form()] = "yes",
    brought: Annotated[Brought | None, brought_by_form()] = None,
) -> Response:
    carries = brought or Brought()
    try:
        files.check(carries.files)
        thread = services.open_thread(
            session, actor, title, body, experts=bool(experts), space_id=space, kind=kind,
            takes_replies=replies != "no", anonymous=carries.anonymous,
        )  # fmt: skip
        files.attach_to_first(session, actor, thread.id, carries.files)
    except (Invalid, TooMany, TooLarge) as error:
        return new_page(
            request, session, actor, title=title, body=body, experts=bool(experts), space=space, kind=kind,
            replies=replies, refused=error, brought=carries,
        )  # fmt: skip
    return go(f"/forum/{thread.id}", _("Votre fil est ouvert. Les réponses arriveront ici."))


def new_page(
    request: Request, session: Session, actor: Actor, *, title: str = "", body: str = "", experts: bool = False,
    space: str = "", kind: str = "", replies: str = "yes", refused: HouseError | None = None,
    brought: Brought | None = None, status: int = 0,
) -> Response:  # fmt: skip
    """The form of a new thread, with the words already written and what is to be corrected."""
    wrong: list[FieldError] = []
    if refused:
        wrong = refused.fields if isinstance(refused, Invalid) else [FieldError("body", refused.detail)]
    headers = {"Retry-After": str(refused.retry_after)} if isinstance(refused, TooMany) else {}
    return show(
        request,
        "forum/new.html",
        status=status or (refused.status if refused else 200),
        headers=headers,
        title=title,
        body=body,
        experts=experts,
        space=space,
        spaces=choices_of_spaces(queries.names(session, actor)),
        kind=kind if kind in rules.KINDS else "discussion",
        kinds=kinds_for(actor),
        invites=bool(policies.may_open_in(actor, "organisation")),
        announces=bool(policies.may_announce(actor)),
        replies=replies,
        detail=refused.detail if refused else "",
        fields=wrong,
        errors={field.field: field.message for field in wrong},
        longest_title=rules.LONGEST_TITLE,
        longest_body=rules.LONGEST_BODY,
        brought=brought or Brought(),
        file_fields=FIELDS,
        may_hide_name=bool(policies.may_hide_name(actor)),
    )
