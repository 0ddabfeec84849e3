"""The list of erasures that outlives the database: `DATA_DIR/erasures.jsonl`, ids, scopes and dates only.

A line says `begun` before the transaction ends, then `kept` or `undone` once it has. A process killed between the two
leaves `begun` alone: whoever restores applies it, since it had been decided; a house that lives finds its certificate,
or not, and says which. So there is no moment at which an erasure that was kept is unknown to the list.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.aftermath import if_kept, if_undone
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.privacy import Retention
from app.core.settings import settings
from app.identity.models import Account
from app.privacy.erasure.models import Certificate
from app.privacy.erasure.queries import certificates
from app.privacy.erasure.rules import Cause

BEGUN, KEPT, UNDONE = "begun", "kept", "undone"
_SURER = (BEGUN, UNDONE, KEPT)
Entry = dict[str, Any]


def path() -> Path:
    return settings().data_dir / "erasures.jsonl"


def line_of(certificate: Certificate) -> Entry:
    return {
        "id": certificate.id,
        "at": certificate.at.isoformat(),
        "organisation_id": certificate.organisation_id,
        "account_id": certificate.subject_id,
        "enrolment_id": certificate.enrolment_id,
        "retentions": certificate.retentions,
        "cause": certificate.cause,
        "reference": certificate.reference,
        "number": certificate.number,
        "code": certificate.code,
        "until": max((each["until"] for each in certificate.archived), default=None),
    }


def announce(session: Session, certificate: Certificate) -> None:
    """Before the end of the transaction, and again once it has ended."""
    _write([line_of(certificate) | {"state": BEGUN}])
    if_kept(session, partial(_write, [{"id": certificate.id, "state": KEPT}]))
    if_undone(session, partial(_write, [{"id": certificate.id, "state": UNDONE}]))


def read(source: Path | None = None) -> list[Entry]:
    """The erasures of a list, the oldest first: those that were kept, and those of which nobody can say."""
    return gathered([text_of(source or path())])


def gathered(texts: Iterable[str]) -> list[Entry]:
    """The same, of several lists at once: what one of them knows to be kept was kept, whatever another has missed."""
    known = sorted(_known(texts).values(), key=lambda entry: str(entry["at"]))
    return [entry for entry in known if entry["state"] != UNDONE]


def keep(entries: Iterable[Entry]) -> None:
    """This list learns what others knew: before anything is applied again, so that nothing is lost if that fails."""
    known = {entry["id"]: entry["state"] for entry in _known([text_of(path())]).values()}
    if lines := [entry for entry in entries if known.get(entry["id"]) not in (KEPT, entry["state"])]:
        _write(lines)


def check(text: str, where: str) -> None:
    """Raises Invalid for a list that somebody has changed. The last line may have been shortened by a power cut."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if not _is_entry(line) and (number < len(lines) or line.endswith("\n")):
            raise Invalid(
                _("La ligne %(n)s de la liste des effacements (%(where)s) ne se lit pas : quelqu'un l'a changée, ou une coupure l'a raccourcie. Rien n'a été changé. Comparez-la avec celle d'une sauvegarde ; si elle n'y est pas, retirez-la.")
                % {"n": number, "where": where}
            )  # fmt: skip


def written(entries: Iterable[Mapping[str, Any]]) -> str:
    """As the list holds them."""
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def text_of(source: Path) -> str:
    return source.read_text(encoding="utf-8") if source.is_file() else ""


def settle(session: Session) -> int:
    """The list says what the database says; how many lines were added. For a job, and after a restore.

    Of somebody whom this database has never held, it says nothing: another backup may hold them.
    """
    known = _known([text_of(path())])
    given = certificates.certificates(session)
    kept = {certificate.id for certificate in given}
    lines = [line_of(each) | {"state": KEPT} for each in given if each.id not in known]
    for entry_id, entry in known.items():
        if entry["state"] != KEPT and entry_id in kept:
            lines.append({"id": entry_id, "state": KEPT})
        elif entry["state"] == BEGUN and session.get(Account, entry["account_id"]) is not None:
            lines.append({"id": entry_id, "state": UNDONE})
    if lines:
        _write(lines)
    return len(lines)


def _known(texts: Iterable[str]) -> dict[str, Entry]:
    """Each erasure by its id, with the surest thing that is said of it."""
    found: dict[str, Entry] = {}
    states: dict[str, str] = {}
    for entry in (each for text in texts for each in _entries(text)):
        state = entry.get("state", KEPT)  # a list drawn from certificates says none
        states[entry["id"]] = max(states.get(entry["id"], BEGUN), state, key=_SURER.index)
        if "account_id" in entry:
            found.setdefault(entry["id"], entry)
    return {entry_id: entry | {"state": states[entry_id]} for entry_id, entry in found.items()}


def _entries(text: str) -> Iterator[Entry]:
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the end of a line that a power cut has shortened
        if isinstance(entry, dict) and "id" in entry and entry.get("state", KEPT) in _SURER:
            yield entry


def _is_entry(line: str) -> bool:
    try:
        entry = json.loads(line)
        if entry.get("state", KEPT) not in _SURER or not isinstance(entry["id"], str):
            return False
        if "account_id" in entry:  # otherwise, what became of one that was said before
            datetime.fromisoformat(entry["at"])
            Cause(entry["cause"])
            [Retention(each) for each in entry["retentions"]]
            return all(isinstance(entry[name], str) for name in ("organisation_id", "account_id", "reference", "code"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def _write(entries: Iterable[Mapping[str, Any]]) -> None:
    """Whole lines, at once, through to the disk. A line that a cut has left open is closed first."""
    place = path()
    place.parent.mkdir(parents=True, exist_ok=True)
    text = written(entries)
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            text = "\n" + text
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
