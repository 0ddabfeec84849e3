"""Words about a person that also speak of somebody else: not copied as they are, asked for and answered by hand."""

from typing import Any

# Table → the column that says so, and the columns that are left out.
OF_OTHERS: dict[str, tuple[str, frozenset[str]]] = {
    "dossier_note": ("others", frozenset({"body"})),
    "dossier_note_version": ("others", frozenset({"body"})),
}


def without_others(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row that speaks of somebody else says that it is there, and no more."""
    flag, words = OF_OTHERS.get(name, ("", frozenset()))
    return {key: None if key in words else value for key, value in row.items()} if flag and row[flag] else row
