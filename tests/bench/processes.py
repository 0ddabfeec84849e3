"""Children of the bench: started, timed, and asked what they have cost."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.settings import CHECKOUT

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


class Failed(Exception):
    """Something of the bench could not be run; the message is one line."""


def environment(home: Path, port: int, database_url: str = "") -> dict[str, str]:
    """The settings of a measured service: none of the person's own, all data under `home`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    chosen = {
        "PYTHONPATH": str(CHECKOUT),
        "BIDAIDE_ENVIRONMENT": "test",
        "BIDAIDE_DATA_DIR": str(home),
        "BIDAIDE_PORT": str(port),
    }
    if database_url:
        chosen["BIDAIDE_DATABASE_URL"] = database_url
    return kept | chosen


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(arguments: list[str], env: Mapping[str, str], home: Path, asked: str = "", aloud: bool = False) -> str:
    """What a child of ours prints; Failed with its last words when it fails. `aloud`: its progress is shown."""
    errors = None if aloud else subprocess.PIPE
    done = subprocess.run(
        [sys.executable, *arguments], env=env, cwd=home, input=asked, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"{' '.join(arguments[:3])}: {last_words(done.stderr or '')}")
    return done.stdout


def last_words(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-12:]) or "it said nothing"


@dataclass(slots=True)
class Child:
    process: "subprocess.Popen[bytes]"
    port: int
    seconds_to_start: float
    log: Path

    def last_words(self) -> str:
        """The last line of what it wrote: why it failed."""
        return (self.log.read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]


@contextlib.contextmanager
def serving(arguments: list[str], env: Mapping[str, str], home: Path, port: int, ready: str) -> Iterator[Child]:
    """A server until the block ends, from the moment it answers `ready`."""
    log = home / f"{arguments[1]}.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=env, cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        while not _answers(port, ready):
            if process.poll() is not None:
                raise Failed(f"{' '.join(arguments)} stopped: {last_words(log.read_text(errors='replace'))}")
            if time.perf_counter() - started > 60:
                raise Failed(f"{' '.join(arguments)} does not answer {ready}")
            time.sleep(0.01)
        yield Child(process, port, time.perf_counter() - started, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def tree(root: int) -> set[int]:
    """A process and all that come from it."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (fields := _stat(int(name))):
            parents[int(name)] = int(fields[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on, or nothing for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu_ms(roots: list[int]) -> float:
    """Processor time, user and system, that these processes, what they started and what ended below them have used."""
    ticks = 0
    for root in roots:
        for pid in tree(root):
            if fields := _stat(pid):
                ticks += sum(map(int, fields[11:15]))
    return ticks * _TICK_MS


def memory_mb(root: int) -> float:
    """Resident memory of a process and of all that come from it."""
    page = os.sysconf("SC_PAGE_SIZE")
    pages = 0
    for pid in tree(root):
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * page / 1_000_000


def parent_of(pid: int) -> int:
    fields = _stat(pid)
    if not fields:
        raise Failed(f"process {pid} has ended")
    return int(fields[1])
