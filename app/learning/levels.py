"""Competence levels are given upstairs, in assessment; the learner's pages show them through this plug."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.courses.outline import Outline

BlockLevels = Mapping[str, Mapping[str, float | None]]  # block id → stage (entry, middle, exit) → mean level
Reader = Callable[[Session, str, Outline], BlockLevels]

LatestLevels = Callable[[Session, str, Outline], Mapping[str, int]]  # competence id → the latest level given

_reader: Reader | None = None
_latest: LatestLevels | None = None


def plug_levels(reader: Reader) -> None:
    global _reader
    _reader = reader


def of_blocks(session: Session, enrolment_id: str, outline: Outline) -> BlockLevels:
    """The mean level of each block at each stage, as assessed so far."""
    return _reader(session, enrolment_id, outline) if _reader else {}


def plug_latest_levels(reader: LatestLevels) -> None:
    global _latest
    _latest = reader


def latest(session: Session, enrolment_id: str, outline: Outline) -> dict[str, int]:
    """Competence code → the latest level that any voice gave, at any stage."""
    known = _latest(session, enrolment_id, outline) if _latest else {}
    return {one.code: known[one.id] for block in outline.blocks for one in block.competences if one.id in known}
