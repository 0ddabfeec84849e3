"""Identifiers: UUIDv7 strings, so that rows sort by the moment they were made."""

import os
import time
from threading import Lock
from uuid import uuid4

_lock = Lock()
_last_ms = 0
_counter = 0


def new_id() -> str:
    """A fresh UUIDv7 (RFC 9562), strictly increasing inside one process."""
    global _last_ms, _counter
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        if now_ms > _last_ms:
            _last_ms = now_ms
            _counter = int.from_bytes(os.urandom(2)) & 0x3FF
        else:
            _counter += 1
            if _counter > 0xFFF:  # the 12 bits are used up: borrow the next millisecond
                _last_ms += 1
                _counter = 0
        ms, counter = _last_ms, _counter
    value = ms << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def timeless_id() -> str:
    """A random UUIDv4, for what must not say when it was made."""
    return str(uuid4())
