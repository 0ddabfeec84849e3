"""Banks for machines."""

from typing import Annotated, Any

from fastapi import Query, Request

from app.assessment.bank import policies, queries, rules, services
from app.assessment.bank.queries import Wish
from app.assessment.bank.schemas import BankOut, BankQuestionOut, NoteOut, QuestionsAdded, QuestionsIn
from app.assessment.questions.kinds import KINDS
from app.core.access import require
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("assessment")


@router.get("/question-banks")
def banks(session: Reading, actor: ApiActor, limit: Limit = 50, after: After = "") -> Page[BankOut]:
    """The banks of the organisation that are not archived."""
    require(policies.may_keep_banks(actor))
    rows = queries.banks(session, actor, limit=limit + 1, after=after_id(after))
    return page(
        rows,
        limit,
        lambda row: BankOut(id=row.id, title=row.title, course=row.course_slug, questions=row.questions),
        key=lambda row: str(row.id),
    )


@router.get("/question-banks/{bank_id}/questions")
def questions(
    session: Reading,
    actor: ApiActor,
    bank_id: str,
    text: Annotated[str, Query(max_length=200, description="words that the question holds, accents or not")] = "",
    tag: Annotated[str, Query(max_length=40)] = "",
    competence: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[BankQuestionOut]:
    """The questions of a bank, with their answers."""
    services.bank_for(session, actor, bank_id)
    wish = Wish(
        text=text, tags=rules.tags_of(tag), competences=(competence,) if competence else (),
        kind=kind if kind in KINDS else "",
    )  # fmt: skip
    rows = queries.questions_after(session, bank_id, wish, limit=limit + 1, after=after_id(after))
    return page(rows, limit, _question, key=lambda row: str(row.id))


def _question(row: Any) -> BankQuestionOut:
    return BankQuestionOut(
        id=row.id, name=row.name, kind=row.kind, definition=row.definition, tags=row.tags, competences=row.competences,
        category=row.category, version=row.version, changed_at=row.changed_at,
    )  # fmt: skip


@router.post("/question-banks/{bank_id}/questions", status_code=201)
def add(request: Request, session: Writing, actor: ApiActor, bank_id: str, given: QuestionsIn) -> QuestionsAdded:
    """Add questions to a bank: all of them, or none when one cannot be read."""
    done, changed = services.add_text(session, actor, bank_id, given.text, rules.tags_of(given.tags), given.competences)
    return QuestionsAdded(
        added=done.added, known=done.known, changed=[NoteOut(line=note.line, what=note.what) for note in changed]
    )
