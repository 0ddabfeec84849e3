"""What somebody has to prove who they are, and who has what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.entry.factors.models import LostDevice, OneTimeCode, Passkey, PasskeyChallenge, RecoveryCode
from app.identity.models import Account, MachineToken, Membership, Organisation, SignIn


def passkeys(session: Session, account_id: str) -> Sequence[Passkey]:
    return session.scalars(
        select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def passkey_of(session: Session, account_id: str, passkey_id: str) -> Passkey:
    found = session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id))
    if found is None:
        raise NotFound()
    return found


def passkey_to_use(session: Session, credential_id: str) -> Passkey | None:
    """Held until the end: two answers of the same key are counted one after the other."""
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update(key_share=True))


def take_challenge(session: Session, challenge: str, use: str, moment: datetime) -> AnyRow | None:
    """(account_id) of a challenge that is still good, and is from now on no more."""
    return session.execute(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.challenge == challenge, PasskeyChallenge.use == use, PasskeyChallenge.expires_at > moment
        )
        .returning(PasskeyChallenge.account_id)
    ).first()


def forget_challenges(session: Session, moment: datetime) -> None:
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= moment))


def one_time_code(session: Session, account_id: str, *, hold: bool = False) -> OneTimeCode | None:
    found = select(OneTimeCode).where(OneTimeCode.account_id == account_id)
    return session.scalar(found.with_for_update(key_share=True) if hold else found)


def codes_left(session: Session, account_id: str) -> int:
    left = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(left) or 0


def use_recovery_code(session: Session, account_id: str, code_print: str, moment: datetime) -> bool:
    """One statement: a code sent twice at once serves once."""
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id, RecoveryCode.code_print == code_print, RecoveryCode.used_at.is_(None)
        )
        .values(used_at=moment)
        .returning(RecoveryCode.id)
    )
    return used.first() is not None


def forget_recovery_codes(session: Session, account_id: str) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def forget_factors(session: Session, account_id: str) -> None:
    """All that proved who they are beside the password."""
    forget_recovery_codes(session, account_id)
    session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account_id))
    session.execute(delete(Passkey).where(Passkey.account_id == account_id))


_HAS_CODE = exists().where(OneTimeCode.account_id == Account.id, OneTimeCode.confirmed_at.is_not(None))
_PASSKEYS = select(func.count()).where(Passkey.account_id == Account.id).scalar_subquery()
_PAPER = (
    select(func.count()).where(RecoveryCode.account_id == Account.id, RecoveryCode.used_at.is_(None)).scalar_subquery()
)


def held(session: Session, account_id: str) -> AnyRow:
    """(has_code, passkeys, paper, has_password) of somebody."""
    return session.execute(
        select(
            _HAS_CODE.label("has_code"), _PASSKEYS.label("passkeys"), _PAPER.label("paper"),
            (Account.password_hash != "").label("has_password"),
        ).where(Account.id == account_id)
    ).one()  # fmt: skip


def team(session: Session, organisation_id: str, roles: Sequence[str]) -> Sequence[AnyRow]:
    """(id, name, email, has_code, passkeys, paper, seen_at) of those who hold one of these roles here, by name."""
    seen = (
        select(func.max(SignIn.last_seen_at))
        .where(SignIn.account_id == Account.id, SignIn.organisation_id == organisation_id)
        .scalar_subquery()
    )
    member = exists().where(
        Membership.account_id == Account.id, Membership.organisation_id == organisation_id, Membership.role.in_(roles)
    )
    return session.execute(
        select(
            Account.id, Account.name, Account.email, _HAS_CODE.label("has_code"), _PASSKEYS.label("passkeys"),
            _PAPER.label("paper"), seen.label("seen_at"),
        )
        .where(member)
        .order_by(Account.name, Account.id)
    ).all()  # fmt: skip


def sign_ins(session: Session, account_id: str, at: datetime) -> Sequence[AnyRow]:
    """The browsers and programs where somebody's account is open, the latest seen first."""
    return session.execute(
        select(
            SignIn.id, SignIn.device, SignIn.way, SignIn.factors, SignIn.shared, SignIn.created_at, SignIn.last_seen_at,
            SignIn.address_print, SignIn.idle_minutes, SignIn.organisation_id,
        )
        .where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None), SignIn.expires_at > at)
        .order_by(SignIn.last_seen_at.desc(), SignIn.id)
    ).all()  # fmt: skip


