"""Reading a work again: a review begun and kept, then the decision that tells the learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.works import review_queries, rubrics
from app.assessment.works.annotation_services import MOST, Passage, annotate_kept
from app.assessment.works.rubrics import Rubric
from app.assessment.works.services import ACCEPTED, LONGEST, SENT_BACK, WAITING, Given, change_state
from app.assessment.works.waiting import must_wait, plain, reviewed_already, stop, visible_work
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import FieldError
from app.core.i18n import _
from app.courses import queries as courses
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.learning import services as learning
from app.ledger import services as ledger
from app.ledger.kinds import Kind

LONGEST_COMMENT = 5_000  # on a criterion


@dataclass(frozen=True, slots=True)
class Said:
    """What a trainer says of a work, as a whole and criterion by criterion (by number, as text, from 1).

    `fixed` are the earlier comments on passages that this sending has corrected.
    """

    comment: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.comment or self.levels or self.comments or self.fixed)

    def as_kept(self) -> dict[str, Any]:
        return {
            "comment": self.comment,
            "levels": dict(self.levels),
            "comments": dict(self.comments),
            "fixed": list(self.fixed),
        }


def tidy(said: Said) -> Said:
    """The same without blanks; line ends as they are kept."""
    comments = {number: plain(text) for number, text in said.comments.items()}
    return Said(
        plain(said.comment),
        dict(said.levels),
        {number: text for number, text in comments.items() if text},
        tuple(dict.fromkeys(one[:36] for one in said.fixed))[:MOST],
    )


def said_again(kept: Mapping[str, Any]) -> Said:
    """What `as_kept` gave."""
    return Said(kept.get("comment", ""), kept.get("levels", {}), kept.get("comments", {}), tuple(kept.get("fixed", ())))


def carried(said: Said, before: Rubric, after: Rubric) -> Said:
    """What was said with a rubric, under the numbers of another. Levels go with their names: they stay if these do."""
    places = rubrics.numbers_now(before, after)
    levels = said.levels if before.own_levels == after.own_levels else {}
    return Said(
        said.comment,
        {places[number]: level for number, level in levels.items() if number in places},
        {places[number]: text for number, text in said.comments.items() if number in places},
        said.fixed,
    )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a trainer said of a work. `criteria` are the levels of a plain list in the words of machines."""

    decision: str
    said: Said
    rubric: Rubric
    at: datetime

    @property
    def criteria(self) -> dict[str, str]:
        return rubrics.in_codes(self.rubric, self.said.levels)


def review_work(
    session: Session,
    actor: Actor,
    submission_id: str,
    decision: str,
    comment: str = "",
    criteria: Mapping[str, str] | None = None,
    *,
    levels: Mapping[str, int] | None = None,
    comments: Mapping[str, str] | None = None,
    fixed: tuple[str, ...] = (),
    passages: Sequence[Passage] = (),
    upload: Given | None = None,
    mark: str = "",
) -> Reviewed:
    """A trainer accepts a work, or sends it back with a comment. What two trainers say never overwrites.

    `criteria` are the levels of a plain list in the words of machines; `levels`, `comments` and `fixed` as in Said;
    `passages` are comments on the text made with the decision, besides those already there.
    `mark` names the rubric that was on the page: the review keeps that one, even when the course has been published
    again meanwhile. `upload` is given back to the learner, who owns it from then on.
    """
    kept = visible_work(session, actor, submission_id)
    enrolment = enrolments.enrolment_for(session, actor, kept.enrolment_id)
    course = outline(session, enrolment.edition_id)
    rubric = rubric_on_page(session, course.edition_id, kept.activity_id, mark)
    codes = {number: code for number, code in (criteria or {}).items() if code}
    said = tidy(Said(comment, rubrics.levels_from_codes(codes) | dict(levels or {}), comments or {}, fixed))
    _check(decision, said, rubric, codes)
    if kept.state != WAITING and (known := review_queries.review_of(session, submission_id)):
        if _is_the_same(known, actor, decision, said):
            return Reviewed(decision, said, rubric, known.at)
        raise reviewed_already(known)
    must_wait(session, kept)
    _check_fixed(session, kept, said)
    annotate_kept(session, actor, kept, passages)
    given_back = upload.keep(session, actor, kept.learner_id) if upload else None
    review = Reviewed(decision, said, rubric, now())
    connection = session.connection()
    connection.execute(
        review_queries.NEW_REVIEW,
        {
            "submission_id": submission_id, "organisation_id": kept.organisation_id, "reviewer_id": actor.account_id,
            "decision": decision, "comment": said.comment, "criteria": review.criteria, "rubric": rubric.as_kept(),
            "levels": dict(said.levels), "comments": dict(said.comments), "at": review.at,
            "file_id": given_back.id if given_back else None,
        },
    )  # fmt: skip
    change_state(session, submission_id, decision)
    told = connection.execute(
        review_queries.TELL_ANNOTATIONS,
        {"of_enrolment": enrolment.id, "of_activity": kept.activity_id, "by_review": submission_id},
    ).rowcount
    if said.fixed:
        connection.execute(
            review_queries.MARK_FIXED, [{"annotation_id": one, "in_version": submission_id} for one in said.fixed]
        )
    connection.execute(review_queries.DROP_DRAFTS, {"of_submission": submission_id})
    activity = course.activities.get(kept.activity_id)
    ledger.append(
        session, actor, Kind.WORK_REVIEWED,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=kept.activity_id,
        block_id=activity.block_id if activity else None, funder_id=enrolment.funder_id,
        proof_kind="submission", proof_id=submission_id,
        facts={
            "decision": decision, "number": kept.number, "commented": bool(said.comment),
            "criteria": len(said.levels), "criteria_met": sum(1 for at in said.levels.values() if at == rubric.top),
            "criteria_commented": len(said.comments), "passages": told, "fixed": len(said.fixed),
            "file": given_back is not None,
        },
    )  # fmt: skip
    if activity:
        learning.record_result(
            session, actor, enrolment, activity, state="done" if decision == ACCEPTED else "sent_back",
            facts={"number": kept.number}, proof_kind="submission", proof_id=submission_id,
        )  # fmt: skip
    return review


