"""A certificate as its page and its paper say it, and the list of what is archived."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import upkeep
from app.core.access import Actor, let_see, require
from app.core.documents import render
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.sealed import Lost, unseal_text
from app.core.settings import settings
from app.core.upkeep import Work
from app.privacy.erasure import policies, words
from app.privacy.erasure.models import Bundle, Certificate
from app.privacy.erasure.queries import bundles, certificates, people
from app.privacy.requests.queries import officer_id
from app.web.formats import full_day, moment


@dataclass(frozen=True, slots=True)
class Counted:
    title: str
    deleted: int
    cleared: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Kept:
    title: str
    why: str
    until: date
    rows: int
    files: int
    held: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate in words; nobody is named."""

    number: str
    pseudonym: str
    scope: str
    cause: str
    reference: str
    at: str
    organisation: str
    counted: tuple[Counted, ...]
    kept: tuple[Kept, ...]
    files: int
    code: str
    address: str

    @property
    def rows(self) -> int:
        return sum(line.deleted + line.cleared for line in self.counted)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened a bundle."""

    who: str
    bundle_id: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Return:
    """A backup that was put back, and what was erased again at once: (certificate, its number)."""

    at: datetime
    made_at: datetime
    again: tuple[tuple[str, str], ...]


def returns(session: Session, actor: Actor) -> list[Return]:
    """The backups that were put back in this house, the latest first, with what that brought back and erased again."""
    require(policies.may_see_erasures(actor, officer_id(session, actor.organisation_id)))
    numbers = {each.id: number_of(each) for each in certificates.certificates(session, actor.organisation_id)}
    return [
        Return(
            done.at,
            datetime.fromisoformat(done.facts["made_at"]),
            tuple((id_, numbers[id_]) for id_ in done.facts["again"].get(actor.organisation_id, ()) if id_ in numbers),
        )
        for done in reversed(upkeep.told())
        if done.work is Work.RESTORE
    ]


def number_of(certificate: Certificate) -> str:
    return f"E-{certificate.at.year}-{certificate.number:04d}"


def shown(session: Session, certificate: Certificate) -> Shown:
    place = people.place(session, certificate.organisation_id)
    lines = [
        Counted(words.table_words(name), line["deleted"], line["cleared"], line["sealed"])
        for name, line in certificate.counts.items()
    ]
    kept = tuple(
        Kept(
            words.ground_words(each["ground"]), words.ground_why(each["ground"]), date.fromisoformat(each["until"]),
            each["rows"], each["files"], each["held"],
        )
        for each in certificate.archived
    )  # fmt: skip
    return Shown(
        number=number_of(certificate), pseudonym=certificate.pseudonym, scope=_scope(certificate),
        cause=words.cause_words(certificate.cause), reference=certificate.reference, at=moment(certificate.at),
        organisation=place.name if place else "", counted=tuple(sorted(lines, key=lambda line: line.title)), kept=kept,
        files=certificate.files, code=certificate.code,
        address=f"{settings().base_url}/effacement/{certificate.code}",
    )  # fmt: skip


def certificate_for(session: Session, actor: Actor, certificate_id: str) -> Shown:
    let_see(policies.may_see_erasures(actor, officer_id(session, actor.organisation_id)))
    certificate = certificates.certificate(session, actor.organisation_id, certificate_id)
    if certificate is None:
        raise NotFound()
    return shown(session, certificate)


def certificate_by_code(session: Session, code: str) -> Shown:
    certificate = certificates.certificate_by_code(session, code)
    if certificate is None:
        raise NotFound(_("Aucun certificat d'effacement n'a ce code. Vérifiez-le : il est en bas du certificat."))
    return shown(session, certificate)


def paper(said: Shown) -> bytes:
    """The same as a tagged PDF."""
    return render(
        "erasure-certificate",
        {
            "title": _("Certificat d'effacement n° %(number)s") % {"number": said.number},
            "organisation": said.organisation,
            "facts": [
                [_("Personne"), _("Personne effacée %(code)s") % {"code": said.pseudonym}],
                [_("Ce qui a été effacé"), said.scope],
                [_("Date"), said.at],
                [_("Pourquoi"), said.cause],
                *([[_("Demande"), said.reference]] if said.reference else []),
            ],
            "erased_title": _("Ce qui a été effacé"),
            "erased_heads": [_("Données"), _("Supprimées"), _("Vidées"), _("Scellées")],
            "erased": [[line.title, str(line.deleted), str(line.cleared), str(line.sealed)] for line in said.counted],
            "files": _("Fichiers détruits : %(n)s") % {"n": said.files},
            "kept_title": _("Ce que la loi oblige à garder, scellé"),
            "kept_heads": [_("Données"), _("Pourquoi"), _("Jusqu'au")],
            "kept": [[kept.title, kept.why, full_day(kept.until)] for kept in said.kept],
            "nothing": _("Rien n'est gardé."),
            "verify": _("À vérifier sur %(address)s") % {"address": said.address},
        },
    )


def archives(session: Session, actor: Actor, email: str = "") -> list[Bundle]:
    """What is sealed, the first to go before; `email`: of whoever had that address."""
    require(policies.may_see_erasures(actor, officer_id(session, actor.organisation_id)))
    return list(bundles.bundles(session, actor.organisation_id, email.strip()))


def bundle_for(session: Session, actor: Actor, bundle_id: str) -> Bundle:
    let_see(policies.may_open_archive(actor, officer_id(session, actor.organisation_id)))
    bundle = bundles.bundle(session, actor.organisation_id, bundle_id)
    if bundle is None:
        raise NotFound()
    return bundle


def looks(session: Session, actor: Actor) -> list[Look]:
    """Who opened what, and why, the latest first."""
    return [
        Look(row.name, row.bundle_id, _reason(row.id, row.reason), moment(row.at))
        for row in bundles.openings(session, actor.organisation_id)
    ]


def _reason(opening_id: str, kept: str) -> str:
    try:
        return unseal_text(f"opening {opening_id}", kept)
    except Lost:
        return _("illisible : la clé a changé")


def _scope(certificate: Certificate) -> str:
    if certificate.enrolment_id:
        return _("un parcours")
    return _("une partie du compte") if certificate.retentions else _("le compte entier")
