"""What the forum is searched by."""

from sqlalchemy import ForeignKey, Integer, Text, func, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.privacy import Basis, Purpose, Retention, personal


class ForumEntry(Base):
    """The words of a title or of a post, folded by `words.indexed`. Who may see it is asked of the thread, each time.

    PostgreSQL finds them by a GIN index, SQLite by an FTS5 table that triggers keep: both are laid by step 0025 alone.
    """

    __tablename__ = "forum_entry"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    thread_id: Mapped[str | None] = mapped_column(ForeignKey("thread.id"), unique=True)  # an entry of its title
    post_id: Mapped[str | None] = mapped_column(ForeignKey("post.id"), unique=True)  # or of a post, never both
    stems: Mapped[str] = mapped_column(Text, info=personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH))


WORDS = func.to_tsvector(literal_column("'simple'"), ForumEntry.stems)
