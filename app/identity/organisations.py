"""The legal identity of an organisation: read by whoever writes a document or a declaration, kept by its administration.

legal_identity(session, organisation_id)   what is known, never None: what is missing is empty
legal_gaps(identity)                       what is missing, with the words for it and the page that mends it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import N_, _
from app.identity import policies, queries, rules
from app.identity.models import LegalIdentity, Referent
from app.identity.words import REFERENTS

PAGE = "/admin/organisation"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask, as the organisation publishes it."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class Legal:
    """Who the organisation is before the law. Empty text: not said yet. `version` 0: nothing was ever said."""

    name: str  # the everyday name
    address: str
    phone: str
    email: str
    legal_name: str = ""
    legal_form: str = ""
    siret: str = ""
    naf: str = ""
    activity_number: str = ""
    activity_region: str = ""
    representative: str = ""
    capacity: str = ""
    representative_id: str | None = None
    signed_at: str = ""
    version: int = 0
    referents: Mapping[str, Contact] = field(default_factory=dict)  # a key of words.REFERENTS → whom

    def referent(self, subject: str) -> Contact:
        return self.referents.get(subject, Contact())


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is not said: where it is missing, in words, and the page that mends it."""

    field: str
    words: str
    page: str


FIELDS = {
    "legal_name": N_("Nom légal"),
    "legal_form": N_("Forme juridique"),
    "address": N_("Adresse du siège"),
    "siret": N_("Numéro SIRET"),
    "naf": N_("Code NAF"),
    "activity_number": N_("Numéro de déclaration d'activité"),
    "activity_region": N_("Région d'enregistrement de la déclaration d'activité"),
    "representative": N_("Représentante ou représentant légal"),
    "capacity": N_("Qualité de la personne qui représente"),
    "signed_at": N_("Lieu de signature"),
}
_LONGEST = {"legal_name": 200, "legal_form": 120, "address": 500, "activity_region": 80, "representative": 200,
            "capacity": 120, "signed_at": 120}  # fmt: skip


def legal_identity(session: Session, organisation_id: str) -> Legal:
    row = queries.legal_identity(session, organisation_id)
    found = {
        one.subject: Contact(one.name, one.email, one.phone) for one in queries.referents(session, organisation_id)
    }
    return Legal(
        row.name, row.address, row.phone, row.email, row.legal_name or "", row.legal_form or "", row.siret or "",
        row.naf or "", row.activity_number or "", row.activity_region or "", row.representative or "",
        row.capacity or "", row.representative_id, row.signed_at or "", row.version or 0, found,
    )  # fmt: skip


def legal_gaps(identity: Legal, needed: Sequence[str] = tuple(FIELDS)) -> list[Gap]:
    """What is missing among the fields needed; a referent is asked for as « referent.disability »."""
    gaps = []
    for name in needed:
        subject = name.removeprefix("referent.")
        if subject != name:
            if not identity.referent(subject):
                gaps.append(Gap(f"{subject}_name", _(REFERENTS[subject]), f"{PAGE}#field-{subject}_name"))
        elif not getattr(identity, name):
            gaps.append(Gap(name, _(FIELDS[name]), f"{PAGE}#field-{name}"))
    return gaps


def keep_legal_identity(session: Session, actor: Actor, typed: Mapping[str, str]) -> Legal:
    """Say who the organisation is. What is not known yet may stay empty; what is written must be sound.

    `typed` holds the names of FIELDS, representative_id, version, and for each referent <subject>_name, _email, _phone.
    """
    require(policies.may_name_the_organisation(actor))
    values = _sound(session, actor, typed)
    organisation = queries.organisation_to_change(session, actor.organisation_id)
    kept = session.get(LegalIdentity, actor.organisation_id)
    said = typed.get("version", "")
    if said and said != str(kept.version if kept else 0):
        raise Conflict(
            _(
                "Une autre personne a changé ces informations entre-temps. Rechargez la page, puis reprenez vos changements."
            )
        )
    if kept is None:
        kept = LegalIdentity(organisation_id=actor.organisation_id, version=0)
        session.add(kept)
    organisation.address = values.pop("address") or ""
    for name, value in values.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.changed_at = now()
    _keep_referents(session, actor.organisation_id, typed)
    session.flush()
    return legal_identity(session, actor.organisation_id)


def _sound(session: Session, actor: Actor, typed: Mapping[str, str]) -> dict[str, str | None]:
    values: dict[str, str | None] = {name: " ".join(typed.get(name, "").split()) for name in FIELDS}
    values["address"] = typed.get("address", "").strip().replace("\r\n", "\n")
    problems = []
    for name in ("siret", "naf", "activity_number"):
        values[name] = rules.bare(typed.get(name, ""))
    checks = (
        (
            "siret",
            rules.is_siret,
            _("Ce numéro SIRET n'est pas juste : il a 14 chiffres, et l'un d'eux est à vérifier."),
        ),
        ("naf", rules.is_naf, _("Un code NAF a quatre chiffres et une lettre, comme 8559A.")),
        ("activity_number", rules.is_activity_number, _("Un numéro de déclaration d'activité a 11 chiffres.")),
    )
    problems += [
        FieldError(name, words) for name, is_sound, words in checks if (text := values[name]) and not is_sound(text)
    ]
    problems += [
        FieldError(name, _("%(most)s caractères au plus.") % {"most": most})
        for name, most in _LONGEST.items()
        if len(values[name] or "") > most
    ]
    signer = typed.get("representative_id", "").strip()
    if signer and signer not in {row.account_id for row in queries.members(session, actor.organisation_id)}:
        problems.append(FieldError("representative_id", _("Choisissez une personne de l'équipe.")))
    for subject in REFERENTS:
        email = typed.get(f"{subject}_email", "").strip()
        if email and ("@" not in email.strip("@") or " " in email or len(email) > 254):
            problems.append(FieldError(f"{subject}_email", _("Cette adresse de courriel n'est pas complète.")))
        if not typed.get(f"{subject}_name", "").strip() and (email or typed.get(f"{subject}_phone", "").strip()):
            problems.append(FieldError(f"{subject}_name", _("Donnez aussi le nom de cette personne.")))
    if problems:
        raise Invalid(_("Rien n'a été enregistré. À corriger :"), problems)
    return values | {"representative_id": signer or None}


def _keep_referents(session: Session, organisation_id: str, typed: Mapping[str, str]) -> None:
    kept = {one.subject: one for one in queries.referents(session, organisation_id)}
    for subject in REFERENTS:
        name = " ".join(typed.get(f"{subject}_name", "").split())[:200]
        one = kept.get(subject)
        if not name:
            if one is not None:
                session.delete(one)
            continue
        if one is None:
            one = Referent(organisation_id=organisation_id, subject=subject)
            session.add(one)
        one.name = name
        one.email = typed.get(f"{subject}_email", "").strip()
        one.phone = " ".join(typed.get(f"{subject}_phone", "").split())[:40]
