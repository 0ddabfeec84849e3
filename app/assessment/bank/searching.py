"""Banks found from the search of the workshop."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.assessment.bank import policies, queries
from app.assessment.bank.question_pages import said_plainly
from app.core.access import Actor
from app.core.i18n import _
from app.courses.drafts.searching import Hit, plug_search

MOST = 30


def search(session: Session, actor: Actor, words: str) -> Iterator[Hit]:
    """The first questions of any bank that say every word."""
    if not policies.may_keep_banks(actor):
        return
    for row in queries.questions_saying(session, actor, words, limit=MOST):
        yield Hit(
            row.name, f"/atelier/banque/{row.bank_id}/questions/{row.id}", _("Question de banque"), row.bank_title,
            said_plainly(row.definition)[:200],
        )  # fmt: skip


plug_search(search)
