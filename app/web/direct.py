"""/direct: a line that stays open and says which subjects have something new (server-sent events).

Subjects and numbers are all that is said: the page asks for the rest, and is given what its reader may see. Whether
somebody may listen is asked when they come, and again before each thing that they are told.

    plug_subject("conversation", lambda session, actor, conversation_id: None)   raises when the actor may not listen
"""

from collections.abc import AsyncIterator, Callable, Sequence
from time import monotonic
from typing import Annotated

from fastapi import Query, Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from sqlalchemy.orm import Session

from app.core import live
from app.core.access import Actor
from app.core.errors import HouseError, NotFound, TooMany
from app.core.i18n import _
from app.web.doors import PageSteps, Steps, pages

router = pages("direct")

SILENCE = 20.0  # seconds between two signs of life, for what stands between us and the browser
LONGEST = 300.0  # seconds: the browser comes back by itself, and a server that stops waits for nobody
RETRY = 3000  # milliseconds before it does
MOST_SUBJECTS = 5

May = Callable[[Session, Actor, str], object]

_subjects: dict[str, May] = {}


def plug_subject(name: str, may: May) -> None:
    """Who may hear of a subject is known to its room: `may` raises for anybody else."""
    _subjects[name] = may


@router.get("/direct")
async def listen(
    request: Request, steps: PageSteps, sujet: Annotated[list[str] | None, Query(max_length=80)] = None
) -> EventSourceResponse:
    """The first thing said is that one listens: what came while the line was cut is asked for then."""
    await steps.who()  # whoever is not signed in is asked to, before anything is looked for
    subjects = list(dict.fromkeys(sujet or []))
    actor = await allowed(steps, subjects)
    if not live.has_room(actor.account_id):
        raise TooMany(_("Trop de pages ouvertes attendent des nouvelles. Celle-ci se recharge à la main."), 60)
    said = speak(steps, subjects, actor.account_id, request.headers.get("last-event-id", ""))
    return EventSourceResponse(said, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def allowed(steps: Steps, subjects: Sequence[str]) -> Actor:
    """The person, when they may hear of all of it. Asked with their sign-in as it is now."""
    if not subjects or len(subjects) > MOST_SUBJECTS:
        raise NotFound()

    def ask(session: Session, actor: Actor) -> None:
        for subject in subjects:
            name, _colon, thing = subject.partition(":")
            if name not in _subjects or "\x00" in thing:
                raise NotFound()
            _subjects[name](session, actor, thing)

    fresh = steps.again()
    await fresh.reading(ask)
    return await fresh.who()


async def speak(steps: Steps, subjects: Sequence[str], whose: str, last: str = "") -> AsyncIterator[bytes]:
    """One line of news for each subject that has some, as long as its reader may hear it."""
    number, ends = int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0, monotonic() + LONGEST
    try:
        with live.listening(subjects, whose) as ear:
            number += 1
            yield format_sse_event(event="ici", data_str=" ".join(subjects), id=str(number), retry=RETRY)
            while monotonic() < ends:
                heard = await ear.heard(SILENCE)
                if not heard:
                    yield KEEPALIVE_COMMENT
                for subject in heard:
                    await allowed(steps, [subject])
                    number += 1
                    yield format_sse_event(event="nouveau", data_str=subject, id=str(number))
    except (HouseError, live.TooManyEars):
        yield format_sse_event(event="fini", data_str="-")  # signed out, or no longer of the conversation
