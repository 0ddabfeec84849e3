"""What happens in conversations that others may want to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageSent:
    """Kept in its conversation; `message_id` is enough to find the rest."""

    message_id: str
    conversation_id: str
    enrolment_id: str


@dataclass(frozen=True, slots=True)
class ConversationRead:
    """Somebody has seen a conversation up to a message."""

    conversation_id: str
    account_id: str
    number: int
