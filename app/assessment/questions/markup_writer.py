"""Our Markdown for the files of other systems: as HTML when reading it back gives the same words, as Markdown otherwise."""

import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import quote, unquote

from app.assessment.questions.html_words import PLUGIN_FILE
from app.assessment.questions.markup import as_markdown, words_as_words
from app.web.questions import html_for_others

PICTURE = re.compile(r"(!\[(?:\\.|[^\[\]\\])*\]\()([^()\s]+)(\))")
_SIGNS = re.compile(r"[\\`*_\[\]<>&~|#\n\t\xa0\u200b\u2060\ufeff\u00ad\ue000-\ue0ff]|  |^\s|\s$")


def in_html(text: str, pictures: Collection[str] = (), *, flat: bool = True) -> str | None:
    """The HTML of a text, its pictures where Moodle puts them; None when HTML would not give the text back."""
    if not _SIGNS.search(text):
        return text
    html = html_for_others(
        text, lambda name: f"{PLUGIN_FILE}/{quote(name)}" if name in pictures else "", inline=flat
    ).strip()
    back = as_markdown(
        html, "html", [], lambda source, _alt: unquote(source.removeprefix(f"{PLUGIN_FILE}/")), flat=flat
    )
    return html if back == text else None


def in_markdown(text: str, pictures: Collection[str] = ()) -> str:
    """The Markdown of a text for Moodle, where a tag of HTML would be one: ours are words."""
    return PICTURE.sub(
        lambda found: f"{found[1]}{PLUGIN_FILE}/{found[2]}{found[3]}" if found[2] in pictures else found.group(),
        words_as_words(text),
    )


def shown_by(text: str) -> list[str]:
    """The names of the pictures that a text shows."""
    return [found[2] for found in PICTURE.finditer(text)] if "](" in text else []


def every_text(value: Any) -> Iterator[str]:
    """Every text of a definition."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from every_text(one)
