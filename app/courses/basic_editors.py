"""The workshop's form for the kinds of this room: page, media, file, session."""

from collections.abc import Mapping
from typing import Any

from app.courses.basic_kinds import TOOLS
from app.courses.form_fields import number, without_blanks, word
from app.courses.kinds import Editor, plug_editor
from app.web.dialect import FILMS, SOUNDS
from app.web.forms import Form

ALONE = {"place": "remote", "timing": "asynchronous", "people": "individual", "guidance": "self_study"}
TOGETHER = {"place": "on_site", "timing": "synchronous", "people": "collective", "guidance": "training"}


def read_page(form: Form) -> dict[str, Any]:
    return {}


def read_media(form: Form) -> dict[str, Any]:
    return without_blanks({"media": word(form, "media"), "captions": word(form, "captions")})


def media_values(head: Mapping[str, Any]) -> dict[str, Any]:
    return {"media_suffixes": (*FILMS, *SOUNDS), "captions_suffixes": (".vtt",)}


def read_file(form: Form) -> dict[str, Any]:
    return without_blanks({"file": word(form, "file")})


def file_values(head: Mapping[str, Any]) -> dict[str, Any]:
    return {"file_suffixes": TOOLS}


def read_session(form: Form) -> dict[str, Any]:
    return without_blanks({"half_days": number(form, "half_days")})


def plug() -> None:
    plug_editor("page", Editor("courses/editors/page.html", read_page, blank={"minutes": 15, **ALONE}))
    plug_editor("media", Editor("courses/editors/media.html", read_media, media_values, {"minutes": 10, **ALONE}))
    plug_editor("file", Editor("courses/editors/file.html", read_file, file_values, {"minutes": 15, **ALONE}))
    plug_editor(
        "session",
        Editor("courses/editors/session.html", read_session, blank={"minutes": 180, **TOGETHER, "half_days": 1}),
    )
