"""The booklet: what somebody can do, in their own words, with the proofs they choose. It says nothing nobody concluded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.courses.outline import Block
from app.credentials import holdings, policies, queries
from app.credentials.holdings import Holding
from app.credentials.models import Booklet, BookletLine
from app.credentials.rules import Proof
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow

DISCOVERED = 1  # of a scale: not yet something that somebody can do; it is theirs to tell it all the same
LONGEST_HEAD = 1_500
LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One competence of the booklet. `words` are the learner's; without them, those of the framework are printed."""

    holding: Holding
    left_out: bool
    words: str
    chosen: frozenset[str]  # ids of the proofs shown

    @property
    def options(self) -> list[tuple[str, str]]:
        """Every proof there is, as a form offers them."""
        return [(proof.id, proof.title) for proof in self.holding.proofs]

    @property
    def proofs(self) -> list[Any]:
        return [proof for proof in self.holding.proofs if proof.id in self.chosen]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole booklet: `blocks` in the order of the course, with the competences that somebody concluded."""

    enrolment: EnrolmentRow
    words: str
    blocks: list[tuple[Block, list[Line]]]
    badges: Sequence[Any]
    changed_at: datetime | None

    @property
    def shown(self) -> list[tuple[Block, list[Line]]]:
        """What is printed."""
        kept = [(block, [line for line in lines if not line.left_out]) for block, lines in self.blocks]
        return [(block, lines) for block, lines in kept if lines]


def booklet_of(session: Session, actor: Actor, enrolment: EnrolmentRow) -> Page:
    require(policies.may_see(actor, enrolment.learner_id))
    head = queries.booklet(session, enrolment.id)
    chosen = queries.lines(session, enrolment.id)
    blocks = []
    for block, held in holdings.of_blocks(session, enrolment):
        lines = [_line(one, chosen) for one in held if one.held.level]
        if lines:
            blocks.append((block, lines))
    return Page(
        enrolment,
        head.words if head else "",
        blocks,
        queries.badges_of(session, [enrolment.id]),
        head.changed_at if head else None,
    )


def _line(holding: Holding, chosen: Mapping[str, BookletLine]) -> Line:
    kept = chosen.get(holding.held.competence_id)
    if kept is None:
        return Line(holding, left_out=holding.held.level == DISCOVERED, words="", chosen=frozenset())
    return Line(holding, kept.left_out, kept.words, frozenset(kept.proofs))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form says of one competence."""

    competence_id: str
    shown: bool
    words: str
    proofs: Sequence[str]


def write(session: Session, actor: Actor, enrolment_id: str, words: str, choices: Iterable[Choice]) -> Page:
    """Keep what the learner chose. Only what an adviser concluded can be chosen, and only its own proofs."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_write_booklet(actor, enrolment.learner_id))
    known = {
        one.held.competence_id: one
        for _block, held in holdings.of_blocks(session, enrolment)
        for one in held
        if one.held.level
    }
    choices = [choice for choice in choices if choice.competence_id in known]
    wrong = []
    if len(words) > LONGEST_HEAD:
        wrong.append(FieldError("words", _("%(max)s caractères au plus.") % {"max": LONGEST_HEAD}))
    wrong += [
        FieldError(f"words-{choice.competence_id}", _("%(max)s caractères au plus.") % {"max": LONGEST_LINE})
        for choice in choices
        if len(choice.words) > LONGEST_LINE
    ]
    if wrong:
        raise Invalid(_("Le livret n'est pas changé."), wrong)
    head = queries.booklet(session, enrolment.id)
    if head is None:
        head = Booklet(enrolment_id=enrolment.id, organisation_id=enrolment.organisation_id)
        session.add(head)
    head.words, head.changed_at = words.strip(), now()
    kept = queries.lines(session, enrolment.id)
    for choice in choices:
        line = kept.get(choice.competence_id)
        if line is None:
            line = BookletLine(
                enrolment_id=enrolment.id,
                competence_id=choice.competence_id,
                organisation_id=enrolment.organisation_id,
            )
            session.add(line)
        own = {proof.id for proof in known[choice.competence_id].proofs}
        line.left_out, line.words = not choice.shown, choice.words.strip()
        line.proofs = [key for key in choice.proofs if key in own]
    session.flush()
    return booklet_of(session, actor, enrolment)


def chosen_proofs(session: Session, enrolment_id: str, held: Iterable[Holding]) -> list[Proof]:
    """Titles and words of the proofs that the learner lets an employer see."""
    chosen = queries.lines(session, enrolment_id)
    return [
        Proof(proof.title, proof.words)
        for one in held
        if (line := chosen.get(one.held.competence_id)) is not None and not line.left_out
        for proof in one.proofs
        if proof.id in line.proofs
    ]
