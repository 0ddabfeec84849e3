"""The list of what people become as an organisation wants it, and when it takes news."""

import secrets
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import one_at_a_time
from app.core.errors import FieldError, Invalid, NotFound, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments.exits import nomenclature
from app.enrolments.exits import queries as exits
from app.enrolments.exits.models import OutcomeChoice
from app.enrolments.exits.rules import LONGEST_LABEL, OWN
from app.outcomes import policies, queries, rules
from app.outcomes.models import FollowUpWays
from app.outcomes.rules import Ways

MOST_OWN = 40


def add_label(session: Session, actor: Actor, label: str, code: str) -> OutcomeChoice:
    """A word of the organisation's own, under the official situation that it counts as."""
    require(policies.may_change_ways(actor))
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise invalid("label", _("Écrivez un libellé, de %(most)s caractères au plus.") % {"most": LONGEST_LABEL})
    if code not in nomenclature.version_on(today()).outcomes:
        raise invalid("code", _("Choisissez la situation officielle sous laquelle ce libellé compte."))
    one_at_a_time(session, f"outcomes {actor.organisation_id}")
    listed = exits.every_choice(session, actor.organisation_id, today())
    if any(_(one.label).casefold() == label.casefold() for one in listed):
        raise invalid("label", _("Ce libellé est déjà dans la liste."))
    if sum(one.own for one in listed) >= MOST_OWN:
        raise invalid("label", _("La liste a déjà %(most)s libellés à vous. Masquez-en d'abord.") % {"most": MOST_OWN})
    made = OutcomeChoice(
        id=new_id(), organisation_id=actor.organisation_id, key=OWN + secrets.token_hex(4), code=code, label=label,
        position=len(listed) + 1, hidden_at=None, created_at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def show_or_hide(session: Session, actor: Actor, key: str, *, hidden: bool) -> None:
    """Leave a line out of the choices, or bring it back. The exits that have it keep it."""
    require(policies.may_change_ways(actor))
    if key == nomenclature.UNKNOWN:
        raise invalid("key", _("« Situation inconnue » reste dans la liste : personne n'est obligé d'inventer."))
    row = _rows(session, actor)[key] if key in _keys(session, actor) else None
    if row is None:
        raise NotFound(_("Cette ligne n'est pas dans la liste. Rechargez la page."))
    if (row.hidden_at is not None) != hidden:
        row.hidden_at = now() if hidden else None
        session.flush()


def move(session: Session, actor: Actor, key: str, by: int) -> None:
    """One place up (-1) or down (1)."""
    require(policies.may_change_ways(actor))
    keys = _keys(session, actor)
    if key not in keys:
        raise NotFound(_("Cette ligne n'est pas dans la liste. Rechargez la page."))
    rows = _rows(session, actor)
    place = keys.index(key)
    other = max(0, min(len(keys) - 1, place + (1 if by > 0 else -1)))
    keys[place], keys[other] = keys[other], keys[place]
    for position, name in enumerate(keys, 1):
        rows[name].position = position
    session.flush()


def change_ways(session: Session, actor: Actor, ways: Ways) -> None:
    """When news is taken, for the exits to come; what is planned already stays."""
    require(policies.may_change_ways(actor))
    _check(ways)
    kept = queries.ways_to_change(session, actor.organisation_id)
    if kept is None:
        kept = FollowUpWays(organisation_id=actor.organisation_id)
        session.add(kept)
    kept.months = sorted(set(ways.months))
    kept.reminders, kept.reminder_days = ways.reminders, ways.reminder_days
    kept.attempts, kept.open_days = ways.attempts, ways.open_days
    kept.changed_by, kept.changed_at = actor.account_id, now()


def _check(ways: Ways) -> None:
    wrong = []
    if not rules.are_months(ways.months):
        bounds = {"count": rules.MOST_MONTHS, "most": rules.LATEST_MONTH}
        wrong.append(FieldError("months", _("Écrivez de 1 à %(count)s nombres de mois, entre 1 et %(most)s.") % bounds))
    for name, (least, most) in rules.BOUNDS.items():
        if not least <= getattr(ways, name) <= most:
            bounds = {"least": least, "most": most}
            wrong.append(FieldError(name, _("Écrivez un nombre entre %(least)s et %(most)s.") % bounds))
    if wrong:
        raise Invalid(_("Un nombre n'est pas possible. Rien n'a été changé."), wrong)


def _keys(session: Session, actor: Actor) -> list[str]:
    return [one.key for one in exits.every_choice(session, actor.organisation_id, today())]


def _rows(session: Session, actor: Actor) -> dict[str, OutcomeChoice]:
    """A row for every line, made where the nomenclature alone said it until now."""
    one_at_a_time(session, f"outcomes {actor.organisation_id}")
    listed: Sequence[exits.Offered] = exits.every_choice(session, actor.organisation_id, today())
    rows = exits.choices_to_change(session, actor.organisation_id)
    for position, one in enumerate(listed, 1):
        if one.key not in rows:
            rows[one.key] = OutcomeChoice(
                id=new_id(), organisation_id=actor.organisation_id, key=one.key, code=one.outcome.code, label="",
                position=position, hidden_at=None, created_at=now(),
            )  # fmt: skip
            session.add(rows[one.key])
        rows[one.key].position = position
    session.flush()
    return rows
