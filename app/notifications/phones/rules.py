"""Numbers of phones, and what an SMS can hold."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from urllib.parse import urlsplit

# Who carries push to browsers. We only ever write to these: an address that a browser gives is no order to follow.
PUSH_SERVICES = (".googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")
FRANCE = "+33"
GSM, GSM_TWICE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà",
    "^{}\\[~]|€",
)  # GSM 03.38: what takes one place of 160, and what takes two
MOST_PARTS = 3
_ALONE, _ONE_OF_SEVERAL = 160, 153
_PLAIN = str.maketrans({
    "’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ",
    "\u202f": " ", "œ": "oe", "Œ": "OE", "æ": "ae", "â": "a", "ê": "e", "ë": "e", "î": "i", "ï": "i", "ô": "o",
    "û": "u", "ÿ": "y", "ç": "c", "À": "A", "Â": "A", "È": "E", "Ê": "E", "Ë": "E", "Î": "I", "Ï": "I", "Ô": "O",
    "Ù": "U", "Û": "U", "\t": " ",
})  # fmt: skip


def number_of(said: str) -> str | None:
    """A number as networks write it (+33612345678), French unless it says otherwise; None when it is none."""
    kept = re.sub(r"[\s.\-()/\u00a0\u202f]", "", said.strip().replace("(0)", ""))
    if kept.startswith("00"):
        kept = "+" + kept[2:]
    if re.fullmatch(r"0[1-9]\d{8}", kept):
        kept = FRANCE + kept[1:]
    if kept.startswith("+330"):
        kept = FRANCE + kept[4:]
    if kept.startswith(FRANCE):
        return kept if re.fullmatch(r"\+33[1-9]\d{8}", kept) else None
    return kept if re.fullmatch(r"\+[1-9]\d{7,14}", kept) else None


def takes_sms(number: str) -> bool:
    """French numbers say whether they are of a mobile phone; others are believed."""
    return not number.startswith(FRANCE) or number[3] in "67"


def in_gsm(text: str) -> str:
    """The same words in the letters of SMS: any other would leave 70 places instead of 160."""
    plain = text.translate(_PLAIN)
    return "".join(letter for letter in plain if letter in GSM or letter in GSM_TWICE)


def _places(text: str) -> int:
    return sum(2 if letter in GSM_TWICE else 1 for letter in text)


def parts_of(text: str) -> int:
    """How many SMS a text is sent, and paid, as."""
    places = _places(text)
    return 1 if places <= _ALONE else -(-places // _ONE_OF_SEVERAL)


def sms(words: str, ending: str) -> str:
    """What is said, then what must stand at the end, in three SMS at most: the words are cut, never the ending."""
    said, end = in_gsm(" ".join(words.split())), in_gsm(ending)
    room = MOST_PARTS * _ONE_OF_SEVERAL - _places(end) - 1
    if _places(said) > room:
        while said and _places(said) > room - 3:
            said = said[:-1]
        said = said.rstrip() + "..."
    return f"{said} {end}".strip()


def is_push_service(endpoint: str, others: Iterable[str]) -> bool:
    """Whether an address is of a known push service; `others`: beginnings of addresses that the house trusts besides."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if any(endpoint.startswith(other.rstrip("/") + "/") for other in others):
        return True
    known = parts.hostname is not None and f".{parts.hostname}".endswith(PUSH_SERVICES)
    return parts.scheme == "https" and known and port in (None, 443) and "@" not in parts.netloc


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether a browser's keys are what RFC 8291 says: a point of P-256, and 16 octets."""
    try:
        point, secret = (urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in (p256dh, auth))
    except ValueError:
        return False
    return len(point) == 65 and point[0] == 4 and len(secret) == 16


_BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Samsung", "Samsung Internet"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def device_words(user_agent: str) -> str:
    """« Firefox, Android »: what somebody recognises of their device."""
    found = (next((said for mark, said in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))
