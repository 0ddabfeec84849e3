"""What each table that speaks of people is called, and its personal fields, in plain words."""

from app.privacy.subjects.account import ACCOUNT
from app.privacy.subjects.dossier import DOSSIER
from app.privacy.subjects.exchanges import EXCHANGES
from app.privacy.subjects.learning import LEARNING
from app.privacy.subjects.levels import LEVELS
from app.privacy.subjects.papers import PAPERS
from app.privacy.subjects.path import PATH
from app.privacy.subjects.presence import PRESENCE
from app.privacy.subjects.processing import PROCESSING
from app.privacy.subjects.quality import QUALITY
from app.privacy.subjects.retention import RETENTION
from app.privacy.subjects.rights import RIGHTS
from app.privacy.subjects.subject import Subject

__all__ = ["SUBJECTS", "Subject"]

SUBJECTS: dict[str, Subject] = {
    **ACCOUNT,
    **PATH,
    **LEARNING,
    **LEVELS,
    **PRESENCE,
    **DOSSIER,
    **EXCHANGES,
    **QUALITY,
    **PAPERS,
    **RIGHTS,
    **RETENTION,
    **PROCESSING,
}
