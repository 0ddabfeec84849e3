"""How somebody is contacted, what may come of it, and how long that leaves their reasons quiet."""

from datetime import date, timedelta
from enum import StrEnum

from app.accompaniment.reasons import Ways
from app.core.i18n import N_

LONGEST = 480  # minutes of one contact
LONGEST_WORDS = 5_000
FARTHEST = 365  # days ahead that a person may be called again, or a reason rest


class Channel(StrEnum):
    CALL = "call"
    MESSAGE = "message"
    SMS = "sms"
    VISIT = "visit"
    MAIL = "mail"
    APPOINTMENT = "appointment"


class Outcome(StrEnum):
    REACHED = "reached"
    LEFT_WORD = "left_word"
    NO_ANSWER = "no_answer"
    CALL_AGAIN = "call_again"


CHANNELS: dict[str, str] = {
    Channel.CALL: N_("Appel"),
    Channel.VISIT: N_("Rencontre"),
    Channel.SMS: N_("SMS"),
    Channel.MESSAGE: N_("Message"),
    Channel.MAIL: N_("Courriel ou courrier"),
    Channel.APPOINTMENT: N_("Rendez-vous"),
}
OUTCOMES: dict[str, str] = {
    Outcome.REACHED: N_("Personne jointe"),
    Outcome.LEFT_WORD: N_("Message laissé"),
    Outcome.NO_ANSWER: N_("Pas de réponse"),
    Outcome.CALL_AGAIN: N_("À rappeler"),
}
APPOINTMENT_OUTCOMES: dict[str, str] = {"held": N_("Rendez-vous tenu"), "absent": N_("Personne absente")}
VISIBILITIES = {"team": N_("L'équipe seulement"), "shared": N_("L'équipe et la personne")}
_ON_SITE = (Channel.VISIT, Channel.APPOINTMENT)


def place_of(channel: str) -> str:
    """Where the time of a contact was spent."""
    return "on_site" if channel in _ON_SITE else "remote"


def quiet_until(outcome: str, day: date, again_on: date | None, ways: Ways) -> date:
    """The day on which what called for somebody may call again if nothing has changed."""
    if outcome == Outcome.CALL_AGAIN and again_on is not None:
        return again_on
    return day + timedelta(days=ways.rest_days if outcome == Outcome.REACHED else ways.retry_days)
