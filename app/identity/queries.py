"""Who is who, and who is signed in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, literal_column, select
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.db import AnyRow
from app.identity.models import (
    Account,
    ClosedDay,
    Funder,
    LegalIdentity,
    MachineToken,
    Membership,
    Organisation,
    Referent,
    SignIn,
    Site,
)

# Session, person, organisation and roles in one statement: this runs for every request.
_ACTOR = (
    select(
        SignIn.id,
        SignIn.account_id,
        SignIn.organisation_id,
        SignIn.last_seen_at,
        SignIn.expires_at,
        SignIn.device,
        SignIn.device_print,
        SignIn.way,
        SignIn.factors,
        SignIn.shared,
        SignIn.fresh_until,
        SignIn.idle_minutes,
        Account.name,
        Account.email,
        Account.locale,
        Organisation.slug,
        Organisation.name.label("organisation_name"),
        Organisation.factors_from,
        Membership.role,
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Organisation, Organisation.id == SignIn.organisation_id)
    .join(
        Membership,
        (Membership.account_id == SignIn.account_id) & (Membership.organisation_id == SignIn.organisation_id),
    )
    .where(SignIn.revoked_at.is_(None))
)


def _asked_with(news: ColumnElement[int]) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    told = _ACTOR.add_columns(news.label("unread"))
    by_sign_in = told.where(SignIn.id == bindparam("sign_in_id"), SignIn.account_id == bindparam("account_id"))
    return told.where(SignIn.token_hash == bindparam("token_hash")), by_sign_in


_actor_by_token, _actor_by_sign_in = _asked_with(literal(0))


def plug_news(unread: ColumnElement[int]) -> None:
    """Told once by `wiring`: how much is new for whoever signed in, counted in the statement that says who they are."""
    global _actor_by_token, _actor_by_sign_in
    _actor_by_token, _actor_by_sign_in = _asked_with(unread)


def actor_by_token(session: Session, token_hash: str) -> Sequence[AnyRow]:
    """Who is behind a cookie: a row for each role, with what is new for them."""
    return session.execute(_actor_by_token, {"token_hash": token_hash}).all()


def actor_by_sign_in(session: Session, sign_in_id: str, account_id: str) -> Sequence[AnyRow]:
    """The same behind a token for machines."""
    return session.execute(_actor_by_sign_in, {"sign_in_id": sign_in_id, "account_id": account_id}).all()


_ACCOUNT_BY_EMAIL = select(Account).where(
    Account.email == bindparam("email"),
    Account.email != literal_column("''"),  # said, so that the partial index serves
)
_HAS_ROLE = select(Membership.id).where(
    Membership.organisation_id == bindparam("organisation_id"),
    Membership.account_id == bindparam("account_id"),
    Membership.role == bindparam("role"),
)
_BELONGS = (
    select(Membership.id)
    .where(Membership.organisation_id == bindparam("organisation_id"), Membership.account_id == bindparam("account_id"))
    .limit(1)
    .with_for_update(read=True, key_share=True)
)
_CONTACT = select(Organisation.name, Organisation.phone, Organisation.email, Organisation.address).where(
    Organisation.id == bindparam("organisation_id")
)
_SITES = (
    select(Site.id, Site.name, Site.address)
    .where(Site.organisation_id == bindparam("organisation_id"))
    .order_by(Site.name)
)
_FUNDERS = (
    select(Funder.id, Funder.name).where(Funder.organisation_id == bindparam("organisation_id")).order_by(Funder.name)
)
_CLOSED_DAYS = select(ClosedDay.day).where(ClosedDay.organisation_id == bindparam("organisation_id"))


def account_by_email(session: Session, email: str) -> Account | None:
    """The account that has this address: nobody's when it is empty, however many people have none."""
    address = email.strip().lower()
    return session.scalar(_ACCOUNT_BY_EMAIL, {"email": address}) if address else None


def addressless(session: Session, organisation_id: str, name: str) -> Sequence[Account]:
    """The people of an organisation who have no e-mail and bear this name, whatever its capitals."""
    people = session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Account.email == "")
        .distinct()
    )
    wanted = " ".join(name.split()).casefold()
    return [one for one in people if " ".join(one.name.split()).casefold() == wanted]


def organisation_by_slug(session: Session, slug: str) -> Organisation | None:
    return session.scalar(select(Organisation).where(Organisation.slug == slug))


def organisations(session: Session) -> Sequence[Organisation]:
    return session.scalars(select(Organisation).order_by(Organisation.created_at, Organisation.id)).all()


def contact_addresses(session: Session) -> Sequence[str]:
    """The e-mail addresses that organisations publish."""
    return session.scalars(select(Organisation.email).where(Organisation.email != "").order_by(Organisation.slug)).all()


def organisation_ids_of(session: Session, account_id: str) -> list[str]:
    """The organisations an account belongs to, the oldest membership first."""
    return list(
        dict.fromkeys(
            session.scalars(
                select(Membership.organisation_id)
                .where(Membership.account_id == account_id)
                .order_by(Membership.created_at, Membership.id)
            )
        )
    )


