"""Who pays for one path and how the hours are shared; what the yearly report needs to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.funding import policies
from app.funding.models import FunderProfile, FundingAgreement, FundingFile
from app.funding.nomenclature.bpf import forms
from app.funding.nomenclature.esf import ENTRY
from app.funding.queries import participants
from app.funding.queries import paths as queries
from app.funding.rules import WHOLE
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications.services import write_to
from app.notifications.writing import Person

MOST_FUNDERS = 6
MOST_HOURS = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """What one funder takes: hours bought (None: not said) and its share of those followed, per cent."""

    funder_id: str
    share: int
    reference: str = ""
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A path with its agreements and its file; None: nothing was said yet."""

    path: EnrolmentRow
    agreements: Sequence[AnyRow]
    file: FundingFile | None
    alone: FunderProfile | None = None  # the funder named at the enrolment, while no agreement says more

    @property
    def asks_for_a_record(self) -> bool:
        """Whether a funder of the path needs a participant record: without one, nothing more is asked of the person."""
        return any(agreement.esf for agreement in self.agreements) or (self.alone is not None and self.alone.esf)


def dossier(session: Session, actor: Actor, enrolment_id: str) -> Dossier:
    """Of a path that this actor sees; NotFound otherwise."""
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    agreements = queries.agreements(session, actor.organisation_id, path.id)
    alone = queries.profile(session, path.funder_id) if path.funder_id and not agreements else None
    return Dossier(path, agreements, queries.file_of(session, path.id), alone)


def share_hours(session: Session, actor: Actor, enrolment_id: str, parts: Sequence[Part]) -> list[FundingAgreement]:
    """Say who pays for a path: the shares make 100, or nobody pays. What changes ends, and a new agreement begins."""
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_read_file(actor))
    _sound(session, actor, parts)
    ledger.take_turn(session, actor.organisation_id)
    wanted = {part.funder_id: part for part in parts}
    kept, moved = [], False
    for agreement in queries.agreements_to_change(session, path.id):
        part = wanted.get(agreement.funder_id)
        if part and (agreement.share, agreement.reference, agreement.minutes_bought) == _values(part):
            kept.append(agreement)
            del wanted[agreement.funder_id]
        else:
            agreement.ended_at, moved = now(), True
    session.flush()
    for part in wanted.values():
        share, reference, minutes = _values(part)
        agreement = FundingAgreement(
            organisation_id=actor.organisation_id, enrolment_id=path.id, funder_id=part.funder_id, share=share,
            reference=reference, minutes_bought=minutes, created_by=actor.account_id,
        )  # fmt: skip
        session.add(agreement)
        kept.append(agreement)
        moved = True
    session.flush()
    if moved:
        _tell(session, actor, path, {"funders": len(kept)})
        _ask_the_person(session, actor, path)
    return kept


def _ask_the_person(session: Session, actor: Actor, path: EnrolmentRow) -> None:
    """Who is now paid for by a funder with questions is told once where to answer, unless they have."""
    asking = [row.funder for row in queries.agreements(session, actor.organisation_id, path.id) if row.esf]
    if not asking or path.closed_on or participants.last(session, path.id, ENTRY):
        return
    page = f"/financeurs/dossiers/{path.id}/questions/{ENTRY}"
    person = Person(path.learner_name, path.learner_email, path.learner_id, path.id)
    write_to(
        session, actor.organisation_id, person, "dossier_questions", f"dossier_questions:{path.id}",
        {"funder": ", ".join(asking), "page": page}, link=page,
    )  # fmt: skip


def _values(part: Part) -> tuple[int, str, int | None]:
    return part.share, part.reference, None if part.hours is None else part.hours * 60


def _sound(session: Session, actor: Actor, parts: Sequence[Part]) -> None:
    known = {row.id for row in identity.funders(session, actor.organisation_id)}
    problems = []
    for number, part in enumerate(parts, 1):
        if part.funder_id not in known:
            problems.append(FieldError(f"funder_{number}", _("Choisissez un financeur de la liste.")))
        if not 0 < part.share <= WHOLE:
            problems.append(FieldError(f"share_{number}", _("Une part va de 1 à 100 %.")))
        if part.hours is not None and not 0 < part.hours <= MOST_HOURS:
            problems.append(FieldError(f"hours_{number}", _("Les heures financées vont de 1 à 5 000.")))
        if len(part.reference) > 80:
            problems.append(FieldError(f"reference_{number}", _("Un numéro de convention tient en 80 caractères.")))
    if len({part.funder_id for part in parts}) < len(parts):
        problems.append(FieldError("funder_2", _("Le même financeur est choisi deux fois. Réunissez ses deux parts.")))
    if len(parts) > MOST_FUNDERS:
        problems.append(FieldError("funder_1", _("Six financeurs au plus pour un parcours.")))
    if parts and not problems and sum(part.share for part in parts) != WHOLE:
        problems.append(
            FieldError("share_1", _("Les parts font %(sum)s %% : elles doivent faire 100 %%, pour que chaque heure soit "
              "comptée une fois.") % {"sum": sum(part.share for part in parts)})
        )  # fmt: skip
    if problems:
        raise Invalid(problems[0].message, problems)
    sensitive.check({f"reference_{number}": part.reference for number, part in enumerate(parts, 1)}, anyway=True)


def set_file(
    session: Session, actor: Actor, enrolment_id: str, status: str, entrusted_to: str = "", entrusted_by: str = ""
) -> FundingFile:
    """Say the status at the entry (F-1), and whether another body does the path (F-2) or asked for it (G)."""
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_read_file(actor))
    entrusted_to, entrusted_by = " ".join(entrusted_to.split()), " ".join(entrusted_by.split())
    problems = []
    if status and status not in {line.key for form in forms() for line in form.statuses}:
        problems.append(FieldError("status", _("Choisissez un statut dans la liste.")))
    if entrusted_to and entrusted_by:
        problems.append(
            FieldError("entrusted_by", _("Un parcours reçu d'un autre organisme ne se confie pas à un troisième ici."))
        )
    for name, text in (("entrusted_to", entrusted_to), ("entrusted_by", entrusted_by)):
        if len(text) > 200:
            problems.append(FieldError(name, _("Un nom tient en 200 caractères.")))
    if problems:
        raise Invalid(problems[0].message, problems)
    ledger.take_turn(session, actor.organisation_id)
    kept = queries.file_to_change(session, path.id)
    wanted: Mapping[str, str] = {"status": status, "entrusted_to": entrusted_to, "entrusted_by": entrusted_by}
    if kept is None:
        kept = FundingFile(
            enrolment_id=path.id, organisation_id=actor.organisation_id, changed_by=actor.account_id, **wanted
        )
        session.add(kept)
    elif all(getattr(kept, name) == value for name, value in wanted.items()):
        return kept
    else:
        for name, value in wanted.items():
            setattr(kept, name, value)
        kept.changed_by, kept.changed_at = actor.account_id, now()
    session.flush()
    _tell(session, actor, path, {"status": status, "entrusted": bool(entrusted_to), "received": bool(entrusted_by)})
    return kept


def _tell(session: Session, actor: Actor, path: EnrolmentRow, facts: dict[str, object]) -> None:
    ledger.append(
        session, actor, Kind.FUNDING_CHANGED, person_id=path.learner_id, enrolment_id=path.id, funder_id=path.funder_id,
        facts=facts,
    )  # fmt: skip
