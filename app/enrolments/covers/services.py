"""Saying that a colleague stands in for an adviser, and that it is over sooner."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now, today
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.journal import record
from app.enrolments import events, policies
from app.enrolments.covers import queries, rules
from app.enrolments.covers.models import Cover, CoverPath
from app.enrolments.rules import OPEN
from app.identity import queries as identity


def cover(
    session: Session,
    actor: Actor,
    adviser_id: str,
    colleague_id: str,
    since: date,
    until: date,
    *,
    enrolment_ids: Sequence[str] | None = None,
    reason: str = "",
) -> Cover:
    """A colleague looks after an adviser's people from a day to another, both included; it ends by itself.

    `enrolment_ids` are the people covered; None: all of them, those who arrive meanwhile too.
    """
    require(policies.may_cover(actor, adviser_id))
    _check(session, actor, adviser_id, colleague_id, since, until)
    if queries.overlapping(session, adviser_id, colleague_id, since, until):
        raise Conflict(
            _("Ce remplacement existe déjà pour une partie de ces jours. Arrêtez-le d'abord, puis refaites-le.")
        )
    chosen: list[str] = []
    if enrolment_ids is not None:
        theirs = {row.id for row in queries.paths_of_adviser(session, actor.organisation_id, adviser_id, OPEN)}
        chosen = [one for one in dict.fromkeys(enrolment_ids) if one in theirs]
        if not chosen:
            raise invalid("people", _("Choisissez au moins une personne, ou toutes."))
    made = Cover(
        organisation_id=actor.organisation_id,
        adviser_id=adviser_id,
        colleague_id=colleague_id,
        since=since,
        until=until,
        everyone=enrolment_ids is None,
        reason=reason.strip()[:2000],
        made_by=actor.account_id,
        made_at=now(),
    )
    session.add(made)
    session.flush()
    session.add_all(
        CoverPath(cover_id=made.id, enrolment_id=one, organisation_id=actor.organisation_id) for one in chosen
    )
    record(session, actor, events.CoverMade(made.id))
    return made


def end_cover(session: Session, actor: Actor, cover_id: str) -> Cover:
    """The adviser is back sooner. Ending it again changes nothing."""
    found = queries.cover_to_end(session, actor, cover_id)
    require(policies.may_cover(actor, found.adviser_id))
    if found.ended_at is None:
        found.ended_at = now()
    return found


def _check(session: Session, actor: Actor, adviser_id: str, colleague_id: str, since: date, until: date) -> None:
    here = actor.organisation_id
    if not identity.has_role(session, here, adviser_id, Role.ADVISER):
        raise invalid("adviser", _("Choisissez une conseillère ou un conseiller d'ici."))
    if not identity.has_role(session, here, colleague_id, Role.ADVISER):
        raise invalid("colleague", _("Choisissez une conseillère ou un conseiller d'ici."))
    if colleague_id == adviser_id:
        raise invalid("colleague", _("Choisissez une autre personne : on ne se remplace pas soi-même."))
    if until < since:
        raise invalid("until", _("Le dernier jour est avant le premier."))
    if until < today():
        raise invalid("until", _("Ces jours sont passés. Choisissez aujourd'hui ou des jours à venir."))
    if (until - since).days >= rules.LONGEST or since > today() + timedelta(days=rules.FARTHEST):
        raise invalid("until", _("Un remplacement dure un an au plus. Pour plus longtemps, confiez les personnes."))
