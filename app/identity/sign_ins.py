"""Open browsers and keys of machines: how they begin, whom they stand for, how they end."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, Role
from app.core.clock import local, now
from app.core.db import AnyRow, database
from app.core.errors import Forbidden, NotFound, TakenElsewhere
from app.core.i18n import _
from app.core.settings import settings
from app.core.trail import RANK, Act, Did, note
from app.identity import queries, tokens
from app.identity.agents import is_another
from app.identity.events import EnteredOnNewDevice, SessionTaken
from app.identity.lifetimes import FRESH, lifetime_of, sees_others
from app.identity.models import Account, MachineToken, SignIn
from app.web.credentials import Credentials, Identified

MACHINE_PREFIX = "bidaide_"  # so that a key left in a file is recognised by those who look for such things
SEEN_EVERY = timedelta(minutes=5)  # a page view writes at most this often


def identify(session: Session, credentials: Credentials) -> Identified | None:
    """The person behind a cookie or a bearer token, or None."""
    if credentials.bearer and credentials.bearer.startswith(MACHINE_PREFIX):
        return _by_machine(session, credentials)
    if credentials.bearer:
        token = tokens.read(credentials.bearer)
        if token is None:
            return None
        rows = queries.actor_by_sign_in(session, token.sign_in_id, token.account_id)
    elif credentials.cookie:
        rows = queries.actor_by_token(session, _fingerprint(credentials.cookie))
    else:
        return None
    moment = now()
    if not rows or rows[0].expires_at <= moment or _is_idle(rows[0], moment):
        return None
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows)
    if credentials.cookie and _is_elsewhere(first, credentials):
        raise TakenElsewhere(
            _("Votre session a été montrée par un autre appareil : elle est fermée. Connectez-vous de nouveau."),
            _taken(first.id, first.account_id, first.organisation_id),
        )
    every = min(SEEN_EVERY, timedelta(minutes=first.idle_minutes) / 30) if first.idle_minutes else SEEN_EVERY
    due = moment - first.last_seen_at > every
    actor = Actor(
        account_id=first.account_id,
        organisation_id=first.organisation_id,
        organisation_slug=first.slug,
        organisation_name=first.organisation_name,
        name=first.name,
        email=first.email,
        roles=roles,
        locale=first.locale,
        session_id=first.id,
        unread=first.unread,
        way=first.way,
        factors=first.factors,
        shared=first.shared,
        until=_end_of(first, moment, due),
        fresh_until=first.fresh_until,
        must_prove=first.factors < 2 and are_two_asked(roles, first.factors_from, moment),
    )
    return Identified(actor, _seen(first.id, credentials.address) if due else None)


def are_two_asked(roles: Collection[str], factors_from: date | None, moment: datetime) -> bool:
    """Whether an organisation asks two proofs of these roles by now."""
    return factors_from is not None and local(moment).date() >= factors_from and sees_others(roles)


def _by_machine(session: Session, credentials: Credentials) -> Identified | None:
    rows = queries.actor_by_machine(session, _fingerprint(credentials.bearer or ""))
    moment = now()
    if not rows or rows[0].expires_at <= moment:
        return None
    first = rows[0]
    if credentials.organisation and credentials.organisation != first.slug:
        raise NotFound(_("Cette organisation n'existe pas pour ce compte."))
    if credentials.writes and not first.writes:
        raise Forbidden(_("Cette clé ne permet que de lire. Rien n'a été changé."))
    actor = Actor(
        first.account_id, first.organisation_id, first.slug, first.organisation_name, first.name, first.email,
        frozenset(Role(row.role) for row in rows), first.locale, way="machine", factors=2,
    )  # fmt: skip
    due = first.last_seen_at is None or moment - first.last_seen_at > SEEN_EVERY
    return Identified(actor, _machine_seen(first.id) if due else None)


def _end_of(row: AnyRow, moment: datetime, due: bool) -> datetime:
    """When a sign-in ends, this act told."""
    if not row.idle_minutes:
        return row.expires_at  # type: ignore[no-any-return]
    seen = moment if due else row.last_seen_at
    return min(row.expires_at, seen + timedelta(minutes=row.idle_minutes))  # type: ignore[no-any-return]


def _is_idle(row: AnyRow, moment: datetime) -> bool:
    return bool(row.idle_minutes) and moment - row.last_seen_at > timedelta(minutes=row.idle_minutes)


def _is_elsewhere(row: AnyRow, credentials: Credentials) -> bool:
    """Whether a cookie comes from another device than its own. The network says nothing: a telephone changes it."""
    if not row.device_print:
        return False
    same = hmac.compare_digest(row.device_print, device_print(credentials.device))
    return not same or is_another(credentials.agent, row.device)


def _taken(sign_in_id: str, account_id: str, organisation_id: str) -> Callable[[], None]:
    def end() -> None:
        with database().writing() as session:
            ended = session.execute(
                update(SignIn)
                .where(SignIn.id == sign_in_id, SignIn.revoked_at.is_(None))
                .values(revoked_at=now(), ended_why="taken")
                .returning(SignIn.id)
            ).first()
            if ended is not None:
                nobody = Actor("", organisation_id, "", "", "", "", frozenset())
                journal.record(session, nobody, SessionTaken(sign_in_id, account_id))

    return end


def _seen(sign_in_id: str, address: str) -> Callable[[], None]:
    def note() -> None:
        seen = {"last_seen_at": now()} | ({"address_print": address_print(address)} if address else {})
        with database().writing() as session:
            session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(**seen))

    return note


def _machine_seen(token_id: str) -> Callable[[], None]:
    def note() -> None:
        with database().writing() as session:
            session.execute(update(MachineToken).where(MachineToken.id == token_id).values(last_seen_at=now()))

    return note


def open_sign_in(
    session: Session,
    account: Account,
    device: str,
    organisation_slug: str = "",
    lifetime: timedelta | None = None,
    *,
    way: str = "password",
    factors: int = 1,
    shared: bool = False,
    helped_by: str | None = None,
    device_secret: str = "",
    address: str = "",
    idle: timedelta | None = None,
) -> tuple[SignIn, str]:
    """A new sign-in and the secret its holder will show. Raises NotFound for an organisation the person is not in.

    `device` is what the browser says of itself, `device_secret` its own cookie: with it, a sign-in that another device
    shows is ended, and a person is told of a device where they had never entered. Without lifetimes, those of the role.
    """
    organisation_ids = queries.organisation_ids_of(session, account.id)
    if not organisation_ids:
        raise NotFound(_("Cette organisation n'existe pas pour ce compte."))
    organisation_id = organisation_ids[0]
    if organisation_slug:
        organisation = queries.organisation_by_slug(session, organisation_slug)
        if organisation is None or organisation.id not in organisation_ids:
            raise NotFound(_("Cette organisation n'existe pas pour ce compte."))
        organisation_id = organisation.id
    roles = {row.role for row in queries.member_roles(session, organisation_id, account.id)}
    rule = lifetime_of(roles, shared=shared)
    own = "" if shared else device_secret  # a screen of everybody's is nobody's device
    news = bool(own) and queries.has_entered(session, account.id) and not knows_device(session, account.id, own)
    secret = secrets.token_urlsafe(32)
    moment = now()
    sign_in = SignIn(
        account_id=account.id,
        organisation_id=organisation_id,
        token_hash=_fingerprint(secret),
        device=device[:200],
        way=way,
        factors=factors,
        shared=shared,
        helped_by=helped_by,
        fresh_until=None if shared else moment + FRESH,
        idle_minutes=int((idle if idle is not None else rule.idle).total_seconds() // 60),
        device_print=device_print(device_secret) if device_secret else "",
        address_print=address_print(address) if address else "",
        expires_at=moment + (lifetime or rule.whole),
    )
    session.add(sign_in)
    session.flush()
    role = next((role for role in RANK if role in roles), "")
    noted = Act(
        organisation_id, Did.ENTERED, "sign_in", sign_in.id, reader_id=account.id, role=role, sign_in_id=sign_in.id,
        account_id=account.id,
    )  # fmt: skip
    note(noted, session)
    if news:
        journal.record(session, _nobody(organisation_id), EnteredOnNewDevice(sign_in.id, account.id))
    return sign_in, secret


def renew_secret(session: Session, sign_in: SignIn) -> str:
    """Another secret for the same sign-in, whose rights rise: the one shown until now opens nothing any more."""
    secret = secrets.token_urlsafe(32)
    sign_in.token_hash = _fingerprint(secret)
    return secret


def refresh(session: Session, actor: Actor, factors: int) -> tuple[SignIn, str]:
    """They have just proved who they are: acts of weight open for a while. Gives the new secret of their browser."""
    sign_in = session.get_one(SignIn, actor.session_id)
    sign_in.fresh_until = now() + FRESH
    sign_in.factors = max(sign_in.factors, factors)
    return sign_in, renew_secret(session, sign_in)


def new_device_secret() -> str:
    return secrets.token_urlsafe(32)


def knows_device(session: Session, account_id: str, device_secret: str) -> bool:
    """Whether this person has entered from this device before."""
    return bool(device_secret) and queries.has_entered_from(session, account_id, device_print(device_secret))


def device_print(secret: str) -> str:
    return _fingerprint("device:" + secret)


def address_print(address: str) -> str:
    return hmac.digest(settings().secret_key.encode(), b"address:" + address.encode(), hashlib.sha256).hex()


def sign_out(session: Session, actor: Actor) -> None:
    if actor.session_id:
        revoke(session, actor, actor.session_id)


def revoke(session: Session, actor: Actor, sign_in_id: str) -> None:
    """End one of one's own sign-ins; ending it twice changes nothing."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.account_id != actor.account_id:
        raise NotFound()
    if sign_in.revoked_at is None:
        sign_in.revoked_at = now()
        note(Act.by(actor, Did.LEFT, "sign_in", sign_in.id, account_id=actor.account_id), session)


def end_all(
    session: Session, account_id: str, *, why: str = "", but: str | None = None, place: str = "", keys: bool = False
) -> int:
    """End the sign-ins of somebody (all but one; those of one organisation): how many there were.

    `keys`: those of their programs too, when somebody else may have made some.
    """
    if keys:
        spent = update(MachineToken).where(MachineToken.account_id == account_id, MachineToken.revoked_at.is_(None))
        if place:
            spent = spent.where(MachineToken.organisation_id == place)
        session.execute(spent.values(revoked_at=now()))
    ended = (
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now(), ended_why=why)
        .returning(SignIn.id)
    )
    if but:
        ended = ended.where(SignIn.id != but)
    if place:
        ended = ended.where(SignIn.organisation_id == place)
    return len(session.execute(ended).all())


def _nobody(organisation_id: str) -> Actor:
    return Actor("", organisation_id, "", "", "", "", frozenset())


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
