from fastapi import APIRouter

from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.feedback import api, policies, tasks
from app.feedback.campaigns import pages as campaign_pages
from app.feedback.campaigns import public_pages as answer_pages
from app.feedback.complaints import pages as complaint_pages
from app.feedback.complaints import public_pages as complain_pages
from app.feedback.improvements import pages as improvement_pages
from app.feedback.incidents import pages as incident_pages

PLUGGED = (tasks,)  # reading it registers what comes back by itself

_router = APIRouter()
for _part in (
    campaign_pages, answer_pages, complaint_pages, complain_pages, incident_pages, improvement_pages,
):  # fmt: skip
    _router.routes.extend(_part.router.routes)


def _reads(actor: Actor) -> bool:
    return bool(policies.may_read_results(actor))


def _registers(actor: Actor) -> bool:
    return bool(policies.may_read_register(actor))


def _complaints(actor: Actor) -> bool:
    return actor.is_staff


ROOM = Room(
    "feedback",
    pages=_router,
    api=api.router,
    menu=(
        MenuEntry(N_("Enquêtes"), "/qualite/enquetes", "vote", _reads, group="quality", order=2),
        MenuEntry(N_("Réclamations"), "/qualite/reclamations", "message-square", _complaints, group="quality", order=3),
        MenuEntry(N_("Aléas"), "/qualite/aleas", "triangle-alert", _registers, group="quality", order=4),
        MenuEntry(N_("Améliorations"), "/qualite/ameliorations", "sprout", _registers, group="quality", order=5),
    ),
)