def keep_draft(session: Session, actor: Actor, submission_id: str, said: Said, mark: str = "") -> datetime | None:
    """Keep a review under way, for its trainer alone. When there is nothing to keep, nothing is kept: None."""
    kept = visible_work(session, actor, submission_id)
    must_wait(session, kept)
    enrolment = enrolments.enrolment_for(session, actor, kept.enrolment_id)
    rubric = rubric_on_page(session, enrolment.edition_id or "", kept.activity_id, mark)
    said = tidy(said)
    stop(_wrong_words(said, rubric))
    own = {"of_submission": submission_id, "of_reviewer": actor.account_id}
    connection, moment = session.connection(), now()
    if said.nothing:
        connection.execute(review_queries.DROP_DRAFT, own)
        return None
    changed = connection.execute(
        review_queries.CHANGE_DRAFT,
        own | {"now_rubric": rubric.as_kept(), "now_said": said.as_kept(), "now_at": moment},
    )
    if not changed.rowcount:
        connection.execute(
            review_queries.NEW_DRAFT,
            {
                "submission_id": submission_id, "reviewer_id": actor.account_id, "rubric": rubric.as_kept(),
                "organisation_id": kept.organisation_id, "said": said.as_kept(), "saved_at": moment,
            },
        )  # fmt: skip
    return moment


def rubric_on_page(session: Session, edition_id: str, activity_id: str, mark: str) -> Rubric:
    """The rubric of today, or the one that had this mark when the page was opened."""
    today = rubrics.rubric_of(courses.content_of(session, edition_id, activity_id))
    if mark in ("", today.mark):
        return today
    earlier = (rubrics.rubric_of(content) for content in review_queries.contents_before(session, activity_id))
    return next((one for one in earlier if one.mark == mark), today)


def _is_the_same(known: Any, actor: Actor, decision: str, said: Said) -> bool:
    return (known.reviewer_id, known.decision, known.comment, known.levels, known.comments) == (
        actor.account_id,
        decision,
        said.comment,
        dict(said.levels),
        dict(said.comments),
    )


def _check(decision: str, said: Said, rubric: Rubric, codes: Mapping[str, str]) -> None:
    wrong = []
    if not rubric.plain:
        only = _("Ce critère se note avec les niveaux de sa grille.")
        wrong += [FieldError(f"criteria-{number}"[:60], only) for number in codes]
    if decision not in (ACCEPTED, SENT_BACK):
        wrong.append(FieldError("decision", _("Choisissez d'accepter ou de renvoyer ce travail.")))
    elif decision == SENT_BACK and not said.comment:
        wrong.append(FieldError("comment", _("Écrivez ce qui manque : la personne saura quoi reprendre.")))
    stop(wrong + _wrong_words(said, rubric))


def _wrong_words(said: Said, rubric: Rubric) -> list[FieldError]:
    wrong = []
    if len(said.comment) > LONGEST:
        wrong.append(FieldError("comment", _("%(max)s caractères au plus.") % {"max": LONGEST}))
    numbers = {str(number) for number in range(1, len(rubric.criteria) + 1)}
    for number, level in said.levels.items():
        if number not in numbers or not 1 <= level <= rubric.top:
            wrong.append(FieldError(f"criteria-{number}"[:60], _("Ce critère ou cette réponse n'existe pas.")))
    for number, text in said.comments.items():
        if number not in numbers:
            wrong.append(FieldError(f"remark-{number}"[:60], _("Ce critère n'existe pas.")))
        elif len(text) > LONGEST_COMMENT:
            wrong.append(FieldError(f"remark-{number}", _("%(max)s caractères au plus.") % {"max": LONGEST_COMMENT}))
    return wrong


def _check_fixed(session: Session, kept: Any, said: Said) -> None:
    if not said.fixed:
        return
    rows = review_queries.annotations(session, kept.enrolment_id, kept.activity_id)
    known = {row.id for row in rows if row.review_id is not None and row.version < kept.number}
    if not known.issuperset(said.fixed):
        stop([FieldError("fixed", _("Un des commentaires cochés n'existe pas."))])
