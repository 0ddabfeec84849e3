"""An SMS that carries something secret: its words wait sealed, and are kept nowhere once it has left."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.fetching import NotFetched, fetch
from app.core.sealed import Lost, seal_text, unseal_text
from app.core.sms import asked
from app.core.tasks import Afterwards, errand, later
from app.core.tasks.registry import Payload
from app.notifications.phones import rules
from app.notifications.phones.carrying import PATIENCE, chosen_gateway

_WHAT = "entry sms"


class NotCarried(Exception):
    """Says why without a number or a word: the row of the work keeps it."""


def sms_is_open() -> bool:
    return chosen_gateway() is not None


def leave_sms(session: Session, organisation_id: str | None, id_: str, number: str, text: str, until: float) -> None:
    """Leave an SMS with its errand: until then it is worth carrying, and not after."""
    said = seal_text(f"{_WHAT} {id_}", f"{number}\n{rules.in_gsm(text)}")
    payload = {"id": id_, "said": said, "until": until}
    later(session, "entry.sms", payload, organisation_id=organisation_id, key=f"entry-sms:{id_}")


@errand("entry.sms")
def carry(payload: Payload) -> Afterwards | None:
    gateway = chosen_gateway()
    if gateway is None or payload["until"] < now().timestamp():
        return None
    try:
        number, _line, text = unseal_text(f"{_WHAT} {payload['id']}", payload["said"]).partition("\n")
    except Lost:
        return None
    request = asked(gateway, number, text, payload["id"])
    try:
        answer = fetch(
            request.method, request.url, own=True, headers=request.headers, json=request.json, data=request.data,
            within=PATIENCE,
        )  # fmt: skip
    except NotFetched as error:
        raise NotCarried(error.why) from error
    if not answer.is_success or (gateway.refused and gateway.refused in answer.text):
        raise NotCarried(f"réponse {answer.status}")  # tried again until its code is too old, and seen among the work
    return None
