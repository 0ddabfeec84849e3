"""The ways in, for machines: the card of somebody without e-mail."""

from fastapi import Response
from fastapi.responses import JSONResponse

from app.core.access import require
from app.core.clock import now
from app.enrolments import queries as enrolments
from app.entry import policies
from app.entry.cards import documents, queries, rules, services
from app.entry.schemas import CardOut, CardState, CardStateOut, PinResetOut
from app.web.doors import ApiActor, Reading, Writing, api

router = api("entry")


@router.get("/enrolments/{enrolment_id}/card")
def card(session: Reading, actor: ApiActor, enrolment_id: str) -> CardStateOut:
    """Where the card of the learner of a path stands."""
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_help_in(actor))
    row = queries.shown(session, actor.organisation_id, path.learner_id)
    if row is None:
        return CardStateOut(state="none")
    fresh: CardState = "to_choose" if row.pin_until > now() else "expired"
    state: CardState = "blocked" if row.blocked_at else "open" if row.has_pin else fresh
    return CardStateOut(state=state, made_at=row.made_at, used_at=row.used_at)


@router.post("/enrolments/{enrolment_id}/card", status_code=201, response_model=CardOut)
def make_card(session: Writing, actor: ApiActor, enrolment_id: str) -> Response:
    """A new card; the one before it opens nothing any more. An answer that holds secrets is kept for no second asking."""
    made = services.make(session, actor, enrolment_id)
    told = CardOut(
        id=made.card_id,
        first_name=made.name.split(" ")[0],
        code=rules.in_groups(made.code),
        address=documents.address_of(made.secret),
    )
    return JSONResponse(told.model_dump(), status_code=201, headers={"Cache-Control": "no-store"})


@router.delete("/enrolments/{enrolment_id}/card", status_code=204)
def revoke_card(session: Writing, actor: ApiActor, enrolment_id: str) -> None:
    """A lost card opens nothing any more. Again changes nothing."""
    services.revoke(session, actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/card/pin-reset")
def reset_pin(session: Writing, actor: ApiActor, enrolment_id: str) -> PinResetOut:
    """The person is there: until tomorrow, the next PIN typed with the card becomes theirs."""
    return PinResetOut(until=services.reset_pin(session, actor, enrolment_id))
