"""The load: an HTTP/1.1 client that keeps its connections, in a process of its own so that its cost is not measured.

`python -m tests.bench.load` reads one job a line (JSON) and answers each with one line.
"""

import asyncio
import contextlib
import gc
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from app.core.settings import CHECKOUT


@dataclass(frozen=True, slots=True)
class Shot:
    """What one round gave. Times in milliseconds; `refused` counts answers by status, or `cut`, beside the expected one."""

    answered: int
    seconds: float
    p50: float
    p99: float
    refused: dict[str, int]

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds if self.seconds else 0.0


class Generator:
    """The child, from the bench's side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fire(
        self, port: int, requests: list[str], expected: int, connections: int, seconds: float, once: bool = False
    ) -> Shot:
        """Send `requests` in turn (again and again, or each `once`) over so many connections for so long."""
        job = {
            "port": port, "requests": requests, "expected": expected, "connections": connections, "seconds": seconds,
            "once": once,
        }  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Shot(**json.loads(self._process.stdout.readline()))

    def stop(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.wait(10)


class _Round:
    def __init__(self, job: dict[str, Any]) -> None:
        requests = [text.encode("latin-1") for text in job["requests"]]
        self.requests: Iterator[bytes] = iter(requests) if job["once"] else cycle(requests)
        self.expected: int = job["expected"]
        self.port: int = job["port"]
        self.connections: int = job["connections"]
        self.seconds: float = job["seconds"]
        self.times: list[float] = []
        self.refused: Counter[str] = Counter()
        self.open = 0
        self.ends_at = 0.0
        self.over = asyncio.get_running_loop().create_future()

    def next(self) -> bytes | None:
        """The next request, or None when the round is over."""
        return next(self.requests, None) if time.perf_counter() < self.ends_at else None

    def closed(self) -> None:
        self.open -= 1
        if not self.open and not self.over.done():
            self.over.set_result(None)


class _Connection(asyncio.Protocol):
    def __init__(self, of: _Round) -> None:
        self.of = of
        self.transport: asyncio.Transport
        self.buffer = bytearray()
        self.sent_at = 0.0
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def send(self) -> None:
        request = self.of.next()
        if request is None:
            self.transport.close()
            return
        self.waiting = True
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.buffer[:end]).lower()
        status = int(head[9:12])
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            whole = len(self.buffer) >= end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])
        elif b"\r\ntransfer-encoding:" in head:
            whole = self.buffer.endswith(b"\r\n0\r\n\r\n")
        else:
            whole = True
        if not whole:
            return
        self.of.times.append(time.perf_counter() - self.sent_at)
        if status != self.of.expected:
            self.of.refused[str(status)] += 1
        self.buffer.clear()
        self.waiting = False
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting:
            self.of.refused["cut"] += 1
        self.of.closed()


async def _fire(job: dict[str, Any]) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    round_ = _Round(job)
    opened = [
        (await loop.create_connection(lambda: _Connection(round_), "127.0.0.1", round_.port))[1]
        for _number in range(round_.connections)
    ]
    round_.open = len(opened)
    started = time.perf_counter()
    round_.ends_at = started + round_.seconds
    for connection in opened:
        connection.send()
    await round_.over
    elapsed = time.perf_counter() - started
    times = sorted(round_.times) or [0.0]
    return {
        "answered": len(round_.times),
        "seconds": elapsed,
        "p50": times[len(times) // 2] * 1000,
        "p99": times[min(len(times) - 1, len(times) * 99 // 100)] * 1000,
        "refused": round_.refused,
    }


def main() -> None:
    gc.disable()
    for line in sys.stdin:
        print(json.dumps(asyncio.run(_fire(json.loads(line)))), flush=True)
        gc.collect()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
