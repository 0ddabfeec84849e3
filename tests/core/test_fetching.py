"""The house asks only where it may, and connects to the very address that it has checked."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest

from app.core import fetching
from app.core.settings import settings


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))  # type: ignore[attr-defined]
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _n in range(50):
                try:
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.02)
                except OSError:
                    return
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (10_000 if self.path == "/heavy" else 2))

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[HTTPServer]:
    found = HTTPServer(("127.0.0.1", 0), _Server)
    found.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "private_hosts", "127.0.0.1 10.4.0.0/16 sso.interne.example")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.1/", "https://192.168.1.1/",
        "https://172.16.0.9/", "https://169.254.169.254/latest/", "https://100.64.0.1/", "https://0.0.0.0/",
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[fe80::1]/", "https://[fd00::1]/",
        "https://[2002:7f00:1::]/", "https://[64:ff9b::7f00:1]/", "https://[::127.0.0.1]/", "https://[ff02::1]/",
        "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://0/",
        "https://224.0.0.1/", "https://255.255.255.255/", "https://198.18.0.1/",
    ],
)  # fmt: skip
def test_no_way_of_writing_a_private_address_gets_the_house_there(url: str) -> None:
    with pytest.raises(fetching.NotFetched):
        fetching.checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1/", "ftp://exemple.fr/", "file:///etc/passwd", "gopher://exemple.fr/", "https://a:b@exemple.fr/",
        "https://exemple.fr:22/", "https://exemple.fr:6379/", "https:///chemin", "", "//exemple.fr/", "https://exemple.fr/\r\nX: y",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_only_https_on_its_ports_and_nothing_hidden_in_the_address(url: str) -> None:
    with pytest.raises(fetching.Refused):
        fetching.checked(url)


def test_a_name_with_one_private_answer_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_resolve", lambda host, port: [ip_address("93.184.216.34"), ip_address("10.0.0.1")])
    with pytest.raises(fetching.Refused):
        fetching.checked("https://moitie.example/")


@pytest.mark.usefixtures("opened")
def test_a_name_that_changes_after_the_check_changes_nothing(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [[(2, 1, 6, "", ("127.0.0.1", 0))], [(2, 1, 6, "", ("169.254.169.254", 0))]]
    real = socket.getaddrinfo

    def rebinding(host: str, *more: object, **other: object) -> object:
        return answers.pop(0) if host == "sso.interne.example" else real(host, *more, **other)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    port = server.server_address[1]
    found = fetching.fetch("GET", f"http://sso.interne.example:{port}/ici")
    assert found.is_success
    assert server.asked[-1] == ("/ici", f"sso.interne.example:{port}")  # type: ignore[attr-defined]
    assert len(answers) == 1  # it was resolved once


@pytest.mark.usefixtures("opened")
def test_a_redirect_is_an_answer_and_each_hop_that_is_followed_is_checked(server: HTTPServer) -> None:
    address = f"http://127.0.0.1:{server.server_address[1]}/away"
    assert fetching.fetch("GET", address).status == 302
    with pytest.raises(fetching.Refused):
        fetching.fetch("GET", address, redirects=2)


@pytest.mark.usefixtures("opened")
def test_an_answer_has_a_size_and_a_time(server: HTTPServer) -> None:
    address = f"http://127.0.0.1:{server.server_address[1]}"
    with pytest.raises(fetching.TooHeavy):
        fetching.fetch("GET", f"{address}/heavy", most=9_999)
    with pytest.raises(fetching.NoAnswer):
        fetching.fetch("GET", f"{address}/slow", within=0.1)


def test_the_installers_own_address_may_be_at_home_and_never_where_clouds_keep_their_keys(server: HTTPServer) -> None:
    assert fetching.fetch("GET", f"http://127.0.0.1:{server.server_address[1]}/", own=True).is_success
    with pytest.raises(fetching.Refused):
        fetching.checked("http://169.254.169.254/", own=True)


def test_nobody_there_is_said_as_such() -> None:
    with pytest.raises(fetching.Unreachable):
        fetching.fetch("GET", "http://127.0.0.1:1/", own=True)
