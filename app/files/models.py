"""What is known of each stored file; its bytes are in storage under the same id."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_work = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PROOF)


class StoredFile(Base):
    __tablename__ = "stored_file"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # None: course material
    name: Mapped[str] = mapped_column(String(255), info=_work)
    media_type: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)  # found from the content, never believed
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)
