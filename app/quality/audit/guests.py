"""Somebody from outside reads one audit file: invited until a day, noted at each look, stopped at once when it ends."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from zipfile import BadZipFile, ZipFile

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now, today
from app.core.db import database
from app.core.errors import Conflict, FieldError, Gone, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.private_addresses import print_of
from app.dossiers import queries as dossiers
from app.dossiers.rules import READ_AGAIN
from app.dossiers.services import seeing
from app.enrolments.rules import is_address
from app.entry.factors import services as factors
from app.entry.policies import may_enter_by_message
from app.files import queries as stored
from app.files import services as files
from app.identity import services as identity
from app.identity.models import Account
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.quality.audit import naming, policies, queries
from app.quality.audit.asking import reader_of
from app.quality.audit.content import contents
from app.quality.audit.models import AuditAccess, AuditFile, AuditLook
from app.web import formats

LONGEST_ACCESS = timedelta(days=92)
PIECE = 256 * 1024
PART = "audit"  # a code of dossiers.rules.PARTS


def invite(
    session: Session, actor: Actor, audit_file_id: str, email: str, name: str, until: date | None
) -> AuditAccess:
    """Let somebody from outside read one file until a day. Asked again for the same person, it is a new invitation."""
    require(policies.may_make(actor))
    made = queries.file_to_change(session, actor, audit_file_id)
    if made.file_id is None:
        raise Conflict(_("Ce dossier n'est pas prêt, ou il a été supprimé. Personne n'a été invité."))
    known = _checked(session, actor, made, email.strip().lower(), " ".join(name.split())[:200], until)
    assert until is not None
    ledger.take_turn(session, actor.organisation_id)
    account = known or identity.welcome(session, actor.organisation_id, email, " ".join(name.split())[:200])
    if known is None or Role.AUDITOR not in queries.roles_of(session, account.id)[actor.organisation_id]:
        identity.welcome(session, actor.organisation_id, account.email, account.name, Role.GUEST)
    for former in queries.accesses_to_end(session, made.id):
        if former.account_id == account.id:
            former.revoked_at, former.revoked_by, former.token_hash = now(), actor.account_id, ""
    token = secrets.token_urlsafe(32)
    access = AuditAccess(
        organisation_id=actor.organisation_id, audit_file_id=made.id, account_id=account.id, until=until,
        token_hash=print_of(token), invited_by=actor.account_id,
    )  # fmt: skip
    session.add(access)
    session.flush()
    _note(session, actor, access, "invited")
    write_to(
        session, actor.organisation_id, Person(account.name, account.email, account.id, locale=account.locale), "account_audit",
        f"audit:{access.id}",
        {
            "token": token, "until": formats.full_day(until), "first": formats.full_day(made.starts_on),
            "last": formats.full_day(made.ends_on), "by": actor.name,
        },
    )  # fmt: skip
    return access


def _checked(
    session: Session, actor: Actor, made: AuditFile, email: str, name: str, until: date | None
) -> Account | None:
    """Raises Invalid with every field to mend. The account that has this address, when there is one."""
    wrong = []
    if not name:
        wrong.append(FieldError("nom", _("Écrivez le nom de la personne.")))
    if not is_address(email):
        wrong.append(FieldError("courriel", _("Cette adresse de courriel n'est pas complète.")))
    if until is None or not today() <= until <= min(made.kept_until, today() + LONGEST_ACCESS):
        last = formats.full_day(min(made.kept_until, today() + LONGEST_ACCESS))
        wrong.append(FieldError("jusqu_au", _("Choisissez un jour entre aujourd'hui et le %(last)s.") % {"last": last}))
    known = None if wrong else queries.account_at(session, email)
    if known is not None:
        answer = policies.may_be_invited(queries.roles_of(session, known.id)[actor.organisation_id])
        if not answer:
            wrong.append(FieldError("courriel", getattr(answer, "reason", "")))
    if wrong:
        raise Invalid(_("Personne n'a encore été invité."), wrong)
    return known


def revoke(session: Session, actor: Actor, audit_file_id: str, access_id: str) -> None:
    """End an access now: the next page that the person asks for is refused. Twice changes nothing."""
    require(policies.may_make(actor))
    access = queries.access_to_change(session, actor, access_id)
    if access.audit_file_id != audit_file_id:
        raise NotFound()
    if access.revoked_at:
        return
    ledger.take_turn(session, actor.organisation_id)
    access.revoked_at, access.revoked_by, access.token_hash = now(), actor.account_id, ""
    _note(session, actor, access, "revoked")
    session.flush()
    _sign_out(session, access)


def _sign_out(session: Session, access: AuditAccess) -> None:
    """Close the browsers of somebody who has nothing left to read here."""
    if queries.reads_something(session, access.organisation_id, access.account_id, today()):
        return
    if queries.roles_of(session, access.account_id)[access.organisation_id] == {Role.GUEST}:
        for one in queries.open_sign_ins(session, access.organisation_id, access.account_id):
            one.revoked_at = now()


def _note(session: Session, actor: Actor, access: AuditAccess, what: str) -> None:
    ledger.append(
        session, actor, Kind.AUDIT_OPENED, person_id=access.account_id, proof_kind="audit_access", proof_id=access.id,
        facts={"what": what, "until": access.until.isoformat()},
    )  # fmt: skip


# --- The invitation --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the address of an invitation leads to. `has_password`: the person signs in as usual."""

    access: AuditAccess
    account: Account
    has_password: bool