def machine_tokens(session: Session, account_id: str, at: datetime) -> Sequence[AnyRow]:
    """(id, name, writes, place, created_at, last_seen_at, expires_at) of keys that still open something."""
    return session.execute(
        select(
            MachineToken.id, MachineToken.name, MachineToken.writes, Organisation.name.label("place"),
            MachineToken.created_at, MachineToken.last_seen_at, MachineToken.expires_at,
        )
        .join(Organisation, Organisation.id == MachineToken.organisation_id)
        .where(MachineToken.account_id == account_id, MachineToken.revoked_at.is_(None), MachineToken.expires_at > at)
        .order_by(MachineToken.created_at, MachineToken.id)
    ).all()  # fmt: skip


def lost_device_of(session: Session, account_id: str, at: datetime) -> LostDevice | None:
    """What somebody has asked after losing their device, when it is neither done nor over."""
    return session.scalar(
        select(LostDevice).where(
            LostDevice.account_id == account_id, LostDevice.used_at.is_(None), LostDevice.ended_at.is_(None),
            LostDevice.expires_at > at,
        )
    )  # fmt: skip


def stale_lost_device(session: Session, account_id: str, at: datetime) -> LostDevice | None:
    return session.scalar(
        select(LostDevice).where(
            LostDevice.account_id == account_id, LostDevice.used_at.is_(None), LostDevice.ended_at.is_(None),
            LostDevice.expires_at <= at,
        )
    )  # fmt: skip


def lost_device_to_judge(session: Session, actor: Actor, lost_id: str) -> LostDevice:
    """Held until the end: two colleagues who agree at once are counted one after the other."""
    found = session.scalar(
        select(LostDevice)
        .where(LostDevice.id == lost_id, LostDevice.organisation_id == actor.organisation_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound()
    return found


def lost_devices(session: Session, organisation_id: str, at: datetime) -> Sequence[AnyRow]:
    """The requests of an organisation that wait, with the name and the number of who asks; the oldest first."""
    return session.execute(
        select(
            LostDevice.id, LostDevice.account_id, LostDevice.asked_at, LostDevice.first_by, LostDevice.first_at,
            LostDevice.first_how, LostDevice.second_by, LostDevice.opens_at, LostDevice.expires_at, Account.name,
            Account.phone, Account.email,
        )
        .join(Account, Account.id == LostDevice.account_id)
        .where(
            LostDevice.organisation_id == organisation_id, LostDevice.used_at.is_(None), LostDevice.ended_at.is_(None),
            LostDevice.expires_at > at,
        )
        .order_by(LostDevice.asked_at, LostDevice.id)
    ).all()  # fmt: skip


def has_role(session: Session, organisation_id: str, account_id: str, role: str) -> bool:
    return session.execute(
        select(Membership.id).where(
            Membership.organisation_id == organisation_id, Membership.account_id == account_id, Membership.role == role
        )
    ).first() is not None  # fmt: skip


def people_with_roles(session: Session, organisation_id: str, roles: Sequence[str]) -> list[str]:
    """The accounts that hold one of these roles here."""
    return list(
        session.scalars(
            select(Membership.account_id)
            .where(Membership.organisation_id == organisation_id, Membership.role.in_(roles))
            .distinct()
            .order_by(Membership.account_id)
        )
    )


def factors_from(session: Session, organisation_id: str) -> AnyRow:
    return session.execute(select(Organisation.factors_from).where(Organisation.id == organisation_id)).one()
