"""When one may sign, with which code, with what hand, and why somebody was absent."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from app.core.clock import paris
from app.core.i18n import N_
from app.scheduling.rules import NOON, Half, HalfDay, starts_of

EARLY = timedelta(minutes=15)  # learners sign from so long before a half-day begins
LATE = timedelta(minutes=30)  # and until so long after it ends
STEP = 30  # seconds that a code shows; it is taken for one step more
PASS = timedelta(minutes=10)  # after a scan: time to sign in and to tap once
PIN_DIGITS = 6
LONGEST_REASON = 500

WIDTH, HEIGHT = 600, 200  # of the sheet of a drawn signature
MOST_STROKES = 80
MOST_POINTS = 3000
MOST_TEXT = 40_000
LEAST_INK = 60  # units drawn: a dot is no signature


class Method(StrEnum):
    CODE = "code"
    FINGER = "finger"
    NAME = "name"
    PIN = "pin"
    PAPER = "paper"
    TRAINER = "trainer"  # marked by who runs the session, without a signature
    CONNECTION = "connection"  # drawn from the record of a virtual classroom
    CERTIFY = "certify"  # of a countersignature


METHODS: dict[str, str] = {
    Method.CODE: N_("code du moment"),
    Method.FINGER: N_("signature au doigt"),
    Method.NAME: N_("nom écrit"),
    Method.PIN: N_("code de la carte"),
    Method.PAPER: N_("feuille papier"),
    Method.TRAINER: N_("présence notée par l'équipe"),
    Method.CONNECTION: N_("connexion à la salle à distance"),
    Method.CERTIFY: N_("certification"),
}


class Absence(NamedTuple):
    label: str
    justified: bool


ABSENCES: dict[str, Absence] = {
    "illness": Absence(N_("Arrêt ou rendez-vous de santé"), True),  # never more detail than this
    "family": Absence(N_("Événement familial"), True),
    "work": Absence(N_("Travail ou entretien d'embauche"), True),
    "summons": Absence(N_("Convocation officielle"), True),
    "transport": Absence(N_("Transport ou météo"), True),
    "organisation": Absence(N_("Fait de l'organisme"), True),
    "other": Absence(N_("Autre motif annoncé"), False),
    "unknown": Absence(N_("Sans nouvelle"), False),
}


class Window(NamedTuple):
    """When learners may sign for a half-day."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, moment: datetime) -> bool:
        return self.opens_at <= moment <= self.closes_at


def ends_of(part: HalfDay, ends_at: datetime) -> datetime:
    """When the session ends in that half-day."""
    border = paris(part.day, NOON) if part.half is Half.MORNING else paris(part.day + timedelta(days=1), 0)
    return min(ends_at, border)


def window_of(part: HalfDay, starts_at: datetime, ends_at: datetime) -> Window:
    return Window(starts_of(part, starts_at) - EARLY, ends_of(part, ends_at) + LATE)


def current_part(parts: Iterable[HalfDay], starts_at: datetime, ends_at: datetime, moment: datetime) -> HalfDay:
    """The half-day one means without saying it: the one under way, else the next, else the last."""
    found = None
    for part in parts:
        found = part
        if moment < ends_of(part, ends_at):
            break
    assert found is not None, "a session has a half-day"
    return found


def name_of(part: HalfDay) -> str:
    """How an address names a half-day."""
    return f"{part.day.isoformat()}-{part.half.value}"


# --- Codes that change --------------------------------------------------------------------------------------------


def secret_of(house_secret: str, session_id: str) -> bytes:
    """Of one session: a code of one is worth nothing for another."""
    return hmac.new(house_secret.encode(), f"attendance:{session_id}".encode(), hashlib.sha256).digest()


def step_of(moment: datetime) -> int:
    """The time step, by the clock of the server alone."""
    return int(moment.timestamp()) // STEP


def seconds_left(moment: datetime) -> int:
    return STEP - int(moment.timestamp()) % STEP


def digits(secret: bytes, day: date, half_day: str, step: int) -> str:
    """The six digits of a step."""
    number = int.from_bytes(_mac(secret, "digits", day, half_day, str(step))[:8], "big")
    return f"{number % 1_000_000:06}"


