"""What is in the banks of an organisation."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.assessment.bank import rules
from app.assessment.bank.models import BankQuestion, BankQuestionChange, QuestionBank, QuestionImport
from app.core.access import Actor
from app.core.db import AnyRow
from app.courses.models import Activity, Course, Edition, EditionActivity
from app.identity.models import Account

AT_A_TIME = 1_000

_BANK = select(
    QuestionBank.id,
    QuestionBank.organisation_id,
    QuestionBank.title,
    QuestionBank.course_id,
    QuestionBank.created_at,
    QuestionBank.archived_at,
    Course.slug.label("course_slug"),
).outerjoin(Course, Course.id == QuestionBank.course_id)

_QUESTION = select(
    BankQuestion.id,
    BankQuestion.bank_id,
    BankQuestion.name,
    BankQuestion.kind,
    BankQuestion.definition,
    BankQuestion.fingerprint,
    BankQuestion.category,
    BankQuestion.tags,
    BankQuestion.competences,
    BankQuestion.version,
    BankQuestion.changed_at,
    BankQuestion.archived_at,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which questions of a bank: all conditions hold; of several tags, or several competences, any will do."""

    text: str = ""
    tags: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    kind: str = ""
    category: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """What the filters of a bank may offer, each with how many questions bear it, and how many there are in all."""

    tags: Counter[str] = field(default_factory=Counter)
    competences: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    total: int = 0


