"""What happens to documents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentIssued:
    """A document was made, perhaps in the place of another."""

    document_id: str
    enrolment_id: str | None


@dataclass(frozen=True, slots=True)
class DocumentSigned:
    """Somebody has signed; `last`: nobody else is awaited."""

    document_id: str
    enrolment_id: str | None
    role: str
    last: bool


@dataclass(frozen=True, slots=True)
class DocumentAcknowledged:
    document_id: str
    account_id: str
