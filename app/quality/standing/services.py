"""Saying what concerns the organisation, from which day and why; naming who answers for an indicator."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import STAFF, Actor, require
from app.core.clock import now, today
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.quality import policies
from app.quality.grid import grids, profiles
from app.quality.standing import queries, rules
from app.quality.standing.models import QualityCharge, QualityChoice
from app.quality.standing.rules import What
from app.registers import people_queries as team

LONGEST_REASON = 1000


def choose_profile(session: Session, actor: Actor, profile: str, reason: str, from_on: date | None) -> bool:
    """Another sort of organisation, from a day on. Invalid for one that the grid does not know."""
    require(policies.may_decide(actor))
    if profile not in profiles():
        message = _("Ce profil n'existe pas dans la grille. Choisissez-en un dans la liste.")
        raise Invalid(message, [FieldError("value", message)])
    return _say(session, actor, What.PROFILE, "", profile, reason, from_on)


def answer_condition(session: Session, actor: Actor, code: str, answer: str, reason: str, from_on: date | None) -> bool:
    """Yes, no, or nothing any more, to one of the questions that decide of some indicators."""
    require(policies.may_decide(actor))
    if code not in rules.questions().conditions or answer not in ("yes", "no", ""):
        message = _("Répondez par oui ou par non.")
        raise Invalid(message, [FieldError("value", message)])
    return _say(session, actor, What.CONDITION, code, answer, reason, from_on)


def decide_indicator(
    session: Session, actor: Actor, number: int, value: str, reason: str, from_on: date | None
) -> bool:
    """Applicable or not, against what the profile says; nothing: back to the profile."""
    require(policies.may_decide(actor))
    if number not in {indicator.number for grid in grids() for indicator in grid.indicators}:
        raise NotFound(_("Cet indicateur n'existe pas dans la grille."))
    if value not in ("applicable", "not_applicable", ""):
        message = _("Choisissez une réponse de la liste.")
        raise Invalid(message, [FieldError("value", message)])
    return _say(session, actor, What.INDICATOR, str(number), value, reason, from_on)


def give_charge(session: Session, actor: Actor, number: int, account_id: str) -> bool:
    """Somebody of the team answers for an indicator, or nobody any more."""
    require(policies.may_decide(actor))
    if account_id and not team.is_member(session, actor.organisation_id, account_id, STAFF):
        message = _("Choisissez une personne de l'équipe.")
        raise Invalid(message, [FieldError("owner", message)])
    if number not in {indicator.number for grid in grids() for indicator in grid.indicators}:
        raise NotFound(_("Cet indicateur n'existe pas dans la grille."))
    current = queries.charges(session, actor.organisation_id).get(number)
    if (current.value if current else "") == account_id:
        return False
    session.add(
        QualityCharge(
            id=new_id(), organisation_id=actor.organisation_id, number=number, account_id=account_id or None, at=now()
        )
    )
    session.flush()
    return True


def _say(session: Session, actor: Actor, what: What, key: str, value: str, reason: str, from_on: date | None) -> bool:
    """A row more, never one changed; the same said twice is said once."""
    wrong: list[FieldError] = []
    reason = reason.strip()
    if not reason:
        wrong.append(FieldError("reason", _("Écrivez la raison : un audit la demandera.")))
    elif len(reason) > LONGEST_REASON:
        wrong.append(
            FieldError("reason", _("Ce texte est trop long : %(most)s signes au plus.") % {"most": LONGEST_REASON})
        )
    if from_on is None or not 2019 <= from_on.year <= 2100:
        wrong.append(FieldError("from_on", _("Donnez le jour à partir duquel cela vaut.")))
    if wrong:
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est signalé."), wrong)
    assert from_on is not None
    rows = queries.choices(session, actor.organisation_id, from_on)
    last = next((row for row in reversed(rows) if (row.what, row.key) == (what, key)), None)
    if last is not None and (last.value, last.reason, last.from_on) == (value, reason, from_on):
        return False
    session.add(
        QualityChoice(
            id=new_id(), organisation_id=actor.organisation_id, what=what, key=key, value=value, reason=reason,
            from_on=from_on, at=now(), by_id=actor.account_id,
        )
    )  # fmt: skip
    session.flush()
    return True


def day_or_today(text: str) -> date | None:
    """The day typed, today when nothing is; None for one that does not exist."""
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        return None
