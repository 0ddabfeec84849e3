"""Pictures and files of posts: brought with the form, shown small, opened whole, gone with the post."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.tasks import every
from app.files import queries as stored
from app.files import services as storing
from app.files.models import StoredFile
from app.files.queries import FileInfo, FileRow
from app.files.uploads.forms import GivenFile
from app.forum import policies
from app.forum import queries as forum
from app.forum.models import Post
from app.forum.writing import queries
from app.forum.writing.models import PostFile

MOST = 4  # files of one post
LONGEST_WORDS = 300
KEPT_AFTER = timedelta(days=30)  # as long as a post taken back may return with its files
FIELDS = tuple(f"file{number}" for number in range(1, MOST + 1))


class Keeps(Protocol):
    """A file on its way, that can be kept."""

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile: ...


@dataclass(frozen=True, slots=True)
class Given:
    """A file of the form and what was said of it."""

    file: GivenFile
    says: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a page shows it."""

    href: str
    says: str
    info: FileInfo

    @property
    def is_picture(self) -> bool:
        return self.info.width is not None


def given(files: Mapping[str, GivenFile], says: Mapping[str, str]) -> list[Given]:
    """The files of a form, in the order of its fields."""
    return [Given(files[name], says.get(name, "").strip()) for name in FIELDS if name in files]


def check(found: Sequence[Given]) -> None:
    """Before a post is kept: raise Invalid for a file that was refused, and what the file service raises for others."""
    for one in found:
        if one.file.refusal:
            raise Invalid(
                _("Votre message n'est pas encore envoyé : un fichier ne convient pas. Vos mots sont gardés."),
                [FieldError(one.file.field, one.file.refusal.detail)],
            )
        if len(one.says) > LONGEST_WORDS:
            sentence = _("C'est trop long : 300 caractères au plus.")
            raise Invalid(sentence, [FieldError(f"{one.file.field}_says", sentence)])


def attach(session: Session, actor: Actor, post: Post, found: Sequence[Given]) -> None:
    """The files come with the post. Sent twice, they come once."""
    _put(session, actor, post, [(one.file, one.says) for one in found])


def attach_undescribed(session: Session, actor: Actor, post: Post, found: Sequence[Keeps]) -> None:
    """The same for files that came without a word about what they show."""
    _put(session, actor, post, [(one, "") for one in found])


def _put(session: Session, actor: Actor, post: Post, found: Sequence[tuple[Keeps, str]]) -> None:
    known = {row.file_id for row in queries.files_of(session, [post.id])}
    for one, says in found:
        file = one.keep(session, actor, actor.account_id)
        if file.id in known or len(known) >= MOST:
            continue
        session.add(
            PostFile(organisation_id=post.organisation_id, post_id=post.id, file_id=file.id, position=len(known), says=says)
        )  # fmt: skip
        known.add(file.id)
    session.flush()


def attach_to_first(session: Session, actor: Actor, thread_id: str, found: Sequence[Given]) -> None:
    """The files come with the post that opens a thread."""
    if found and (first := queries.first_post(session, thread_id)):
        attach(session, actor, first, found)


def of_posts(session: Session, post_ids: Iterable[str]) -> dict[str, list[Shown]]:
    """The files of some posts. The caller has chosen posts that may be read."""
    rows = queries.files_of(session, post_ids)
    infos = stored.describe(session, {row.file_id for row in rows}) if rows else {}
    shown: dict[str, list[Shown]] = defaultdict(list)
    for row in rows:
        if info := infos.get(row.file_id):
            shown[row.post_id].append(Shown(f"/forum/fichiers/{row.id}", row.says, info))
    return shown


def file_for(session: Session, actor: Actor, post_file_id: str) -> FileRow:
    """A file of a post that the actor reads; NotFound otherwise, and once the post is hidden or taken back."""
    require(policies.may_visit(actor))
    row = queries.file_row(session, actor.organisation_id, post_file_id)
    if row is None:
        raise NotFound()
    forum.thread_for(session, actor, row.thread_id)
    if (row.deleted_at or row.hidden_at) and not policies.is_moderator(actor):
        raise NotFound()
    return stored.file_of(session, actor.organisation_id, row.file_id)


@every("forum.forget_files", minutes=24 * 60)
def forget(session: Session) -> None:
    """The files of posts taken back a month ago go for good."""
    for row in queries.files_to_forget(session, now() - KEPT_AFTER, 500):
        queries.forget_file(session, row.id)
        storing.delete(session, row.file_id)
