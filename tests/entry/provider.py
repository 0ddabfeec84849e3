"""A real OpenID provider on this machine, for as long as a block lasts."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
SECRET = "un-secret-de-fournisseur-pour-les-essais"


@contextmanager
def running(back: str) -> Iterator[str]:
    """Its address; `back` is where it sends people back to."""
    node, kept = shutil.which("node"), CHECKOUT / "node_modules" / "oidc-provider"
    if node is None:
        pytest.skip("no Node on this machine: the local OpenID provider cannot run")
    if not kept.is_dir():
        pytest.skip("oidc-provider is not installed (make setup)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [node, str(CHECKOUT / "tests" / "entry" / "provider.mjs"), str(port), back],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip().endswith("ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
