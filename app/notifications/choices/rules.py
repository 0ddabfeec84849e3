"""What a person's choices come to: nothing that a kind cannot do, and the rest as they said."""

from dataclasses import dataclass
from datetime import datetime

from app.notifications.kinds import Channel, Kind, Pace
from app.notifications.rules import NIGHT, Quiet, quiet_until

DIGEST_HOUR, DIGEST_WEEKDAY = 8, 0  # eight in the morning, on Mondays: unless the organisation or the person says


@dataclass(frozen=True, slots=True)
class Choice:
    """By which ways one kind of news comes."""

    page: bool
    mail: Pace
    push: bool
    sms: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached with a piece of news, whatever they chose and have."""

    choice: Choice
    house: Quiet = NIGHT
    own: Quiet | None = None
    sms_number: str = ""  # given, and agreed to
    devices: int = 0  # browsers that may be rung

    def undisturbed(self, moment: datetime) -> datetime:
        return quiet_until(moment, self.house, self.own)


def by_default(kind: Kind) -> Choice:
    return fit(kind, Choice(kind.page, kind.mail, kind.push, kind.sms))


def fit(kind: Kind, choice: Choice) -> Choice:
    """A choice within what the kind can do: what cannot be stopped is on the page and leaves at once."""
    if not kind.can_stop:
        return Choice(Channel.PAGE in kind.channels, Pace.NOW, False, False)
    return Choice(
        page=choice.page and Channel.PAGE in kind.channels,
        mail=choice.mail if Channel.MAIL in kind.channels and choice.mail in kind.paces else Pace.NEVER,
        push=choice.push and Channel.PUSH in kind.channels,
        sms=choice.sms and Channel.SMS in kind.channels,
    )
