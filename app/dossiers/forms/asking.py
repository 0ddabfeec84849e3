"""What a form of a dossier asks, and how what was typed is read.

One page shows them all (`dossiers/form.html`). A form is a function of what it is about, and gives its inputs; its `keep`
hands what was typed to the service and gives the sentence said afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.days import maybe_day
from app.core.errors import NotFound, invalid
from app.core.i18n import _
from app.dossiers import policies
from app.enrolments.queries import EnrolmentRow
from app.files.uploads.forms import GivenFile
from app.web.forms import Form as Posted
from app.web.forms import only


@dataclass(frozen=True, slots=True)
class Input:
    """kind: line, area, day, money, select, radios, boxes, people (boxes that wait to be opened), file."""

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    required: bool = False
    most: int = 0
    options: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a form is about. `item_id` is empty for something new."""

    session: Session
    actor: Actor
    enrolment: EnrolmentRow
    item_id: str = ""
    file: GivenFile | None = None

    @property
    def own(self) -> bool:
        return policies.is_own(self.actor, self.enrolment.learner_id)


Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form ready to be shown."""

    title: str
    button: str
    inputs: Sequence[Input]
    values: Values = field(default_factory=dict)
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`show` says who may, and what is asked; `keep` does it, and says the sentence. `part` is where one comes back."""

    show: Callable[[About], Sheet]
    keep: Callable[[About, Posted, bool], str]
    part: str = "dossier"


def read_day(form: Posted, name: str) -> date | None:
    return maybe_day(only(form, name), name)


def read_cents(form: Posted, name: str) -> int:
    text = only(form, name).replace(" ", "").replace("\u00a0", "").replace("€", "").replace(",", ".")
    euros, _point, cents = text.partition(".")
    if not (
        euros.isascii()
        and euros.isdecimal()
        and len(euros) < 8
        and (not cents or (cents.isascii() and cents.isdecimal()))
    ):
        raise invalid(name, _("Écrivez un montant en euros, par exemple 500."))
    return int(euros) * 100 + int((cents + "00")[:2])


def options(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in words.items()]


def money(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}" if cents % 100 else str(cents // 100)


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def one_of(rows: Sequence[Any], item_id: str) -> Any:
    for row in rows:
        if row.id == item_id:
            return row
    raise NotFound()
