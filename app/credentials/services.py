"""What people do with badges: say what is certified, give, take back, show, check."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.credentials import addresses, booklets, holdings, keys, policies, queries, rules, signing
from app.credentials.events import BadgeIssued, BadgeRevoked
from app.credentials.images import SIGNATURE, baked, picture, unbaked
from app.credentials.models import Badge, BadgeOffer
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind

LONGEST = 2_000
LARGEST = 2_000_000  # bytes of a badge brought back to be checked


def set_offer(
    session: Session,
    actor: Actor,
    block_id: str,
    *,
    level: int,
    name: str,
    description: str,
    criteria: str,
    given: bool,
) -> None:
    """Say what is certified of a block. Badges already given keep the words they were given with."""
    require(policies.may_set_up(actor))
    block = queries.certifiable_block(session, actor.organisation_id, block_id)
    if block is None:
        raise NotFound()
    wrong = []
    if not 1 <= level <= len(block.levels):
        wrong.append(FieldError("level", _("Choisissez un niveau de l'échelle.")))
    for field, words, longest in (
        ("name", name, 120),
        ("description", description, LONGEST),
        ("criteria", criteria, LONGEST),
    ):
        if not words.strip():
            wrong.append(FieldError(field, _("Écrivez quelques mots : ils figurent sur le badge.")))
        elif len(words) > longest:
            wrong.append(FieldError(field, _("%(max)s caractères au plus.") % {"max": longest}))
    if wrong:
        raise Invalid(_("Le badge n'est pas changé."), wrong)
    kept = queries.offers(session, actor.organisation_id).get(block_id)
    if kept is None:
        kept = BadgeOffer(block_id=block_id, organisation_id=actor.organisation_id)
        session.add(kept)
    kept.level, kept.name, kept.description, kept.criteria = level, name.strip(), description.strip(), criteria.strip()
    kept.changed_at, kept.withdrawn_at = now(), None if given else now()


def give(session: Session, actor: Actor, enrolment_id: str, block_id: str) -> Badge:
    """Sign the badge of a block that an adviser concluded. Giving it twice gives the one that stands."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_issue(actor, enrolment.learner_id))
    offer = queries.offer(session, block_id)
    if offer is None or offer.organisation_id != enrolment.organisation_id:
        raise NotFound()
    if offer.withdrawn_at is not None:
        raise Conflict(_("Ce badge n'est plus donné. Rien n'est changé."))
    ledger.take_turn(session, actor.organisation_id)
    standing = queries.standing(session, enrolment.id, block_id)
    if standing is not None:
        return standing
    held = holdings.of_block(session, enrolment, block_id)
    if not held:
        raise NotFound()
    if short := rules.missing([one.held for one in held], offer.level):
        raise Conflict(
            _("Le badge n'est pas donné : il manque une conclusion, ou un niveau, pour %(what)s.")
            % {"what": ", ".join(f"« {one.title} »" for one in short)}
        )
    key, secret = keys.signing_key(session, actor.organisation_id)
    badge_id, moment = new_id(), now()
    issue = _issue(session, enrolment, offer, held, badge_id)
    document = signing.seal(rules.credential(issue), secret, addresses.method(offer.slug, key.number), moment)
    badge = Badge(
        id=badge_id,
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        block_id=block_id,
        key_id=key.id,
        document=document,
        issued_by=actor.account_id,
        issued_at=moment,
    )
    session.add(badge)
    session.flush()
    _prove(session, actor, enrolment, badge, Kind.BADGE_ISSUED)
    record(session, actor, BadgeIssued(badge.id))
    return badge


def _issue(
    session: Session, enrolment: EnrolmentRow, offer: Any, held: list[holdings.Holding], badge_id: str
) -> rules.Issue:
    contact = identity.contact(session, enrolment.organisation_id)
    chosen = booklets.chosen_proofs(session, enrolment.id, held)
    return rules.Issue(
        address=addresses.badge(badge_id),
        offer_address=addresses.offer(offer.block_id),
        image_address=addresses.picture(offer.block_id),
        revocations_address=addresses.revocations(offer.slug),
        issuer=addresses.issuer(offer.slug),
        issuer_name=offer.organisation,
        issuer_url=addresses.organisation(),
        issuer_email=contact.email if contact else "",
        learner_name=enrolment.learner_name,
        salt=secrets.token_hex(8),
        learner_email=enrolment.learner_email,
        name=offer.name,
        description=offer.description,
        criteria=offer.criteria,
        level=offer.levels[offer.level - 1],
        awarded_at=max(one.at for one in held if one.at),
        made_at=now(),
        competences=[(one.code, one.held.title, offer.levels[(one.held.level or 1) - 1]) for one in held],
        framework=offer.framework,
        proofs=chosen,
    )


