"""What can go wrong, said once: each error has a stable code and a sentence fit for a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class HouseError(Exception):
    """An expected refusal. `detail` is shown as it is: what happened, what was kept, what to do."""

    status = 400
    code = "refused"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class NotFound(HouseError):
    """Absent, or not visible to the person who asks: the two are the same answer."""

    status = 404
    code = "not-found"

    def __init__(self, detail: str = "", **extra: Any) -> None:
        super().__init__(detail, **extra)


class SignInNeeded(HouseError):
    """Nobody is signed in: pages lead to the sign-in form, the API answers 401."""

    status = 401
    code = "sign-in-needed"


class TakenElsewhere(SignInNeeded):
    """A sign-in shown by a device that it was not opened on: `ended` ends it, once the reading is over."""

    code = "taken-elsewhere"

    def __init__(self, detail: str, ended: Callable[[], None]) -> None:
        super().__init__(detail)
        self.ended = ended


class Forbidden(HouseError):
    status = 403
    code = "forbidden"


class FreshNeeded(Forbidden):
    """An act of weight: the person proves once more who they are. Pages lead there, and back."""

    code = "fresh-needed"


class SecondFactorNeeded(Forbidden):
    """Nothing else opens before the person has a second way to prove who they are."""

    code = "second-factor-needed"


class Conflict(HouseError):
    status = 409
    code = "conflict"


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str
    message: str


class Invalid(HouseError):
    """The words are kept and shown again with a message beside each wrong field."""

    status = 422
    code = "invalid"

    def __init__(self, detail: str, fields: list[FieldError] | None = None, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.fields = fields or []


def invalid(field: str, message: str) -> Invalid:
    """One field is wrong: its sentence says it all."""
    return Invalid(message, [FieldError(field, message)])


class TooLarge(HouseError):
    status = 413
    code = "too-large"


class NoRoomLeft(TooLarge):
    """What may be kept for an organisation is full: the file itself is none too large."""

    code = "no-room"


class Gone(HouseError):
    """It was here for a time, and that time is over."""

    status = 410
    code = "gone"


class TooMany(HouseError):
    """Asked too often; `retry_after` is in seconds."""

    status = 429
    code = "too-many"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(HouseError):
    """The house cannot work just now (database locked, read-only, full disk): nothing was half-done."""

    status = 503
    code = "unavailable"
