"""What happens on the forum. Ids only: whoever listens reads what it may."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadOpened:
    """With its first post, of which no PostWritten tells."""

    thread_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class PostWritten:
    """An answer to a thread; `reply_to_number`: to one of its posts."""

    thread_id: str
    post_id: str
    reply_to_number: int | None = None


@dataclass(frozen=True, slots=True)
class PostEdited:
    thread_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class PostRemoved:
    thread_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class PostRestored:
    thread_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class PostThanked:
    thread_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class AnswerAccepted:
    thread_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class ThreadLocked:
    thread_id: str


@dataclass(frozen=True, slots=True)
class ThreadMoved:
    thread_id: str
    from_space_id: str
    to_space_id: str


@dataclass(frozen=True, slots=True)
class ThreadMerged:
    """The posts of a thread are now in another one, with new numbers."""

    thread_id: str
    into_id: str


@dataclass(frozen=True, slots=True)
class ThreadRemoved:
    thread_id: str


@dataclass(frozen=True, slots=True)
class ThreadRestored:
    thread_id: str
