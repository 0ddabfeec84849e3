"""What people do with a dossier."""

from app.dossiers.services.page import open_dossier

__all__ = ["open_dossier"]
