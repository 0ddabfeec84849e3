"""The client, over real HTTP, against a server that follows the published API; and the answers that real servers gave."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.classrooms import bigbluebutton
from app.classrooms.bigbluebutton import Server, Trouble, answer_in, info_from, meetings_from, recordings_from
from tests.factories.bigbluebutton import SECRET, Kept, StandIn, running

pytestmark = pytest.mark.once

NAME = "Parler à cinq clients"


@pytest.fixture
def peer() -> Iterator[StandIn]:
    with running(StandIn()) as stand_in:
        yield stand_in


@pytest.fixture
def server(peer: StandIn) -> Server:
    return Server(f"{peer.url}/bigbluebutton", SECRET)


def test_the_checksum_is_the_published_example_with_another_algorithm() -> None:
    """docs.bigbluebutton.org gives the call, the query and the secret; SHA-256 of them was computed apart."""
    asked = {"name": "Test Meeting", "meetingID": "abc123", "attendeePW": "111222", "moderatorPW": "333444"}
    address = Server("https://bbb.example", "639259d4-9dd8-4b25-bf01-95f9567eaf4b")._address("create", asked)
    query = urlsplit(address).query
    assert query.startswith("name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444&checksum=")
    import hashlib

    told = "createname=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444639259d4-9dd8-4b25-bf01-95f9567eaf4b"
    assert hashlib.sha1(told.encode()).hexdigest() == "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"  # what the page says
    assert query.endswith(hashlib.sha256(told.encode()).hexdigest())


def test_a_meeting_asked_for_twice_is_made_once(peer: StandIn, server: Server) -> None:
    first = server.create("seance-1", NAME, welcome="Bonjour & bienvenue à l'école")
    assert server.create("seance-1", NAME) == first
    assert peer.created == 1
    assert peer.meetings["seance-1"].asked["welcome"] == "Bonjour & bienvenue à l'école"


def test_who_joins_is_seen_until_they_leave(peer: StandIn, server: Server) -> None:
    mark = server.create("seance-1", NAME)
    assert not server.is_running("seance-1")
    address = server.join_address("seance-1", "Zoé d'Ô & Cie", "e-1", moderates=False, create_time=mark)
    assert SECRET not in address
    answer = httpx.get(address)
    assert answer.status_code == 302
    assert server.is_running("seance-1")
    info = server.info("seance-1")
    assert info is not None
    assert [(one.user_id, one.name, one.role) for one in info.attendees] == [("e-1", "Zoé d'Ô & Cie", "VIEWER")]
    assert info.create_time == mark
    assert [one.meeting_id for one in server.meetings()] == ["seance-1"]
    peer.leave("seance-1", "e-1")
    info = server.info("seance-1")
    assert info is not None
    assert info.attendees == ()


def test_an_address_to_join_cannot_be_changed_into_another(peer: StandIn, server: Server) -> None:
    server.create("seance-1", NAME)
    address = server.join_address("seance-1", "Nadia", "e-1", moderates=False)
    assert dict(parse_qsl(urlsplit(address).query))["role"] == "VIEWER"
    changed = httpx.get(address.replace("VIEWER", "MODERATOR"))
    assert "checksumError" in changed.text


def test_an_address_of_a_meeting_does_not_open_the_next_one_of_that_name(peer: StandIn, server: Server) -> None:
    address = server.join_address(
        "seance-1", "Nadia", "e-1", moderates=False, create_time=server.create("seance-1", NAME)
    )
    server.end("seance-1")
    server.create("seance-1", NAME)
    assert "mismatchCreateTimeParam" in httpx.get(address).text


def test_what_is_not_there_is_not_a_failure(server: Server) -> None:
    assert server.info("seance-9") is None
    server.end("seance-9")
    assert server.recordings("seance-9") == []


def test_recordings_are_told_with_their_addresses(peer: StandIn, server: Server) -> None:
    links = [("presentation", "https://bbb.example/play?a=1&b=2"), ("podcast", "javascript:alert(1)")]
    peer.recordings.append(Kept("r-1", "seance-1", 1_790_000_000_000, 1_790_003_600_000, links))
    (found,) = server.recordings("seance-1")
    assert found.links == (("presentation", "https://bbb.example/play?a=1&b=2"),)
    assert found.minutes == 60


@pytest.mark.parametrize(
    ("mode", "code"), [("down", "down"), ("error", "down"), ("garbage", "nonsense"), ("huge", "nonsense")]
)
def test_a_server_that_misbehaves_is_told_by_its_trouble(peer: StandIn, server: Server, mode: str, code: str) -> None:
    peer.mode = mode
    with pytest.raises(Trouble) as met:
        server.create("seance-1", NAME)
    assert met.value.code == code
    assert SECRET not in repr(met.value)
    assert "checksum" not in str(met.value)


def test_a_slow_server_is_not_waited_for(peer: StandIn, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bigbluebutton, "WHOLE", 0.2)
    peer.mode, peer.patience = "slow", 0.5
    with pytest.raises(Trouble, match="slow"):
        server.info("seance-1")


def test_nobody_there_is_a_trouble_too() -> None:
    with pytest.raises(Trouble, match="down"):
        Server("http://127.0.0.1:9/bigbluebutton", SECRET).meetings()


def test_a_wrong_secret_is_refused_and_stays_unsaid(peer: StandIn) -> None:
    wrong = Server(f"{peer.url}/bigbluebutton", "another-secret-that-is-long-enough-too")
    with pytest.raises(Trouble, match="refused checksumError") as met:
        wrong.meetings()
    assert "another-secret" not in repr(met.value) + repr(wrong)


def test_a_redirection_is_not_followed(peer: StandIn, server: Server) -> None:
    """Else a server could send us to an address of our own network."""
    server.create("seance-1", NAME)
    with pytest.raises(Trouble, match="refused 302"):
        server._call("join", {"meetingID": "seance-1", "fullName": "A", "role": "VIEWER"})


@pytest.mark.parametrize(
    "body",
    [
        b"", b"not xml", b"<html></html>", b"<response/>", b"<response><returncode>YES</returncode></response>",
        b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><response><returncode>&c;</returncode></response>',
        b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><response><returncode>&a;</returncode></response>',
        b'<?xml version="1.0" encoding="klingon"?><response/>',
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_nonsense(body: bytes) -> None:
    with pytest.raises(Trouble, match="nonsense"):
        answer_in(body)


# --- What real servers have answered --------------------------------------------------------------------------


def test_the_people_of_a_real_meeting_are_read(samples: Path) -> None:
    info = info_from(answer_in((samples / "bbb" / "get_meeting_info.xml").read_bytes()))
    assert info.meeting_id == "117b12ae2656972d330b6bad58878541-28-15"
    assert info.create_time == 1453206317376
    assert info.running
    assert [(one.user_id, one.name, one.role) for one in info.attendees] == [
        ("amslzbgzzddp", "Ernie Abernathy", "MODERATOR"), ("xi7y7gpmyq1g", "Barrett Kutch", "MODERATOR"),
        ("srfd2uad4x9s", "Peter Parker", "VIEWER"), ("6ntb564ibhnq", "Bruce Wayne", "VIEWER"),
    ]  # fmt: skip


def test_real_lists_of_meetings_and_recordings_are_read(samples: Path) -> None:
    meetings = meetings_from(answer_in((samples / "bbb" / "get_meetings.xml").read_bytes()))
    assert [(one.name, one.running) for one in meetings] == [
        ("Prof. Josie Reichert IV", False), ("Barbara Schiller", False), ("Marty Lueilwitz", True),
    ]  # fmt: skip
    recordings = recordings_from(answer_in((samples / "bbb" / "get_recordings.xml").read_bytes()))
    assert len(recordings) == 6
    assert recordings[0].minutes == 632
    assert [kind for kind, _address in recordings[0].links] == ["podcast", "presentation"]
    assert recordings[0].name == "SAT- Writing-Humanities (All participants)"
    assert recordings_from(answer_in((samples / "bbb" / "get_recordings_no_recordings.xml").read_bytes())) == []


def test_every_other_real_answer_is_an_agreement(samples: Path) -> None:
    for name in ("create_meeting", "end_meeting", "is_meeting_running", "join_meeting"):
        assert answer_in((samples / "bbb" / f"{name}.xml").read_bytes()).tag == "response"
