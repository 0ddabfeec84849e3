"""Partners in a file for a spreadsheet, and back: the same columns both ways."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import Conflict, Invalid
from app.core.i18n import N_, _
from app.core.ids import new_id
from app.directory import policies, queries, rules
from app.directory.models import Partner
from app.directory.services.partners import Typed, sound
from app.directory.words import Word, WordKind
from app.ledger import services as ledger
from app.web.spreadsheets import sheet

MOST_OCTETS = 1_000_000
MOST_LINES = 2_000
_LIST, _PLACES = ", ", " | "

COLUMNS = {
    "name": N_("Nom"),
    "does": N_("Ce que fait le partenaire"),
    "steps": N_("Étapes"),
    "fields": N_("Métiers"),
    "needs": N_("Besoins"),
    "address": N_("Adresse"),
    "commune": N_("Commune"),
    "coordinates": N_("Coordonnées"),
    "phone": N_("Téléphone"),
    "email": N_("Courriel"),
    "site": N_("Site"),
    "hours": N_("Horaires"),
    "access": N_("Accès"),
    "contact": N_("Personne à demander"),
    "reviewed_on": N_("Relu le"),
}


class Fate(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line of the file; `number` is the one a spreadsheet shows."""

    number: int
    name: str
    fate: Fate
    why: str = ""


def export(rows: Sequence[AnyRow], words: Sequence[Word]) -> bytes:
    """The partners, one a line, with the labels of their words."""
    labels = {(word.kind, word.key): _(word.label) for word in words}
    body: list[Sequence[object]] = [[_(label) for label in COLUMNS.values()]]
    for row in rows:
        places = rules.spots(row.places)
        body.append(
            [
                row.name,
                row.does,
                *(
                    _LIST.join(labels[kind, key] for key in keys if (kind, key) in labels)
                    for kind, keys in (
                        (WordKind.STEP, row.steps),
                        (WordKind.FIELD, row.fields),
                        (WordKind.NEED, row.needs),
                    )
                ),
                _PLACES.join(spot.address for spot in places),
                _PLACES.join(spot.commune for spot in places),
                _PLACES.join(f"{spot.latitude}, {spot.longitude}" if spot.point else "" for spot in places),
                row.phone, row.email, row.site, row.hours, row.access, row.contact,
                row.reviewed_on.strftime("%d/%m/%Y"),
            ]
        )  # fmt: skip
    return sheet(body)


def bring_partners(session: Session, actor: Actor, data: bytes, *, dry: bool = False) -> list[Line]:
    """Read a file of partners: new names are added, known ones changed in the columns that the file has.

    A line that cannot be kept is told with its reason and the others are kept; `dry` only tells. Invalid when the file
    as a whole cannot be read.
    """
    require(policies.may_keep(actor))
    lines = _rows(data)
    ledger.take_turn(session, actor.organisation_id)
    words = queries.words(session, actor.organisation_id)
    known = {rules.folded(one.name): one for one in queries.partners_named(session, actor.organisation_id)}
    told: list[Line] = []
    seen: set[str] = set()
    for number, cells in lines:
        name = " ".join(cells.get("name", "").split())
        mark = rules.folded(name)
        if mark and mark in seen:
            told.append(Line(number, name, Fate.REFUSED, _("Ce nom est déjà plus haut dans le fichier.")))
            continue
        seen.add(mark)
        try:
            values = sound(_typed(cells, words, known.get(mark)), words)
        except (Invalid, Conflict) as error:
            fields = error.fields if isinstance(error, Invalid) else []
            told.append(Line(number, name, Fate.REFUSED, " ".join(one.message for one in fields) or error.detail))
            continue
        told.append(Line(number, name, _keep(session, actor, known.get(mark), values, dry=dry)))
    return told


def _keep(session: Session, actor: Actor, partner: Partner | None, values: dict[str, object], *, dry: bool) -> Fate:
    if partner is None:
        if not dry:
            session.add(Partner(id=new_id(), organisation_id=actor.organisation_id, created_at=now(), **values))
        return Fate.ADDED
    differs = {name: value for name, value in values.items() if getattr(partner, name) != value}
    if not differs and partner.archived_at is None:
        return Fate.SAME
    if not dry:
        for name, value in differs.items():
            setattr(partner, name, value)
        partner.archived_at = None
        partner.version += 1
    return Fate.CHANGED


