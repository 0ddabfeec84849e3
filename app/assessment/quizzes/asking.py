"""The questions of a try, and whether questions that come back from a page are those that were asked there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.questions import drawing, kinds
from app.assessment.quizzes import queries
from app.assessment.quizzes.queries import Version


def questions_of_try(
    session: Session,
    content: Mapping[str, Any],
    enrolment_id: str,
    activity_id: str,
    number: int,
    sent: Sequence[Any] | None = None,
) -> list[Version]:
    """What the try of this number asks somebody in one edition of a quiz. `sent`: their tries, when they are known."""
    before = _asked_before(session, enrolment_id, activity_id, number, sent) if drawing.draws(content) else ()
    seed = kinds.seed(enrolment_id, activity_id, number)
    return queries.versions(session, drawing.drawn(content, seed, before))


def questions_shown(
    session: Session,
    content: Mapping[str, Any],
    enrolment_id: str,
    activity_id: str,
    number: int,
    shown: list[str],
) -> list[Version] | None:
    """The questions that a page says it has shown, if that try asks them in this edition or asked them in another one;
    None otherwise."""
    before: Sequence[str] | None = None
    seed = kinds.seed(enrolment_id, activity_id, number)
    for one in _editions(session, content, activity_id):
        if before is None and drawing.draws(one):
            before = _asked_before(session, enrolment_id, activity_id, number, None)
        if shown == drawing.drawn(one, seed, before or ()):
            return queries.versions(session, shown)
    return None


def _editions(session: Session, content: Mapping[str, Any], activity_id: str) -> Iterator[Mapping[str, Any]]:
    yield content
    yield from queries.contents(session, activity_id)


def _asked_before(
    session: Session, enrolment_id: str, activity_id: str, number: int, sent: Sequence[Any] | None
) -> Sequence[str]:
    """What the try before this one asked."""
    if number < 2:
        return ()
    known = queries.attempts(session, enrolment_id, activity_id) if sent is None else sent
    return queries.asked_in(session, known[number - 2].id) if len(known) >= number - 1 else ()
