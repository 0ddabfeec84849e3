"""How often each way in may be tried: one table, in failures and in time. `guessing` applies it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Way(StrEnum):
    """What somebody tries: a secret to show, or a message to have sent."""

    PASSWORD = "password"
    CARD = "card"
    PIN = "pin"
    SMS_CODE = "sms_code"
    MAIL_LINK = "mail_link"
    TOTP = "totp"
    RECOVERY = "recovery"
    PASSKEY = "passkey"
    FEDERATION = "federation"
    SIGNING_CODE = "signing_code"  # of a session, or of a document to sign
    DOCUMENT_CODE = "document_code"
    SURVEY_LINK = "survey_link"
    GUEST_LINK = "guest_link"
    CALENDAR = "calendar"
    BADGE_LINK = "badge_link"
    PRIVATE_LINK = "private_link"  # every other address that opens something without signing in
    API_TOKEN = "api_token"
    SEND_SMS = "send_sms"
    SEND_MAIL = "send_mail"


@dataclass(frozen=True, slots=True)
class Slow:
    """So many failures for nothing; then a wait that doubles with each, up to the longest. Forgotten after a quiet while."""

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta

    def wait(self, failures: int) -> timedelta:
        """What the last of so many failures costs."""
        beyond = failures - self.free
        if beyond < 0:
            return timedelta(0)
        return self.longest if beyond > 20 else min(self.longest, self.first * 2**beyond)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one way: for one account, for one device that the person used before, for one network address.

    `pressed`: failures from one address, and in one organisation, after which an account that is not at home there is
    held back sooner (`tight` failures). A whole organisation is never held back: its people would pay for the guesser.
    """

    account: Slow
    device: Slow
    address: Slow
    pressed_address: int
    pressed_organisation: int
    tight: int = 3


_S, _M, _H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
# A whole school may stand behind an address: one who guesses there makes each account tighter long before anybody
# else has to wait, and then a minute at the most.
_ADDRESS = Slow(300, 5 * _S, _M, 15 * _M)

_CHOSEN = Limits(Slow(8, 30 * _S, 15 * _M, 2 * _H), Slow(8, 30 * _S, 15 * _M, 2 * _H), _ADDRESS, 20, 200)
_SHORT = Limits(Slow(5, _M, _H, 24 * _H), Slow(5, _M, _H, 24 * _H), _ADDRESS, 20, 100)  # four to eight digits
_LONG = Limits(Slow(10, 10 * _S, 5 * _M, _H), Slow(10, 10 * _S, 5 * _M, _H), Slow(20, 5 * _S, _M, 15 * _M), 20, 500)
_ASKED = Slow(240, 10 * _S, 15 * _M, _H)  # read by programs, several times an hour
_READ = Limits(_ASKED, _ASKED, Slow(20, 5 * _S, _M, 15 * _M), 20, 500)

LIMITS: dict[Way, Limits] = {
    Way.PASSWORD: _CHOSEN,
    Way.CARD: Limits(Slow(8, 30 * _S, 15 * _M, 2 * _H), _CHOSEN.device, Slow(10, 5 * _S, _M, 15 * _M), 10, 200),
    Way.PIN: _SHORT,
    Way.SMS_CODE: _SHORT,
    Way.MAIL_LINK: _LONG,
    Way.TOTP: _SHORT,
    Way.RECOVERY: _SHORT,
    Way.PASSKEY: _CHOSEN,
    Way.FEDERATION: _LONG,
    Way.SIGNING_CODE: _SHORT,
    Way.DOCUMENT_CODE: Limits(_SHORT.account, _SHORT.device, Slow(60, 10 * _S, 5 * _M, 10 * _M), 60, 500),
    Way.SURVEY_LINK: _LONG,
    Way.GUEST_LINK: _LONG,
    Way.CALENDAR: _READ,
    Way.BADGE_LINK: _READ,
    Way.PRIVATE_LINK: _LONG,
    Way.API_TOKEN: _LONG,
    # what costs money, or annoys somebody: a few for one person, more for one address, then it waits
    Way.SEND_SMS: Limits(Slow(3, 5 * _M, 12 * _H, 24 * _H), Slow(3, 5 * _M, 12 * _H, 24 * _H), Slow(40, _M, _H, 2 * _H), 20, 200, 2),
    Way.SEND_MAIL: Limits(Slow(4, 2 * _M, 6 * _H, 24 * _H), Slow(4, 2 * _M, 6 * _H, 24 * _H), Slow(60, 30 * _S, _H, 2 * _H), 30, 400, 2),
}  # fmt: skip
