"""Two peers that speak S3: s3rver, which keeps objects as a real one does, and one that checks signatures as AWS does."""

import hashlib
import hmac
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from app.core.settings import CHECKOUT

BUCKET = "bidaide"


def s3rver() -> Path:
    """Where npm has put it: in this checkout, or in a folder of NODE_PATH."""
    folders = [CHECKOUT / "node_modules", *map(Path, filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep)))]
    for folder in folders:
        if (found := folder / "s3rver" / "bin" / "s3rver.js").is_file() and shutil.which("node"):
            return found
    pytest.skip("s3rver is not installed on this machine (npm ci)")


@contextmanager
def keeping_objects(folder: Path) -> Iterator[str]:
    """The address of a bucket of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["node", str(s3rver()), "-d", str(folder), "-a", "127.0.0.1", "-p", str(port), "-s", "--configure-bucket", BUCKET],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield f"s3://S3RVER:S3RVER@{BUCKET}/une/place?endpoint=http://127.0.0.1:{port}&region=eu-west-3"
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.perf_counter() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None, "s3rver stopped"
            assert time.perf_counter() < end, "s3rver does not answer"
            time.sleep(0.05)


class _Checking(BaseHTTPRequestHandler):
    """Keeps nothing. Answers 200 to a request whose signature (AWS Signature Version 4) is right, 403 to any other."""

    secret = b"un secret/avec+signes"
    heard: list[tuple[str, bool]] = []  # noqa: RUF012 - what the tests look at

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        right = self._is_right(body)
        self.heard.append((urlsplit(self.path).path, right))
        self.send_response(200 if right else 403)
        self.send_header("ETag", '"x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_right(self, body: bytes) -> bool:
        said = dict(part.split("=", 1) for part in self.headers["Authorization"].split(" ", 1)[1].split(", "))
        _key, day, region, service, end = said["Credential"].split("/")
        payload = self.headers["x-amz-content-sha256"]
        if payload not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            return False
        parts = urlsplit(self.path)
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True))
        )
        signed = said["SignedHeaders"].split(";")
        heads = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in signed)
        asked = "\n".join((self.command, parts.path, query, heads, ";".join(signed), payload))
        text = "\n".join((
            "AWS4-HMAC-SHA256", self.headers["x-amz-date"], "/".join((day, region, service, end)),
            hashlib.sha256(asked.encode()).hexdigest(),
        ))  # fmt: skip
        key = b"AWS4" + self.secret
        for part in (day, region, service, end):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex() == said["Signature"]

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def checking_signatures() -> Iterator[tuple[type[_Checking], int]]:
    class Own(_Checking):
        heard: list[tuple[str, bool]] = []  # noqa: RUF012

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Own, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
