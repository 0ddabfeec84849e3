from app.admissions import (
    admin_pages,
    api,
    figure_pages,
    listeners,
    pages,
    partner_pages,
    policies,
    poster_pages,
    public_pages,
    step_pages,
    tasks,
)
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.web import doors

__all__ = ["listeners", "tasks"]

router = doors.pages("admissions")
for part in (
    poster_pages,
    figure_pages,
    pages,
    step_pages,
    public_pages,
    partner_pages,
    admin_pages,
):  # « chiffres » is no id: first
    router.routes.extend(part.router.routes)

ROOM = Room(
    "admissions",
    pages=router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Candidatures"),
            "/candidatures",
            "handshake",
            lambda actor: bool(policies.may_receive(actor)),
            group="follow",
            order=2,
        ),
        MenuEntry(
            N_("Délais d'admission"),
            "/candidatures/chiffres",
            "chart-column",
            lambda actor: bool(policies.may_see_figures(actor)) and not policies.may_receive(actor),
            group="quality",
            order=9,
        ),
        MenuEntry(
            N_("Orienter une personne"),
            "/prescrire",
            "handshake",
            lambda actor: bool(policies.may_refer(actor)),
            order=4,
        ),
        MenuEntry(
            N_("Étapes d'admission"),
            "/admin/admission",
            "list-ordered",
            lambda actor: bool(policies.may_arrange(actor)),
            group="admin",
            order=5,
        ),
    ),
)
