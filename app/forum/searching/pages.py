"""Looking for words on the forum."""

from typing import Annotated

from fastapi import Query, Request, Response
from markupsafe import Markup

from app.core.access import require
from app.core.db import AnyRow
from app.core.i18n import _
from app.forum import policies, rules
from app.forum import queries as forum
from app.forum.naming_queries import names_behind
from app.forum.searching import forms, words
from app.forum.searching.forms import Asked
from app.forum.searching.services import Found
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("forum")


@router.get("/forum/recherche")
def search(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    q: str = "",
    espace: str = "",
    auteur: str = "",
    depuis: str = "",
    nature: Annotated[str, Query(alias="type")] = "",
    avant: str = "",
) -> Response:
    require(policies.may_visit(actor))
    asked = Asked(q.replace("\x00", ""), espace, auteur.replace("\x00", ""), depuis, nature)
    found = asked.find(session, actor, avant)
    return show(
        request,
        "forum/search.html",
        asked=asked,
        found=found,
        says=lambda row: _says(row, found),
        names=names_behind(session, actor, [row.id for row in (*found.titles, *found.posts) if row.anonymous]),
        spaces=[
            ("", _("Tous les espaces")),
            *((row.id, rules.title_for(row.kind, row.name)) for row in forum.names(session, actor)),
        ],
        since_options=forms.since_options(),
        kind_options=forms.kind_options(),
        following=asked.href(found.following) if found.following else "",
        beginning=not avant,
        longest=words.LONGEST_QUESTION,
    )


def _says(row: AnyRow, found: Found) -> Markup:
    """Some words of a post that may be read."""
    if row.html is None or row.deleted_at or row.hidden_at:
        return Markup("")
    return words.excerpt(words.plain(row.html), found.stems)
