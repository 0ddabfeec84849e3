"""Preview, erase, replay, purge: the only doors of the engine."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, let_see
from app.core.clock import now, today
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id, timeless_id
from app.core.privacy import Retention
from app.core.sealed import seal_text
from app.core.tasks import later
from app.core.trail import MACHINE, Act, Did, note
from app.enrolments import services as enrolling
from app.enrolments.exits.nomenclature import UNKNOWN
from app.enrolments.rules import OPEN
from app.identity.models import Account
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.erasure import applying, archive, holds, listing, policies
from app.privacy.erasure.gathering import gather
from app.privacy.erasure.models import Bundle, Certificate, Opening
from app.privacy.erasure.queries import bundles, certificates, people
from app.privacy.erasure.rules import EVERYTHING, Cause, Plan, Scope, Why
from app.privacy.requests.queries import officer_id

SCRUB_AFTER = timedelta(minutes=1)
SHORTEST_REASON = 10


def preview(session: Session, scope: Scope) -> Plan:
    """What goes, what is archived until when and on what ground, what a hold stops. Nothing is done."""
    account = session.get(Account, scope.account_id)
    if account is None:
        raise NotFound()
    return gather(session, account, scope).plan()


def erase(session: Session, actor: Actor | None, scope: Scope, why: Why) -> Certificate:
    """Erase, in this transaction; the caller has checked who asks. `actor` None: the house itself.

    Raises NotFound for an account or a path that is not in the organisation, Conflict when it was erased already or when
    a funder has stopped the clock of what is over.
    """
    made = _erase(session, actor, scope, why, {})
    act = Act(scope.organisation_id, Did.ERASED, "erasure", made.id, role=MACHINE, account_id=scope.account_id)
    if actor is not None:
        act = Act.by(actor, Did.ERASED, "erasure", made.id, account_id=scope.account_id)
    note(act, session)
    return made


def shut_out(session: Session, scope: Scope) -> None:
    """Wait for the acts that the person has under way, and let no other begin. Asked before the turn of an organisation is
    taken: those acts may be waiting for it.
    """
    people.shut_out(session, scope.organisation_id, scope.account_id)


def erasures_list(session: Session) -> list[dict[str, Any]]:
    """What a backup carries, and what `DATA_DIR/erasures.jsonl` holds: ids, scopes and dates, the oldest first."""
    return [listing.line_of(each) for each in certificates.certificates(session)]


def replay(session: Session, lines: Iterable[Mapping[str, Any]]) -> int:
    """Apply again what a restored database does not know of; how many were. Asking twice changes nothing.

    `lines` are those of `erasures_list` or of `listing.gathered`. Somebody whom the backup does not hold is passed over,
    and so is a duration whose path a funder's hold, lifted since, still stops: it ends again by itself.
    """
    count = 0
    for line in lines:
        if certificates.known(session, line["id"]) or session.get(Account, line["account_id"]) is None:
            continue
        if people.place(session, line["organisation_id"]) is None:
            continue
        retentions = frozenset(Retention(each) for each in line["retentions"]) or EVERYTHING
        scope = Scope(line["organisation_id"], line["account_id"], line["enrolment_id"], retentions)
        same = {key: line[key] for key in ("id", "code")} | {"at": datetime.fromisoformat(line["at"])}
        try:
            _erase(session, None, scope, Why(Cause(line["cause"]), line["reference"]), same)
        except (NotFound, Conflict):
            continue  # the path began after the backup, or a hold stops it
        count += 1
    return count


def purge_archive(session: Session, day: date) -> int:
    """Destroy the sealed bundles whose last day is before `day`, but those on hold; how many went."""
    over = bundles.over(session, day)
    stopped = holds.held(session, [bundle.enrolment_id for bundle in over if bundle.enrolment_id])
    going = [bundle for bundle in over if bundle.enrolment_id not in stopped]
    for bundle in going:
        bundles.empty_bundle(session, bundle.id)
        bundle.sealed, bundle.subject_print, bundle.purged_at = None, "", now()
    if going:
        session.flush()
        later(session, "privacy.scrub", {}, due_at=now() + SCRUB_AFTER)
    return len(going)


def glean(session: Session, since: datetime) -> int:
    """What was written about somebody after their erasure, by acts that were under way, goes too; how many rows."""
    count = 0
    for certificate in certificates.certificates(session):
        if certificate.at < since or certificate.enrolment_id or certificate.retentions:
            continue
        account = people.account_to_erase(session, certificate.subject_id)
        if account is None or account.email:
            continue
        found = gather(session, account, Scope(certificate.organisation_id, account.id))
        found.items = [item for item in found.items if item.gone or item.values]
        found.whole = found.last = False  # the account has its pseudonym already
        if found.items:
            applying.apply(session, found, certificate.pseudonym, staff=False)
            count += len(found.items)
    return count


def open_bundle(session: Session, actor: Actor, bundle_id: str, reason: str) -> archive.Opened:
    """Read a sealed bundle, for a written reason that is kept with who and when."""
    let_see(policies.may_open_archive(actor, officer_id(session, actor.organisation_id)))
    bundle = bundles.bundle(session, actor.organisation_id, bundle_id)
    if bundle is None:
        raise NotFound()
    words = " ".join(reason.split())
    if not SHORTEST_REASON <= len(words) <= 500:
        message = _("Écrivez pourquoi vous ouvrez cette archive : de 10 à 500 caractères.")
        raise Invalid(message, [FieldError("reason", message)])
    found = archive.opened(bundle)
    opening = Opening(
        id=new_id(), organisation_id=bundle.organisation_id, bundle_id=bundle.id, opened_by=actor.account_id, reason=""
    )
    opening.reason = seal_text(f"opening {opening.id}", words)
    session.add(opening)
    session.flush()
    ledger.append(
        session, actor, Kind.ARCHIVE_OPENED, person_id=bundle.subject_id, enrolment_id=bundle.enrolment_id,
        proof_kind="archive", proof_id=bundle.id, facts={"ground": bundle.ground},
    )  # fmt: skip
    return found


# --- The act --------------------------------------------------------------------------------------------------------


def _erase(session: Session, actor: Actor | None, scope: Scope, why: Why, same: Mapping[str, Any]) -> Certificate:
    """`same`: the id, code and date of the certificate that a restored database has lost."""
    place = people.place(session, scope.organisation_id)
    if place is None:
        raise NotFound()
    if scope.whole:
        shut_out(session, scope)
    ledger.take_turn(session, scope.organisation_id)
    account = people.account_to_erase(session, scope.account_id)
    if account is None or scope.organisation_id not in _places_of(session, account.id, scope):
        raise NotFound()
    house = actor or _house(place, account.id)
    if scope.whole:
        _close_paths(session, house, scope)
    found = gather(session, account, scope)
    if scope.enrolment_id and not found.paths:
        raise NotFound()
    if found.held and scope.retentions != EVERYTHING and not found.items:
        raise Conflict(
            _("Un financeur demande de tout garder pour ce parcours : %(why)s. Rien n'a été effacé.")
            % {"why": next(iter(found.held.values()))}
        )
    plan = found.plan()
    certificate = Certificate(
        id=same.get("id") or new_id(),
        organisation_id=scope.organisation_id,
        number=certificates.next_number(session, scope.organisation_id),
        code=same.get("code") or timeless_id(),
        subject_id=account.id,
        pseudonym=plan.pseudonym,
        enrolment_id=scope.enrolment_id,
        retentions=[] if scope.retentions == EVERYTHING else sorted(scope.retentions),
        cause=why.cause.value,
        reference=why.reference,
        actor_id=actor.account_id if actor else None,
        at=same.get("at") or now(),
        counts={line.table: {"deleted": line.deleted, "cleared": line.cleared, "sealed": line.sealed} for line in plan.lines},
        archived=[],
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    certificate.archived = archive.seal_all(session, certificate, found)
    session.flush()
    staff = people.was_staff(session, account.id)
    files = applying.apply(session, found, plan.pseudonym, staff)
    certificate = session.get_one(Certificate, certificate.id)
    certificate.files = files
    session.flush()
    ledger.append(
        session, house, Kind.PERSON_ERASED, person_id=scope.account_id, enrolment_id=scope.enrolment_id,
        proof_kind="erasure", proof_id=certificate.id, facts={"number": certificate.number, "cause": why.cause.value},
    )  # fmt: skip
    if not same:  # otherwise the list knows, and a replay that fails undoes nothing of what was decided
        listing.announce(session, certificate)
    later(session, "privacy.scrub", {}, due_at=now() + SCRUB_AFTER)
    return certificate


def _places_of(session: Session, account_id: str, scope: Scope) -> set[str]:
    """Where somebody is, or has a path: roles may have been taken away since."""
    places = set(people.organisations_of(session, account_id))
    if people.paths_of(session, scope.organisation_id, account_id, None):
        places.add(scope.organisation_id)
    return places


def _close_paths(session: Session, actor: Actor, scope: Scope) -> None:
    """Somebody who is erased has left: their paths close today, for a situation that nobody knows."""
    for path in people.paths_of(session, scope.organisation_id, scope.account_id, None):
        if path.status in OPEN:
            enrolling.leave(session, _with_a_role(actor), path.id, today(), exit_reason=UNKNOWN)


def _with_a_role(actor: Actor) -> Actor:
    return Actor(
        actor.account_id, actor.organisation_id, actor.organisation_slug, actor.organisation_name, "", "",
        frozenset({Role.ADMIN}),
    )  # fmt: skip


def _house(place: Any, account_id: str) -> Actor:
    """Nobody clicked: the act is written under the pseudonym of whom it is about."""
    return Actor(account_id, place.id, place.slug, place.name, "", "", frozenset({Role.ADMIN}))


__all__ = [
    "Bundle",
    "Plan",
    "Scope",
    "Why",
    "erase",
    "erasures_list",
    "glean",
    "open_bundle",
    "preview",
    "purge_archive",
    "replay",
]