def visible_banks(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The banks of the actor's organisation, archived or not: id, title, course_id, created_at, archived_at,
    course_slug."""
    return _BANK.where(QuestionBank.organisation_id == actor.organisation_id)


def banks(
    session: Session, actor: Actor, *, archived: bool = False, limit: int = 0, after: str = ""
) -> Sequence[AnyRow]:
    """(columns of visible_banks, questions): with how many questions each holds; `limit` 0 gives them all, by title,
    otherwise they come in the order they were made."""
    count = (
        select(func.count())
        .where(BankQuestion.bank_id == QuestionBank.id, BankQuestion.archived_at.is_(None))
        .scalar_subquery()
    )
    statement = visible_banks(actor).add_columns(count.label("questions"))
    kept = QuestionBank.archived_at.is_not(None) if archived else QuestionBank.archived_at.is_(None)
    if limit:
        return session.execute(
            statement.where(kept, QuestionBank.id > after).order_by(QuestionBank.id).limit(limit)
        ).all()
    return session.execute(statement.where(kept).order_by(func.lower(QuestionBank.title), QuestionBank.id)).all()


def bank(session: Session, actor: Actor, bank_id: str) -> AnyRow | None:
    """One of them (columns of visible_banks), or None."""
    return session.execute(visible_banks(actor).where(QuestionBank.id == bank_id)).first()


def bank_titled(session: Session, actor: Actor, title: str) -> AnyRow | None:
    return session.execute(visible_banks(actor).where(QuestionBank.title == title)).first()


def questions(session: Session, bank_id: str, wish: Wish, *, limit: int, offset: int = 0) -> Sequence[AnyRow]:
    """(id, bank_id, name, kind, definition, fingerprint, category, tags, competences, version, changed_at, archived_at,
    found) in the order they came: a part of those that are wished, and how many these are in all. One statement."""
    wanted = _wanted(bank_id, wish)
    found = select(func.count()).select_from(BankQuestion).where(*wanted).scalar_subquery()
    return session.execute(
        _QUESTION.add_columns(found.label("found")).where(*wanted).order_by(BankQuestion.id).limit(limit).offset(offset)
    ).all()


def questions_after(session: Session, bank_id: str, wish: Wish, *, limit: int, after: str) -> Sequence[AnyRow]:
    """The same columns but the last, from a question on."""
    return session.execute(
        _QUESTION.where(*_wanted(bank_id, wish), BankQuestion.id > after).order_by(BankQuestion.id).limit(limit)
    ).all()


def questions_named(session: Session, bank_id: str, question_ids: Collection[str]) -> Sequence[AnyRow]:
    """The named questions that a bank holds, in the order they came (columns of questions_after)."""
    return session.execute(
        _QUESTION.where(BankQuestion.bank_id == bank_id, BankQuestion.id.in_(question_ids)).order_by(BankQuestion.id)
    ).all()


def questions_saying(session: Session, actor: Actor, text: str, *, limit: int) -> Sequence[AnyRow]:
    """(id, bank_id, name, definition, bank_title) of the first questions of any bank that hold every word."""
    words = rules.sought(text)
    if not words:
        return []
    return session.execute(
        select(
            BankQuestion.id,
            BankQuestion.bank_id,
            BankQuestion.name,
            BankQuestion.definition,
            QuestionBank.title.label("bank_title"),
        )
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(
            BankQuestion.organisation_id == actor.organisation_id,
            BankQuestion.archived_at.is_(None),
            QuestionBank.archived_at.is_(None),
            *(BankQuestion.words.contains(word, autoescape=True) for word in words),
        )
        .order_by(BankQuestion.id)
        .limit(limit)
    ).all()


def all_questions(session: Session, bank_id: str, wish: Wish) -> Iterator[AnyRow]:
    """Every question that is wished, a thousand at a time: a large bank is never in memory whole."""
    after = ""
    while rows := questions_after(session, bank_id, wish, limit=AT_A_TIME, after=after):
        yield from rows
        after = rows[-1].id


def count(session: Session, bank_id: str, wish: Wish) -> int:
    return session.scalar(select(func.count()).select_from(BankQuestion).where(*_wanted(bank_id, wish))) or 0


def ids(session: Session, bank_id: str, wish: Wish) -> Sequence[str]:
    return session.scalars(select(BankQuestion.id).where(*_wanted(bank_id, wish)).order_by(BankQuestion.id)).all()


def _wanted(bank_id: str, wish: Wish) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        BankQuestion.bank_id == bank_id,
        BankQuestion.archived_at.is_not(None) if wish.archived else BankQuestion.archived_at.is_(None),
    ]
    conditions += [BankQuestion.words.contains(word, autoescape=True) for word in rules.sought(wish.text)]
    for labels in (
        [rules.tag_label(tag) for tag in wish.tags],
        [rules.competence_label(code) for code in wish.competences],
    ):
        if labels:
            conditions.append(or_(*(BankQuestion.labels.contains(f"\n{one}\n", autoescape=True) for one in labels)))
    if wish.kind:
        conditions.append(BankQuestion.kind == wish.kind)
    if wish.category:
        conditions.append(BankQuestion.category == wish.category)
    return conditions


def facets(session: Session, bank_ids: Collection[str], archived: bool = False) -> Facets:
    """What the questions of some banks are filed under. One statement."""
    found = Facets()
    rows = session.execute(
        select(BankQuestion.labels, BankQuestion.kind, BankQuestion.category, func.count().label("questions"))
        .where(
            BankQuestion.bank_id.in_(bank_ids),
            BankQuestion.archived_at.is_not(None) if archived else BankQuestion.archived_at.is_(None),
        )
        .group_by(BankQuestion.labels, BankQuestion.kind, BankQuestion.category)
    ).all()
    for row in rows:
        tags, competences = rules.read_labels(row.labels)
        found.tags.update(dict.fromkeys(tags, row.questions))
        found.competences.update(dict.fromkeys(competences, row.questions))
        found.kinds[row.kind] += row.questions
        if row.category:
            found.categories[row.category] += row.questions
    return Facets(found.tags, found.competences, found.kinds, found.categories, sum(found.kinds.values()))


def question(session: Session, actor: Actor, question_id: str) -> AnyRow | None:
    """(…columns of questions but `found`) of one question of the organisation, or None."""
    return session.execute(
        _QUESTION.where(BankQuestion.id == question_id, BankQuestion.organisation_id == actor.organisation_id)
    ).first()


def changes(session: Session, question_id: str, limit: int = 50) -> Sequence[AnyRow]:
    """(id, at, name_of, version, name, definition, tags, competences), the latest first."""
    return session.execute(
        select(
            BankQuestionChange.id,
            BankQuestionChange.at,
            Account.name.label("name_of"),
            BankQuestionChange.version,
            BankQuestionChange.name,
            BankQuestionChange.definition,
            BankQuestionChange.tags,
            BankQuestionChange.competences,
        )
        .join(Account, Account.id == BankQuestionChange.changed_by)
        .where(BankQuestionChange.question_id == question_id)
        .order_by(BankQuestionChange.version.desc())
        .limit(limit)
    ).all()


def twin(session: Session, bank_id: str, fingerprint: str, except_id: str = "") -> str | None:
    """The name under which a bank already holds a question that is not this one."""
    return session.scalar(
        select(BankQuestion.name)
        .where(
            BankQuestion.bank_id == bank_id,
            BankQuestion.fingerprint == fingerprint,
            BankQuestion.archived_at.is_(None),
            BankQuestion.id != except_id,
        )
        .limit(1)
    )


def same_questions(session: Session, bank_id: str) -> dict[str, str]:
    """Fingerprint, in the bank or in the file it came from → name, of every question of a bank."""
    statement = select(BankQuestion.fingerprint, BankQuestion.origin, BankQuestion.name).where(
        BankQuestion.bank_id == bank_id, BankQuestion.archived_at.is_(None)
    )
    found: dict[str, str] = {}
    for row in session.execute(statement):
        found[row.fingerprint] = row.name
        if row.origin:
            found.setdefault(row.origin, row.name)
    return found


def quizzes_drawing(session: Session, actor: Actor, title: str) -> Sequence[AnyRow]:
    """(title, course_title, slug, activity_id) of the published quizzes that draw questions taken from a bank."""
    rows = session.execute(
        select(
            EditionActivity.title,
            Edition.title.label("course_title"),
            Course.slug,
            Activity.id.label("activity_id"),
            EditionActivity.content,
        )
        .join(Edition, Edition.id == EditionActivity.edition_id)
        .join(Course, (Course.id == Edition.course_id) & (Course.edition_number == Edition.number))
        .join(Activity, Activity.id == EditionActivity.activity_id)
        .where(Course.organisation_id == actor.organisation_id, EditionActivity.kind == "quiz")
        .order_by(Edition.title, EditionActivity.title)
    ).all()
    return [row for row in rows if any(draw.get("bank") == title for draw in row.content.get("draws", []))]


def waiting_import(session: Session, actor: Actor, import_id: str, since: datetime) -> AnyRow | None:
    """(id, bank_id, name, data, created_at) of a file that its owner has sent and not added yet."""
    return session.execute(
        select(
            QuestionImport.id,
            QuestionImport.bank_id,
            QuestionImport.name,
            QuestionImport.data,
            QuestionImport.created_at,
        ).where(
            QuestionImport.id == import_id,
            QuestionImport.organisation_id == actor.organisation_id,
            QuestionImport.account_id == actor.account_id,
            QuestionImport.created_at >= since,
        )
    ).first()


# --- For changing ------------------------------------------------------------------------------------------------

_questions = cast(Table, BankQuestion.__table__)
NEW_QUESTIONS = insert(_questions)


def bank_to_change(session: Session, actor: Actor, bank_id: str) -> QuestionBank | None:
    """The bank, held until the act ends: two who add the same questions take turns."""
    return session.scalar(
        select(QuestionBank)
        .where(QuestionBank.id == bank_id, QuestionBank.organisation_id == actor.organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def question_to_change(session: Session, actor: Actor, question_id: str) -> BankQuestion | None:
    return session.scalar(
        select(BankQuestion)
        .where(BankQuestion.id == question_id, BankQuestion.organisation_id == actor.organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def questions_to_change(session: Session, bank_id: str, question_ids: Collection[str]) -> Iterator[BankQuestion]:
    """The named questions that the bank holds."""
    wanted = sorted(question_ids)
    for start in range(0, len(wanted), AT_A_TIME):
        yield from session.scalars(
            select(BankQuestion)
            .where(BankQuestion.bank_id == bank_id, BankQuestion.id.in_(wanted[start : start + AT_A_TIME]))
            .order_by(BankQuestion.id)
            .with_for_update()
        )


def changer(session: Session, account_id: str) -> str:
    return session.scalar(select(Account.name).where(Account.id == account_id)) or ""


def untie(session: Session, course_id: str) -> int:
    """Banks tied to a course are tied to none; how many they were."""
    done = session.execute(update(QuestionBank).where(QuestionBank.course_id == course_id).values(course_id=None))
    return int(done.rowcount)  # type: ignore[attr-defined]


def import_to_add(session: Session, actor: Actor, import_id: str) -> QuestionImport | None:
    return session.scalar(
        select(QuestionImport)
        .where(
            QuestionImport.id == import_id,
            QuestionImport.organisation_id == actor.organisation_id,
            QuestionImport.account_id == actor.account_id,
        )
        .with_for_update()
    )


def forget_imports(session: Session, before: datetime) -> None:
    session.execute(delete(QuestionImport).where(QuestionImport.created_at < before))


def delete_bank(session: Session, bank_id: str) -> None:
    """A bank with all that it holds."""
    inside = select(BankQuestion.id).where(BankQuestion.bank_id == bank_id)
    session.execute(delete(BankQuestionChange).where(BankQuestionChange.question_id.in_(inside)))
    session.execute(delete(BankQuestion).where(BankQuestion.bank_id == bank_id))
    session.execute(delete(QuestionImport).where(QuestionImport.bank_id == bank_id))
    session.execute(delete(QuestionBank).where(QuestionBank.id == bank_id))
