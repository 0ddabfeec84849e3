from app.assessment import activity_kinds, api, pages, panels
from app.assessment.checklists import kind as checklist
from app.assessment.choices import kind as choice
from app.assessment.surveys import kind as survey
from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

__all__ = ["activity_kinds", "checklist", "choice", "panels", "survey"]  # plugged by being imported

ROOM = Room(
    "assessment",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Travaux à relire"),
            "/travaux",
            "clipboard-check",
            lambda actor: actor.has(Role.TRAINER, Role.ADVISER),
            group="train",
            order=10,
        ),
    ),
)
