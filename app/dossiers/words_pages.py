"""What is said of words while they are typed. Nothing of them is kept, nor written in any journal."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.core.sensitive import look
from app.web.doors import CurrentActor, pages
from app.web.templating import show

router = pages("words")


@router.post("/mots")
def said_of_words(
    request: Request, actor: CurrentActor, text: Annotated[str, Form(max_length=25_000)] = ""
) -> Response:
    """A piece of page: what is refused, what calls for other words; empty when there is nothing to say."""
    found = look(text)
    return show(request, "dossiers/said.html", refused=found.refused, warned=found.warned)
