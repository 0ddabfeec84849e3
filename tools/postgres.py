"""A throwaway PostgreSQL cluster for tests and measurements.

    python -m tools.postgres run -- CMD…    runs CMD with BIDAIDE_TEST_POSTGRES_URL set, then removes all
    python -m tools.postgres check          prints the server that would be used, or why there is none

The cluster lives in a temporary folder, listens on a free port of 127.0.0.1 (and on a socket in that folder),
trusts local connections and does not wait for the disk: never keep anything in it.
"""

import contextlib
import glob
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_MAJOR_VERSION = 15
VARIABLE = "BIDAIDE_TEST_POSTGRES_URL"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
    "max_locks_per_transaction": "256",  # a whole return locks each table of the house, and three may go on at once
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class Unavailable(Exception):
    """No cluster can be started here; the message says why in one line."""


@dataclass(frozen=True)
class Cluster:
    url: str
    host: str
    port: int
    user: str
    database: str


def binaries() -> tuple[Path, int]:
    """The folder of the newest PostgreSQL server on this machine, and its major version."""
    found: dict[Path, int] = {}
    candidates = [path for name in ("postgres", "initdb") if (path := shutil.which(name))]
    candidates += glob.glob("/usr/lib/postgresql/*/bin/postgres")
    for candidate in candidates:
        folder = Path(candidate).resolve().parent
        if folder in found or not (folder / "postgres").exists() or not (folder / "initdb").exists():
            continue
        version = [f"{folder}/postgres", "--version"]
        answer = subprocess.run(version, capture_output=True, text=True, check=False)
        if match := re.search(r"\b(\d+)(?:\.\d+|devel|beta|rc)", answer.stdout):
            found[folder] = int(match.group(1))
    if not found:
        raise Unavailable("no PostgreSQL server was found (on Debian and Ubuntu: apt install postgresql)")
    folder = max(found, key=lambda one: found[one])
    if found[folder] < OLDEST_MAJOR_VERSION:
        raise Unavailable(f"PostgreSQL {found[folder]} is too old: {OLDEST_MAJOR_VERSION} or newer is needed")
    return folder, found[folder]


def server_account() -> pwd.struct_passwd | None:
    """The account to run the server with when we are root (the server refuses root), else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Unavailable("PostgreSQL refuses to run as root and there is no account to give it")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _clean_environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "LANG": "C"}


def _identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """What to tell subprocess so that the program runs as `account` (None: as ourselves)."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _start(folder: Path, identity: dict[str, Any], home: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server in `home`; try another port when the free one was taken in between."""
    data = home / "data"
    log = home / "log"
    for _ in range(5):
        port = free_port()
        command = [f"{folder}/postgres", "-D", f"{data}", "-k", f"{home}", "-h", "127.0.0.1", "-p", f"{port}"]
        command += [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with log.open("ab") as output:
            server = subprocess.Popen(
                command,
                cwd=home,
                env=_clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl+C reaches us, and we stop the server in order
                **identity,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            pid_file = data / "postmaster.pid"
            lines = pid_file.read_text().splitlines() if pid_file.exists() else []
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return server, port
            time.sleep(0.02)
        if server.poll() is None:
            server.kill()
            server.wait()
    raise Unavailable("PostgreSQL did not start: " + _last_line(log.read_text(errors="replace")))


def _last_line(words: str) -> str:
    return (words.strip().splitlines() or ["it said nothing"])[-1]


@contextlib.contextmanager
def cluster(database: str = "bidaide") -> Iterator[Cluster]:
    """A running cluster with one empty database; stopped and removed at the end, whatever happens."""
    folder, _ = binaries()
    account = server_account()
    # A short path: the name of a socket may not exceed about a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="bidaide-pg-", dir="/tmp" if os.path.isdir("/tmp") else None))
    server: subprocess.Popen[bytes] | None = None
    try:
        if account is not None:
            os.chown(home, account.pw_uid, account.pw_gid)
        identity = _identity(account)
        made = subprocess.run(
            [
                *(str(folder / "initdb"), "-D", str(home / "data"), "-U", "bidaide", "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"),
            ],
            cwd=home,
            env=_clean_environment(),
            capture_output=True,
            text=True,
            check=False,
            **identity,
        )
        if made.returncode != 0:
            raise Unavailable("initdb failed: " + _last_line(made.stderr))
        server, port = _start(folder, identity, home)
        _create_database(port, database)
        url = f"postgresql+psycopg://bidaide@127.0.0.1:{port}/{database}"
        yield Cluster(url, "127.0.0.1", port, "bidaide", database)
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # fast shutdown: connections are cut, files are left in order
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _create_database(port: int, database: str) -> None:
    import psycopg  # only here: `check` must work before the packages are installed
    from psycopg import sql

    with psycopg.connect(host="127.0.0.1", port=port, user="bidaide", dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def _run(command: list[str]) -> int:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with cluster() as running:
        child = subprocess.Popen(command, env=os.environ | {VARIABLE: running.url})
        while True:
            try:
                status = child.wait()
                return status if status >= 0 else 128 - status
            except KeyboardInterrupt:
                child.terminate()


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["check"]:
            folder, version = binaries()
            server_account()
            print(f"PostgreSQL {version} in {folder}")
            return 0
        if len(arguments) > 2 and arguments[:2] == ["run", "--"]:
            return _run(arguments[2:])
    except Unavailable as refusal:
        print(f"postgres: {refusal}", file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
