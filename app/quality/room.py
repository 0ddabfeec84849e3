from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_keeper
from app.quality import api, pages
from app.quality.audit import commands as audit_commands
from app.quality.audit import services as audit_services
from app.quality.audit import tasks as audit_tasks
from app.quality.policies import may_read_quality


__all__ = ["audit_tasks"]  # plugged by being imported

plug_keeper(audit_services.may_open_file)


def _shown(actor: Actor) -> bool:
    return bool(may_read_quality(actor))


ROOM = Room(
    "quality",
    pages=pages.router,
    api=api.router,
    commands=audit_commands.plug,
    menu=(
        MenuEntry(N_("Qualité"), "/qualite", "shield-check", _shown, group="quality", order=1),
        MenuEntry(N_("Résultats"), "/qualite/chiffres", "bar-chart", _shown, group="quality", order=2),
    ),
)