def take_back(session: Session, actor: Actor, badge_id: str, why: str) -> Badge:
    """Revoke. Its page says so, and so does the list that independent programs read."""
    badge, enrolment = _seen(session, actor, badge_id)
    require(policies.may_issue(actor, enrolment.learner_id))
    why = why.strip()
    if not why:
        message = _("Dites pourquoi : la personne le lira.")
        raise Invalid(message, [FieldError("why", message)])
    if len(why) > LONGEST:
        message = _("%(max)s caractères au plus.") % {"max": LONGEST}
        raise Invalid(message, [FieldError("why", message)])
    ledger.take_turn(session, actor.organisation_id)
    session.refresh(badge)
    if badge.revoked_at is None:
        badge.revoked_at, badge.revoked_why = now(), why
        _prove(session, actor, enrolment, badge, Kind.BADGE_REVOKED)
        record(session, actor, BadgeRevoked(badge.id))
    return badge


def show_badge(session: Session, actor: Actor, badge_id: str, shown: bool) -> Badge:
    """The learner opens the public page of a badge, or closes it."""
    badge, enrolment = _seen(session, actor, badge_id)
    require(policies.may_show(actor, enrolment.learner_id))
    if (badge.shown_at is not None) != shown:
        badge.shown_at = now() if shown else None
    return badge


def own_badge(session: Session, actor: Actor, badge_id: str) -> Badge:
    badge, enrolment = _seen(session, actor, badge_id)
    require(policies.may_see(actor, enrolment.learner_id))
    return badge


def _seen(session: Session, actor: Actor, badge_id: str) -> tuple[Badge, EnrolmentRow]:
    badge = queries.badge(session, badge_id)
    if badge is None or badge.organisation_id != actor.organisation_id:
        raise NotFound()
    return badge, enrolments.enrolment_for(session, actor, badge.enrolment_id)


def _prove(session: Session, actor: Actor, enrolment: EnrolmentRow, badge: Badge, kind: Kind) -> None:
    ledger.append(
        session, actor, kind, person_id=enrolment.learner_id, enrolment_id=enrolment.id, block_id=badge.block_id,
        funder_id=enrolment.funder_id, proof_kind="badge", proof_id=badge.id,
    )  # fmt: skip


# --- Checking ----------------------------------------------------------------------------------------------------

VALID, REVOKED, STOLEN, CHANGED, UNKNOWN, UNREADABLE = (
    "valid", "revoked", "stolen", "changed", "unknown", "unreadable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What we can say of a badge. `kept` is what was given out, when we gave it."""

    verdict: str
    kept: Any = None


def check(kept: Any) -> str:
    """Whether a badge of this house holds today: its signature, its key, and that nobody took it back."""
    if kept.revoked_at is not None:
        return REVOKED
    if kept.stolen:
        return STOLEN
    try:
        return VALID if signing.holds(kept.document, signing.read_multikey(kept.key)) else CHANGED
    except signing.Unreadable:
        return CHANGED


def check_given(session: Session, raw: bytes) -> Checked:
    """What somebody brings to be checked: a credential as JSON, or a picture that carries one. Nothing is kept."""
    text: str | None = None
    if raw.startswith(SIGNATURE):
        text = unbaked(raw)
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return Checked(UNREADABLE)
    try:
        document = json.loads(text) if text and len(text) <= LARGEST else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        return Checked(UNREADABLE)
    badge_id = addresses.badge_id_of(document.get("id"))
    kept = queries.public_badge(session, badge_id) if badge_id else None
    if kept is None:
        return Checked(UNKNOWN)
    if rules.same(kept.document, document):
        return Checked(check(kept), kept)
    return Checked(CHANGED, kept) if addresses.is_ours(document["id"]) else Checked(UNKNOWN)


# --- Pictures ----------------------------------------------------------------------------------------------------


def picture_of(offer: Any) -> bytes:
    """The PNG of what a block gives: made once per wording and process."""
    return picture(offer.name, offer.organisation, str(offer.position))


def baked_picture(session: Session, block_id: str, document: dict[str, Any]) -> bytes:
    """The picture with the badge inside. It is drawn with the words that the badge was signed with."""
    offer = queries.offer(session, block_id)
    if offer is None:
        raise NotFound()
    name, issuer = str(document["name"]), str(document["issuer"]["name"])
    return baked(picture(name, issuer, str(offer.position)), document)
