"""The chapters of somebody's folder, and those of the house. One file here and one line in content/quality/audit.yaml add one."""

from app.quality.audit.chapters import (
    badges,
    documents,
    exchanges,
    funding,
    hearing,
    offer,
    path,
    presence,
    results,
    work,
)
from app.quality.audit.pieces import CHAPTERS, HOUSE

__all__ = [
    "CHAPTERS", "HOUSE", "badges", "documents", "exchanges", "funding", "hearing", "offer", "path", "presence", "results", "work",
]  # fmt: skip
