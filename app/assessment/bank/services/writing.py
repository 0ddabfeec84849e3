"""Questions: written and changed one by one, by people who may be several at it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.assessment.bank import policies, queries, rules
from app.assessment.bank.models import BankQuestion, BankQuestionChange
from app.assessment.bank.rules import Said
from app.assessment.bank.services.banks import bank_to_change
from app.assessment.questions import kinds
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.web import formats


class Stale(Conflict):
    """Somebody else has changed the question meanwhile. Nothing is overwritten; `theirs` is what it says now."""

    code = "stale"

    def __init__(self, name: str, when: str, theirs: Said, version: int, changed: Sequence[str]) -> None:
        super().__init__(
            _(
                "%(name)s a changé cette question %(when)s, pendant que vous écriviez : %(what)s. Rien n'est écrasé, "
                "et ce que vous avez écrit est gardé ci-dessous. Comparez, puis enregistrez de nouveau si votre "
                "version doit remplacer la sienne."
            )
            % {"name": name, "when": when, "what": ", ".join(_(part) for part in changed) or _("son classement")},
            changed=[_(part) for part in changed],
            version=version,
        )
        self.theirs, self.version = theirs, version


def write_question(session: Session, actor: Actor, bank_id: str, said: Said) -> BankQuestion:
    """Put a question in a bank. Invalid when it is there already."""
    bank = bank_to_change(session, actor, bank_id)
    _refuse_twin(session, bank.id, said)
    question = BankQuestion(organisation_id=bank.organisation_id, bank_id=bank.id, **_columns(actor, said))
    session.add(question)
    session.flush()
    return question


def change_question(session: Session, actor: Actor, question_id: str, version: int, said: Said) -> BankQuestion:
    """Word a question otherwise; what it said stays in its history. `version` is the one that was read. Raises Stale."""
    question = queries.question_to_change(session, actor, question_id)
    if question is None:
        raise NotFound()
    require(policies.may_keep_banks(actor))
    before = said_by(question)
    if before == said:
        return question
    if question.version != version:
        raise Stale(
            queries.changer(session, question.changed_by), formats.moment(question.changed_at), before,
            question.version, rules.differences(said, before),
        )  # fmt: skip
    _refuse_twin(session, question.bank_id, said, question.id)
    session.add(
        BankQuestionChange(
            organisation_id=question.organisation_id, question_id=question.id, changed_by=actor.account_id,
            version=question.version, name=before.name, definition=before.definition, tags=list(before.tags),
            competences=list(before.competences),
        )
    )  # fmt: skip
    for name, value in _columns(actor, said).items():
        setattr(question, name, value)
    question.version += 1
    session.flush()
    return question


def said_by(question: BankQuestion | AnyRow) -> Said:
    """What a question says, as its form and its history hold it."""
    return Said(
        question.name, question.definition, tuple(question.tags), tuple(question.competences), question.category
    )


def _columns(actor: Actor, said: Said) -> dict[str, object]:
    return {
        "name": said.name, "kind": said.definition["kind"], "definition": said.definition,
        "fingerprint": kinds.fingerprint(said.definition), "category": said.category, "tags": list(said.tags),
        "competences": list(said.competences), "labels": rules.labels_of(said.tags, said.competences),
        "words": rules.words_of(said.name, said.definition), "changed_at": now(), "changed_by": actor.account_id,
    }  # fmt: skip


def _refuse_twin(session: Session, bank_id: str, said: Said, question_id: str = "") -> None:
    twin = queries.twin(session, bank_id, kinds.fingerprint(said.definition), question_id)
    if twin:
        raise Invalid(
            _("La question n'est pas enregistrée."),
            [
                FieldError(
                    "text",
                    _("Cette question est déjà dans la banque, sous le nom « %(name)s ». Rien n'a été ajouté.")
                    % {"name": twin},
                )
            ],
        )
