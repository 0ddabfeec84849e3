"""The text of a template: Markdown with fields, read into a small tree before any value comes near it.

A value is put into the leaves of the tree, as text: whatever it holds (`#`, `$`, `**`, a field between braces) is
printed as it is, on the page as in the PDF.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from app.core.i18n import _
from app.documents.fields import fields_of, nearest
from app.documents.kinds import DocumentKind

LONGEST = 60_000
MOST_BLOCKS = 1_500

Table = dict[str, Any]  # {"head": [text], "rows": [[text]]}
Value = str | list[str] | Table
Block = dict[str, Any]  # t: h, p, ul, ol, table, quote, break
Run = dict[str, Any]  # s: text, or f: field; b, i, href

_FIELD = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_BREAKABLE = re.compile(r"(\S{30})(?=\S)")
_markdown = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["image", "html_block", "html_inline", "code", "fence", "backticks"])
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a text from being kept; line 0: the whole of it."""

    line: int
    words: str


def problems(body: str, kind: DocumentKind) -> list[Problem]:
    """Everything to mend: fields that do not exist, with their line and the nearest name; what the law asks and is not there."""
    if len(body) > LONGEST:
        return [
            Problem(
                0, _("Ce texte est trop long : %(most)s caractères au plus. Rien n'a été changé.") % {"most": LONGEST}
            )
        ]
    if not body.strip():
        return [Problem(0, _("Écrivez le texte du document."))]
    known = {field.name for field in fields_of(kind)}
    found, held = [], set()
    for number, line in enumerate(body.splitlines(), start=1):
        for name in _FIELD.findall(line):
            held.add(name)
            if name in known:
                continue
            words = _("Le champ « %(name)s » n'existe pas pour ce document.") % {"name": name[:60]}
            if near := nearest(name, kind):
                words += " " + _("Vouliez-vous dire « %(near)s » ?") % {"near": near}
            found.append(Problem(number, words))
        if _BRACES.search(_FIELD.sub("", line)):
            found.append(
                Problem(
                    number,
                    _(
                        "Un champ s'écrit entre deux accolades ouvertes et deux fermées, sur une ligne : {{ personne.nom }}."
                    ),
                )
            )
    missing = [field.label for field in fields_of(kind) if field.name in kind.needed and field.name not in held]
    found += [
        Problem(
            0,
            _("Le texte doit contenir le champ « %(label)s » : sans lui, le document ne vaut rien (%(law)s).")
            % {"label": _(label), "law": kind.law},
        )
        for label in missing
    ]
    if not found and len(parse(body)) > MOST_BLOCKS:
        found.append(Problem(0, _("Ce texte a trop de paragraphes.")))
    return found


# --- Reading ------------------------------------------------------------------------------------------------------


