"""The forms of a dossier by the word in their address: for something new, and for what is there."""

from app.dossiers.forms.asking import About, Form
from app.dossiers.forms.notes import WITHDRAWAL, about_notes
from app.dossiers.forms.page import CORRECTION, PAGE, WORDS
from app.dossiers.forms.partners import AID, REFERRAL
from app.dossiers.forms.plans import ACTION, COMMENT, GOAL
from app.dossiers.rules import NoteKind

__all__ = ["CHANGED", "NEW", "About", "Form"]

_BOTH: dict[str, Form] = {
    "notes": about_notes(NoteKind.NOTE),
    "freins": about_notes(NoteKind.OBSTACLE),
    "documents": about_notes(NoteKind.DOCUMENT),
    "objectifs": GOAL,
    "orientations": REFERRAL,
    "aides": AID,
    "corrections": CORRECTION,
}
NEW: dict[str, Form] = {**_BOTH, "actions": ACTION, "page": PAGE, "mots": WORDS}
CHANGED: dict[str, Form] = {**_BOTH, "retraits": WITHDRAWAL, "commentaires": COMMENT}
