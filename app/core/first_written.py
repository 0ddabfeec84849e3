"""A small secret that the house makes for itself, once: whoever comes at the same moment finds the same one, whole."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def first_written(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds. When there is none, what `make` gives, unless another thread or process was faster.
    Raises OSError."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    with suppress(FileExistsError):
        write_new(path, make())
    return path.read_bytes()


def write_new(path: Path, content: bytes) -> None:
    """Whole or not at all, for its owner only, and never over another's. Raises FileExistsError, OSError."""
    made = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)
    finally:
        made.unlink()
