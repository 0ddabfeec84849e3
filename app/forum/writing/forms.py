"""What the forms of the forum bring beside words: files with what they show, and the wish to stay without a name."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Form

from app.files.uploads.forms import GivenFile, given_files
from app.forum.writing import files
from app.forum.writing.files import Given

_SAYS = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class Brought:
    """`says`: what was written of each file, by the name of its field."""

    files: list[Given] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    anonymous: bool = False

    def kept(self, name: str) -> GivenFile | None:
        """The file of a field, for a form that is shown again."""
        return next((one.file for one in self.files if one.file.field == name and one.file.upload_id), None)


def brought_by_form() -> Any:
    """For `Annotated[Brought | None, brought_by_form()]`."""

    def of_page(
        found: Annotated[dict[str, GivenFile], given_files()],
        file1_says: _SAYS = "",
        file2_says: _SAYS = "",
        file3_says: _SAYS = "",
        file4_says: _SAYS = "",
        anonymous: Annotated[str, Form(max_length=10)] = "",
    ) -> Brought:
        says = dict(zip(files.FIELDS, (file1_says, file2_says, file3_says, file4_says), strict=True))
        return Brought(files.given(found, says), says, bool(anonymous))

    return Depends(of_page)
