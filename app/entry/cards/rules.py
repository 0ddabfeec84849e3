"""What can be typed from a card of paper, and which PINs everybody would guess."""

import re
import secrets
from itertools import pairwise

# 29 signs that nobody takes for one another, a prime number: any one wrong sign, and any two swapped, are told
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH = 10
_WEIGHTS = range(2, LENGTH + 1)  # of all but the last, which closes the sum
_LINE = "2580", "0852", "1470", "0741", "3690", "0963"  # of the keys of a telephone
MOST_WRONG = 5  # wrong PINs in a row, then the card waits for the adviser
PIN_SHAPE = re.compile(r"\d{4,6}", re.ASCII)


def new_code() -> str:
    """Nine signs by chance and one that checks them."""
    return closed("".join(secrets.choice(ALPHABET) for _each in range(LENGTH - 1)))


def closed(drawn: str) -> str:
    """Nine signs with the one that checks them."""
    return drawn + _check(drawn)


def _check(drawn: str) -> str:
    total = sum(weight * ALPHABET.index(sign) for weight, sign in zip(_WEIGHTS, drawn, strict=True))
    return ALPHABET[total % len(ALPHABET)]


def bare(typed: str) -> str:
    return re.sub(r"[\s.\-\u00a0\u202f]", "", typed).upper()


def is_well_typed(code: str) -> bool:
    """Whether this can be the code of a card: a slip of the finger is told, and is no guess."""
    return len(code) == LENGTH and all(sign in ALPHABET for sign in code) and _check(code[:-1]) == code[-1]


def in_groups(code: str) -> str:
    """« K7M 4QX D9PR »: as it is printed."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def is_weak(pin: str) -> bool:
    """Whether a PIN is among those that are tried first: 0000, 1234, 1212, a year."""
    digits = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    if len(steps) == 1 and steps & {0, 1, 9}:  # 0000, 1234, 7890, 4321
        return True
    if len(set(digits)) < 2 or any(pin == pin[:n] * (len(pin) // n) for n in (2, 3) if len(pin) % n == 0):  # 1212
        return True
    if len(pin) == 4 and (1900 <= int(pin) <= 2039 or pin in _LINE):
        return True
    return pin[::-1] == pin and len(set(digits)) <= 2  # 1221
