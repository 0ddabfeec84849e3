"""Names suggested while one writes, who somebody is, and the files of posts."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from app.core.access import require
from app.core.errors import NotFound
from app.files.answers import answer
from app.forum import policies, rules
from app.forum import queries as forum
from app.forum.experts import queries as experts
from app.forum.experts import rules as introducing
from app.forum.queries.threads import open_to
from app.forum.writing import files, people, queries
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("forum")

SHOWN = 20


@router.get("/forum/{thread_id}/noms")
def names(session: Reading, actor: CurrentActor, thread_id: str, q: str = "") -> Response:
    """The names of people who read a thread, that begin so: for the script that completes them."""
    require(policies.may_visit(actor))
    thread = forum.thread_for(session, actor, thread_id)
    return JSONResponse(people.suggested(session, thread.space_id, thread.experts, q))


@router.get("/forum/personnes/{account_id}")
def person(request: Request, session: Reading, actor: CurrentActor, account_id: str) -> Response:
    """Who somebody is on the forum, and what they wrote there under their name, as far as the reader may see."""
    require(policies.may_visit(actor))
    who = queries.member(session, actor.organisation_id, account_id)
    roles = forum.roles_of(session, actor.organisation_id, {account_id}).get(account_id, set())
    if who is None or not rules.role_word(roles):
        raise NotFound()
    profile = experts.introduced(session, actor.organisation_id, [account_id]).get(account_id)
    return show(
        request,
        "forum/person.html",
        who=who,
        word=rules.role_word(roles),
        profile=profile,
        line=introducing.line(profile) if profile else "",
        posts=queries.posts_of_author(session, open_to(actor), account_id, SHOWN),
        may_ask=bool(profile and policies.may_open_in(actor, "organisation")),
    )


@router.api_route("/forum/fichiers/{post_file_id}", methods=["GET", "HEAD"])
def file(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    post_file_id: str,
    wanted: Annotated[int | None, Query(alias="l", ge=1, le=100_000, description="width of a picture")] = None,
) -> Response:
    return answer(request, files.file_for(session, actor, post_file_id), wanted)
