"""A message that is only HTML, as lines of text, without what mail programs add under an answer."""

import re
from html.parser import HTMLParser

_HIDDEN = frozenset({"head", "style", "script", "title", "template"})
_ALONE = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base"})
_LINES = frozenset(
    {"p", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"}
)
_QUOTES = re.compile(
    r"gmail_quote|gmail_extra|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|"
    r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|ymail_android_signature",
    re.IGNORECASE,
)
_REST = re.compile(r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION")  # everything after it is the old message
_OUTLOOK = re.compile(r"border-top:\s*solid\s*#(?:E1E1E1|B5C4DF|CCCCCC)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []  # (tag, whether it hides what is in it)
        self._hidden = 0
        self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._over:
            return
        known = {name: value or "" for name, value in attrs}
        marks = f"{known.get('class', '')} {known.get('id', '')}"
        if not self._hidden and (_REST.search(marks) or (tag == "div" and _OUTLOOK.search(known.get("style", "")))):
            self._over = True
            return
        if tag == "br":
            self._say("\n")
        if tag in _LINES:
            self._say("\n- " if tag == "li" else "\n")
        if tag in _ALONE:
            return
        hides = tag in _HIDDEN or bool(_QUOTES.search(marks)) or tag == "blockquote"
        self._open.append((tag, hides))
        self._hidden += hides

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self._say("\n")
        if any(tag == opened for opened, _hides in self._open[-50:]):
            while self._open:
                opened, hides = self._open.pop()
                self._hidden -= hides
                if opened == tag:
                    return

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _say(self, words: str) -> None:
        if not self._hidden and not self._over:
            self.said.append(words)


def text_of(html: str) -> str:
    """The words of a page, line by line; what is quoted in it is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.said).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
