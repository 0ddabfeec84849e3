"""The registers and what each line of them says: content/quality/registers.yaml, read once and checked.

A kind is data: its fields make the form, the page, the columns of the export and what is refused. What is read from a
form is typed by `read`, so that `register_entry.data` never holds anything its kind does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.core.data_files import read_yaml
from app.core.errors import FieldError, NotFound
from app.core.i18n import N_, _
from app.core.settings import CHECKOUT

PATH = CHECKOUT / "content" / "quality" / "registers.yaml"

LINE, AREA = 200, 4000  # how long what is written may be
_FIELD_KINDS = frozenset({"line", "area", "choice", "boxes", "number", "day", "indicators"})
GROUPS: dict[str, str] = {
    "people": N_("L'équipe"),
    "watch": N_("La veille"),
    "partners": N_("Partenaires et handicap"),
    "running": N_("Piloter la qualité"),
    "protection": N_("Protéger les personnes"),
    "restricted": N_("Réservé aux personnes désignées"),
    "documents": N_("Pièces et publications"),
}


@dataclass(frozen=True, slots=True)
class Category:
    """A sort of document that no platform can produce."""

    code: str
    says: str
    indicators: tuple[int, ...]
    months: int
    expected: tuple[int, ...]  # the indicators for which it is missed when nobody has joined it
    records: tuple[str, ...] = ()  # what rnq.json calls it


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    label: str
    hint: str
    required: bool
    options: Mapping[str, str]

    def says(self, value: Any) -> str:
        """A value as it is read on a page or in a file."""
        if value in (None, "", []):
            return ""
        if self.kind == "choice":
            return _(self.options[value]) if value in self.options else str(value)
        if self.kind == "boxes":
            return ", ".join(_(self.options[one]) for one in value if one in self.options)
        if self.kind == "indicators":
            return ", ".join(str(one) for one in value)
        return str(value)


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    slug: str
    group: str
    icon: str
    title: str
    one: str
    says: str
    day: str  # what the date of a line means
    review: int  # months before it is read again; 0: never
    about: str  # person, learner or nothing
    unique: bool  # one line for each person
    versioned: bool  # a new version puts the former away
    restricted: str  # the duty of those who read it, when it is not for everyone who keeps the registers
    parent: str  # the kind that each line depends on
    facet: str  # the field that sorts the register
    settles: str  # the field that says, once filled, that something was made of it
    open: bool  # anybody of the team may add a line
    file: bool  # the first piece is asked for with the line
    pieces: Mapping[str, str]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    @property
    def path(self) -> str:
        return f"/qualite/registres/{self.slug}"


@dataclass(frozen=True, slots=True)
class Registers:
    kinds: Mapping[str, Kind]
    categories: Mapping[str, Category]


@cache
def registers() -> Registers:
    """Raises ValueError when the file holds something this reader does not know."""
    data = read_yaml(PATH.read_text(encoding="utf-8"))
    categories = {code: _category(code, raw) for code, raw in data["categories"].items()}
    kinds = {code: _kind(code, dict(raw), categories) for code, raw in data["registers"].items()}
    for kind in kinds.values():
        if kind.group not in GROUPS or (kind.parent and kind.parent not in kinds):
            raise ValueError(f"{PATH}: {kind.code}: {kind.group} {kind.parent}")
    return Registers(kinds, categories)


def by_slug(slug: str) -> Kind:
    for kind in registers().kinds.values():
        if kind.slug == slug:
            return kind
    raise NotFound(_("Ce registre n'existe pas."))


def kind_of(code: str) -> Kind:
    return registers().kinds[code]


def _category(code: str, raw: dict[str, Any]) -> Category:
    if unknown := set(raw) - {"says", "indicators", "months", "expected", "records"}:
        raise ValueError(f"{PATH}: {code}: {', '.join(sorted(unknown))}")
    return Category(
        code, raw["says"], tuple(raw["indicators"]), int(raw["months"]), tuple(raw.get("expected", ())),
        tuple(raw.get("records", ())),
    )  # fmt: skip


def _kind(code: str, raw: dict[str, Any], categories: Mapping[str, Category]) -> Kind:
    fields = tuple(_field(code, name, dict(said), categories) for name, said in raw.pop("fields").items())
    kind = Kind(
        code=code, fields=fields, slug=raw.pop("slug"), group=raw.pop("group"), icon=raw.pop("icon"), title=raw.pop("title"),
        one=raw.pop("one"), says=raw.pop("says"), day=raw.pop("day"), review=int(raw.pop("review")),
        about=raw.pop("about", ""), unique=bool(raw.pop("unique", False)), versioned=bool(raw.pop("versioned", False)),
        restricted=raw.pop("restricted", ""), parent=raw.pop("parent", ""), facet=raw.pop("facet", ""),
        settles=raw.pop("settles", ""), open=bool(raw.pop("open", False)), file=bool(raw.pop("file", False)),
        pieces=raw.pop("pieces", {}),
    )  # fmt: skip
    names = {field.name for field in fields}
    if raw or not {kind.facet, kind.settles} <= names | {""}:
        raise ValueError(f"{PATH}: {code}: {', '.join(sorted(raw)) or kind.facet + kind.settles}")
    return kind


def _field(code: str, name: str, said: dict[str, Any], categories: Mapping[str, Category]) -> Field:
    options = said.pop("options", {})
    if options == "categories":
        options = {category.code: category.says for category in categories.values()}
    field = Field(
        name, said.pop("kind"), said.pop("label"), said.pop("hint", ""), bool(said.pop("required", False)), options
    )
    if said or field.kind not in _FIELD_KINDS or (field.kind in ("choice", "boxes")) != bool(options):
        raise ValueError(f"{PATH}: {code}.{name}: {field.kind} {', '.join(sorted(said))}")
    return field


def read(kind: Kind, posted: Mapping[str, Sequence[str]], wrong: list[FieldError]) -> dict[str, Any]:
    """What was typed, as the values its kind knows; each fault is added to `wrong`."""
    return {field.name: _value(field, posted.get(field.name, ()), wrong) for field in kind.fields}


def _value(field: Field, given: Sequence[str], wrong: list[FieldError]) -> Any:
    text = given[0].strip() if given else ""
    if field.required and not text:
        wrong.append(FieldError(field.name, _("Ce champ est à remplir : %(label)s.") % {"label": _(field.label)}))
        return ""
    if field.kind == "boxes":
        return [one for one in field.options if one in given]
    if field.kind == "indicators":
        return sorted({int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 3 and int(one)})
    if not text:
        return None if field.kind in ("number", "day") else ""
    if field.kind == "choice" and text not in field.options:
        wrong.append(FieldError(field.name, _("Choisissez une réponse de la liste.")))
    elif field.kind == "number":
        return _number(field, text, wrong)
    elif field.kind == "day":
        return _day(field.name, text, wrong)
    elif field.kind in ("line", "area") and len(text) > (most := LINE if field.kind == "line" else AREA):
        wrong.append(FieldError(field.name, _("Ce texte est trop long : %(most)s signes au plus.") % {"most": most}))
    return " ".join(text.split()) if field.kind == "line" else text


def _number(field: Field, text: str, wrong: list[FieldError]) -> float | None:
    plain = text.replace(",", ".").replace(" ", "")
    whole, _point, rest = plain.partition(".")
    if (
        not whole.isascii()
        or not whole.isdecimal()
        or len(whole) > 5
        or (rest and not (rest.isascii() and rest.isdecimal()))
    ):
        wrong.append(FieldError(field.name, _("Écrivez un nombre, par exemple 7 ou 3,5.")))
        return None
    value = float(plain)
    return int(value) if value.is_integer() else round(value, 2)


def _day(name: str, text: str, wrong: list[FieldError]) -> str | None:
    day = read_day(name, text, wrong)
    return day.isoformat() if day else None


def read_day(name: str, text: str, wrong: list[FieldError]) -> date | None:
    """A day typed in a form, between 1990 and 2100; None, with the fault, when it is not one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        wrong.append(FieldError(name, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")))
        return None
    if not 1990 <= day.year <= 2100:
        wrong.append(FieldError(name, _("Cette date est trop éloignée.")))
        return None
    return day
