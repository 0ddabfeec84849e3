"""Comments on passages of a work: told with the decision, and until then their author's to take back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.works import review_queries
from app.assessment.works.waiting import must_wait, plain, stop, visible_work
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id

LONGEST = 5_000
MOST = 200  # on one sending


@dataclass(frozen=True, slots=True)
class Passage:
    """A comment to make on some characters of a text."""

    start: int
    end: int
    comment: str


def annotate(session: Session, actor: Actor, submission_id: str, passages: Sequence[Passage]) -> list[str]:
    """Comment passages, for the learner to read with the decision: the ids. What is said twice is kept once.

    Offsets count characters of the text as it is kept; spaces around a passage are left out.
    """
    kept = visible_work(session, actor, submission_id)
    must_wait(session, kept)
    return annotate_kept(session, actor, kept, passages)


def annotate_kept(session: Session, actor: Actor, kept: Any, passages: Sequence[Passage]) -> list[str]:
    if not passages:
        return []
    there = {
        (one.author_id, one.start, one.quote, one.comment): str(one.id)
        for one in review_queries.annotations_on(session, kept.id)
    }
    new: list[dict[str, Any]] = []
    ids = []
    for start, quote, comment in [_quoted(kept.text, passage) for passage in passages]:
        key = (actor.account_id, start, quote, comment)
        if key not in there:
            there[key] = new_id()
            new.append(
                {
                    "id": there[key], "organisation_id": kept.organisation_id, "submission_id": kept.id,
                    "author_id": actor.account_id, "start": start, "end": start + len(quote), "quote": quote,
                    "comment": comment, "at": now(),
                }
            )  # fmt: skip
        ids.append(there[key])
    if len(there) > MOST:
        raise Invalid(
            _("Ce travail a déjà %(most)s commentaires. Écrivez la suite dans votre mot à la personne.")
            % {"most": MOST},
            [FieldError("comment", _("Écrivez la suite ici."))],
        )
    if new:
        session.connection().execute(review_queries.NEW_ANNOTATION, new)
    return ids


def _quoted(text: str, passage: Passage) -> tuple[int, str, str]:
    """(where it starts, the words, the comment), or Invalid."""
    comment = plain(passage.comment)
    inside = 0 <= passage.start < passage.end <= len(text)
    quote = text[passage.start : passage.end] if inside else ""
    if not comment:
        stop([FieldError("comment", _("Écrivez votre commentaire sur ce passage."))])
    if len(comment) > LONGEST:
        stop([FieldError("comment", _("Un commentaire de passage a %(max)s caractères au plus.") % {"max": LONGEST})])
    if not quote.strip():
        stop([FieldError("comment", _("Un passage n'est pas dans le texte. Choisissez-le de nouveau."))])
    return passage.start + len(quote) - len(quote.lstrip()), quote.strip(), comment


def take_back_annotation(session: Session, actor: Actor, submission_id: str, annotation_id: str) -> bool:
    """Its author removes a comment that the learner has not been told. False when it was gone already."""
    visible_work(session, actor, submission_id)
    there = review_queries.annotations_on(session, submission_id)
    one = next((row for row in there if row.id == annotation_id), None)
    if one is None:
        return False
    require(policies.may_take_back(actor, one.author_id))
    if one.review_id is not None:
        raise Conflict(_("La personne a déjà lu ce commentaire : il reste. Rien n'a été changé."))
    session.connection().execute(review_queries.DROP_ANNOTATION, {"annotation_id": annotation_id})
    return True
