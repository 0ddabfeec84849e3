"""The words of a piece of HTML in Markdown: bold, emphasis, code, links, lists, tables, images, indices and exponents.

What Markdown cannot say is told. A text is shown back once it is made: when its words are not those of the HTML, its
bold and emphasis are given up rather than its words.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import quote, unquote

from app.assessment.questions.emphasis import BOLD, CLOSE, ITALIC, STRIKE, emphasised
from app.assessment.questions.html_tree import Tag, read_html, styled
from app.assessment.questions.literals import GAP, escape_markdown, literal, settle
from app.core.i18n import _
from app.web.questions import question_html, words_html

Picture = Callable[[str, str], str]
PLUGIN_FILE = "@@PLUGINFILE@@"

_STRONG = frozenset(("b", "strong"))
_EMPHASIS = frozenset(("i", "em", "cite", "dfn", "var"))
_STRUCK = frozenset(("s", "strike", "del"))
_CODE = frozenset(("code", "tt", "kbd", "samp"))
_SILENT = frozenset(("style", "head", "title", "meta", "link", "template", "script"))
_FROM_ELSEWHERE = frozenset(("audio", "video", "iframe", "object", "embed"))
_SUPERSCRIPT = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)) | {"−": "⁻", "–": "⁻"}
_SUBSCRIPT = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)) | {"−": "₋", "–": "₋"}
_ORDINAL = re.compile(
    r"(?:er|ers|re|res|e|es|è|ème|èmes|eme|nd|nde|d|de|ième|st|th|rd|o|a|os|me|lle|gr)\.?", re.IGNORECASE
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


def words_of_html(text: str, told: list[str], picture: Picture | None = None, flat: bool = True) -> str:
    """The Markdown of a piece of HTML. `flat`: shown on a line, its paragraphs are lines."""
    if "<" not in text:  # only characters by their names
        return escape_markdown(_collapsed(unescape(text)).strip())
    root = read_html(text)
    said = _Writer(told, picture, flat)
    found = settle(said.whole(root), flat=flat)
    if said.marked and not _reads(words_html(found) if flat else question_html(found), said.words):
        plainly = _Writer([], picture, flat, plain=True)
        found = settle(plainly.whole(root), flat=flat)
        told.append(_("Le gras et l'italique d'un texte n'ont pas pu être repris."))
    return found


def _reads(html: str, words: Iterable[str]) -> bool:
    shown = unescape(re.sub(r"<[^<>]*>", "", html))
    return re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(words))


def _collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_INVISIBLE))


class _Writer:
    def __init__(self, told: list[str], picture: Picture | None, flat: bool, plain: bool = False) -> None:
        self.told, self.picture, self.flat, self.plain = told, picture, flat, plain
        self.words: list[str] = []  # what a reader will see, in order
        self.marked = False

    def whole(self, root: Tag) -> str:
        return self.joined(self.blocks(root.inside))

    def joined(self, blocks: list[str]) -> str:
        return ("\n" if self.flat else "\n\n").join(block for block in blocks if block.strip())

    # --- Blocks ------------------------------------------------------------------------------------------------

    def blocks(self, inside: "list[Tag | str]") -> list[str]:
        found: list[str] = []
        run: list[str] = []
        for one in inside:
            if isinstance(one, Tag) and (one.is_block or one.holds_blocks()):
                found += self.paragraphs(run)
                run = []
                found += self.block(one)
            else:
                run.append(self.inline(one))
        return found + self.paragraphs(run)

    def paragraphs(self, run: list[str]) -> list[str]:
        """A run of words as its paragraphs: an empty line made of two <br> divides them."""
        text = emphasised("".join(run), self.plain)
        lines = [re.sub(r" {2,}", " ", line).strip(" ") for line in text.split("\n")]
        parts = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
        return [part for part in parts if part]

    def block(self, tag: Tag) -> list[str]:
        name = tag.name
        if name in _SILENT:
            return self.silent(tag)
        if name in ("ul", "ol"):
            return [self.listed(tag)]
        if name == "table":
            return self.table(tag)
        if name == "pre":
            return [self.preformatted(tag)]
        if name == "hr":
            return [] if self.flat else ["---"]
        found = self.blocks(tag.inside)
        if name == "blockquote" and not self.flat:
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(found).split("\n"))] if found else []
        if (name in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption") or name in _STRONG) and not self.plain:
            return [self.strong_lines(block) for block in found]
        if (name in _EMPHASIS or name == "u") and not self.plain:
            return [block if "\n" in block or "*" in block else f"*{block}*" for block in found]
        return found

    def strong_lines(self, block: str) -> str:
        self.marked = True
        return block if "*" in block or block.startswith(("- ", "> ", "`")) else f"**{block}**"

    def listed(self, tag: Tag) -> str:
        number = int(start) if (start := tag.attributes.get("start", "")).isdecimal() and len(start) < 7 else 1
        items = []
        for item in tag.inside:
            if isinstance(item, str):
                if item.strip():
                    items.append(self.joined(self.blocks([item])))
                continue
            marker = f"{number}. " if tag.name == "ol" else "- "
            if item.name in ("ul", "ol"):  # a list in a list, without its item
                items.append("\n".join(" " * len(marker) + line for line in self.listed(item).split("\n")))
                continue
            self.words.append(marker if self.flat else "")
            blocks = self.blocks(item.inside) or [""]
            lines = "\n".join(blocks if self.flat or _tight(blocks) else "\n\n".join(blocks).split("\n")).split("\n")
            indent = "" if self.flat else " " * len(marker)
            rest = [f"{indent}{line}" if line else "" for line in lines[1:]]
            items.append("\n".join([f"{marker}{lines[0]}".rstrip(), *rest]))
            number += 1
        return "\n".join(items)

    def preformatted(self, tag: Tag) -> str:
        code = tag.text().replace("\xa0", " ").removeprefix("\n").rstrip()
        self.words.append(code)
        self.marked = True
        if self.flat:
            return re.sub(f"[^\n{GAP}]+", lambda line: _code(line.group()), re.sub(r"\n{2,}", "\n", code))
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
        return f"{fence}\n{code}\n{fence}"

    def table(self, tag: Tag) -> list[str]:
        found = [block for caption in tag.all("caption") for block in self.block(caption)]
        rows = [
            [cell for cell in row.inside if isinstance(cell, Tag) and cell.name in ("td", "th")] for row in _rows(tag)
        ]
        rows = [row for row in rows if row]
        width = max(map(len, rows), default=0)
        if width <= 1:  # a frame around words
            return found + [block for row in rows for cell in row for block in self.blocks(cell.inside)]
        spread = any(
            cell.attributes.get(side, "1").strip() not in ("", "1") for row in rows for cell in row for side in ("colspan", "rowspan")
        )  # fmt: skip
        if self.flat or spread or len(rows) < 2 or next(tag.all("table"), None):
            self.told.append(_("Un tableau devient des lignes : ses cases sont séparées par des barres."))
            return found + [self.flat_row(row) for row in rows]
        if all(cell.name == "td" for cell in rows[0]):
            self.told.append(_("Un tableau n'a pas de ligne de titres : sa première ligne en tient lieu."))
        self.marked = True
        lines = ["| " + " | ".join(self.cell(cell) for cell in row) + " |" + " |" * (width - len(row)) for row in rows]
        return [*found, "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]

    def cell(self, cell: Tag) -> str:
        words = " ".join(self.blocks(cell.inside)).replace("\n", " ")
        return words.replace(literal("|"), "\\|")

    def flat_row(self, row: list[Tag]) -> str:
        cells = []
        for place, cell in enumerate(row):
            if place:
                self.words.append("|")
            cells.append(" ".join(self.blocks(cell.inside)).replace("\n", " "))
        return literal(" | ").join(cells)

    # --- Words on a line ---------------------------------------------------------------------------------------

    def inline(self, one: "Tag | str") -> str:
        if isinstance(one, str):
            words = _collapsed(one)
            self.words.append(words)
            return literal(words)
        name = one.name
        if name == "br":
            return "\n"
        if name == "img":
            return self.image(one)
        if name in _SILENT:
            return "".join(self.silent(one))
        if name in _FROM_ELSEWHERE:
            return self.from_elsewhere(one)
        if name in _CODE:
            return self.code(one)
        if name in ("sub", "sup"):
            return self.raised(one)
        inside = "".join(map(self.inline, one.inside))
        if name == "a":
            return self.link(one, inside)
        if name == "q":
            self.words.append("«»")
            return f"« {inside.strip()} »"
        return self.emphasis(one, inside)

    def emphasis(self, tag: Tag, inside: str) -> str:
        if not inside.strip():
            return inside
        name = tag.name
        if name in _STRUCK or styled(tag, "text-decoration", "line-through"):
            inside = f"{STRIKE}{inside}{CLOSE}"
        if name in _STRONG or styled(tag, "font-weight", "(?:bold|bolder|[6-9]00)"):
            inside = f"{BOLD}{inside}{CLOSE}"
        if name in ("u", "ins") or styled(tag, "text-decoration", "underline"):
            self.told.append(_("Des mots soulignés deviennent de l'italique : le Markdown n'a pas de soulignement."))
            inside = f"{ITALIC}{inside}{CLOSE}"
        elif name in _EMPHASIS or styled(tag, "font-style", "italic"):
            inside = f"{ITALIC}{inside}{CLOSE}"
        self.marked = self.marked or inside.startswith((BOLD, ITALIC, STRIKE))
        return inside

    def code(self, tag: Tag) -> str:
        words = tag.text().replace("\xa0", " ")
        if not words.strip():
            return " " if words else ""
        self.words.append(words)
        self.marked = True
        return re.sub(f"[^\n{GAP}]+", lambda line: _code(line.group()), words.strip("\n"))

    def raised(self, tag: Tag) -> str:
        words = _collapsed(tag.text())
        table = _SUPERSCRIPT if tag.name == "sup" else _SUBSCRIPT
        raised = "".join(table.get(char, "") for char in words.strip())
        if raised and len(raised) == len(words.strip()):
            self.words.append(raised)
            return raised
        inside = "".join(map(self.inline, tag.inside))
        if (tag.name == "sup" and _ORDINAL.fullmatch(words.strip())) or not words.strip():
            return inside
        self.told.append(
            _("Un indice ou un exposant est écrit à la suite, avec _ ou ^ : « %(words)s ».") % {"words": words[:40]}
        )
        sign = "^" if tag.name == "sup" else "_"
        self.words.append(sign)
        brackets = len(words.strip()) > 1
        self.words += ["()"] if brackets else []
        return literal(sign) + (f"({inside.strip()})" if brackets else inside)

    def link(self, tag: Tag, inside: str) -> str:
        href = tag.attributes.get("href", "").strip()
        if not href or not inside.strip() or href.startswith("#"):
            return inside
        if PLUGIN_FILE in href:
            self.told.append(
                _("Le fichier joint « %(name)s » n'est pas repris : le lien qui y menait n'est plus qu'un texte.")
                % {"name": name_of(href)}
            )
            return inside
        if not re.match(r"(?:https?://|mailto:|tel:)", href, re.IGNORECASE):
            self.told.append(
                _("Un lien sans adresse complète n'est plus qu'un texte : « %(href)s ».") % {"href": href[:80]}
            )
            return inside
        if GAP in inside:
            self.told.append(_("Un lien autour d'un trou n'est plus qu'un texte : %(href)s.") % {"href": href[:80]})
            return inside
        self.marked = True
        return _around(inside, "[", f"]({quote(href, safe=_IN_ADDRESS)})")

    def image(self, tag: Tag) -> str:
        source = tag.attributes.get("src", "").strip()
        alt = _collapsed(tag.attributes.get("alt", "")).strip()
        name = self.picture(source, alt) if self.picture and source else ""
        if name:
            self.marked = True
            self.words.append(alt)
            return f"![{literal(alt)}]({name})"
        if source and re.match(r"https?://", source, re.IGNORECASE):
            self.told.append(other_site(source))
            words = alt or _("image")
            self.words.append(words)
            self.marked = True
            return f"[{literal(words)}]({quote(source, safe=_IN_ADDRESS)})"
        if source and not self.picture:
            self.told.append(
                _("L'image « %(name)s » n'est pas dans ce fichier : il reste son texte de remplacement.")
                % {"name": name_of(source)}
            )
        self.words.append(alt)
        return literal(alt)

    def from_elsewhere(self, tag: Tag) -> str:
        sources = [
            one.attributes.get("src") or one.attributes.get("data") or "" for one in (tag, *tag.all("source", "embed"))
        ]
        source = next((one.strip() for one in sources if one.strip()), "")
        inside = "".join(map(self.inline, tag.inside))
        if source.startswith("//"):
            source = f"https:{source}"
        if not re.match(r"https?://", source, re.IGNORECASE):
            self.told.append(_("Un son ou une vidéo n'est pas repris : « %(name)s ».") % {"name": name_of(source)})
            return inside
        self.told.append(
            _("Un contenu d'un autre site n'est pas repris, un lien le remplace : %(address)s.")
            % {"address": source[:200]}
        )
        words = tag.attributes.get("title") or source
        self.words.append(words)
        self.marked = True
        return f"{inside} [{literal(words)}]({quote(source, safe=_IN_ADDRESS)})"

    def silent(self, tag: Tag) -> list[str]:
        if tag.name == "script":
            self.told.append(_("Un programme glissé dans un texte n'est pas repris."))
        return []


_IN_ADDRESS = "%/:?#@!$&*+,;=~-._'[]"


def other_site(source: str) -> str:
    return _("Une image d'un autre site n'est pas reprise, un lien la remplace : %(address)s.") % {
        "address": source[:200]
    }


def name_of(address: str) -> str:
    """The name of a file, from the address that a text gives it."""
    return unquote(address.split("?")[0].rstrip("/").rsplit("/", 1)[-1])[:120]


def _rows(table: Tag) -> "Iterable[Tag]":
    for one in table.inside:
        if isinstance(one, Tag) and one.name == "tr":
            yield one
        elif isinstance(one, Tag) and one.name in ("thead", "tbody", "tfoot"):
            yield from _rows(one)


def _tight(blocks: list[str]) -> bool:
    """Whether an item is words and the lists under them, with no paragraph to set apart."""
    return all(re.match(r"(?:-|\d+\.) ", block) for block in blocks[1:])


def _code(words: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", words)), default=0))
    air = (
        " "
        if words.startswith("`") or words.endswith("`") or (words[:1] == " " == words[-1:] and words.strip())
        else ""
    )
    return f"{fence}{air}{words}{air}{fence}" if words else ""


def _around(inside: str, opened: str, closed: str) -> str:
    """Marks put around words, the spaces at their ends left outside."""
    words = inside.strip()
    if not words:
        return inside
    start = inside.index(words[0])
    return f"{inside[:start]}{opened}{words}{closed}{inside[start + len(words) :]}"
