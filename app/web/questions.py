"""What questions say, rendered and cleaned: on several lines for what is asked, on a line for everything else."""

from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.web.text import typeset

Address = Callable[[str], str]

# Without references: no line of a question stands for a link elsewhere in it.
_question = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable(["reference"])
)
_INLINE_TAGS = {"strong", "em", "code", "a", "br", "s", "img"}
_TAGS = _INLINE_TAGS | {
    "p", "hr", "ul", "ol", "li", "pre", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading"}, "ol": {"start"}, "th": {"scope"}}


def words_html(source: str, address: Address | None = None) -> str:
    """One run of words: bold, emphasis, code, links; an end of line is kept. For choices, answers and feedback.

    `address` turns the name of an image into the address it is served from, or into nothing; without it, or without an
    address, its alternative text is shown.
    """
    tokens = _question.parseInline(source)
    _typeset(tokens)
    return _cleaned(tokens, address, _INLINE_TAGS)


def question_html(source: str, address: Address | None = None) -> str:
    """What a question asks: several lines make paragraphs, lists, tables, code; a single one is a `words_html`."""
    if "\n" not in source:
        return words_html(source, address)
    tokens = _question.parse(source)
    _typeset(tokens)
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):  # a page has titles of its own
            token.tag = "p"
        elif token.type == "inline" and token.children and place and tokens[place - 1].type == "heading_open":
            token.children = [Token("strong_open", "strong", 1), *token.children, Token("strong_close", "strong", -1)]
    html = _cleaned(tokens, address, _TAGS)
    return html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def html_for_others(source: str, address: Address, *, inline: bool) -> str:
    """The same words for a file that another system reads: nothing that only our pages need."""
    tokens = _question.parseInline(source) if inline or "\n" not in source else _question.parse(source)
    return _cleaned(tokens, address, _INLINE_TAGS if inline else _TAGS, for_us=False)


def _typeset(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type == "text":
            token.content = typeset(token.content)
        if token.children:
            _typeset(token.children)


def _cleaned(tokens: list[Token], address: Address | None, tags: set[str], *, for_us: bool = True) -> str:
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                found = address(str(child.attrGet("src") or "")) if address else ""
                if found:
                    child.attrSet("src", found)
                    if for_us:
                        child.attrSet("loading", "lazy")
                else:
                    child.type, child.tag, child.children = "text", "", None
    html = str(_question.renderer.render(tokens, _question.options, {}))
    return nh3.clean(
        html.replace("<th>", '<th scope="col">'),
        tags=tags,
        attributes=_ATTRIBUTES,
        allowed_classes=None,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer" if for_us else None,
    )
