"""What is known of competences, for this room and those above: a fixed number of statements for one path or a thousand.

levels(session, enrolment_id, outline)          what each voice says and what is concluded, on the competences of today
levels_of_many(session, paths)                  the same for many
said(session, enrolment_ids)                    each person's word, with their name: two statements
concluded(session, enrolment_ids)               what stands, with who, when, why and the proofs: three statements
proofs(session, enrolment_ids)                  what is shown for the levels: one statement
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from app.assessment.models import LevelAssessment
from app.assessment.rules import CONCLUDED, heard
from app.competences.models import LevelConclusion, LevelProof
from app.competences.rules import Concluded, Named, Proof, Said
from app.courses.outline import Outline
from app.files.models import StoredFile
from app.frameworks import queries as frameworks
from app.identity.models import Account

Levels = dict[str, dict[str, dict[str, int]]]  # competence id → stage → voice, or CONCLUDED → level

_known: dict[
    str, tuple[str, str, int]
] = {}  # competence id → (framework code, code, how many levels): these never change


def _every_word(*, many: bool = False) -> Select[*tuple[Any, ...]]:
    """Each voice's words and each standing conclusion, in the order they were given."""
    words = select(
        LevelAssessment.enrolment_id, LevelAssessment.competence_id, LevelAssessment.stage, LevelAssessment.voice,
        LevelAssessment.given_by, LevelAssessment.level, LevelAssessment.at, LevelAssessment.id,
    )  # fmt: skip
    ends = select(
        LevelConclusion.enrolment_id, LevelConclusion.competence_id, LevelConclusion.stage,
        literal(CONCLUDED).label("voice"), LevelConclusion.concluded_by.label("given_by"), LevelConclusion.level,
        LevelConclusion.at, LevelConclusion.id,
    ).where(LevelConclusion.reopened_at.is_(None))  # fmt: skip
    if many:
        words = words.where(LevelAssessment.enrolment_id.in_(bindparam("ids", expanding=True)))
        ends = ends.where(LevelConclusion.enrolment_id.in_(bindparam("ids", expanding=True)))
    else:
        words = words.where(LevelAssessment.enrolment_id == bindparam("enrolment_id"))
        ends = ends.where(LevelConclusion.enrolment_id == bindparam("enrolment_id"))
    both = union_all(words, ends).subquery()
    return select(
        both.c.enrolment_id, both.c.competence_id, both.c.stage, both.c.voice, both.c.given_by, both.c.level
    ).order_by(both.c.at, both.c.id)


_WORDS_OF_ONE = _every_word()
_WORDS_OF_MANY = _every_word(many=True)


def levels(session: Session, enrolment_id: str, outline: Outline) -> Levels:
    """By competence of the outline. What was given under another version of the framework is found again by its code, as
    long as its scale is the same; on another scale it is shown (see `said`) and never mixed in."""
    rows = session.execute(_WORDS_OF_ONE, {"enrolment_id": enrolment_id}).all()
    return _by_competence(session, rows, outline)


def levels_of_many(session: Session, paths: Mapping[str, Outline]) -> dict[str, Levels]:
    """Enrolment id → the same."""
    if not paths:
        return {}
    rows: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(_WORDS_OF_MANY, {"ids": list(paths)}):
        rows[row.enrolment_id].append(row)
    return {key: _by_competence(session, some, paths[key]) for key, some in rows.items()}


def _by_competence(session: Session, rows: Sequence[Row[*tuple[Any, ...]]], outline: Outline) -> Levels:
    here = {one.id for block in outline.blocks for one in block.competences}
    elsewhere = {row.competence_id for row in rows} - here
    same = _same_today(session, elsewhere, outline) if elsewhere else {}
    latest: dict[tuple[str, str, str], dict[str, int]] = {}
    for _enrolment, competence_id, stage, voice, given_by, level in rows:
        key = competence_id if competence_id in here else same.get(competence_id)
        if key is not None:
            latest.setdefault((key, stage, voice), {})[given_by] = level
    found: Levels = {}
    for (key, stage, voice), people in latest.items():
        found.setdefault(key, {}).setdefault(stage, {})[voice] = heard(people.values())
    return found


def _same_today(session: Session, competence_ids: Collection[str], outline: Outline) -> dict[str, str]:
    """Competence id of another version → id of the same competence in the outline, when both have as many levels."""
    if unknown := [key for key in competence_ids if key not in _known]:
        for row in frameworks.named(session, unknown):
            _known[row.id] = row.framework_code, row.code, len(row.levels)
    today = {one.code: one.id for block in outline.blocks for one in block.competences}
    return {
        key: today[code]
        for key in competence_ids
        if key in _known
        for framework, code, top in (_known[key],)
        if framework == outline.framework_code and top == len(outline.levels) and code in today
    }


# --- With names, for pages, booklets and files ------------------------------------------------------------------


def named(session: Session, competence_ids: Iterable[str]) -> dict[str, Named]:
    """Competences as their own version calls them, those that were withdrawn too."""
    return {
        row.id: Named(
            row.id, row.code, row.title, row.says, row.block_id, row.block_code, row.block_title, row.block_position,
            row.pictogram, row.framework_code, row.framework_version, tuple(row.levels),
            withdrawn=row.position == 0 or row.block_position == 0,
        )
        for row in frameworks.named(session, set(competence_ids))
    }  # fmt: skip


