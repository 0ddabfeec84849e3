"""The cards on paper: one, or a sheet to cut."""

from collections.abc import Sequence

from app.attendance.documents import qr
from app.core.documents import render
from app.core.i18n import _
from app.core.settings import settings
from app.entry.cards import rules
from app.entry.cards.services import NewCard


def address_of(secret: str) -> str:
    """After the « # »: a browser keeps it for itself, and no server, log or page before it ever reads it."""
    return f"{_base()}/carte#{secret}"


def cards_pdf(organisation: str, phone: str, cards: Sequence[NewCard]) -> bytes:
    """A first name, a square, a code, whom to call: whoever finds a card learns nothing more."""
    return render(
        "entry-cards",
        {
            "title": _("Cartes pour entrer"),
            "organisation": organisation,
            "cards": [
                {"name": card.name.split(" ")[0], "code": rules.in_groups(card.code), "qr": qr(address_of(card.secret))}
                for card in cards
            ],
            "scan": _("Visez ce carré avec l'appareil photo d'un téléphone,"),
            "type": _("ou tapez ce code à l'adresse %(address)s") % {"address": where_to_type()},
            "pin": _("La première fois, vous choisissez un code secret. Ne l'écrivez pas sur la carte."),
            "help": _("Besoin d'aide, carte perdue : %(phone)s") % {"phone": phone.replace(" ", "\u00a0")}
            if phone
            else _("Besoin d'aide, carte perdue : dites-le à votre organisme."),
            "qr_alt": _("Carré à viser avec un téléphone pour entrer"),
        },
    )


def _base() -> str:
    return settings().base_url.rstrip("/")


def where_to_type() -> str:
    """Without its scheme, as people type it."""
    return f"{_base().partition('://')[2]}/carte"
