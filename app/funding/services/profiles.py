"""What each funder asks, what each course aims at, who is paid on invoice."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid, NotFound, invalid
from app.core.i18n import _
from app.funding import policies
from app.funding.models import CourseFunding, Deliverer, FunderProfile
from app.funding.nomenclature.bpf import Form, forms
from app.funding.nomenclature.kinds import kinds, specialities
from app.funding.queries import paths as queries
from app.identity import queries as identity

LONGEST_RETENTION = 50  # years


def set_funder(
    session: Session, actor: Actor, funder_id: str, kind: str, *, esf: bool, report: bool, years: int | None
) -> FunderProfile:
    """Say what a funder is and asks for."""
    require(policies.may_set_funding(actor))
    if funder_id not in {row.id for row in identity.funders(session, actor.organisation_id)}:
        raise NotFound()
    if kind not in kinds():
        raise invalid("kind", _("Choisissez dans la liste ce qu'est ce financeur."))
    if years is None:
        years = kinds()[kind].years
    if not 0 < years <= LONGEST_RETENTION:
        raise invalid("years", _("Une durée de conservation va de 1 à 50 ans."))
    kept = queries.profile_to_change(session, funder_id)
    wanted = {"kind": kind, "esf": esf, "report": report, "retention_years": years}
    if kept is None:
        kept = FunderProfile(
            funder_id=funder_id, organisation_id=actor.organisation_id, changed_by=actor.account_id, **wanted
        )
        session.add(kept)
    elif any(getattr(kept, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(kept, name, value)
        kept.changed_by, kept.changed_at = actor.account_id, now()
    session.flush()
    return kept


def set_course(session: Session, actor: Actor, course_id: str, objective: str, level: str, nsf: str) -> CourseFunding:
    """Say what a course aims at and its speciality, as the latest form names them; empty: not known yet."""
    require(policies.may_set_funding(actor))
    if course_id not in {row.id for row in queries.courses(session, actor.organisation_id)}:
        raise NotFound()
    form, nsf = forms()[-1], nsf.strip()
    problems = []
    if objective and objective not in {line.key for line in form.objectives}:
        problems.append(FieldError("objective", _("Choisissez un objectif dans la liste.")))
    if level and level not in _levels(form).get(objective, ()):
        problems.append(FieldError("level", _("Le niveau ne se dit que d'une certification enregistrée au RNCP.")))
    if nsf and nsf not in specialities():
        problems.append(FieldError("nsf", _("Cette spécialité n'est pas dans la nomenclature NSF à trois chiffres.")))
    if problems:
        raise Invalid(problems[0].message, problems)
    kept = queries.course_to_change(session, course_id)
    if kept is None:
        kept = CourseFunding(course_id=course_id, organisation_id=actor.organisation_id, changed_by=actor.account_id)
        session.add(kept)
    kept.objective, kept.level, kept.nsf = objective, level, nsf
    kept.changed_by, kept.changed_at = actor.account_id, now()
    session.flush()
    return kept


def _levels(form: Form) -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(part.key for part in parts) for key, parts in form.levels.items()}


def set_deliverer(session: Session, actor: Actor, account_id: str, external: bool) -> Deliverer:
    """Say whether somebody who runs sessions works for the organisation or is paid on invoice."""
    require(policies.may_set_funding(actor))
    if account_id not in {row.account_id for row in identity.members(session, actor.organisation_id)}:
        raise NotFound()
    kept = queries.deliverer_to_change(session, actor.organisation_id, account_id)
    if kept is None:
        kept = Deliverer(
            organisation_id=actor.organisation_id, account_id=account_id, external=external, changed_by=actor.account_id
        )
        session.add(kept)
    elif kept.external is not external:
        kept.external, kept.changed_by, kept.changed_at = external, actor.account_id, now()
    session.flush()
    return kept