def parse(body: str) -> list[Block]:
    return list(_blocks(_markdown.parse(body)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    items: list[list[Run]] | None = None
    table: Block | None = None
    kind, level, quoted = "p", 0, 0
    for token in tokens:
        match token.type:
            case "heading_open":
                kind, level = "h", int(token.tag[1])
            case "paragraph_open":
                kind = "p"
            case "bullet_list_open" | "ordered_list_open" if items is None:
                items, ordered = [], token.type.startswith("ordered")
            case "bullet_list_close" | "ordered_list_close" if items is not None and token.level == 0:
                yield {"t": "ol" if ordered else "ul", "items": items}
                items = None
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "table_open":
                table = {"t": "table", "head": [], "rows": []}
            case "tr_open" if table is not None:
                table["rows"].append([])
            case "table_close" if table is not None:
                table["head"] = table["rows"].pop(0)
                yield table
                table = None
            case "hr":
                yield {"t": "break"}
            case "inline":
                runs = _runs(token.children or [])
                if table is not None:
                    table["rows"][-1].append(runs)
                elif items is not None:
                    items.append(runs)
                elif kind == "h":
                    yield {"t": "h", "level": level, "runs": runs}
                else:
                    yield {"t": "quote" if quoted else "p", "runs": runs}
            case _:
                pass


def _runs(tokens: Sequence[Token]) -> list[Run]:
    found: list[Run] = []
    bold = italic = 0
    href = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                address = str(token.attrGet("href") or "")
                href = address if urlsplit(address).scheme in ("http", "https", "mailto", "tel") else ""
            case "link_close":
                href = ""
            case "softbreak":
                found.append(_run(" ", bold, italic, href))
            case "hardbreak":
                found.append(_run("\n", bold, italic, href))
            case _:
                for index, part in enumerate(_FIELD.split(token.content)):
                    if index % 2:
                        found.append({"f": part} | _run("", bold, italic, href))
                    elif part:
                        found.append(_run(part, bold, italic, href))
    return found


def _run(text: str, bold: int, italic: int, href: str) -> Run:
    return {"s": text, "b": bold > 0, "i": italic > 0, "href": href}


# --- Filling ------------------------------------------------------------------------------------------------------


def filled(blocks: Sequence[Block], values: Mapping[str, Value], unsaid: str) -> list[Block]:
    """The tree with its values. A paragraph that holds nothing but a list or a table becomes it; `unsaid` is printed where
    nothing is known. Headings never skip a level: readers who listen to the document go from one to the next."""
    found: list[Block] = []
    depth = 1
    for block in blocks:
        alone = [run for run in block.get("runs", ()) if run["s"].strip() or "f" in run]
        value = values.get(alone[0]["f"]) if block["t"] == "p" and len(alone) == 1 and "f" in alone[0] else None
        if isinstance(value, list) and value:
            found.append({"t": "ul", "items": [[_text(item)] for item in value]})
        elif isinstance(value, dict) and value["rows"]:
            found.append(
                {
                    "t": "table",
                    "head": [[_text(cell)] for cell in value["head"]],
                    "rows": [[[_text(cell)] for cell in row] for row in value["rows"]],
                }
            )
        elif block["t"] == "h":
            depth = max(2, min(block["level"], depth + 1, 4))
            found.append({"t": "h", "level": depth, "runs": _fill(block["runs"], values, unsaid)})
        elif block["t"] in ("ul", "ol"):
            found.append({"t": block["t"], "items": [_fill(item, values, unsaid) for item in block["items"]]})
        elif block["t"] == "table":
            width = max(len(block["head"]), 1)
            rows = [[_fill(cell, values, unsaid) for cell in row[:width]] for row in block["rows"]]
            found.append(
                {
                    "t": "table",
                    "head": [_fill(cell, values, unsaid) for cell in block["head"]],
                    "rows": [row + [[]] * (width - len(row)) for row in rows],
                }
            )
        elif block["t"] == "break":
            found.append(block)
        else:
            found.append({"t": block["t"], "runs": _fill(block["runs"], values, unsaid)})
    return found


def _fill(runs: Sequence[Run], values: Mapping[str, Value], unsaid: str) -> list[Run]:
    return [
        _text(_flat(values.get(run["f"], "")) or unsaid, run) if "f" in run else {**run, "s": breakable(run["s"])}
        for run in runs
    ]


def _flat(value: Value) -> str:
    """A value inside a sentence."""
    if isinstance(value, list):
        return " ; ".join(value)
    if isinstance(value, dict):
        return " ; ".join(", ".join(row) for row in value["rows"])
    return value


def _text(text: str, like: Run | None = None) -> Run:
    return {
        "s": breakable(text),
        "b": bool(like and like["b"]),
        "i": bool(like and like["i"]),
        "href": like["href"] if like else "",
    }


def breakable(text: str) -> str:
    """A word that no line could hold may be cut anywhere."""
    return _BREAKABLE.sub("\\1\u200b", text)


# --- Showing on a page --------------------------------------------------------------------------------------------


def as_html(blocks: Sequence[Block]) -> Markup:
    """The same tree on a page; headings come under the title of the preview."""
    return Markup("").join(_html(block) for block in blocks)


def _html(block: Block) -> Markup:
    match block["t"]:
        case "h":
            level = min(block["level"] + 1, 5)
            return Markup("<h{0}>{1}</h{0}>").format(level, _inline(block["runs"]))
        case "ul" | "ol":
            return Markup("<{0}>{1}</{0}>").format(
                block["t"], Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in block["items"])
            )
        case "table":
            head = Markup("").join(Markup('<th scope="col">{}</th>').format(_inline(cell)) for cell in block["head"])
            rows = Markup("").join(
                Markup("<tr>{}</tr>").format(
                    Markup("").join(Markup("<td>{}</td>").format(_inline(cell)) for cell in row)
                )
                for row in block["rows"]
            )
            return Markup(
                '<div class="scroll" tabindex="0" role="group" aria-label="{}"><table class="table"><thead><tr>{}</tr></thead>'
                "<tbody>{}</tbody></table></div>"
            ).format(_("Tableau"), head, rows)
        case "quote":
            return Markup("<blockquote><p>{}</p></blockquote>").format(_inline(block["runs"]))
        case "break":
            return Markup("<hr>")
        case _:
            return Markup("<p>{}</p>").format(_inline(block["runs"]))


def _inline(runs: Sequence[Run]) -> Markup:
    found = Markup("")
    for run in runs:
        text = Markup("<br>").join(escape(line) for line in run["s"].replace("\u200b", "").split("\n"))
        for mark, tag in (("b", "strong"), ("i", "em")):
            text = Markup("<{0}>{1}</{0}>").format(tag, text) if run[mark] else text
        found += (
            Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(run["href"], text) if run["href"] else text
        )
    return found
