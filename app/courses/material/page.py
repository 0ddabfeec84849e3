"""A page made from a document, plugged into the workshop."""

from typing import BinaryIO

from app.core.i18n import _
from app.courses.kinds import Brought, plug_intake
from app.courses.material.reading import read_material


def bring_page(stream: BinaryIO, name: str) -> Brought:
    """A page from a Word document or a plain text."""
    found = read_material(stream, name)
    return Brought(
        title=found.title,
        text=found.text,
        pictures=tuple((picture.name, picture.data) for picture in found.images),
        kept=_("Titres, listes, tableaux, images et liens sont dans la page."),
        notes=tuple((note.where, note.what) for note in found.notes),
    )


plug_intake("page", bring_page)
