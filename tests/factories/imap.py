"""A real IMAP server (pymap) on this machine, with one mailbox."""

import contextlib
import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

USER, PASSWORD = "reponse", "un-secret-d-essai"


@dataclass(frozen=True, slots=True)
class Box:
    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX?tls=none"

    def put(self, *letters: bytes) -> None:
        """As a mail server would."""
        with _signed_in(self.port) as box:
            for letter in letters:
                assert box.append("INBOX", "", "", letter)[0] == "OK"

    def unseen(self) -> int:
        with _signed_in(self.port) as box:
            box.select("INBOX")
            return len(box.search(None, "UNSEEN")[1][0].split())


@contextlib.contextmanager
def _signed_in(port: int) -> Iterator[imaplib.IMAP4]:
    box = imaplib.IMAP4("127.0.0.1", port)
    box.login(USER, PASSWORD)
    yield box
    box.logout()


@contextlib.contextmanager
def imap_server() -> Iterator[Box]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1", "--port", str(port),
        "--no-tls", "--no-service", "admin", "--no-service", "managesieve", "dict", "--demo-data",
        "--demo-user", USER, "--demo-password", PASSWORD,
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(port, server)
        yield Box(port)
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _try in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
            return
        if server.poll() is not None:
            raise AssertionError((server.stderr.read() if server.stderr else b"").decode()[-800:])
        time.sleep(0.05)
    raise AssertionError("the IMAP server does not answer")