def roles_everywhere(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(organisation slug, role) of an account."""
    return session.execute(
        select(Organisation.slug, Membership.role)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == account_id)
        .order_by(Organisation.slug, Membership.role)
    ).all()


_BY_MACHINE = (
    select(
        MachineToken.id, MachineToken.account_id, MachineToken.organisation_id, MachineToken.writes,
        MachineToken.last_seen_at, MachineToken.expires_at, Account.name, Account.email, Account.locale,
        Organisation.slug, Organisation.name.label("organisation_name"), Membership.role,
    )
    .join(Account, Account.id == MachineToken.account_id)
    .join(Organisation, Organisation.id == MachineToken.organisation_id)
    .join(
        Membership,
        (Membership.account_id == MachineToken.account_id)
        & (Membership.organisation_id == MachineToken.organisation_id),
    )
    .where(MachineToken.token_print == bindparam("token_print"), MachineToken.revoked_at.is_(None))
)  # fmt: skip


def actor_by_machine(session: Session, token_print: str) -> Sequence[AnyRow]:
    """Whom the key of a machine speaks for: a row for each role."""
    return session.execute(_BY_MACHINE, {"token_print": token_print}).all()


def has_entered(session: Session, account_id: str) -> bool:
    return session.execute(select(SignIn.id).where(SignIn.account_id == account_id).limit(1)).first() is not None


def has_entered_from(session: Session, account_id: str, device_print: str) -> bool:
    """Whether this person has entered from this device before, on a screen of their own or not."""
    found = select(SignIn.id).where(SignIn.account_id == account_id, SignIn.device_print == device_print).limit(1)
    return session.execute(found).first() is not None


def closed_days(session: Session, organisation_id: str) -> frozenset[date]:
    """The days the organisation closes by its own choice."""
    return frozenset(session.scalars(_CLOSED_DAYS, {"organisation_id": organisation_id}))


def members_with(session: Session, organisation_id: str, role: str) -> Sequence[AnyRow]:
    """(id, name, email) of the people who hold a role, by name."""
    return session.execute(
        select(Account.id, Account.name, Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == role)
        .order_by(Account.name, Account.id)
    ).all()


def has_role(session: Session, organisation_id: str, account_id: str, role: str) -> bool:
    wanted = {"organisation_id": organisation_id, "account_id": account_id, "role": role}
    return session.execute(_HAS_ROLE, wanted).first() is not None


def still_belongs(session: Session, actor: Actor) -> bool:
    """Whether somebody who was known a moment ago still has a role; until this act ends, it cannot be taken away."""
    wanted = {"organisation_id": actor.organisation_id, "account_id": actor.account_id}
    return session.execute(_BELONGS, wanted).first() is not None


def member_roles(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(role, name, email, locale, slug, organisation_name): one row for each role held there."""
    return session.execute(
        select(
            Membership.role,
            Account.name,
            Account.email,
            Account.locale,
            Organisation.slug,
            Organisation.name.label("organisation_name"),
        )
        .join(Account, Account.id == Membership.account_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.organisation_id == organisation_id, Membership.account_id == account_id)
        .order_by(Membership.role)
    ).all()


def names(session: Session, account_ids: set[str]) -> dict[str, str]:
    """The names behind account ids."""
    if not account_ids:
        return {}
    return {
        row.id: row.name for row in session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    }


def sites(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    return session.execute(_SITES, {"organisation_id": organisation_id}).all()


def funders(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    return session.execute(_FUNDERS, {"organisation_id": organisation_id}).all()


def members(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(account_id, name, email, phone, role) of those who hold another role than learner, by name; a row per role."""
    team = select(Membership.account_id).where(
        Membership.organisation_id == organisation_id, Membership.role != Role.LEARNER.value
    )
    return session.execute(
        select(Account.id.label("account_id"), Account.name, Account.email, Account.phone, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Membership.account_id.in_(team))
        .order_by(Account.name, Account.id, Membership.role)
    ).all()


def members_by_role(session: Session, organisation_id: str) -> dict[str, int]:
    """How many people hold each role here."""
    rows = session.execute(
        select(Membership.role, func.count().label("n"))
        .where(Membership.organisation_id == organisation_id)
        .group_by(Membership.role)
        .order_by(Membership.role)
    )
    return {row.role: row.n for row in rows}


def contact(session: Session, organisation_id: str) -> AnyRow | None:
    """(name, phone, email, address) of an organisation: whom to ask."""
    return session.execute(_CONTACT, {"organisation_id": organisation_id}).first()


def closed_day_list(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(day, reason) of the days closed by choice, in their order."""
    return session.execute(
        select(ClosedDay.day, ClosedDay.reason)
        .where(ClosedDay.organisation_id == organisation_id)
        .order_by(ClosedDay.day)
    ).all()


def legal_identity(session: Session, organisation_id: str) -> AnyRow:
    """The everyday identity of an organisation beside its legal one, whose columns are None when it was never said."""
    return session.execute(_LEGAL_IDENTITY, {"organisation_id": organisation_id}).one()


def referents(session: Session, organisation_id: str) -> Sequence[Referent]:
    return session.scalars(_REFERENTS, {"organisation_id": organisation_id}).all()


def organisation_to_change(session: Session, organisation_id: str) -> Organisation:
    """An organisation, held until the end of the transaction."""
    return session.get_one(Organisation, organisation_id, with_for_update={"key_share": True})


_LEGAL_IDENTITY = (
    select(
        Organisation.name, Organisation.address, Organisation.phone, Organisation.email, LegalIdentity.legal_name,
        LegalIdentity.legal_form, LegalIdentity.siret, LegalIdentity.naf, LegalIdentity.activity_number,
        LegalIdentity.activity_region, LegalIdentity.representative, LegalIdentity.capacity,
        LegalIdentity.representative_id, LegalIdentity.signed_at, LegalIdentity.version,
    )
    .outerjoin(LegalIdentity, LegalIdentity.organisation_id == Organisation.id)
    .where(Organisation.id == bindparam("organisation_id"))
)  # fmt: skip
_REFERENTS = select(Referent).where(Referent.organisation_id == bindparam("organisation_id")).order_by(Referent.subject)
