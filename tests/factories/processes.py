"""Processes of the program that begin at once: one that has read it whole is forked for each of them.

What starts it for good (`python -m app.cli`) is tried where the command line itself is: tests/core/test_command_line.py.
"""

import importlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from app.core.settings import CHECKOUT

BIDAIDE = "app.cli"
_forked = multiprocessing.get_context("forkserver")
_forked.set_forkserver_preload([BIDAIDE])


def clean() -> dict[str, str]:
    """The variables of this process without the settings of the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BIDAIDE_")}


def begin(
    *words: str, environment: Mapping[str, str], out: Path, errors: Path | None = None, program: str = BIDAIDE
) -> BaseProcess:
    """`bidaide WORDS` under way; what it says goes to the files. `pid`, `join`, `kill`, `exitcode`: those of Python."""
    for path in (out, errors or out):
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
    process = _forked.Process(target=_be, args=(program, words, dict(environment), out, errors or out))
    process.start()
    return process


def bidaide(folder: Path, *words: str, **chosen: str) -> subprocess.CompletedProcess[str]:
    """`bidaide WORDS` from its beginning to its end, its data in `folder`."""
    out, errors = folder / "said.out", folder / "said.err"
    given = {"BIDAIDE_DATA_DIR": str(folder), "BIDAIDE_ENVIRONMENT": "test", **chosen}
    process = begin(*words, environment=clean() | given, out=out, errors=errors)
    process.join(300)
    assert process.exitcode is not None, "it does not end"
    return subprocess.CompletedProcess(words, process.exitcode, out.read_text("utf-8"), errors.read_text("utf-8"))


def _be(program: str, words: tuple[str, ...], environment: dict[str, str], out: Path, errors: Path) -> None:
    """In the forked process: nothing of the tests is left in it but what was read."""
    from app.core.settings import settings  # noqa: PLC0415 - read already by the process that this one was forked from

    os.chdir(CHECKOUT)
    os.environ.clear()
    os.environ.update(environment)
    settings.cache_clear()
    sys.argv = [program, *words]
    for path, descriptor in ((out, 1), (errors, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    importlib.import_module(program).main()
