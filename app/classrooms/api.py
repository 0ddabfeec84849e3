"""Classrooms for machines."""

from app.classrooms import policies, services
from app.classrooms.rules import State
from app.classrooms.schemas import ClassroomOut, HalfDayConnectionOut, PresenceOut, PresencesOut, VisitOut
from app.core.access import require
from app.core.clock import local
from app.scheduling import queries as scheduling
from app.web.doors import ApiActor, Reading, api

router = api("classrooms")


@router.get("/sessions/{session_id}/classroom")
def classroom(session: Reading, actor: ApiActor, session_id: str) -> ClassroomOut:
    """The classroom of a session: when it opens to who asks, and the address that leads in once it is open."""
    way = services.way_in(session, actor, session_id)
    known = way.door.kind or None
    preparing = way.may and way.door.state is State.OPEN and not way.address
    return ClassroomOut.model_validate(
        {
            "provider": known,
            "opens_at": local(way.door.opens_at) if known else None,
            "closes_at": local(way.door.closes_at) if known else None,
            "state": "preparing" if preparing else way.door.state.value,
            "join_url": way.address or None,
        }
    )


@router.get("/sessions/{session_id}/classroom/presence")
def presence(session: Reading, actor: ApiActor, session_id: str) -> PresencesOut:
    """Who was connected, from when to when; the same moment seen on two devices counts once."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(policies.may_read_connections(actor))
    return PresencesOut(items=[_out(there) for there in services.connections(session, meeting)])


def _out(there: services.There) -> PresenceOut:
    return PresenceOut.model_validate(
        {
            "name": there.name,
            "role": there.role,
            "enrolment_id": there.enrolment_id,
            "minutes": there.minutes,
            "visits": [VisitOut(came_at=local(one.came_at), left_at=local(one.left_at)) for one in there.visits],
            "half_days": [
                HalfDayConnectionOut(
                    day=one.part.day.isoformat(), half_day=one.part.half.value, minutes=one.minutes,
                    planned_minutes=one.part.minutes, attendance=one.said,
                )
                for one in there.half_days
            ],
        }
    )  # fmt: skip
