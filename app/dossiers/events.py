"""What happens in a dossier that the person may want to know. Ids only: the words stay in the dossier."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteShared:
    """Written for the person too, or opened to them since."""

    note_id: str
    enrolment_id: str


@dataclass(frozen=True, slots=True)
class CorrectionAnswered:
    correction_id: str
    enrolment_id: str
