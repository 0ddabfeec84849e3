from app.assessment import activity_kinds, api, commands, listeners, pages, panels
from app.assessment.bank import searching
from app.assessment.checklists import editor as checklist_editor
from app.assessment.checklists import kind as checklist
from app.assessment.choices import editor as choice_editor
from app.assessment.choices import kind as choice
from app.assessment.drafting import editor as quiz_editor
from app.assessment.drafting import intake
from app.assessment.levels import editor as levels_editor
from app.assessment.statistics import panel
from app.assessment.surveys import editor as survey_editor
from app.assessment.surveys import kind as survey
from app.assessment.works import link_editor
from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

__all__ = [  # plugged by being imported
    "activity_kinds",
    "checklist",
    "checklist_editor",
    "choice",
    "choice_editor",
    "intake",
    "levels_editor",
    "link_editor",
    "listeners",
    "panel",
    "panels",
    "quiz_editor",
    "searching",
    "survey",
    "survey_editor",
]

ROOM = Room(
    "assessment",
    pages=pages.router,
    api=api.router,
    commands=commands.plug,
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
