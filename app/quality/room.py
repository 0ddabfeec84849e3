from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.quality import api, pages
from app.quality.measures import api as measures_api
from app.quality.measures import pages as measures_pages
from app.quality.policies import may_read_quality, may_read_reviews
from app.quality.results import pages as results_pages
from app.quality.results import panel, public_pages, tasks
from app.quality.reviews import pages as reviews_pages
from app.quality.standing import pages as standing_pages

__all__ = ["panel", "tasks"]  # plugged by being imported


def _shown(actor: Actor) -> bool:
    return bool(may_read_quality(actor))


for _part in (measures_pages, results_pages, public_pages, reviews_pages, standing_pages):
    pages.router.routes.extend(_part.router.routes)
api.router.routes.extend(measures_api.router.routes)

ROOM = Room(
    "quality",
    pages=pages.router,
    api=api.router,
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
    ),
)
