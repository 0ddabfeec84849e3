"""The lines of the trail with the names of today: who was erased shows as erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _
from app.core.trail import MACHINE, words
from app.core.trail.store import Line
from app.core.trail.whence import COMMAND
from app.trail import queries


@dataclass(frozen=True, slots=True)
class Shown:
    line: Line
    at: datetime
    who: str
    what: str
    sentence: str
    device: str
    why: str


def shown(session: Session, organisation_id: str, lines: Sequence[Line], person: str = "") -> list[Shown]:
    paths = queries.paths(session, organisation_id, {line["enrolment_id"] for line in lines} - {""})
    accounts = {line[name] for line in lines for name in ("reader_id", "account_id")} - {""}
    names = queries.names(session, accounts)
    return [_said(line, names, paths, person) for line in lines]


def _said(line: Line, names: Mapping[str, str], paths: Mapping[str, AnyRow], person: str) -> Shown:
    whose = ""
    if line["enrolment_id"]:
        path = paths.get(line["enrolment_id"])
        whose = path.name if path is not None else _(words.ERASED)
    elif line["account_id"] and line["account_id"] != line["reader_id"]:
        whose = names.get(line["account_id"], _(words.ERASED))
    elif line["people"] is None and line["account_id"] != line["reader_id"]:
        whose = person if line["subject_id"] else ""
    what = words.what_words(line["subject"], whose, line["people"])
    who = who_did(line, names)
    at = moment_of(line)
    return Shown(
        line, at, who, what, words.sentence(who, line["did"], what), words.device_words(line["device"]),
        words.why_words(line["role"]),
    )  # fmt: skip


def who_did(line: Line, names: Mapping[str, str]) -> str:
    if line["reader_id"]:
        known = names.get(line["reader_id"], _(words.ERASED))
        return known[:1].upper() + known[1:]
    if line["device"] == COMMAND:
        return _("La personne qui tient le serveur")
    return _("La plateforme") if line["role"] == MACHINE else _("Une personne inconnue")


def moment_of(line: Line) -> datetime:
    return datetime.fromisoformat(line["at"]).replace(tzinfo=UTC)
