"""Rooms of a Jitsi server: an address nobody can guess and, when the server asks for one, a pass for each person."""

import json
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from app.core.settings import Settings
from app.identity import tokens

LIFETIME = timedelta(minutes=5)  # of a pass: the time to enter


def address(settings: Settings, room: str, name: str, user_id: str, moderates: bool, moment: datetime) -> str:
    """Where somebody enters a room; the name that the others will see goes with it."""
    where = f"{settings.jitsi_url}/{quote(room)}"
    if settings.jitsi_app_id:
        person = {
            "id": user_id,
            "name": name,
            "moderator": moderates,
            "affiliation": "owner" if moderates else "member",
        }
        host = urlsplit(settings.jitsi_url).hostname or ""
        given = tokens.classroom_pass(
            settings.jitsi_secret, settings.jitsi_app_id, host, room, person, moment, moment + LIFETIME
        )
        return f"{where}?jwt={given}"
    return f"{where}#userInfo.displayName={quote(json.dumps(name))}"
