"""Drafts for machines: what the workshop's pages do, over the same functions."""

from app.core.access import require
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses import policies
from app.courses.drafts import queries
from app.courses.drafts.schemas import (
    ActivityChange,
    ActivityIn,
    CourseBegun,
    CourseIn,
    DraftActivityOut,
    DraftActivityWhole,
    DraftOut,
    DraftSequenceOut,
    EditionOut,
    Move,
    NoteIn,
    ObstacleOut,
    PublishedOut,
    ReviewOut,
)
from app.courses.drafts.services import editing, opening, outlining, publishing
from app.courses.models import DraftActivity
from app.courses.services.publishing import Published
from app.web.doors import ApiActor, Reading, Writing, api

router = api("courses")


@router.post("/courses", status_code=201)
def begin(session: Writing, actor: ApiActor, wanted: CourseIn) -> CourseBegun:
    """Begin a course: a draft that nobody sees before it is published."""
    course = opening.create_course(session, actor, wanted.title)
    return CourseBegun(id=course.id, slug=course.slug)


def _seen(session: Reading, actor: ApiActor, slug: str) -> AnyRow:
    row = queries.course(session, actor, slug)
    if row is None:
        raise NotFound()
    require(policies.may_open_workshop(actor))
    if row.about is None:
        raise NotFound()
    return row


@router.get("/courses/{slug}/draft")
def draft(session: Reading, actor: ApiActor, slug: str) -> DraftOut:
    """What a draft says, without the texts of its activities."""
    row = _seen(session, actor, slug)
    return DraftOut(
        slug=row.slug,
        edition=row.edition_number,
        changed=row.changed,
        version=row.version,
        about=row.about,
        sequences=[
            DraftSequenceOut(key=one.key, block=one.block, about=one.about, version=one.version)
            for one in queries.sequences(session, row.id)
        ],
        activities=[
            DraftActivityOut(key=one.key, sequence=one.sequence_key, kind=one.kind, head=one.head, version=one.version)
            for one in queries.lines(session, row.id)
        ],
    )


@router.get("/courses/{slug}/draft/activities/{key}")
def activity(session: Reading, actor: ApiActor, slug: str, key: str) -> DraftActivityWhole:
    row = _seen(session, actor, slug)
    found = queries.activity(session, row.id, key)
    if found is None:
        raise NotFound()
    return _whole(found)


def _whole(found: AnyRow | DraftActivity) -> DraftActivityWhole:
    return DraftActivityWhole(
        key=found.key, sequence=found.sequence_key, kind=found.kind, head=found.head, version=found.version,
        text=found.text, texts=found.texts,
    )  # fmt: skip


@router.post("/courses/{slug}/draft/activities", status_code=201)
def add(session: Writing, actor: ApiActor, slug: str, wanted: ActivityIn) -> DraftActivityWhole:
    editing.check_head(session, actor, slug, wanted.kind, wanted.head)
    made = outlining.add_activity(
        session, actor, slug, wanted.sequence, wanted.kind, wanted.title, head=wanted.head, text=wanted.text,
        position=wanted.position,
    )  # fmt: skip
    return _whole(made)


@router.put("/courses/{slug}/draft/activities/{key}")
def change(session: Writing, actor: ApiActor, slug: str, key: str, wanted: ActivityChange) -> DraftActivityWhole:
    """409 when somebody wrote meanwhile: `theirs` is what the draft says now, and nothing was overwritten."""
    if wanted.head is not None:
        row = _seen(session, actor, slug)
        found = queries.activity(session, row.id, key)
        if found is None:
            raise NotFound()
        editing.check_head(session, actor, slug, found.kind, wanted.head)
    kept = editing.save_activity(
        session, actor, slug, key, wanted.version, head=wanted.head, text=wanted.text, texts=wanted.texts
    )
    return _whole(kept)


@router.post("/courses/{slug}/draft/moves", status_code=204)
def move(session: Writing, actor: ApiActor, slug: str, wanted: Move) -> None:
    outlining.move_activity(session, actor, slug, wanted.activity, wanted.sequence, wanted.position)


@router.get("/courses/{slug}/publication")
def review(session: Reading, actor: ApiActor, slug: str) -> ReviewOut:
    """Whether the draft could be published, and what stands in the way."""
    _seen(session, actor, slug)
    found = publishing.review(session, actor, slug)
    return ReviewOut(
        ready=not found.obstacles,
        same=found.same,
        obstacles=[
            ObstacleOut(
                message=one.message, activity=one.activity, sequence=one.sequence, section=one.section, field=one.where
            )
            for one in found.obstacles
        ],
    )


@router.post("/courses/{slug}/publication")
def publish(session: Writing, actor: ApiActor, slug: str, wanted: NoteIn) -> PublishedOut:
    """409 with `obstacles` when the draft is not ready; saying it again changes nothing."""
    return _published(publishing.publish(session, actor, slug, wanted.note))


def _published(done: Published) -> PublishedOut:
    return PublishedOut(
        edition=done.number, changed=done.changed, created=done.created, updated=done.updated,
        unchanged=done.unchanged, removed=done.removed,
    )  # fmt: skip


@router.get("/courses/{slug}/editions")
def editions(session: Reading, actor: ApiActor, slug: str) -> list[EditionOut]:
    """The latest first."""
    row = _seen(session, actor, slug)
    return [
        EditionOut(
            number=one.number, published_at=one.published_at, note=one.note, current=one.number == row.edition_number
        )
        for one in queries.editions(session, row.id)
    ]


@router.post("/courses/{slug}/editions/{number}/return")
def return_to(session: Writing, actor: ApiActor, slug: str, number: int) -> PublishedOut:
    """Publish again what an earlier edition said, as a new edition."""
    return _published(publishing.return_to_edition(session, actor, slug, number))
