"""Bytes and words that the database keeps and cannot read: AES-256-GCM under a key of the ring, whose number they carry.

Whoever holds the database alone reads nothing. What was closed with a key that is gone does not open any more.

    seal(f"signing_key:{row.id}", secret)                bound to its row: moved to another, it does not open
    mapped_column(SealedText("dossier_note.body"))       words of a column, closed on the way in and opened on the way out
"""

import base64
import json
import os
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Text
from sqlalchemy.sql.operators import asc_op, desc_op
from sqlalchemy.types import TypeDecorator

from app.core import keyring
from app.core.errors import Unavailable
from app.core.i18n import _

_MARK = b"BDK"  # before the number of the key; without it, closed before there was a ring
HEAD = len(_MARK) + keyring.OCTETS  # nine: twelve signs of text, no more and no less
HEAD_IN_TEXT = 12
_NONCE = 12
IN_TEXT = base64.b64encode(_MARK).decode()  # how what is closed begins in a column of text


class Lost(Exception):
    """The key is gone, or what was closed has changed since."""


def seal(what: str, plain: bytes) -> bytes:
    """`what` names the use and the row: bytes moved to another row do not open."""
    number, key = keyring.current()
    nonce = os.urandom(_NONCE)
    return mark_of(number) + nonce + AESGCM(key).encrypt(nonce, plain, what.encode())


def unseal(what: str, sealed: bytes) -> bytes:
    """Raises Lost."""
    number = key_of(sealed)
    body = sealed if number == 0 else sealed[HEAD:]
    try:
        return AESGCM(keyring.key(number)).decrypt(body[:_NONCE], body[_NONCE:], what.encode())
    except (keyring.NoSuchKey, InvalidTag, ValueError) as error:
        raise Lost(what) from error


def mark_of(number: int) -> bytes:
    """How what this key closes begins."""
    return _MARK + number.to_bytes(keyring.OCTETS)


def key_of(sealed: bytes) -> int:
    """The number of the key that opens it."""
    return int.from_bytes(sealed[len(_MARK) : HEAD]) if sealed.startswith(_MARK) else 0


def seal_text(what: str, plain: str) -> str:
    """The same for a column of text."""
    return base64.b64encode(seal(what, plain.encode())).decode()


def unseal_text(what: str, kept: str) -> str:
    """Raises Lost."""
    try:
        return unseal(what, base64.b64decode(kept, validate=True)).decode()
    except ValueError as error:
        raise Lost(what) from error


def key_of_text(kept: str) -> int:
    try:
        return key_of(base64.b64decode(kept, validate=True))
    except ValueError:
        return 0


def sealed_as(what: str) -> dict[str, str]:
    """For `mapped_column(info=…)`: this column is closed by hand, as `what`, a pattern with the columns of its row
    (`"signing_key:{id}"`); it is found by it when keys change."""
    return {"sealed": what}


def is_closed(kept: str) -> bool:
    """Whether words of a column are closed; those written before their column was sealed wait for `resealing`."""
    return kept.startswith(IN_TEXT)


class Unreadable(str):
    """Words whose key is gone: said in their place, and written back as they were."""

    kept: str

    def __new__(cls, kept: str) -> "Unreadable":
        made = super().__new__(cls, _instead())
        made.kept = kept
        return made


class Unopened:
    """In place of a value whose key is gone: written back as it was. Whoever reads in it is refused with a sentence, so that
    nothing is shown, counted or changed as if it were empty; a list asks `opens` first, and shows the rest."""

    def __init__(self, kept: str) -> None:
        self.kept = kept

    def __str__(self) -> str:
        return _instead()

    def _refuse(self, *_asked: object) -> NoReturn:
        raise Unavailable(
            _(
                "Ces réponses protégées ne s'ouvrent plus : leur clé n'est pas sur ce serveur. Prévenez l'administrateur."
            )
        )

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = get = keys = values = items = _refuse


def opens(value: object) -> bool:
    """Whether what a sealed column gave can be read."""
    return not isinstance(value, Unreadable | Unopened)


def listed(value: Any) -> str:
    """The words of a sealed list, one after the other; or why they cannot be read."""
    return ", ".join(value) if opens(value) else str(value)


def _instead() -> str:
    return _("[Ce texte ne s'ouvre plus : sa clé n'est pas sur ce serveur.]")


class _Comparator(TypeDecorator.Comparator[Any]):
    def operate(self, op: Any, *other: Any, **options: Any) -> Any:
        if op in (asc_op, desc_op) or any(isinstance(one, str | list | dict) and one for one in other):
            raise TypeError("a sealed column is compared and sorted in Python: each time, it is closed differently")
        return super().operate(op, *other, **options)


class SealedText(TypeDecorator[str]):
    """Words that the database cannot read; none are kept as none. `place` is « table.column », and binds them to it."""

    impl = Text
    cache_ok = True
    comparator_factory = _Comparator

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if isinstance(value, Unreadable):
            return value.kept  # in its own column, it opens when the key is back
        return seal_text(self.place, value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if not value or not is_closed(value):
            return value
        try:
            return unseal_text(self.place, value)
        except Lost:
            return Unreadable(value)


class SealedJSON(TypeDecorator[Any]):
    """The same for a value made of lists and words; `Unopened` when its key is gone."""

    impl = Text
    cache_ok = True
    comparator_factory = _Comparator

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if isinstance(value, Unopened):
            return value.kept
        return None if value is None else seal_text(self.place, json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            return json.loads(unseal_text(self.place, value) if is_closed(value) else value)
        except Lost:
            return Unopened(value)
