"""What trainers already have, made into the text of a page."""

from app.courses.material.converted import Converted, Note, Picture
from app.courses.material.plain import read_plain
from app.courses.material.reading import read_material

__all__ = ["Converted", "Note", "Picture", "read_material", "read_plain"]
