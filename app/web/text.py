"""Short texts written by people, rendered and cleaned; lessons have `app.web.lessons`. The source is always kept beside it."""

import re

import nh3
from markdown_it import MarkdownIt

_plain = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "html_block"]
)

_BEFORE = re.compile(r" (?=[?!:;»%€])")
_AFTER = re.compile(r"(?<=«) ")


def typeset(text: str) -> str:
    """French spaces that never break: before ? ! : ; » % € and after «."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


def post_html(source: str) -> str:
    """A message or a post: paragraphs, lists, bold, links; no image, no heading."""
    return nh3.clean(
        _plain.render(source),
        tags={"a", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
    )


def inline_html(source: str) -> str:
    """One line: bold, emphasis, code, links. For the words of questions and answers."""
    return nh3.clean(
        _plain.renderInline(typeset(source)),
        tags={"strong", "em", "code", "a", "br", "s"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
