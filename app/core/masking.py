"""What never stands in a log, whoever writes it there: secrets by their name, by their look, by the address they open."""

import re
from collections.abc import MutableMapping
from typing import Any

HIDDEN = "[masqué]"

_NAMES = re.compile(
    r"pass(word|phrase|wd)|secret|token|jeton|authori[sz]ation|cookie|csrf|otp|verifier|credential|private|\bpin\b|\bcode\b|api_?key|signature",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?P<name>[?&;\s\"'](?:code|carte|state|token|jeton|password|passphrase|secret|client_secret|code_verifier|id_token|access_token"
    r"|checksum|otp|pin|csrf|nonce)=)[^&\s\"'#]+",
    re.IGNORECASE,
)
# addresses whose next word opens something by itself
_OPENS = re.compile(
    r"(?P<door>/(?:nouvelles|enquete|enquetes|avis/reponse|signer|invitation|flux|carte|c|entrer|lien|ecran|reclamation|rencontres/inscription"
    r"|rejoindre/suite|verifier|presence|badges/lien|ma-candidature|pas-moi|garder|arreter|emarger|effacement|flux/forum|ouvrir)/)(?P<what>[^/\s?\"']{6,})"
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.+/=~-]+", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{22,}(?:\.[\w-]+)*")
_USERINFO = re.compile(r"(?P<scheme>\w+://)[^/\s@:]+:[^/\s@]+@")
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)


def mask(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog, after whatever makes text of failures."""
    return {name: _value(name, value) for name, value in event.items()}


def masked(text: str) -> str:
    """The same words without what opens anything."""
    text = _USERINFO.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _ASKED.sub(rf"\g<name>{HIDDEN}", text)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _OPENS.sub(lambda found: found.group(0) if _UUID.match(found["what"]) else found["door"] + HIDDEN, text)
    return _TOKEN.sub(HIDDEN, text)


def _value(name: str, value: Any) -> Any:
    if name != "event" and _NAMES.search(name) and value is not None:
        return HIDDEN
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: _value(str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value("", one) for one in value]
    if isinstance(value, bytes):
        return HIDDEN
    return value