def invitation(session: Session, token: str) -> Invitation:
    """The invitation behind an address. Gone once it has ended, or was made again."""
    access = queries.access_with(session, print_of(token))
    if access is None or access.revoked_at or access.until < today():
        raise Gone(_("Cette invitation n'est plus valable. Demandez-en une autre à l'organisme qui vous a écrit."))
    account = queries.account(session, access.account_id)
    return Invitation(access, account, bool(account.password_hash))


def accept(session: Session, token: str, password: str) -> Account:
    """Choose a password at the first visit. Later the same address asks for it: alone, it opens nothing.

    A message gives no password to whoever is more than a guest somewhere, or proves who they are with something better.
    """
    found = invitation(session, token)
    if found.has_password:
        identity.check_password(session, found.account.email, password)
    else:
        everywhere = set().union(*queries.roles_of(session, found.account.id).values())
        if factors.held(session, found.account.id).second or not may_enter_by_message(everywhere):
            raise Conflict(
                _(
                    "Ce compte s'ouvre déjà d'une autre façon. Choisissez d'abord un mot de passe sur « Mon compte », puis revenez à ce lien."
                )
            )
        factors.check_strength(password, (found.account.name, found.account.email))
        identity.set_password(session, found.account, password)
    found.access.accepted_at = found.access.accepted_at or now()
    session.flush()
    return found.account


# --- Reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One page or document of a file, as it is in the archive."""

    path: str
    size: int
    pieces: Iterator[bytes]


def file_to_read(session: Session, actor: Actor, audit_file_id: str) -> AuditFile:
    """The file, if somebody was invited to read it and still may; NotFound otherwise."""
    if queries.access_to(session, actor, audit_file_id, today()) is None:
        raise NotFound(_("Ce dossier d'audit n'existe pas, ou votre accès a pris fin."))
    return queries.file_for(session, actor, audit_file_id)


def open_page(session: Session, actor: Actor, audit_file_id: str, path: str) -> tuple[Page, Callable[[], None]]:
    """What lies at a path of the archive, and the note to make of this look."""
    access = queries.access_to(session, actor, audit_file_id, today())
    if access is None:
        raise NotFound(_("Ce dossier d'audit n'existe pas, ou votre accès a pris fin."))
    made = queries.file_for(session, actor, audit_file_id)
    assert made.file_id is not None
    file = stored.file_of(session, made.organisation_id, made.file_id)
    source = files.open_bytes(file)
    try:
        archive = ZipFile(source)
        info = archive.getinfo(path)
    except (KeyError, BadZipFile) as error:
        source.close()
        raise NotFound(_("Cette page n'est pas dans le dossier d'audit.")) from error

    def pieces() -> Iterator[bytes]:
        with source, archive, archive.open(info) as entry:
            while piece := entry.read(PIECE):
                yield piece

    about = _about(queries.people_of(session, made.id), path)
    recent = dossiers.read_lately(session, about, actor.account_id, PART, now() - READ_AGAIN)
    look = AuditLook(
        id=new_id(), organisation_id=made.organisation_id, audit_file_id=made.id, access_id=access.id,
        reader_id=actor.account_id, path=path[:300], at=now(),
    )  # fmt: skip
    return Page(path, info.file_size, pieces()), partial(_keep_look, look, [one for one in about if one not in recent])


def _about(people: list[str], path: str) -> list[str]:
    """Whose dossier a page is part of: one person's folder, or everybody's when the rows of all are in it."""
    top, _slash, rest = path.partition("/")
    if top == "personnes":
        number = rest.partition("-")[0]
        return people[int(number) - 1 : int(number)] if number.isascii() and number.isdecimal() else []
    return people if top in ("emargements", "tables") else []


def _keep_look(look: AuditLook, about: list[str]) -> None:
    with database().writing() as session:
        session.add(look)
        for enrolment_id in about:
            seeing.keep_reading(session, look.organisation_id, enrolment_id, look.reader_id, PART)


def usual_end(kept_until: date) -> date:
    """The day that an invitation proposes to end on."""
    return min(kept_until, today() + timedelta(days=contents().guest_days))


def slug_of(session: Session, found: Invitation) -> str:
    return str(queries.place(session, found.access.organisation_id).slug)


def folders(session: Session, actor: Actor, made: AuditFile) -> list[tuple[str, str]]:
    """(name, page in the archive) of the people of a file that may be read."""
    reader = reader_of(session, made.organisation_id)
    found = queries.paths(session, reader, queries.people_of(session, made.id))
    return [
        (one.learner_name, f"{naming.folder_of(n, one.learner_name, len(found))}/index.html")
        for n, one in enumerate(found, 1)
    ]
