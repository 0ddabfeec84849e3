"""What is written instead of what was erased. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, Text

from app.core.privacy import Retention
from app.core.sealed import SealedJSON, SealedText, opens
from app.privacy import map as house
from app.privacy.erasure.fates import ARCHIVED, Becomes, Mark
from app.privacy.erasure.naming import Needle, without_names

_CODE = re.compile(r"-?[0-9]{1,6}([.,][0-9]+)?|true|false|yes|no")


def retentions_of(name: str) -> frozenset[Retention]:
    """Every retention that a table declares, of its columns or of its link."""
    found = {said.retention for column in house.table(name).columns if (said := house.declared(column))}
    if not found and name in house.LINKS:
        found.add(house.LINKS[name].retention)
    return frozenset(found)


def emptied_columns(name: str, becomes: Becomes, retentions: frozenset[Retention]) -> list[Column[Any]]:
    """The personal columns of a table whose time is over, and that do not stay."""
    whole = retentions_of(name) <= retentions
    return [
        column
        for column in house.table(name).columns
        if (
            column.name not in becomes.kept
            and ((said := house.declared(column)) is not None and said.retention in retentions)
        )
        or (whole and (column.name in becomes.also or _names_a_file(column)))
    ]


def empty_value(column: Column[Any], value: Any, row_id: str, coded: frozenset[str]) -> Any:
    """Nothing, in the way this column says nothing; codes stay where they are answers to closed questions."""
    if column.name in coded and opens(value):
        return only_codes(value)
    if column.nullable:
        return None
    if column.unique:
        return row_id[: getattr(column.type, "length", None) or 36]
    if isinstance(column.type, SealedJSON) and not opens(value):
        return {}  # its key may come back: nothing must open then
    if isinstance(column.type, JSON | SealedJSON):
        return type(value)() if isinstance(value, list | dict | str) else None
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return ""  # whatever kind of words: those whose key is gone go too
    return type(value)() if isinstance(value, int | float | bytes) else value


def only_codes(value: Any) -> Any:
    """An answer without its words: numbers and choices stay, what was typed goes."""
    if isinstance(value, dict):
        return {key: only_codes(each) for key, each in value.items()}
    if isinstance(value, list):
        return [only_codes(each) for each in value]
    return "" if isinstance(value, str) and not _CODE.fullmatch(value) else value


def marked(becomes: Becomes, moment: datetime, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the fate says to write; a moment that is there already stays."""
    found: dict[str, Any] = {}
    for name, mark in becomes.marks.items():
        if mark is Mark.NOW:
            found[name] = row[name] or moment
        else:
            found[name] = None if mark is Mark.NOTHING else mark
    return found


def to_archive(name: str, row: Mapping[str, Any], everything: bool) -> dict[str, Any]:
    """What is sealed of a row: what the law makes us keep, and never what lets somebody in. `everything`: on hold."""
    secrets = house.SECRETS.get(name, frozenset()) - {"sealed"}
    return {
        column.name: row[column.name]
        for column in house.table(name).columns
        if column.name not in secrets
        and (everything or (said := house.declared(column)) is None or said.retention in ARCHIVED)
    }


def _names_a_file(column: Column[Any]) -> bool:
    return any(key.column.table.name == "stored_file" for key in column.foreign_keys) and bool(column.nullable)


def file_columns(table: Table) -> list[Column[Any]]:
    return [
        column for column in table.columns if any(key.column.table.name == "stored_file" for key in column.foreign_keys)
    ]


def text_columns(table: Table) -> list[Column[Any]]:
    """Columns that may hold words: neither ids, nor codes of a known set, nor fingerprints."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, String | Text | JSON | SealedText | SealedJSON)
        and not column.foreign_keys
        and not column.primary_key
        and not column.name.endswith(("_id", "_hash", "_print", "sha256", "nonce", "password_hash"))
        and not (isinstance(column.type, String) and (column.type.length or 999) < 20)
    ]


# --- The words of others -------------------------------------------------------------------------------------------


def without(value: Any, needles: Iterable[Needle]) -> Any:
    """The same text, list or object, without what names the person."""
    if isinstance(value, str):
        return without_names(value, needles)
    if isinstance(value, dict):
        return {without(key, needles): without(each, needles) for key, each in value.items()}
    return [without(each, needles) for each in value] if isinstance(value, list) else value


def without_quotes(body: str, said: Iterable[str], instead: str) -> str:
    """The words of somebody else, without the lines they had quoted from the person (« > … »)."""
    known = {_folded(line) for words in said for line in words.splitlines() if line.strip()}
    everything = " ".join(_folded(words) for words in said)
    lines = []
    for line in body.splitlines():
        quoted = _folded(line.lstrip().lstrip("> ")) if line.lstrip().startswith(">") else ""
        lines.append(f"> {instead}" if quoted and (quoted in known or quoted in everything) else line)
    return "\n".join(lines)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
