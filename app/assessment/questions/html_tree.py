"""HTML read into a small tree, as a browser would: tags that nobody closed are closed, those that nobody opened ignored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 60  # tags in tags; deeper ones are read as if they were not there
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
# what a tag closes when it opens, as long as none of the tags after the bar stand between
_CLOSES = {
    "li": ({"li", "p"}, {"ul", "ol"}),
    "tr": ({"tr", "td", "th", "p"}, {"table"}),
    "td": ({"td", "th", "p"}, {"tr", "table"}),
    "th": ({"td", "th", "p"}, {"tr", "table"}),
    "dt": ({"dt", "dd", "p"}, {"dl"}),
    "dd": ({"dt", "dd", "p"}, {"dl"}),
    "tbody": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
    "tfoot": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
}


@dataclass(slots=True)
class Tag:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: "list[Tag | str]" = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        return self.name in _BLOCKS

    def all(self, *names: str) -> "Iterator[Tag]":
        """Every tag of these names inside, in their order."""
        for one in self.inside:
            if isinstance(one, Tag):
                if one.name in names:
                    yield one
                yield from one.all(*names)

    def holds_blocks(self) -> bool:
        return any(isinstance(one, Tag) and (one.is_block or one.holds_blocks()) for one in self.inside)

    def text(self) -> str:
        """The words inside, as they were written; a <br> is the end of a line."""
        return "".join(one if isinstance(one, str) else "\n" if one.name == "br" else one.text() for one in self.inside)


# A < that begins no whole tag is a word: the parser would look for its end again and again.
_NO_TAG = re.compile(r"""<(?!/?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_DECLARATION = re.compile(r"<[!?][^<>]*>")  # what Word leaves behind: <![if !supportLists]>, <?xml:namespace …>


def read_html(text: str) -> Tag:
    reader = _Reader()
    reader.feed(_NO_TAG.sub("&lt;", _DECLARATION.sub("", without_comments(text))))
    reader.close()
    return reader.root


def without_comments(text: str) -> str:
    if "<!--" not in text:
        return text
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start + 4)
        if end < 0:
            return "".join(parts)
        at = end + 3
    return "".join([*parts, text[at:]])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_for(tag)
        if len(self.open) > DEEPEST:
            return
        made = Tag(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self.open[-1].name == tag and len(self.open) > 1:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            self.open[-1].inside.append(Tag("br"))
            return
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].name == tag:
                del self.open[place:]
                return
            if self.open[place].name in ("td", "th", "table", "li") and tag not in _BLOCKS:
                return  # a stray </b> in a cell closes nothing outside of it

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def _close_for(self, tag: str) -> None:
        closed, limits = _CLOSES.get(tag, ({"p"} if tag in _BLOCKS else set(), {"td", "th", "li", "div", "blockquote"}))
        if not closed:
            return
        found = 0
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].name in limits:
                break
            if self.open[place].name in closed:
                found = place
        if found:
            del self.open[found:]


def styled(tag: Tag, what: str, value: str) -> bool:
    """Whether the style of a tag says this: `font-weight: bold`."""
    style = tag.attributes.get("style", "")
    return bool(style) and re.search(rf"{what}\s*:[^;]*\b{value}", style, re.IGNORECASE) is not None
