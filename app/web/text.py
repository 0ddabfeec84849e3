"""Short texts written by people, rendered and cleaned; lessons have `app.web.lessons`. The source is always kept beside it."""

import re
from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_plain = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "html_block"]
)

_question = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable(["reference"])
)

_BEFORE = re.compile(r" (?=[?!:;»%€])")
_AFTER = re.compile(r"(?<=«) ")


def typeset(text: str) -> str:
    """French spaces that never break: before ? ! : ; » % € and after «."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


def _typeset_tokens(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type == "text":
            token.content = typeset(token.content)
        if token.children:
            _typeset_tokens(token.children)


def post_html(source: str) -> str:
    """A message or a post: paragraphs, lists, bold, links; no image, no heading."""
    return nh3.clean(
        _plain.render(source),
        tags={"a", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
    )


Address = Callable[[str], str]

_INLINE_TAGS = {"strong", "em", "code", "a", "br", "s", "img"}
_QUESTION_TAGS = {
    "a", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "table", "thead", "tbody",
    "tr", "th", "td", "img",
}  # fmt: skip
_QUESTION_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading"}, "ol": {"start"}, "th": {"scope"}}


def inline_html(source: str, address: Address | None = None) -> str:
    """One run of words: bold, emphasis, code, links; an end of line is kept. For choices, answers and feedback.

    `address` turns the name of an image into the address it is served from, or into nothing; without it, or without an
    address, its alternative text is shown.
    """
    tokens = _question.parseInline(source)
    _typeset_tokens(tokens)
    return _question_words(tokens, address, _INLINE_TAGS)


def question_html(source: str, address: Address | None = None) -> str:
    """What a question asks: several lines make paragraphs, lists, tables, code; a single one is an `inline_html`."""
    if "\n" not in source:
        return inline_html(source, address)
    tokens = _question.parse(source)
    _typeset_tokens(tokens)
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):  # a page has titles of its own
            token.tag = "p"
        elif token.type == "inline" and token.children and place and tokens[place - 1].type == "heading_open":
            token.children = [Token("strong_open", "strong", 1), *token.children, Token("strong_close", "strong", -1)]
    html = _question_words(tokens, address, _QUESTION_TAGS)
    return html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def html_for_others(source: str, address: Address, *, inline: bool) -> str:
    """The words of a question as HTML for a file that another system reads: nothing that only our pages need."""
    tokens = _question.parseInline(source) if inline or "\n" not in source else _question.parse(source)
    return _question_words(tokens, address, _INLINE_TAGS if inline else _QUESTION_TAGS, lazy=False)


def _question_words(tokens: list[Token], address: Address | None, tags: set[str], *, lazy: bool = True) -> str:
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                found = address(str(child.attrGet("src") or "")) if address else ""
                if found:
                    child.attrSet("src", found)
                    if lazy:
                        child.attrSet("loading", "lazy")
                else:
                    child.type, child.tag, child.children = "text", "", None
    html = str(_question.renderer.render(tokens, _question.options, {}))
    return nh3.clean(
        html.replace("<th>", '<th scope="col">'),
        tags=tags,
        attributes=_QUESTION_ATTRIBUTES,
        allowed_classes=None,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer" if lazy else None,
    )
