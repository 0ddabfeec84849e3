"""The gateway of SMS: any provider that takes one by HTTP, described by settings (docs/deploy.md).

BIDAIDE_SMS_URL       where to send; its words in braces are filled in, and without a body it is asked with GET
BIDAIDE_SMS_BODY      what to send there: JSON, or a form like to={to}&text={text}; « - » for none
BIDAIDE_SMS_HEADERS   lines like « api-key: {token} », one after the other with « | » between
BIDAIDE_SMS_REFUSED   words of an answer that mean no, for providers that say it with a 200
"""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

JSON_BODY = '{"to": "{to}", "from": "{sender}", "text": "{text}", "id": "{id}"}'
HEADERS = "Authorization: Bearer {token}"
NONE = "-"
_NAMES = re.compile(r"\{(to|digits|text|sender|token|id)\}")


@dataclass(frozen=True, slots=True)
class Gateway:
    url: str
    token: str = ""
    sender: str = ""
    body: str = ""
    headers: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as httpx takes it."""

    method: str
    url: str
    headers: dict[str, str]
    json: Any = None
    data: dict[str, str] | None = None


def asked(gateway: Gateway, to: str, text: str, id_: str) -> Asked:
    """The request for one SMS; ValueError when the settings describe none."""
    values = {
        "to": to, "digits": to.removeprefix("+"), "text": text, "sender": gateway.sender, "token": gateway.token, "id": id_,
    }  # fmt: skip
    url = _NAMES.sub(lambda found: quote(values[found[1]], safe=""), gateway.url)
    headers = {}
    for line in (gateway.headers or (HEADERS if gateway.token else "")).split("|"):
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip()] = _filled(value.strip(), values)
    body = gateway.body.strip() or JSON_BODY
    if body == NONE:
        return Asked("GET", url, headers)
    if body[0] in "{[":
        return Asked("POST", url, headers, json=_filled(json.loads(body), values))
    return Asked("POST", url, headers, data={name: _filled(value, values) for name, value in parse_qsl(body, True)})


def _filled(shape: Any, values: dict[str, str]) -> Any:
    """The same shape with its words in braces filled in. What is filled in is never read as a shape itself."""
    if isinstance(shape, dict):
        return {name: _filled(value, values) for name, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(one, values) for one in shape]
    return _NAMES.sub(lambda found: values[found[1]], shape) if isinstance(shape, str) else shape


def check(gateway: Gateway) -> None:
    """ValueError for settings that no SMS can be sent with."""
    made = asked(gateway, "+33600000000", "essai", "0")
    said = f"{made.url} {made.json} {made.data}"
    if "33600000000" not in said or "essai" not in said:
        raise ValueError("doit dire où vont le numéro ({to} ou {digits}) et le texte ({text})")
