"""A local server that follows BigBlueButton's published API, for tests, and by hand to try a demonstration:

    python -m tests.factories.bigbluebutton --port 8199

It checks checksums (SHA-1 to SHA-512), creates a meeting once however often it is asked, lets people in through `join`,
tells who is there, ends meetings and lists recordings. Its `mode` makes it misbehave: down, slow, error, garbage, huge.
"""

import argparse
import base64
import hashlib
import hmac
import html
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from xml.sax.saxutils import escape

SECRET = "a-secret-shared-with-the-stand-in-server"
API = "/bigbluebutton/api"


@dataclass
class Person:
    user_id: str
    name: str
    role: str


@dataclass
class Held:
    """A meeting on the server. `people` by what a browser holds: the same person may come with two devices."""

    asked: dict[str, str]
    create_time: int
    people: dict[str, Person] = field(default_factory=dict)
    joined: bool = False
    over: bool = False


@dataclass
class Kept:
    record_id: str
    meeting_id: str
    start: int
    end: int
    links: list[tuple[str, str]]


class Refused(Exception):
    def __init__(self, key: str, said: str) -> None:
        super().__init__(said)
        self.key, self.said = key, said


class StandIn:
    """The server's state, and what a test does with it."""

    def __init__(self, secret: str = SECRET) -> None:
        self.secret = secret
        self.url = ""
        self.mode = ""
        self.patience = 0.0  # seconds that it takes when it is slow
        self.calls: list[str] = []
        self.created = 0  # meetings really made
        self.meetings: dict[str, Held] = {}
        self.recordings: list[Kept] = []
        self._lock = threading.Lock()
        self._number = 1_790_000_000_000

    def come(self, meeting_id: str, user_id: str, name: str = "Quelqu'un", role: str = "VIEWER") -> str:
        """Somebody is there; what their browser holds."""
        held = self.meetings[meeting_id]
        token = f"t{len(held.people)}-{user_id}"
        held.people[token] = Person(user_id, name, role)
        held.joined = True
        return token

    def leave(self, meeting_id: str, user_id: str) -> None:
        held = self.meetings[meeting_id]
        held.people = {token: one for token, one in held.people.items() if one.user_id != user_id}

    def close(self, meeting_id: str) -> None:
        """As when the last one has left, or when a moderator ends it."""
        del self.meetings[meeting_id]

    def report_token(self, lasts: int = 86_400, secret: str = "", algorithm: str = "HS512") -> str:
        """What signs the report of a meeting: nothing but the moment when it is out of date."""
        head = _base64(json.dumps({"typ": "JWT", "alg": algorithm}).encode())
        body = _base64(json.dumps({"exp": int(time.time()) + lasts}).encode())
        digest = {"HS512": "sha512", "HS256": "sha256"}[algorithm]
        seal = hmac.new((secret or self.secret).encode(), f"{head}.{body}".encode(), digest).digest()
        return f"{head}.{body}.{_base64(seal)}"

    # --- The calls of the API -----------------------------------------------------------------------------------

    def answer(self, call: str, query: str) -> str | tuple[str, str]:
        """XML, or where `join` leads (its address, and a cookie's worth)."""
        asked = dict(parse_qsl(query, keep_blank_values=True))
        with self._lock:
            self.calls.append(call)
            try:
                self._check(call, query)
                known: dict[str, Callable[[dict[str, str]], str | tuple[str, str]]] = {
                    "create": self._create, "join": self._join, "isMeetingRunning": self._running,
                    "getMeetingInfo": self._info, "getMeetings": self._all, "end": self._end,
                    "getRecordings": self._recordings,
                }  # fmt: skip
                if call not in known:
                    raise Refused("unsupportedRequest", "This request is not supported.")
                return known[call](asked)
            except Refused as refusal:
                return _xml("FAILED", f"<messageKey>{refusal.key}</messageKey><message>{refusal.said}</message>")

    def _check(self, call: str, query: str) -> None:
        kept, _mark, given = query.rpartition("checksum=")
        told = f"{call}{kept.removesuffix('&')}{self.secret}".encode()
        known = [hashlib.new(name, told).hexdigest() for name in ("sha1", "sha256", "sha384", "sha512")]
        if given not in known:
            raise Refused("checksumError", "Checksums do not match")

    def _held(self, asked: dict[str, str]) -> Held:
        found = self.meetings.get(asked.get("meetingID", ""))
        if found is None:
            raise Refused("notFound", "We could not find a meeting with that meeting ID")
        return found

    def _create(self, asked: dict[str, str]) -> str:
        meeting_id, name = asked.get("meetingID", ""), asked.get("name", "")
        if not 2 <= len(meeting_id) <= 256 or "," in meeting_id:
            raise Refused("validationError", "Meeting id must be between 2 and 256 characters")
        if not 2 <= len(name) <= 64:
            raise Refused("validationError", "Meeting name must be between 2 and 64 characters")
        held = self.meetings.get(meeting_id)
        again = held is not None
        if held is None:
            self._number += 1
            self.created += 1
            held = self.meetings[meeting_id] = Held(asked, self._number)
        key = "<messageKey>duplicateWarning</messageKey><message>This conference was already in existence and may currently be in progress.</message>"
        return _xml(
            "SUCCESS",
            f"<meetingID>{escape(meeting_id)}</meetingID><internalMeetingID>{self._internal(meeting_id)}</internalMeetingID>"
            f"<parentMeetingID>bbb-none</parentMeetingID><createTime>{held.create_time}</createTime>"
            f"<hasUserJoined>{_flag(held.joined)}</hasUserJoined><duration>0</duration>"
            f"<hasBeenForciblyEnded>false</hasBeenForciblyEnded>{key if again else '<messageKey/><message/>'}",
        )

    def _join(self, asked: dict[str, str]) -> tuple[str, str]:
        held = self._held(asked)
        if not asked.get("fullName"):
            raise Refused("missingParamFullName", "You must specify a name for the attendee who will be joining")
        if asked.get("role") not in ("MODERATOR", "VIEWER"):
            raise Refused("invalidPassword", "You either did not supply a password or the password is not known")
        if asked.get("createTime", str(held.create_time)) != str(held.create_time):
            raise Refused("mismatchCreateTimeParam", "The createTime parameter submitted mismatches")
        token = self.come(asked["meetingID"], asked.get("userID", ""), asked["fullName"], asked["role"])
        return f"{self.url}/html5client?sessionToken={quote(token)}&meeting={quote(asked['meetingID'])}", token

    def _running(self, asked: dict[str, str]) -> str:
        held = self.meetings.get(asked.get("meetingID", ""))
        return _xml("SUCCESS", f"<running>{_flag(held is not None and held.joined)}</running>")

    def _info(self, asked: dict[str, str]) -> str:
        return _xml("SUCCESS", self._meeting(asked["meetingID"], self._held(asked)))

    def _all(self, asked: dict[str, str]) -> str:
        found = [f"<meeting>{self._meeting(name, held)}</meeting>" for name, held in self.meetings.items()]
        return _xml("SUCCESS", f"<meetings>{''.join(found)}</meetings>")

    def _end(self, asked: dict[str, str]) -> str:
        self._held(asked)
        del self.meetings[asked["meetingID"]]
        return _xml(
            "SUCCESS",
            "<messageKey>sentEndMeetingRequest</messageKey><message>A request to end the meeting was sent.</message>",
        )

    def _recordings(self, asked: dict[str, str]) -> str:
        found = [one for one in self.recordings if one.meeting_id in asked.get("meetingID", "").split(",")]
        if not found:
            return _xml(
                "SUCCESS", "<messageKey>noRecordings</messageKey><message>No recordings found</message><recordings/>"
            )
        return _xml("SUCCESS", f"<recordings>{''.join(map(_recording, found))}</recordings>")

    def _meeting(self, meeting_id: str, held: Held) -> str:
        people = "".join(
            f"<attendee><userID>{escape(one.user_id)}</userID><fullName>{escape(one.name)}</fullName><role>{one.role}</role>"
            "<isPresenter>false</isPresenter><isListeningOnly>false</isListeningOnly><hasJoinedVoice>false</hasJoinedVoice>"
            "<hasVideo>false</hasVideo><clientType>HTML5</clientType><customdata/></attendee>"
            for one in held.people.values()
        )
        return (
            f"<meetingName>{escape(held.asked['name'])}</meetingName><meetingID>{escape(meeting_id)}</meetingID>"
            f"<internalMeetingID>{self._internal(meeting_id)}</internalMeetingID><createTime>{held.create_time}</createTime>"
            f"<running>{_flag(held.joined)}</running><duration>0</duration><hasUserJoined>{_flag(held.joined)}</hasUserJoined>"
            f"<recording>false</recording><hasBeenForciblyEnded>false</hasBeenForciblyEnded><startTime>{held.create_time}</startTime>"
            f"<endTime>0</endTime><participantCount>{len(held.people)}</participantCount><attendees>{people}</attendees><metadata/>"
        )

    def _internal(self, meeting_id: str) -> str:
        return f"{hashlib.sha1(meeting_id.encode()).hexdigest()}-{self._number}"


