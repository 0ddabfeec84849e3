"""A work that waits for its reader: seen, allowed, and not decided by somebody else meanwhile."""

from typing import Any

from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.works import queries, review_queries
from app.assessment.works.services import ACCEPTED, REPLACED, WAITING
from app.core.access import Actor, require
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.web import formats


def visible_work(session: Session, actor: Actor, submission_id: str) -> Any:
    """The work that somebody means to review, locked until the act ends. NotFound, or Forbidden for who may not."""
    kept = queries.submission_to_review(session, actor, submission_id)
    if kept is None:
        raise NotFound()
    require(policies.may_review(actor))
    return kept


def must_wait(session: Session, kept: Any) -> None:
    """Conflict, with who came first and what was said, when nothing more is to be said of this sending."""
    if kept.state == WAITING:
        return
    if known := review_queries.review_of(session, kept.id):
        raise reviewed_already(known)
    if kept.state == REPLACED:
        raise Conflict(
            _("Une version plus récente de ce travail est arrivée. Rien n'a été changé. Relisez la dernière version.")
        )
    raise Conflict(_("Ce travail ne demande pas de relecture : il compte déjà. Rien n'a été changé."))


def reviewed_already(review: Any) -> Conflict:
    values = {"name": review.name, "when": formats.moment(review.at)}
    if review.decision == ACCEPTED:
        return Conflict(_("%(name)s a déjà accepté ce travail %(when)s. Rien n'a été changé.") % values)
    return Conflict(_("%(name)s a déjà renvoyé ce travail %(when)s. Rien n'a été changé.") % values)


def stop(wrong: list[FieldError]) -> None:
    if wrong:
        raise Invalid(_("Votre relecture n'est pas encore enregistrée. Vos mots sont gardés."), wrong)


def plain(text: str) -> str:
    """Typed words as they are kept."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
