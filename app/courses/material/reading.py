"""By which way a file becomes a page, or why it does not."""

from typing import BinaryIO

from app.core.errors import Invalid
from app.core.i18n import _
from app.courses.material.converted import Converted
from app.courses.material.plain import MARKDOWN, read_plain

TEXTS = (".txt", ".text", *MARKDOWN)
_SLIDES = (".pptx", ".ppt", ".odp", ".key")
_SHEETS = (".xlsx", ".xls", ".ods", ".csv")


def read_material(stream: BinaryIO, name: str) -> Converted:
    """A page from the file that somebody gives. Raises Invalid or TooLarge, with what to do instead."""
    lower = name.lower()
    if lower.endswith(TEXTS):
        return read_plain(stream, name)
    if lower.endswith(_SLIDES):
        raise Invalid(
            _("Des diapositives ne deviennent pas une page : donnez-les comme fichier, de préférence en PDF.")
        )
    if lower.endswith(_SHEETS):
        raise Invalid(_("Un classeur ne devient pas une page : donnez-le comme fichier."))
    from app.courses.material.word import read_word  # noqa: PLC0415 - what reads Word costs 15 MB until it serves

    return read_word(stream, name)  # whatever it is called, its content says what it is
