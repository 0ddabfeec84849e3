"""Posts as Atom (RFC 4287): what feed readers ask for."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from app.core.db import AnyRow
from app.core.i18n import _

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def feed(
    rows: Iterable[AnyRow], *, feed_id: str, title: str, own: str, page: str, base: str, since: datetime, language: str
) -> bytes:
    """`own`: the address it is read at; `page`: the same for people; `since`: its date as long as nothing is said."""
    rows = list(rows)
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _text(root, "id", f"urn:uuid:{feed_id}")
    _text(root, "title", title)
    _text(root, "updated", _moment(max([since, *(_changed(row) for row in rows)])))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for row in rows:
        entry = SubElement(root, "entry")
        _text(entry, "id", f"urn:uuid:{row.id}")
        _text(entry, "title", row.title if row.number == 1 else _("Réponse : %(title)s") % {"title": row.title})
        _text(entry, "updated", _moment(_changed(row)))
        _text(entry, "published", _moment(row.created_at))
        _text(SubElement(entry, "author"), "name", row.author_name or _("Anonyme"))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/forum/messages/{row.id}"})
        _text(entry, "content", row.html).set("type", "html")
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _text(parent: Element, name: str, said: str) -> Element:
    found = SubElement(parent, name)
    found.text = _FORBIDDEN.sub("", said)
    return found


def _changed(row: AnyRow) -> datetime:
    changed: datetime = row.edited_at or row.created_at
    return changed


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
