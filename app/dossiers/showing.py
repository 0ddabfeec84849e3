"""A dossier as its pages, its print and the API show it: the same rows for all, from what the reader may see."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.appointments import queries as appointments
from app.core.access import Actor
from app.core.clock import now, today
from app.core.i18n import _
from app.dossiers import plan_queries as plans
from app.dossiers import policies, queries, rules
from app.dossiers.models import Dossier
from app.enrolments.queries import EnrolmentRow


def page_of(session: Session, enrolment: EnrolmentRow) -> Dossier:
    """The page, or what enrolment already knows of it when nobody has written there yet."""
    return queries.dossier(session, enrolment.id) or Dossier(
        enrolment_id=enrolment.id, referrer_structure=enrolment.referrer, referrer_person="", met="", needs="",
        project=enrolment.project, stage="", strengths="", own_words="",
    )  # fmt: skip


def everything(session: Session, actor: Actor, enrolment: EnrolmentRow) -> dict[str, Any]:
    """All parts, in as many statements whatever they hold."""
    notes = queries.notes(session, actor, enrolment.id)
    return {
        "enrolment": enrolment,
        "dossier": page_of(session, enrolment),
        "goals": plans.goals(session, actor, enrolment.id),
        "actions": plans.actions(session, enrolment.id),
        "comments": plans.comments(session, enrolment.id),
        "referrals": plans.referrals(session, enrolment.id),
        "aids": plans.aids(session, enrolment.id),
        "notes": [row for row in notes if row.kind == "note"],
        "obstacles": [row for row in notes if row.kind == "obstacle"],
        "documents": [row for row in notes if row.kind == "document" and row.withdrawn_at is None],
        "readers": queries.readers(session, [row.id for row in notes if row.visibility == "restricted"]),
        "corrections": queries.corrections(session, enrolment.id),
        "appointments": appointments.of_enrolment(session, actor, enrolment.id, limit=10),
        "words": words(),
        "own": policies.is_own(actor, enrolment.learner_id),
        "may_accompany": bool(policies.may_accompany(actor, enrolment.learner_id)),
        "may_note": bool(policies.may_write_note(actor, enrolment.learner_id)),
        "me": actor.account_id,
        "today": today(),
        "moment": now(),
        "state_of": lambda row: rules.referral_state(row.received_on, row.met_on, row.closed_on),
    }


def words() -> dict[str, dict[str, str]]:
    """The codes of every list in the language of the reader."""
    lists: dict[str, Mapping[Any, str]] = {
        "stages": rules.STAGES,
        "obstacles": rules.OBSTACLES,
        "goals": rules.GOAL_OUTCOMES,
        "outcomes": rules.OUTCOMES,
        "decisions": rules.DECISIONS,
        "referrals": rules.REFERRAL_STATES,
        "visibility": rules.VISIBILITY_LABELS,
    }
    return {name: {str(code): _(label) for code, label in known.items()} for name, known in lists.items()}
