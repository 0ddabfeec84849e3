"""Carrying what makes phones ring: one errand for each browser and each SMS, tried for two days like the mail."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import AnyRow, database
from app.core.fetching import NoAnswer, NotFetched, Refused, fetch
from app.core.mail import one_line
from app.core.settings import settings
from app.core.sms import Gateway, asked
from app.core.tasks import Afterwards, errand
from app.core.tasks.queries import DELAYS
from app.core.tasks.registry import Payload
from app.notifications import handing
from app.notifications.handing import Handed
from app.notifications.models import DOUBTFUL, FAILED, SENT, UNDELIVERABLE
from app.notifications.phones import queries, rules
from app.notifications.queries import person_of_account

PATIENCE = 20.0
_GONE = (404, 410)
_BUSY = (408, 425, 429)


class NotCarried(Exception):
    """Says why without an address or a word: the row of the work keeps it."""


@errand("notifications.push")
def carry_push(payload: Payload) -> Afterwards | None:
    from app.notifications.phones import push  # noqa: PLC0415 - loaded when it serves

    ring_id = payload["ring_id"]
    with database().reading() as session:
        row = queries.ring_to_carry(session, ring_id)
        person = person_of_account(session, row.account_id) if row else None
    if row is None or person is None:
        return None
    if row.endpoint is None:
        return _marked(ring_id, UNDELIVERABLE, "l'appareil a été retiré")
    if row.read_at is not None:
        return _marked(ring_id, SENT, "déjà lu sur la page : l'appareil n'a pas sonné")
    made = push.sealed(row, person.locale)
    known = rules.is_push_service(made.endpoint, ())
    own = not known and rules.is_push_service(made.endpoint, settings().push_hosts.split())
    try:
        answer = fetch("POST", made.endpoint, own=own, content=made.body, headers=made.headers, within=PATIENCE)
    except Refused as error:
        return _marked(ring_id, FAILED, f"adresse refusée : {error.why}")
    except NotFetched as error:
        raise _missed(row, error.why) from error
    if answer.is_success:
        return _rung(row)
    if answer.status in _GONE:
        return _gone(row)
    if answer.status in _BUSY or answer.status >= 500:
        raise _missed(row, f"réponse {answer.status}")
    return _marked(ring_id, FAILED, f"réponse {answer.status} : {one_line(answer.text)[:300]}")


@errand("notifications.sms")
def carry_sms(payload: Payload) -> Afterwards | None:
    ring_id = payload["ring_id"]
    with database().reading() as session:
        row = queries.ring_to_carry(session, ring_id)
        agreed = row is not None and queries.still_agrees(session, row)
    described = chosen_gateway()
    if row is None or described is None:
        return None
    if not agreed:
        return _marked(ring_id, UNDELIVERABLE, "la personne ne veut plus de SMS à ce numéro")
    if handing.found(ring_id) is not Handed.NOT:  # a process was killed while it asked the gateway
        return _marked(ring_id, DOUBTFUL, "le programme a été arrêté avant la réponse : le SMS est peut-être parti")
    request = asked(described, row.address, row.text, row.id)
    handing.mark(ring_id, Handed.MAYBE)
    try:
        answer = fetch(
            request.method, request.url, own=True, headers=request.headers, json=request.json, data=request.data,
            within=PATIENCE,
        )  # fmt: skip
    except NoAnswer:
        return _marked(ring_id, DOUBTFUL, "la passerelle n'a pas répondu : le SMS est peut-être parti")
    except NotFetched as error:
        handing.clear(ring_id)
        raise _missed(row, error.why) from error
    if answer.status in _BUSY or answer.status >= 500:
        handing.clear(ring_id)
        raise _missed(row, f"réponse {answer.status}")
    said = f"réponse {answer.status} : {one_line(answer.text)[:300]}"
    if answer.is_success and not (described.refused and described.refused in answer.text):
        return _marked(ring_id, SENT, "", sent_at=now())
    return _marked(ring_id, FAILED if answer.status in (401, 403) else UNDELIVERABLE, said)


def chosen_gateway() -> Gateway | None:
    """The gateway of the settings; None when there is none."""
    kept = settings()
    if not kept.sms_url:
        return None
    return Gateway(kept.sms_url, kept.sms_token, kept.sms_sender, kept.sms_body, kept.sms_headers, kept.sms_refused)


def _marked(ring_id: str, state: str, error: str, **values: Any) -> Afterwards:
    def marked(session: Session) -> None:
        queries.mark(session, ring_id, state=state, error=error[:1000], **values)
        handing.clear_if_kept(session, ring_id)

    return marked


def _rung(row: AnyRow) -> Afterwards:
    def rung(session: Session) -> None:
        queries.mark(session, row.id, state=SENT, sent_at=now(), error="")
        queries.note_rung(session, row.address)

    return rung


def _gone(row: AnyRow) -> Afterwards:
    def gone(session: Session) -> None:
        queries.mark(session, row.id, state=UNDELIVERABLE, error="l'appareil n'est plus là : il a été retiré")
        queries.drop_device(session, row.address)

    return gone


def _missed(row: AnyRow, said: str) -> NotCarried:
    """What happened is told on the row itself; after the last try, it has failed."""
    with database().writing() as session:
        given_up = {"state": FAILED} if row.attempts >= len(DELAYS) else {}
        queries.mark(session, row.id, attempts=row.attempts + 1, error=said, **given_up)
    return NotCarried(f"pas pris ({said})")