def said(session: Session, enrolment_ids: Collection[str]) -> dict[str, list[Said]]:
    """Enrolment id → the latest word of each person in each voice, competence by competence, in the order of the
    framework. The caller has seen the enrolments."""
    rows = session.execute(
        select(
            LevelAssessment.enrolment_id, LevelAssessment.competence_id, LevelAssessment.stage, LevelAssessment.voice,
            LevelAssessment.given_by, Account.name, LevelAssessment.level, LevelAssessment.at,
        )
        .join(Account, Account.id == LevelAssessment.given_by)
        .where(LevelAssessment.enrolment_id.in_(enrolment_ids))
        .order_by(LevelAssessment.at, LevelAssessment.id)
    ).all()  # fmt: skip
    names = named(session, (row.competence_id for row in rows))
    latest: dict[tuple[str, str, str, str, str], Said] = {}
    for row in rows:
        key = (row.enrolment_id, row.competence_id, row.stage, row.voice, row.given_by)
        latest[key] = Said(
            row.enrolment_id, names[row.competence_id], row.stage, row.voice, row.given_by, row.name, row.level, row.at
        )
    order = {key: position for position, key in enumerate(names)}
    found: dict[str, list[Said]] = {key: [] for key in enrolment_ids}
    for one in sorted(latest.values(), key=lambda one: order[one.competence.id]):
        found[one.enrolment_id].append(one)
    return found


_reopener = aliased(Account)


def concluded(
    session: Session, enrolment_ids: Collection[str], *, stage: str = "", story: bool = False
) -> dict[str, list[Concluded]]:
    """Enrolment id → what stands, at one stage or all, in the order of the framework; with `story`, what was reopened
    too, the latest first. The caller has seen the enrolments."""
    statement = (
        select(
            LevelConclusion.id, LevelConclusion.enrolment_id, LevelConclusion.competence_id, LevelConclusion.stage,
            LevelConclusion.level, LevelConclusion.why, LevelConclusion.concluded_by, Account.name, LevelConclusion.at,
            LevelConclusion.reopened_at, _reopener.name.label("reopened_by_name"), LevelConclusion.reopened_why,
        )
        .join(Account, Account.id == LevelConclusion.concluded_by)
        .outerjoin(_reopener, _reopener.id == LevelConclusion.reopened_by)
        .where(LevelConclusion.enrolment_id.in_(enrolment_ids))
        .order_by(LevelConclusion.at.desc(), LevelConclusion.id.desc())
    )  # fmt: skip
    if stage:
        statement = statement.where(LevelConclusion.stage == stage)
    if not story:
        statement = statement.where(LevelConclusion.reopened_at.is_(None))
    rows = session.execute(statement).all()
    names = named(session, (row.competence_id for row in rows))
    shown: dict[tuple[str, str, str], list[Proof]] = defaultdict(list)
    for enrolment_id, some in proofs(session, enrolment_ids).items():
        for proof in some:
            shown[enrolment_id, proof.competence_id, proof.stage].append(proof)
    order = {key: position for position, key in enumerate(names)}
    found: dict[str, list[Concluded]] = {key: [] for key in enrolment_ids}
    for row in sorted(rows, key=lambda row: order[row.competence_id]):
        found[row.enrolment_id].append(
            Concluded(
                row.id, row.enrolment_id, names[row.competence_id], row.stage, row.level, row.why, row.concluded_by,
                row.name, row.at, row.reopened_at, row.reopened_by_name or "", row.reopened_why,
                tuple(shown[row.enrolment_id, row.competence_id, row.stage]),
            )
        )  # fmt: skip
    return found


def proofs(session: Session, enrolment_ids: Collection[str]) -> dict[str, list[Proof]]:
    """Enrolment id → what is shown for the levels, the oldest first; what was withdrawn is left out."""
    rows = session.execute(
        select(
            LevelProof.id, LevelProof.enrolment_id, LevelProof.competence_id, LevelProof.stage, LevelProof.voice,
            LevelProof.given_by, LevelProof.kind, LevelProof.title, LevelProof.words, LevelProof.at,
            LevelProof.submission_id, LevelProof.session_id, LevelProof.activity_id, LevelProof.file_id,
            StoredFile.name.label("file_name"),
        )
        .outerjoin(StoredFile, StoredFile.id == LevelProof.file_id)
        .where(LevelProof.enrolment_id.in_(enrolment_ids), LevelProof.withdrawn_at.is_(None))
        .order_by(LevelProof.at, LevelProof.id)
    )  # fmt: skip
    found: dict[str, list[Proof]] = {key: [] for key in enrolment_ids}
    for row in rows:
        found[row.enrolment_id].append(
            Proof(
                row.id, row.competence_id, row.stage, row.voice, row.given_by, row.kind, row.title, row.words,
                f"/preuves/{row.id}", row.at,
            )
        )  # fmt: skip
    return found
