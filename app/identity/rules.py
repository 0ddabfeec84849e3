"""Numbers that an authority gives to an organisation."""

import re


def is_siret(digits: str) -> bool:
    """14 digits that satisfy Luhn; the post office's own establishments, whose digits add up to a multiple of 5, too."""
    if not (len(digits) == 14 and digits.isascii() and digits.isdecimal()):
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0:
        return True
    return digits.startswith("356000000") and sum(map(int, digits)) % 5 == 0


def is_activity_number(digits: str) -> bool:
    """A *numéro de déclaration d'activité*: 11 digits."""
    return len(digits) == 11 and digits.isascii() and digits.isdecimal()


def is_naf(code: str) -> bool:
    return re.fullmatch(r"\d{4}[A-Z]", code, re.ASCII) is not None


def bare(text: str) -> str:
    """A number or a code without the spaces and dots that people write for reading."""
    return re.sub(r"[\s.\u00a0\u202f-]", "", text).upper()


_PHONE = re.compile(r"\+?[\d\s.()/-]+", re.ASCII)
_FRANCE = "33"


def phone_of(text: str) -> str:
    """The telephone number that was written; nothing when it is none."""
    said = " ".join(text.split())
    digits = sum(character.isdigit() for character in said)
    return said if _PHONE.fullmatch(said) and 9 <= digits <= 15 and len(said) <= 40 else ""


def same_phone(one: str, other: str) -> bool:
    return bool(phone_key(one)) and phone_key(one) == phone_key(other)


def phone_key(text: str) -> str:
    """What makes two ways of writing a number the same one: +33 6, 0033 6 and 06. Nothing when it is no number."""
    said = phone_of(text)
    digits = "".join(character for character in said if character.isdigit())
    if said.startswith("+"):
        digits = "00" + digits
    return "0" + digits[4:].removeprefix("0") if digits.startswith("00" + _FRANCE) else digits
