"""Dossiers for machines. Obstacles are not given: they are read on the page, by those they are written for."""

from fastapi import Request

from app.core.errors import invalid
from app.core.i18n import _
from app.dossiers.rules import NoteKind
from app.dossiers.schemas import ActionIn, DossierOut, GoalIn, MadeOut, NoteIn, ReferralIn, dossier_out
from app.dossiers.services import actions, goals, notes, referrals
from app.dossiers.services.notes import Written
from app.dossiers.services.seeing import reading_to_note, see
from app.dossiers.showing import everything
from app.web.doors import ApiActor, Reading, Writing, afterwards, api

router = api("dossiers")


@router.get("/enrolments/{enrolment_id}/dossier")
def dossier(request: Request, session: Reading, actor: ApiActor, enrolment_id: str) -> DossierOut:
    """What the caller may see of somebody's dossier, without its obstacles. The person sees that it was read."""
    enrolment = see(session, actor, enrolment_id)
    afterwards(request, reading_to_note(session, actor, enrolment, "api"))
    return dossier_out(everything(session, actor, enrolment))


@router.post("/enrolments/{enrolment_id}/dossier/notes", status_code=201)
def write(session: Writing, actor: ApiActor, enrolment_id: str, asked: NoteIn) -> MadeOut:
    """Write a note or an obstacle. A social security, card or account number is refused; delicate words ask `anyway`."""
    if asked.kind == NoteKind.DOCUMENT:
        raise invalid("kind", _("Un document s'ajoute sur la page du dossier."))
    said = Written(asked.body, asked.visibility, asked.readers, asked.subject, asked.others)
    return MadeOut(id=notes.write_note(session, actor, enrolment_id, said, kind=asked.kind, anyway=asked.anyway).id)


@router.post("/enrolments/{enrolment_id}/dossier/goals", status_code=201)
def set_goal(session: Writing, actor: ApiActor, enrolment_id: str, asked: GoalIn) -> MadeOut:
    """Set a goal."""
    made = goals.set_goal(
        session, actor, enrolment_id, asked.title, asked.planned_on, hidden=asked.hidden, anyway=asked.anyway
    )
    return MadeOut(id=made.id)


@router.post("/enrolments/{enrolment_id}/dossier/actions", status_code=201)
def agree(session: Writing, actor: ApiActor, enrolment_id: str, asked: ActionIn) -> MadeOut:
    """Note who does what, by when."""
    owner_id = asked.owner_id or see(session, actor, enrolment_id).learner_id
    made = actions.agree(session, actor, enrolment_id, asked.body, owner_id, asked.due_on, anyway=asked.anyway)
    return MadeOut(id=made.id)


@router.post("/enrolments/{enrolment_id}/dossier/referrals", status_code=201)
def send(session: Writing, actor: ApiActor, enrolment_id: str, asked: ReferralIn) -> MadeOut:
    """Note that somebody is sent to a partner."""
    made = referrals.send(
        session, actor, enrolment_id, asked.partner, asked.reason, asked.sent_on, partner_id=asked.partner_id,
        anyway=asked.anyway,
    )  # fmt: skip
    return MadeOut(id=made.id)
