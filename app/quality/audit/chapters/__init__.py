"""The chapters of somebody's folder. A room adds one by one file here, and one line in content/quality/audit.yaml."""

from app.quality.audit.chapters import documents, exchanges, path, presence, work
from app.quality.audit.pieces import CHAPTERS

__all__ = ["CHAPTERS", "documents", "exchanges", "path", "presence", "work"]
