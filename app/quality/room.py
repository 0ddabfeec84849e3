from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_own_door
from app.quality import api, pages
from app.quality.audit import api as audit_api
from app.quality.audit import commands as audit_commands
from app.quality.audit import guest_pages
from app.quality.audit import pages as audit_pages
from app.quality.audit import policies as audit
from app.quality.audit import registers as audit_registers
from app.quality.audit import tasks as audit_tasks
from app.quality.audit.models import AuditFile
from app.quality.measures import api as measures_api
from app.quality.measures import pages as measures_pages
from app.quality.policies import may_read_quality, may_read_reviews
from app.quality.results import pages as results_pages
from app.quality.results import panel, public_pages, tasks
from app.quality.reviews import pages as reviews_pages
from app.quality.standing import pages as standing_pages

__all__ = ["audit_registers", "audit_tasks", "panel", "tasks"]  # plugged by being imported

plug_own_door(AuditFile.file_id)


def _shown(actor: Actor) -> bool:
    return bool(may_read_quality(actor))


def _makes_files(actor: Actor) -> bool:
    return bool(audit.may_make(actor))


def _is_invited(actor: Actor) -> bool:
    return actor.has(Role.GUEST, Role.AUDITOR)


_PARTS = (
    measures_pages, audit_pages, guest_pages, results_pages, public_pages, reviews_pages, standing_pages,
)  # fmt: skip
for _part in _PARTS:
    pages.router.routes.extend(_part.router.routes)
for _machines in (measures_api, audit_api):
    api.router.routes.extend(_machines.router.routes)

ROOM = Room(
    "quality",
    pages=pages.router,
    api=api.router,
    commands=audit_commands.plug,
    menu=(
        MenuEntry(N_("Qualité"), "/qualite", "shield-check", _shown, group="quality", order=1),
        MenuEntry(N_("Résultats"), "/qualite/chiffres", "bar-chart", _shown, group="quality", order=2),
        MenuEntry(
            N_("Bilans annuels"),
            "/qualite/revue",
            "history",
            lambda actor: bool(may_read_reviews(actor)),
            group="quality",
            order=8,
        ),
        MenuEntry(N_("Dossiers d'audit"), "/qualite/audit", "archive", _makes_files, group="quality", order=3),
        MenuEntry(N_("Dossiers d'audit"), "/audit", "archive", _is_invited, group="quality", order=4),
    ),
)