def _rows(data: bytes) -> list[tuple[int, Mapping[str, str]]]:
    """(line number, column → cell) of what is written in the file."""
    if len(data) > MOST_OCTETS:
        raise Invalid(_("Ce fichier est trop lourd pour une liste de partenaires. Rien n'a été enregistré."))
    text = _decoded(data)
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise _unreadable() from None
    names = {rules.folded(_(label)): key for key, label in COLUMNS.items()}
    names |= {rules.folded(label): key for key, label in COLUMNS.items()}
    columns = [names.get(rules.folded(cell), "") for cell in rows[0]] if rows else []
    if "name" not in columns:
        raise _unreadable()
    found: list[tuple[int, Mapping[str, str]]] = []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            cells = {key: _plain(cell) for key, cell in zip(columns, row, strict=False) if key}
            found.append((number, cells))
    if len(found) > MOST_LINES:
        raise Invalid(
            _("Ce fichier a plus de %(most)s lignes. Rien n'a été enregistré. Partagez-le en plusieurs.")
            % {"most": MOST_LINES}
        )
    return found


def _unreadable() -> Invalid:
    return Invalid(
        _(
            "Ce fichier n'a pas pu être lu comme une liste de partenaires. Rien n'a été enregistré. "
            "Enregistrez-le au format CSV, avec une colonne « Nom » sur la première ligne."
        )
    )


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")  # type: ignore[assignment]
    if data.startswith(b"PK") or (b"\x00" in data[:1000] and encodings[0] != "utf-16"):
        raise _unreadable()  # a workbook
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _plain(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from reading it as a formula."""
    text = cell.strip().replace("\x00", "")
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(("=", "+", "-", "@")) else text


def _typed(cells: Mapping[str, str], words: Sequence[Word], partner: Partner | None) -> Typed:
    """What a line says; what it has no column for stays as it was."""
    typed = Typed()
    if partner is not None:
        spots = [
            (one.address, one.commune, f"{one.latitude}, {one.longitude}" if one.point else "")
            for one in rules.spots(partner.places)
        ]
        typed = Typed(
            partner.name, partner.does, partner.steps, partner.fields, partner.needs, spots, partner.phone,
            partner.email, partner.site, partner.hours, partner.access, partner.contact, partner.reviewed_on,
        )  # fmt: skip
    said: dict[str, object] = {
        key: cells[key]
        for key in ("name", "does", "phone", "email", "site", "hours", "access", "contact")
        if key in cells
    }
    for column, kind in (("steps", WordKind.STEP), ("fields", WordKind.FIELD), ("needs", WordKind.NEED)):
        if column in cells:
            said[column] = _keys(cells[column], words, kind)
    if "commune" in cells or "address" in cells:
        parts = [cells.get(name, "").split("|") for name in ("address", "commune", "coordinates")]
        rows = max(len(part) for part in parts)
        said["spots"] = [tuple(part[n].strip() if n < len(part) else "" for part in parts) for n in range(rows)]
    if cells.get("reviewed_on"):
        said["reviewed_on"] = _day(cells["reviewed_on"])
    return replace(typed, **said)  # type: ignore[arg-type]


def _keys(cell: str, words: Sequence[Word], kind: str) -> list[str]:
    """The keys of the words in a cell. Invalid for a word that is not of the directory."""
    labels = {rules.folded(_(word.label)): word.key for word in words if word.kind == kind}
    labels |= {rules.folded(word.label): word.key for word in words if word.kind == kind}
    keys = []
    for part in cell.replace(";", ",").split(","):
        if not part.strip():
            continue
        key = labels.get(rules.folded(part))
        if key is None:
            raise Invalid(_("« %(word)s » n'est pas un mot de l'annuaire.") % {"word": part.strip()})
        keys.append(key)
    return keys


def _day(text: str) -> date:
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
    raise Invalid(_("« %(text)s » n'est pas une date comme 31/12/2026.") % {"text": text})
