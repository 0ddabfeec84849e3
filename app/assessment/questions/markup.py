"""From the formats that question files use to the one we keep: Markdown on a line."""

import re
from html.parser import HTMLParser

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style"}


def escape_markdown(text: str) -> str:
    """Plain words that Markdown will show as they are."""
    return re.sub(r"([\\`*_\[\]<&])", r"\\\1", text)


def from_html(text: str) -> str:
    """The words of a piece of HTML with their bold, emphasis and links; everything else is left behind."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    found = re.sub(r"[ \t]+", " ", "".join(reader.parts))
    return re.sub(r"\s*\n\s*", "\n", found).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _SILENT:
            self.silent += 1
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag == "img":
            self.parts.append(escape_markdown(values.get("alt") or ""))
        elif tag == "a":
            href = (values.get("href") or "").strip()
            safe = href.startswith(("https://", "http://", "mailto:")) and not re.search(r"[\s()<>]", href)
            self.links.append(href if safe else "")
            self.parts.append("[" if safe else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag in _BREAKS and tag != "br":
            self.parts.append("\n")
        elif tag == "a" and self.links and (href := self.links.pop()):
            self.parts.append(f"]({href})")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(escape_markdown(data))
