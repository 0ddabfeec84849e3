"""The questions of banks that a person wrote."""

from collections.abc import Sequence

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from app.assessment.bank.models import BankQuestion, BankQuestionChange, QuestionBank
from app.core.db import AnyRow


def bank_questions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, bank, name, what) of the questions that a person wrote last, and of the changes they made before."""
    last = (
        select(BankQuestion.changed_at.label("at"), QuestionBank.title.label("bank"), BankQuestion.name)
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(BankQuestion.changed_by == account_id)
    )
    before = (
        select(BankQuestionChange.at, QuestionBank.title.label("bank"), BankQuestionChange.name)
        .join(BankQuestion, BankQuestion.id == BankQuestionChange.question_id)
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(BankQuestionChange.changed_by == account_id, BankQuestion.changed_by != account_id)
    )
    return session.execute(union_all(last, before).order_by("at", "bank", "name")).all()