def digits_are_right(secret: bytes, day: date, half_day: str, moment: datetime, given: str) -> bool:
    """Of this step or of the one before: whoever types is not faster than the clock."""
    step = step_of(moment)
    known = [digits(secret, day, half_day, each) for each in (step, step - 1)]
    return any([hmac.compare_digest(each.encode(), given.encode()) for each in known])


class Token(NamedTuple):
    """What a QR leads to: `holder` is empty for the one that everybody scans, else who scanned it and may go on."""

    session_id: str
    day: date
    half_day: str
    step: int
    holder: str = ""


_TOKEN = re.compile(r"([0-9a-f-]{36})\.(\d{8})([ma])\.(\d{1,12})\.([0-9a-f]{12}|)\.([0-9a-f]{24})")
_HALF = {"m": Half.MORNING.value, "a": Half.AFTERNOON.value}


def token(secret: bytes, said: Token) -> str:
    letter = "m" if said.half_day == Half.MORNING else "a"
    mac = _mac(secret, "token", said.day, said.half_day, f"{said.step}:{said.holder}").hex()[:24]
    return f"{said.session_id}.{said.day:%Y%m%d}{letter}.{said.step}.{said.holder}.{mac}"


def read_token(house_secret: str, text: str) -> Token | None:
    """What a token says, if it was made here; whether it is still good is `is_fresh`."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return None
    said = Token(found[1], day, _HALF[found[3]], int(found[4]), found[5])
    good = token(secret_of(house_secret, said.session_id), said)
    return said if hmac.compare_digest(good.encode(), text.encode()) else None


def is_fresh(said: Token, moment: datetime, holders: Iterable[str] = ()) -> bool:
    """The code on the screen is good for two steps; once scanned, its holder has some minutes to sign in and tap."""
    age = step_of(moment) - said.step
    if said.holder:
        return said.holder in holders and 0 <= age <= PASS.total_seconds() // STEP
    return 0 <= age <= 1


def holder_print(who: str) -> str:
    """An account, or the cookie of a browser, as a token may name it."""
    return hashlib.sha256(f"holder:{who}".encode()).hexdigest()[:12]


def _mac(secret: bytes, use: str, day: date, half_day: str, more: str) -> bytes:
    return hmac.new(secret, f"{use}|{day.isoformat()}|{half_day}|{more}".encode(), hashlib.sha256).digest()


# --- Drawn signatures ---------------------------------------------------------------------------------------------


def path_of(text: str) -> str | None:
    """The SVG path of a drawing sent as JSON strokes [[[x, y], …], …]; None when it is not a sound signature.

    The path is written here, from whole numbers inside the sheet: nothing that was sent is kept as it came.
    """
    if not text or len(text) > MOST_TEXT:
        return None
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(strokes, list) or not 1 <= len(strokes) <= MOST_STROKES:
        return None
    parts: list[str] = []
    points, ink = 0, 0.0
    for stroke in strokes:
        if not isinstance(stroke, list) or not stroke:
            return None
        points += len(stroke)
        if points > MOST_POINTS or not all(_is_point(point) for point in stroke):
            return None
        line = stroke if len(stroke) > 1 else [stroke[0], stroke[0]]
        parts.append("M" + "L".join(f"{x} {y}" for x, y in line))
        ink += sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(stroke))
    return "".join(parts) if ink >= LEAST_INK else None


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(value) is int for value in point)
        and 0 <= point[0] <= WIDTH
        and 0 <= point[1] <= HEIGHT
    )


# --- Seals --------------------------------------------------------------------------------------------------------


EMPTIED_SEAL = "effacé"  # in place of what an erased person had signed or explained: its seal is reckoned no more


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of what a seal holds, written in one way only."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


NUMBER_LENGTH = 12
NUMBER_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another


def spaced(number: str) -> str:
    """« EM-7F3K-92QD-X4PB » as it is read aloud."""
    return "EM-" + "-".join(number[at : at + 4] for at in range(0, len(number), 4))


def clean_number(text: str) -> str:
    """A number as somebody types it."""
    found = re.sub(r"[^0-9A-Z]", "", text.upper())[:20]
    return found[2:] if len(found) == NUMBER_LENGTH + 2 else found
