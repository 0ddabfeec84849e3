"""Tables that read as well on a terminal as in Markdown."""

from collections.abc import Sequence


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table in aligned columns: words to the left, figures to the right."""
    widths = [max(len(line[at]) for line in (heads, *rows)) for at in range(len(heads))]
    right = [at > 0 and all(not row[at] or row[at][0] in "0123456789–-" for row in rows) for at in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        shown = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
        return f"| {' | '.join(shown)} |"

    rule = "|".join("-" * (w + 1) + (":" if r else "-") for w, r in zip(widths, right, strict=True))
    return "\n".join((f"\n### {title}\n", line(heads), f"|{rule}|", *(line(row) for row in rows)))


def verdict(*pairs: tuple[float | None, float | None]) -> str:
    """`within` when every (measured, budget) holds; nothing when there is no budget."""
    held = [measured <= budget for measured, budget in pairs if measured is not None and budget is not None]
    return ("within" if all(held) else "OVER") if held else "–"


def figure(value: float | None, decimals: int = 2) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def thousands(count: int) -> str:
    return f"{count:,}".replace(",", " ")
