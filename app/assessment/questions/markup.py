"""The formats that question files write words in, turned into the one we keep: Markdown.

`told` gathers what could not be said in Markdown, in sentences for whoever imports; `picture` keeps an image of the
text, given its address and its alternative text, and returns its name – or nothing, and tells why. `flat` words are
shown on a line (a choice, a feedback): in them a table or a block of code becomes lines.
"""

import re

from markdown_it import MarkdownIt

from app.assessment.questions.html_tree import without_comments
from app.assessment.questions.html_words import PLUGIN_FILE, Picture, name_of, other_site, words_of_html
from app.assessment.questions.literals import escape_markdown, literal, settle
from app.core.i18n import _

_NAMED_TAGS = (
    "a|abbr|acronym|audio|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|embed|"
    "figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|object|ol|p|pre|q|s|samp|script|small|source|span|"
    "strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video"
)
_ATTRIBUTE = (
    r"""\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+)|\s+(?:controls|autoplay|loop|muted|nowrap|allowfullscreen)"""
)
_TAG = re.compile(rf"</?(?:{_NAMED_TAGS})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|[ou]l|li|d[lt]|dd|t(?:able|body|head|foot|[rdh])|h[1-6r]|pre|blockquote|br|center|caption)\b",
    re.IGNORECASE,
)
_WORDS_LIKE_TAGS = re.compile(rf"\\{_TAG.pattern}", re.IGNORECASE)  # \<b> is words
_BARE_TAGS = re.compile(rf"(?<!\\){_TAG.pattern}", re.IGNORECASE)
_PICTURE = re.compile(r"!\[((?:\\.|[^\[\]\\])*)\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)")
_mixed = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
_SOURCE = re.compile(r"""<img\b[^<>]*?\bsrc\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_KEPT = re.compile(r"(?<!`)(`+)[^`\n]+\1(?!`)|\]\([^()\s]*\)")  # code and addresses, where nothing is escaped
_TWO = str.maketrans({sign: literal(sign) for sign in "\\_"})


def as_markdown(
    text: str,
    mark: str,
    told: list[str] | None = None,
    picture: Picture | None = None,
    *,
    flat: bool = True,
) -> str:
    """Words in a format, named as GIFT names it: html, moodle, plain, markdown, or nothing when nobody said."""
    told = told if told is not None else []
    if mark == "html":
        return words_of_html(text, told, picture, flat)
    if mark == "markdown":
        return _markdown(_ends(text), told, picture, flat)
    if mark == "plain" or not has_html(text):
        return escape_markdown(_lines(text), flat=flat) if mark else _unmarked(_lines(text), flat)
    return words_of_html(_lines_as_breaks(text), told, picture, flat)


def from_html(text: str, told: list[str] | None = None, picture: Picture | None = None, *, flat: bool = True) -> str:
    """The words of a piece of HTML, with what of its form Markdown can say."""
    return as_markdown(text, "html", told, picture, flat=flat)


def never_empty(words: str, written: str) -> str:
    """The words of an answer; those that a browser would not show – « <br> » – are kept as they were written."""
    if words or not written.strip():
        return words
    if picture := _SOURCE.search(written):
        return escape_markdown(_("(image : %(name)s)") % {"name": name_of(picture.group(1))})
    return escape_markdown(" ".join(without_comments(written).split()))


def has_html(text: str) -> bool:
    """Whether a text that may hold HTML does; `a < b` and `List<String>` do not."""
    return "<" in text and _TAG.search(text) is not None


def _markdown(text: str, told: list[str], picture: Picture | None, flat: bool) -> str:
    """Somebody's Markdown: HTML may be mixed with it, and its pictures may come with it."""
    if has_html(_WORDS_LIKE_TAGS.sub("", text)):
        return words_of_html(_mixed.render(text), told, picture, flat)
    text = tags_as_words(text)
    if "](" not in text:
        return text

    def shown(found: re.Match[str]) -> str:
        alt, source = found.groups()
        if source.startswith((PLUGIN_FILE, "data:")):
            name = picture(source, alt) if picture else ""
            return f"![{alt}]({name})" if name else alt
        if source.startswith(("http://", "https://")):
            told.append(other_site(source))
            return f"[{alt or _('image')}]({source})"
        return found.group()  # a file of the course, for a question that comes from one

    return _PICTURE.sub(shown, text)


def words_as_words(text: str) -> str:
    r"""Our Markdown for those to whom `<b>` is a tag: `\<b>`."""
    return _BARE_TAGS.sub(r"\\\g<0>", text) if "<" in text else text


def tags_as_words(text: str) -> str:
    r"""The same Markdown where `\<b>` is the words `<b>`: no tag means anything in ours."""
    return _WORDS_LIKE_TAGS.sub(lambda found: found.group()[1:], text) if "\\<" in text else text


def _unmarked(text: str, flat: bool) -> str:
    """Words whose format nobody said are Markdown, as in our courses; but what nobody means as a mark – `a_b_c`,
    `2*3*4`, the backslashes of a formula – is kept as it reads.
    """
    if not re.search(r"[\\_*]", text):
        return text
    parts, last = [], 0
    for kept in _KEPT.finditer(text):
        parts += [_unmeant(text[last : kept.start()]), kept.group()]
        last = kept.end()
    return settle("".join([*parts, _unmeant(text[last:])]), flat=flat)


def _unmeant(part: str) -> str:
    return re.sub(r"(?<=\w)\*+(?=\w)", lambda found: literal(found.group()), part.translate(_TWO))


def _lines(text: str) -> str:
    """The same lines without the spaces around them, one at most being empty between two others."""
    text = text.replace("\t", " ")
    if "\n" not in text:
        return text.strip()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def _ends(text: str) -> str:
    return text.strip("\n").rstrip() if text.startswith("    ") else text.strip()


def _lines_as_breaks(text: str) -> str:
    """Moodle's own format as HTML: its lines count, except around blocks, and a < that begins no tag is only a <."""
    parts, last, block = [], 0, False
    for tag in _TAG.finditer(text):
        parts += [_only_words(text[last : tag.start()], block), tag.group()]
        last, block = tag.end(), _BLOCK.match(tag.group()) is not None
    return "".join([*parts, _only_words(text[last:], block)])


def _only_words(part: str, after_a_block: bool) -> str:
    if not part.strip():
        return " " if part else ""
    if after_a_block:
        part = re.sub(r"^[ \t]*\n\s*", "", part)
    return part.replace("<", "&lt;").replace("\n", "<br>")
