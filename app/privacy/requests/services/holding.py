"""What every act on a request shares: the request itself, held until the act ends, and the line that tells it."""

from typing import Any

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, let_see
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.requests import policies, queries, rules
from app.privacy.requests.models import DataRequest, DataRequestAct


def held(session: Session, actor: Actor, request_id: str, *, proved: bool = True) -> DataRequest:
    """The request, ours until the act ends. `proved`: nothing is done before who asks is known."""
    ledger.take_turn(session, actor.organisation_id)
    let_see(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))
    request = queries.request_to_change(session, actor.organisation_id, request_id)
    if request.state == rules.CLOSED:
        raise Conflict(_("Cette demande est close. Rien n'a été changé."))
    if proved and request.state == rules.CHECKING:
        raise Conflict(_("Vérifiez d'abord qui demande. Rien n'a été changé, rien n'a été dit."))
    return request


def answers_here(session: Session, actor: Actor) -> None:
    """The same check for what hangs on a person and not on one request."""
    ledger.take_turn(session, actor.organisation_id)
    let_see(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))


def whom(request: DataRequest) -> str:
    """The account a request is about, once it was found again."""
    if request.account_id is None:
        raise Conflict(_("Dites d'abord de quel compte il s'agit. Rien n'a été changé."))
    return request.account_id


def note(session: Session, actor: Actor | None, request: DataRequest, what: str, words: str = "") -> None:
    session.add(
        DataRequestAct(
            organisation_id=request.organisation_id, request_id=request.id, what=what,
            by_id=actor.account_id if actor else None, words=words, at=now(),
        )
    )  # fmt: skip
    session.flush()


def prove(
    session: Session, actor: Actor, request: DataRequest, kind: Kind, facts: dict[str, Any] | None = None
) -> None:
    """Nobody is named in the chain: it outlives what may be kept of a request."""
    ledger.append(
        session, actor, kind, person_id=None, nature="accompaniment", proof_kind="data_request", proof_id=request.id,
        facts={"number": request.number, "kind": request.kind, **(facts or {})},
    )  # fmt: skip


def said(words: str, most: int = rules.WORDS, *, required: bool = True, field: str = "words") -> str:
    kept = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if required and not kept:
        raise wrong(field, _("Écrivez quelques mots."))
    if len(kept) > most:
        raise wrong(field, _("C'est trop long : %(most)s caractères au plus.") % {"most": most})
    sensitive.check({field: kept}, anyway=True)
    return kept


def wrong(field: str, message: str) -> Invalid:
    return Invalid(
        _("Rien n'est encore enregistré. Vos mots sont gardés sur cette page."), [FieldError(field, message)]
    )
