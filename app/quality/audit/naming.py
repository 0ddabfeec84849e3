"""Names of folders and files that every system opens: no accent, no slash, nothing twice."""

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 60


def plain(text: str) -> str:
    """« Amélie O'Durand / Ñ » → « amelie-o-durand-n »; what has no Latin letter gives nothing."""
    joined = text.translate(
        {ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("ß"): "ss", ord("ø"): "o", ord("ł"): "l"}
    )
    letters = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")


def folder_of(position: int, name: str, count: int) -> str:
    """« personnes/03-amelie-durand »: its number makes it the only one, whatever the name."""
    width = max(2, len(str(count)))
    return f"personnes/{position:0{width}}-{plain(name) or 'personne'}"


def file_name(name: str, number: int) -> str:
    """A file of somebody's under a name of ours: « 02-mon-devis.pdf »."""
    stem, dot, extension = name.rpartition(".")
    ending = plain(extension) if dot and stem and len(extension) <= 8 else ""
    return f"{number:02}-{plain(stem if ending else name) or 'fichier'}" + (f".{ending}" if ending else "")


def only(paths: Sequence[str]) -> list[str]:
    """The same paths, a number added to those that were taken."""
    taken: set[str] = set()
    found = []
    for path in paths:
        kept, turn = path, 2
        stem, dot, extension = path.rpartition(".")
        while kept in taken:
            kept, turn = (f"{stem}-{turn}.{extension}" if dot else f"{path}-{turn}"), turn + 1
        taken.add(kept)
        found.append(kept)
    return found
