"""The client of a BigBlueButton server: its published API, over HTTP, with a checksum on every call.

It is called by errands only; `Server.join_address` alone is used by pages, because it signs an address without asking
anybody. One address is ever called, the one of the settings, and no redirection is followed. What is told of a failure
never holds the address that was called: its checksum would let whoever reads it call again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import WARNING, getLogger
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.core.fetching import NoAnswer, NotFetched, TooHeavy, fetch
from app.core.settings import Settings

getLogger("httpx").setLevel(WARNING)  # it would write the addresses that it calls

WHOLE = 8.0  # seconds, for a whole answer
LARGEST = 2_000_000  # octets of an answer

_ABSENT = frozenset({"notFound", "invalidMeetingIdentifier"})
_FIRST, _LAST = datetime(2005, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Trouble(Exception):
    """The server could not be asked, or did not answer what it should."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(f"{code} {said}".strip())
        self.code = code  # down, slow, refused (it says no), nonsense (it says something else)

    @property
    def concerns_all(self) -> bool:
        """Asking for another meeting now would end the same way."""
        return self.code in ("down", "slow")


@dataclass(frozen=True, slots=True)
class Attendee:
    user_id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Info:
    """A meeting as the server sees it now."""

    meeting_id: str
    name: str
    create_time: int
    running: bool
    forcibly_ended: bool
    attendees: tuple[Attendee, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    record_id: str
    meeting_id: str
    name: str
    starts_at: datetime
    minutes: int
    links: tuple[tuple[str, str], ...]  # format, address


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, and the secret that is shared with it (never shown, even by mistake)."""

    url: str
    secret: str

    def __repr__(self) -> str:
        return f"Server({self.url})"

    # --- Calls --------------------------------------------------------------------------------------------------

    def create(self, meeting_id: str, name: str, **more: str) -> int:
        """Open a meeting; asking again for the same one changes nothing. The server's mark of it."""
        answer = self._call("create", {"meetingID": meeting_id, "name": name, **more})
        return _number(answer, "createTime")

    def is_running(self, meeting_id: str) -> bool:
        return _text(self._call("isMeetingRunning", {"meetingID": meeting_id}), "running") == "true"

    def info(self, meeting_id: str) -> Info | None:
        """The meeting and who is in it; None when the server has no such meeting."""
        try:
            return info_from(self._call("getMeetingInfo", {"meetingID": meeting_id}))
        except _Absent:
            return None

    def meetings(self) -> list[Info]:
        return meetings_from(self._call("getMeetings", {}))

    def end(self, meeting_id: str) -> None:
        """Close a meeting and let everybody go; one that is not there any more is closed."""
        try:
            self._call("end", {"meetingID": meeting_id})
        except _Absent:
            return

    def recordings(self, meeting_id: str) -> list[Recording]:
        return recordings_from(self._call("getRecordings", {"meetingID": meeting_id}))

    def join_address(
        self, meeting_id: str, name: str, user_id: str, *, moderates: bool, create_time: int | None = None
    ) -> str:
        """Where somebody enters; no server is asked. `create_time`: of this very meeting, not of a later one."""
        asked = {
            "meetingID": meeting_id, "fullName": name, "userID": user_id, "role": "MODERATOR" if moderates else "VIEWER",
        }  # fmt: skip
        return self._address("join", asked | ({"createTime": str(create_time)} if create_time else {}))

    # --- How ----------------------------------------------------------------------------------------------------

    def _address(self, call: str, asked: dict[str, str]) -> str:
        query = urlencode(asked)
        checksum = hashlib.sha256(f"{call}{query}{self.secret}".encode()).hexdigest()
        return f"{self.url}/api/{call}?{query}{'&' if query else ''}checksum={checksum}"

    def _call(self, call: str, asked: dict[str, str]) -> Element:
        try:
            answer = fetch("GET", self._address(call, asked), own=True, most=LARGEST, within=WHOLE)
        except NoAnswer as error:
            raise Trouble("slow") from error
        except TooHeavy as error:
            raise Trouble("nonsense", "too large") from error
        except NotFetched as error:  # no connection, or one that broke
            raise Trouble("down") from error
        if answer.status >= 500:
            raise Trouble("down", str(answer.status))
        if answer.status != 200:
            raise Trouble("refused", str(answer.status))
        return answer_in(answer.body)


class _Absent(Trouble):
    def __init__(self) -> None:
        super().__init__("absent")


def configured(settings: Settings) -> Server | None:
    """The server of the settings, however its address was written (with `/api` or without)."""
    if not settings.bbb_url:
        return None
    return Server(settings.bbb_url.removesuffix("/api"), settings.bbb_secret)


# --- What answers say -----------------------------------------------------------------------------------------


def answer_in(body: bytes) -> Element:
    """The answer, if the server agreed."""
    try:
        found: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # lookup: an unknown encoding
        raise Trouble("nonsense") from error
    code = _text(found, "returncode")
    if found.tag != "response" or code not in ("SUCCESS", "FAILED"):
        raise Trouble("nonsense")
    if code == "FAILED":
        key = _text(found, "messageKey")
        if key in _ABSENT:
            raise _Absent()
        raise Trouble("refused", key[:60])
    return found


def info_from(answer: Element) -> Info:
    attendees = tuple(_attendees(answer))
    return Info(
        _text(answer, "meetingID"), _text(answer, "meetingName"), _number(answer, "createTime"),
        _text(answer, "running") == "true", _text(answer, "hasBeenForciblyEnded") == "true", attendees,
    )  # fmt: skip


def meetings_from(answer: Element) -> list[Info]:
    return [info_from(found) for found in answer.findall("meetings/meeting")]


def recordings_from(answer: Element) -> list[Recording]:
    """Those that can be looked at."""
    found = []
    for one in answer.findall("recordings/recording"):
        links = tuple(_links(one))
        if not links or _text(one, "published") == "false":
            continue
        starts_at = _moment(_number(one, "startTime"))
        ends_at = _moment(_number(one, "endTime"))
        length = max((int(text) for text in _texts(one, "playback/format/length") if text.isdecimal()), default=0)
        minutes = length or max(0, round((ends_at - starts_at).total_seconds() / 60))
        found.append(
            Recording(_text(one, "recordID"), _text(one, "meetingID"), _text(one, "name"), starts_at, minutes, links)
        )
    return found


def _attendees(answer: Element) -> Iterator[Attendee]:
    for found in answer.findall("attendees/attendee"):
        user_id = _text(found, "userID")
        if user_id:
            yield Attendee(user_id, _text(found, "fullName"), _text(found, "role"))


def _links(recording: Element) -> Iterator[tuple[str, str]]:
    for found in recording.findall("playback/format"):
        address = _text(found, "url")
        if _is_web(address):  # it will be a link on a page
            yield _text(found, "type"), address


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and len(address) < 2000


def _text(within: Element, name: str) -> str:
    found = within.find(name)
    return (found.text or "").strip() if found is not None else ""


def _texts(within: Element, path: str) -> list[str]:
    return [(found.text or "").strip() for found in within.findall(path)]


def _number(within: Element, name: str) -> int:
    text = _text(within, name)
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Trouble("nonsense", name)
    return int(text)


def _moment(milliseconds: int) -> datetime:
    try:
        found = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Trouble("nonsense") from error
    if not _FIRST <= found <= _LAST:
        raise Trouble("nonsense")
    return found
