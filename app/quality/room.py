from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.quality import api, pages
from app.quality.policies import may_read_quality


def _shown(actor: Actor) -> bool:
    return bool(may_read_quality(actor))


ROOM = Room(
    "quality",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(N_("Qualité"), "/qualite", "shield-check", _shown, group="quality", order=1),
        MenuEntry(N_("Résultats"), "/qualite/chiffres", "bar-chart", _shown, group="quality", order=2),
    ),
)
