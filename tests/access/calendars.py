"""The private address of the learner's agenda."""

from sqlalchemy.orm import Session

from app.calendars import services as calendars
from tests.access.stage import Bodies, Piece, Stage


def opened(session: Session, stage: Stage) -> dict[str, str]:
    address = calendars.open_address(session, stage.learner).url
    return {"feed_token": address.rpartition("/")[2].removesuffix(".ics")}


def named(route: str, stage: Stage) -> dict[str, str]:
    if route == "/agenda/seances/{session_id}.ics":
        return {"session_id": stage.published["tomorrow_session"]}
    is_ours = "/flux/" in route and not route.startswith("/flux/forum/")
    return {"token": stage.ids["feed_token"]} if is_ours else {}


def forms(_stage: Stage) -> Bodies:
    return {"POST /agenda/ailleurs/contenu": {"content": "activities"}}


PIECE = Piece(opened, named, forms=forms)
