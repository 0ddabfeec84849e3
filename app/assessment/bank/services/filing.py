"""Questions by the dozen: tagged, moved to another bank, set aside."""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from app.assessment.bank import queries, rules
from app.assessment.bank.models import BankQuestion
from app.assessment.bank.services.banks import bank_to_change
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import FieldError, Invalid
from app.core.i18n import _


def archive_questions(session: Session, actor: Actor, bank_id: str, question_ids: Collection[str]) -> int:
    """Set questions aside: no longer proposed, never lost. How many changed."""
    return _file(session, actor, bank_id, question_ids, lambda question: _archive(question, aside=True))


def restore_questions(session: Session, actor: Actor, bank_id: str, question_ids: Collection[str]) -> int:
    return _file(session, actor, bank_id, question_ids, lambda question: _archive(question, aside=False))


def tag_questions(session: Session, actor: Actor, bank_id: str, question_ids: Collection[str], written: str) -> int:
    """Add tags to questions; how many did not bear them all."""
    tags = _sound_tags(written)
    return _file(
        session, actor, bank_id, question_ids, lambda question: _retag(question, rules.tags_of([*question.tags, *tags]))
    )


def untag_questions(session: Session, actor: Actor, bank_id: str, question_ids: Collection[str], written: str) -> int:
    """Take tags away from questions; how many bore one."""
    tags = _sound_tags(written)
    return _file(
        session, actor, bank_id, question_ids,
        lambda question: _retag(question, tuple(tag for tag in question.tags if tag not in tags)),
    )  # fmt: skip


def move_questions(
    session: Session, actor: Actor, bank_id: str, question_ids: Collection[str], to_bank_id: str
) -> tuple[int, int]:
    """Move questions to another bank: how many went, how many stay because they are there already."""
    for one in sorted({bank_id, to_bank_id}):  # always in the same order: two who exchange questions never block
        bank_to_change(session, actor, one)
    if bank_id == to_bank_id:
        raise Invalid(_("Rien n'a été déplacé."), [FieldError("bank", _("Choisissez une autre banque que celle-ci."))])
    known, moved, stay = queries.same_questions(session, to_bank_id), 0, 0
    for question in queries.questions_to_change(session, bank_id, question_ids):
        if question.fingerprint in known and question.archived_at is None:
            stay += 1
            continue
        known[question.fingerprint] = question.name
        question.bank_id, moved = to_bank_id, moved + 1
        _touch(actor, question)
    session.flush()
    return moved, stay


def _file(
    session: Session,
    actor: Actor,
    bank_id: str,
    question_ids: Collection[str],
    act: Callable[[BankQuestion], bool],
) -> int:
    """Do the same to each question; how many it has changed."""
    bank_to_change(session, actor, bank_id)
    changed = 0
    for question in queries.questions_to_change(session, bank_id, question_ids):
        if act(question):
            _touch(actor, question)
            changed += 1
    session.flush()
    return changed


def _archive(question: BankQuestion, aside: bool) -> bool:
    if (question.archived_at is not None) is aside:
        return False
    question.archived_at = now() if aside else None
    return True


def _retag(question: BankQuestion, tags: tuple[str, ...]) -> bool:
    if tags == tuple(question.tags):
        return False
    question.tags, question.labels = list(tags), rules.labels_of(tags, question.competences)
    return True


def _touch(actor: Actor, question: BankQuestion) -> None:
    question.version += 1
    question.changed_at, question.changed_by = now(), actor.account_id


def _sound_tags(written: str) -> tuple[str, ...]:
    tags = rules.tags_of(written)
    if not tags:
        raise Invalid(_("Rien n'a été changé."), [FieldError("tags", _("Écrivez au moins une étiquette."))])
    return tags
