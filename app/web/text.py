"""Markdown written by people, rendered and cleaned. The source is always kept beside it."""

import re
from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_course = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_plain = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "html_block"]
)

_question = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable(["reference"])
)

_TAGS = {
    "a", "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "img", "div",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "div": {"class", "tabindex"},
    "th": {"scope"},
}
_CALLOUTS = {"retenir": "À retenir", "exemple": "Exemple", "attention": "Attention"}
_CALLOUT = re.compile(r"<blockquote>\s*<p>\[!(retenir|exemple|attention)\]\s*(.*?)</blockquote>", re.DOTALL)


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


def course_html(source: str, address: Callable[[str], str]) -> str:
    """A lesson as HTML. `address` turns the path of an image into the address it is served from."""
    tokens = _course.parse(source)
    _typeset_tokens(tokens)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h" + str(min(4, max(2, int(token.tag[1]))))
        for child in token.children or []:
            if child.type == "image":
                child.attrSet("src", address(str(child.attrGet("src") or "")))
                child.attrSet("loading", "lazy")
    html = str(_course.renderer.render(tokens, _course.options, {}))
    html = _CALLOUT.sub(_callout, html)
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    html = html.replace("<th>", '<th scope="col">')
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=None,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def _callout(match: re.Match[str]) -> str:
    kind, inside = match.groups()
    text = inside if inside.lstrip().startswith("<") else f"<p>{inside}"
    text = re.sub(r"^<p>\s*</p>", "", text.strip())
    return f'<div class="callout {kind}"><p><strong>{_CALLOUTS[kind]}</strong></p>{text}</div>'


def post_html(source: str) -> str:
    """A message or a post: paragraphs, lists, bold, links; no image, no heading."""
    return nh3.clean(
        _plain.render(source),
        tags=_TAGS - {"img", "h2", "h3", "h4", "div", "table", "thead", "tbody", "tr", "th", "td"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
    )


Address = Callable[[str], str]

_INLINE_TAGS = {"strong", "em", "code", "a", "br", "s", "img"}
_QUESTION_TAGS = _TAGS - {"h2", "h3", "h4", "div"}
_QUESTION_ATTRIBUTES = {name: _ATTRIBUTES[name] for name in ("img", "ol", "th")} | {"a": {"href"}}


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
