"""How a table that speaks of people is told."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subject:
    """A table in plain words; `fields` names its personal columns."""

    title: str
    fields: dict[str, str] = field(default_factory=dict)
