"""What is unusual, as dated data: content/trail/patterns.yaml, read once, refused whole when a word is not known."""

from datetime import date
from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.core.i18n import N_
from app.core.settings import CHECKOUT
from app.core.trail import Did

FILE = CHECKOUT / "content" / "trail" / "patterns.yaml"

WORDS: dict[str, str] = {
    "many_dossiers": N_("a ouvert les données de %(n)s personnes"),
    "many_exports": N_("a fait %(n)s exports"),
    "many_refusals": N_("a demandé %(n)s pages qui lui sont refusées"),
}


class Pattern(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["many_dossiers", "many_exports", "many_refusals"]
    from_: date = Field(alias="from")
    act: Did
    count: Literal["people", "lines"]
    more_than: int = Field(ge=1)
    minutes: int = Field(ge=5, le=24 * 60)


@cache
def _all() -> list[Pattern]:
    return TypeAdapter(list[Pattern]).validate_python(yaml.safe_load(FILE.read_text()))


def patterns(day: date) -> list[Pattern]:
    """Those in force on a day."""
    found: dict[str, Pattern] = {}
    for one in sorted(_all(), key=lambda pattern: pattern.from_):
        if one.from_ <= day:
            found[one.name] = one
    return list(found.values())
