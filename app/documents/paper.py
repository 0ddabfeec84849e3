"""A document as a PDF, from the data that was frozen with it: asked again, the same bytes.

pdf(pages, look)     one document, or several one after the other for printing
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.attendance.documents import qr, signature_svg
from app.core.documents import render
from app.core.i18n import _
from app.core.settings import settings
from app.files import queries as files
from app.files import services as storing

MOST_IMAGE = 400_000  # octets of a logo or of a signature


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as an SVG of its own, since data is text."""

    svg: str
    alt: str


def verification_address(code: str) -> str:
    return f"{settings().base_url.rstrip('/')}/verifier/{spaced(code)}"


def spaced(code: str) -> str:
    """« ABCD-EFGH-JKLM-NPQR »"""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def image(session: Session, organisation_id: str, file_id: str | None, alt: str) -> Image | None:
    """A kept picture, ready to be printed; None when there is none, or no longer."""
    if not file_id:
        return None
    row = files.file_of(session, organisation_id, file_id)
    with storing.open_bytes(row) as source:
        data = b64encode(source.read()).decode()
    wide, high = row.width or 400, row.height or 200
    return Image(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">'
        f'<image width="{wide}" height="{high}" href="data:{row.media_type};base64,{data}"/></svg>',
        alt,
    )


def pdf(pages: Sequence[dict[str, Any]], logo: Image | None, at: datetime, title: str = "") -> bytes:
    """Documents as one file; `pages` are frozen data, with a trail where somebody has signed."""
    return render(
        "issued",
        {
            "title": title or pages[0]["title"],
            "logo": logo.svg if logo else "",
            "logo_alt": logo.alt if logo else "",
            "documents": [
                {"trail": [], "replaces": "", **page, "qr": qr(page["verify"])} for page in pages
            ],
            "words": {
                "number": _("N°"),
                "verify": _("Pour vérifier ce document"),
                "qr": _("Code à scanner vers la page de vérification"),
                "signature": _("Signature"),
                "trail": _("Signatures électroniques"),
                "signed": _("Document signé"),
                "hash": _("Empreinte SHA-256"),
                "how": _(
                    "Chaque signature porte sur le document dont l'empreinte est écrite ici. Les dates sont celles du serveur."
                ),
            },
        },
        at=at,
    )


def drawn(path: str) -> str:
    return signature_svg(path) if path else ""
