"""People named in posts, and files that came with them."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal


class PostMention(Base):
    """Somebody is named in a post. The row stays when the post is changed: nobody is told twice."""

    __tablename__ = "post_mention"

    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))


class PostFile(Base):
    """A picture or a file of a post, in the order in which they came."""

    __tablename__ = "post_file"
    __table_args__ = (Index("ix_post_file_post", "post_id", "position"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"), index=True)
    position: Mapped[int]
    says: Mapped[str] = mapped_column(  # what a picture shows, for those who do not see it
        String(300), default="", info=personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)
    )
