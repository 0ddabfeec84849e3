"""Two readers that know nothing of each other: the library for Python, and ical.js through node."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from app.core.settings import CHECKOUT

READER = Path(__file__).with_name("reader.mjs")


@dataclass(frozen=True)
class Read:
    uid: str
    summary: str
    location: str
    description: str
    sequence: int
    status: str | None
    starts: datetime | date
    ends: datetime | date
    zone: str | None
    stamp: datetime


def by_python(body: bytes) -> tuple[str, list[Read]]:
    """The method, and the events in their order."""
    calendar = icalendar.Calendar.from_ical(body)
    return str(calendar.get("METHOD", "")), [_python_event(found) for found in calendar.walk("VEVENT")]


def _python_event(found: Any) -> Read:
    starts, ends = found["DTSTART"].dt, found["DTEND"].dt
    timed = isinstance(starts, datetime)
    return Read(
        uid=str(found["UID"]),
        summary=str(found["SUMMARY"]),
        location=str(found.get("LOCATION", "")),
        description=str(found.get("DESCRIPTION", "")),
        sequence=int(found.get("SEQUENCE", 0)),
        status=str(found["STATUS"]) if "STATUS" in found else None,
        starts=starts.astimezone(UTC) if timed else starts,
        ends=ends.astimezone(UTC) if timed else ends,
        zone=found["DTSTART"].params.get("TZID"),
        stamp=found["DTSTAMP"].dt,
    )


def by_mozilla(*bodies: bytes) -> list[tuple[str, list[Read]]]:
    """The same of each calendar, as Thunderbird reads it."""
    return [(said["method"] or "", [_mozilla_event(found) for found in said["events"]]) for said in map(raw, bodies)]


def raw(body: bytes) -> dict[str, Any]:
    node = shutil.which("node")
    if not node:
        pytest.skip("no node on this machine")
    ran = subprocess.run([node, READER], input=body, capture_output=True, check=False, cwd=CHECKOUT)
    assert ran.returncode == 0, ran.stderr.decode()
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _mozilla_event(found: dict[str, Any]) -> Read:
    def moment(text: str) -> datetime | date:
        return date.fromisoformat(text) if found["allDay"] else datetime.fromisoformat(text)

    return Read(
        uid=found["uid"],
        summary=found["summary"],
        location=found["location"] or "",
        description=found["description"] or "",
        sequence=found["sequence"] or 0,
        status=found["status"],
        starts=moment(found["starts"]),
        ends=moment(found["ends"]),
        zone=found["zone"],
        stamp=datetime.fromisoformat(found["stamp"]),
    )


def both(body: bytes) -> tuple[str, list[Read]]:
    """What the two readers agree on."""
    python, mozilla = by_python(body), by_mozilla(body)[0]
    assert python == mozilla
    return python
