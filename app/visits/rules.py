"""What a sound registration is, and how long it is kept. Pure functions."""

import re
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=183)  # six months after the session
ONE_TAP = timedelta(minutes=2)  # within it, the same registration from the same place is a button pressed again
WINDOW = timedelta(minutes=15)
PER_ADDRESS = 60  # registrations from one network address: a whole class shares one
LARGEST_GROUP = 200
NAME, CONTACT, PHONE = 200, 254, 40

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_PHONE = re.compile(r"\+?[\d .()/-]+")


class Kind(StrEnum):
    PERSON = "person"
    GROUP = "group"


class State(StrEnum):
    BOOKED = "booked"
    WAITING = "waiting"
    CANCELLED = "cancelled"


def email_of(text: str) -> str:
    """The address of mail that was written, in small letters; nothing when it is none."""
    said = text.strip().lower()
    return said if _EMAIL.fullmatch(said) and len(said) <= CONTACT else ""


def phone_of(text: str) -> str:
    """The telephone number that was written; nothing when it is none."""
    said = " ".join(text.split())
    digits = sum(character.isdigit() for character in said)
    return said if _PHONE.fullmatch(said) and 9 <= digits <= 15 and len(said) <= PHONE else ""


def same_contact(email: str, phone: str) -> str:
    """What makes two registrations those of one person: the address of mail, else the digits of the number."""
    if email:
        return email
    digits = "".join(character for character in phone if character.isdigit())
    return "0" + digits[2:] if phone.startswith("+") and digits.startswith("33") else digits


def one_line(text: str, most: int) -> str:
    return " ".join(text.split())[:most]
