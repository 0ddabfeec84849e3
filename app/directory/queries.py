"""Partners, places and testimonies of an organisation. They are dozens: what a search keeps is chosen in memory."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.directory.models import DirectoryWord, Partner, Place, Testimony
from app.directory.words import DEFAULTS, Word
from app.identity.models import Account, Membership, Organisation, Site

_PARTNER = (
    Partner.id,
    Partner.name,
    Partner.does,
    Partner.steps,
    Partner.fields,
    Partner.needs,
    Partner.places,
    Partner.phone,
    Partner.email,
    Partner.site,
    Partner.hours,
    Partner.access,
    Partner.contact,
    Partner.reviewed_on,
    Partner.archived_at,
    Partner.version,
)


def partners(session: Session, organisation_id: str, *, archived: bool = False) -> Sequence[AnyRow]:
    """Every partner that may be shown, by name; `archived`: those that were put away instead."""
    return session.execute(
        select(*_PARTNER)
        .where(
            Partner.organisation_id == organisation_id,
            Partner.archived_at.is_not(None) if archived else Partner.archived_at.is_(None),
        )
        .order_by(Partner.name, Partner.id)
    ).all()


def partner_choices(session: Session, organisation_id: str) -> list[tuple[str, str]]:
    """(id, name) of the partners to whom somebody can be sent, by name: for a select."""
    rows = session.execute(
        select(Partner.id, Partner.name)
        .where(Partner.organisation_id == organisation_id, Partner.archived_at.is_(None))
        .order_by(Partner.name, Partner.id)
    )
    return [(row.id, row.name) for row in rows]


def partners_to_review(session: Session, organisation_id: str, before: date) -> Sequence[AnyRow]:
    """(id, name, reviewed_on) of those not read again since a day, the longest first."""
    return session.execute(
        select(Partner.id, Partner.name, Partner.reviewed_on, Partner.version)
        .where(Partner.organisation_id == organisation_id, Partner.archived_at.is_(None), Partner.reviewed_on <= before)
        .order_by(Partner.reviewed_on, Partner.name, Partner.id)
    ).all()


def partner_for(session: Session, actor: Actor, partner_id: str) -> Partner:
    """To be changed. NotFound when it is of another organisation."""
    found = session.scalar(
        select(Partner)
        .where(Partner.id == partner_id, Partner.organisation_id == actor.organisation_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound()
    return found


def partners_named(session: Session, organisation_id: str) -> Sequence[Partner]:
    """All of them, to be changed by a file."""
    return session.scalars(select(Partner).where(Partner.organisation_id == organisation_id)).all()


def own_words(session: Session, organisation_id: str) -> Sequence[DirectoryWord]:
    return session.scalars(
        select(DirectoryWord)
        .where(DirectoryWord.organisation_id == organisation_id)
        .order_by(DirectoryWord.kind, DirectoryWord.position, DirectoryWord.id)
    ).all()


def words(session: Session, organisation_id: str) -> Sequence[Word]:
    """The steps, fields and needs of an organisation; those of the house until it has its own."""
    rows = session.execute(
        select(DirectoryWord.kind, DirectoryWord.key, DirectoryWord.label, DirectoryWord.icon)
        .where(DirectoryWord.organisation_id == organisation_id)
        .order_by(DirectoryWord.kind, DirectoryWord.position, DirectoryWord.id)
    ).all()
    return [Word(row.kind, row.key, row.label, row.icon) for row in rows] or DEFAULTS


_PLACE = (
    Place.id,
    Place.site_id,
    Place.name,
    Place.kind,
    Place.address,
    Place.commune,
    Place.latitude,
    Place.longitude,
    Place.hours,
    Place.equipment,
    Place.access,
    Place.phone,
    Place.archived_at,
)


def places(session: Session, organisation_id: str, *, archived: bool = False) -> Sequence[AnyRow]:
    """The places of an organisation, by commune and name."""
    return session.execute(
        select(*_PLACE)
        .where(
            Place.organisation_id == organisation_id,
            Place.archived_at.is_not(None) if archived else Place.archived_at.is_(None),
        )
        .order_by(Place.commune, Place.name, Place.id)
    ).all()


def place_for(session: Session, actor: Actor, place_id: str) -> Place:
    found = session.scalar(
        select(Place)
        .where(Place.id == place_id, Place.organisation_id == actor.organisation_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound()
    return found


def sites_without_a_place(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, name, address) of the training sites whose hours nobody has said."""
    return session.execute(
        select(Site.id, Site.name, Site.address)
        .outerjoin(Place, Place.site_id == Site.id)
        .where(Site.organisation_id == organisation_id, Place.id.is_(None))
        .order_by(Site.name)
    ).all()


_SHOWN = and_(
    Testimony.published_at.is_not(None), Testimony.withdrawn_at.is_(None), Testimony.consented_on.is_not(None)
)


def _testimonies() -> Select[*tuple[str, ...]]:
    return select(
        Testimony.id, Testimony.organisation_id, Testimony.account_id, Testimony.first_name, Testimony.project,
        Testimony.commune, Testimony.words, Testimony.step, Testimony.media_id, Testimony.media_words,
        Testimony.consented_on, Testimony.consent_words, Testimony.published_at, Testimony.withdrawn_at,
    )  # fmt: skip


def shown_testimonies(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Those that anybody may read, the latest published first."""
    return session.execute(
        _testimonies()
        .where(Testimony.organisation_id == organisation_id, _SHOWN)
        .order_by(Testimony.published_at.desc(), Testimony.id)
    ).all()


def testimonies_of_team(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """All of them, for those who keep them; the latest first."""
    return session.execute(
        _testimonies()
        .where(Testimony.organisation_id == organisation_id)
        .order_by(Testimony.created_at.desc(), Testimony.id)
    ).all()


def shown_testimony(session: Session, testimony_id: str) -> AnyRow:
    """One that anybody may read, from any organisation. NotFound for one that was taken back or is not published."""
    row = session.execute(_testimonies().where(Testimony.id == testimony_id, _SHOWN)).first()
    if row is None:
        raise NotFound()
    return row


def testimony_for(session: Session, actor: Actor, testimony_id: str) -> Testimony:
    found = session.scalar(
        select(Testimony)
        .where(Testimony.id == testimony_id, Testimony.organisation_id == actor.organisation_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound()
    return found


def account_here(session: Session, organisation_id: str, email: str) -> str | None:
    """The account of an address, when that person belongs to the organisation."""
    if not email:
        return None
    return session.scalar(
        select(Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .where(Account.email == email, Membership.organisation_id == organisation_id)
        .limit(1)
    )


def public_organisations(session: Session) -> Sequence[AnyRow]:
    """(id, slug, name) of the organisations that have a partner or a testimony to show, by name."""
    partner = select(Partner.id).where(Partner.organisation_id == Organisation.id, Partner.archived_at.is_(None))
    told = select(Testimony.id).where(Testimony.organisation_id == Organisation.id, _SHOWN)
    return session.execute(
        select(Organisation.id, Organisation.slug, Organisation.name)
        .where(or_(partner.exists(), told.exists()))
        .order_by(Organisation.name)
    ).all()


def email_of(session: Session, account_id: str) -> str:
    return session.scalar(select(Account.email).where(Account.id == account_id)) or ""