def _recording(kept: Kept) -> str:
    formats = "".join(
        f"<format><type>{kind}</type><url>{escape(address)}</url><length>{(kept.end - kept.start) // 60_000}</length></format>"
        for kind, address in kept.links
    )
    return (
        f"<recording><recordID>{kept.record_id}</recordID><meetingID>{escape(kept.meeting_id)}</meetingID><name><![CDATA[Séance]]></name>"
        f"<published>true</published><state>published</state><startTime>{kept.start}</startTime><endTime>{kept.end}</endTime>"
        f"<metadata/><playback>{formats}</playback></recording>"
    )


def _xml(code: str, inside: str) -> str:
    return f"<response><returncode>{code}</returncode>{inside}</response>"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


# --- Over HTTP ------------------------------------------------------------------------------------------------

_ROOM = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Salle</title></head><body><h1>{title}</h1>
<p>Dans la salle : {people}</p><form method="post" action="/quitter?{query}"><button>Quitter la salle</button></form></body></html>"""


class _Door(BaseHTTPRequestHandler):
    stand_in: StandIn

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        parts = urlsplit(self.path)
        if parts.path.startswith(API):
            self._api(parts.path.removeprefix(API).strip("/"), parts.query)
        elif parts.path == "/html5client":
            self._room(dict(parse_qsl(parts.query)), parts.query)
        else:
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:  # noqa: N802
        query = urlsplit(self.path).query
        asked = dict(parse_qsl(query))
        if held := self.stand_in.meetings.get(asked.get("meeting", "")):
            held.people.pop(asked.get("sessionToken", ""), None)
        self._send(200, "text/html; charset=utf-8", "<h1>Vous avez quitté la salle</h1>".encode())

    def _api(self, call: str, query: str) -> None:
        mode = self.stand_in.mode
        if mode == "down":
            self.connection.close()
            return
        if mode == "slow":
            time.sleep(self.stand_in.patience)
        if mode == "error":
            self._send(500, "text/html", b"<h1>Tomcat</h1>")
        elif mode == "garbage":
            self._send(200, "text/xml", b"<response><returncode>SUCC")
        elif mode == "huge":
            self._send(200, "text/xml", b"<response>" + b"<a/>" * 700_000 + b"</response>")
        else:
            answer = self.stand_in.answer(call, query)
            if isinstance(answer, tuple):
                self._send(302, "text/plain", b"", answer[0])
            else:
                self._send(200, "text/xml; charset=utf-8", answer.encode())

    def _room(self, asked: dict[str, str], query: str) -> None:
        held = self.stand_in.meetings.get(asked.get("meeting", ""))
        if held is None or asked.get("sessionToken") not in held.people:
            self._send(404, "text/html; charset=utf-8", b"<h1>Cette salle n'existe plus</h1>")
            return
        people = ", ".join(sorted({f"{one.name} ({one.role.lower()})" for one in held.people.values()}))
        page = _ROOM.format(title=html.escape(held.asked["name"]), people=html.escape(people), query=html.escape(query))
        self._send(200, "text/html; charset=utf-8", page.encode())

    def _send(self, status: int, kind: str, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may have had enough of it
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextmanager
def running(stand_in: StandIn, port: int = 0) -> Iterator[StandIn]:
    """The server on a port of this machine, until the block ends."""
    door = type("Door", (_Door,), {"stand_in": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", port), door)
    server.daemon_threads = True
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="Un serveur qui parle comme BigBlueButton, pour essayer.")
    parser.add_argument("--port", type=int, default=8199)
    parser.add_argument("--secret", default=SECRET)
    parser.add_argument("--mode", default="", choices=["", "down", "slow", "error", "garbage", "huge"])
    chosen = parser.parse_args()
    stand_in = StandIn(chosen.secret)
    stand_in.mode, stand_in.patience = chosen.mode, 30
    with running(stand_in, chosen.port):
        print(f"BIDAIDE_BBB_URL={stand_in.url}/bigbluebutton BIDAIDE_BBB_SECRET={chosen.secret}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
