"""An appointment to come, one that is over, a free slot and a blocked time."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.appointments.slots import queries, services
from app.core import clock
from tests.access.stage import Bodies, Piece, Stage
from tests.factories.appointments import opened, proposed
from tests.factories.house import ENTRY

_PHONE = {"means": "phone", "phone": "06 39 98 00 00"}


def met(session: Session, stage: Stage) -> dict[str, str]:
    adviser = stage.adviser
    with clock.at(clock.paris(ENTRY, 7)):
        past = proposed(session, stage.house, stage.path, starts_at=clock.paris(ENTRY, 8))[0]
    coming = proposed(session, stage.house, stage.path)[0]
    slot = opened(session, stage.house)[0]
    away = clock.paris(ENTRY, 0) + timedelta(days=30)
    services.block(session, adviser, adviser.account_id, away, away + timedelta(days=1))
    absence = queries.absences(session, adviser.account_id, clock.now())[0]
    return {"appointment_id": coming.id, "slot_id": slot.id, "absence_id": absence.id, "past_appointment": past.id}


def named(route: str, stage: Stage) -> dict[str, str]:
    return {"appointment_id": stage.ids["past_appointment"]} if route.endswith(("/issue", "/outcome")) else {}


def forms(stage: Stage) -> Bodies:
    slot = {"slot_id": stage.ids["slot_id"]}
    return {
        "POST /rendez-vous": {**slot, **_PHONE, "about": "Mes prix"},
        "POST /rendez-vous/creneaux": {
            "day": "2026-12-03", "start": "14:00", "end": "16:00", "length": "30", "pause": "0", "means": "phone", "confirmed": "1",
        },
        "POST /rendez-vous/creneaux/absences": {"from_day": "2026-12-07", "to_day": "2026-12-08", "confirmed": "1"},
        "POST /rendez-vous/proposer/{enrolment_id}": {
            "day": "2026-12-04", "start": "14:00", "minutes": "30", **_PHONE, "about": "Le point",
            "adviser": stage.adviser.account_id,
        },
        "POST /rendez-vous/{appointment_id}/deplacement": slot,
        "POST /rendez-vous/{appointment_id}/issue": {"outcome": "held"},
        "POST /rendez-vous/{appointment_id}/notes": {"shared_note": "Vu ensemble."},
    }  # fmt: skip


def documents(stage: Stage) -> Bodies:
    slot = {"slot_id": stage.ids["slot_id"]}
    return {
        "POST /appointments": {**slot, "means": "place", "about": "Mes prix"},
        "PATCH /appointments/{appointment_id}": slot,
        "PUT /appointments/{appointment_id}/outcome": {"outcome": "held"},
    }


PIECE = Piece(met, named, forms=forms, documents=documents)
