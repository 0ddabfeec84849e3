"""Telling whoever keeps a line that its day has come: once for each day that was set, all of theirs together."""

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.tasks import every
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.registers import queries, rules
from app.registers.kinds import kind_of


@every("registers.remind", minutes=6 * 60)
def remind(session: Session) -> None:
    """Lines to be read again today or before, pieces that are no longer good in a month."""
    day = today()
    rows = [
        *((row, "review") for row in queries.reviews_due(session, day)),
        *((row, "piece") for row in queries.pieces_due(session, day + rules.WARNED_BEFORE)),
    ]
    for row, why in rows:
        _tell(session, row, why)


def _tell(session: Session, row: AnyRow, why: str) -> None:
    kind = kind_of(row.kind)
    about = row.piece_id if why == "piece" else row.id
    title = _("une demande d'aménagement") if kind.restricted else row.title  # a mailbox is no place for names
    person = Person(row.name, row.email, row.owner_id, locale=row.locale)
    write_to(
        session, row.organisation_id, person, "register_due", f"register_due:{about}:{row.due_on.isoformat()}:{row.owner_id}",
        {"why": why, "title": title, "register": kind.title, "due_on": row.due_on, "page": f"{kind.path}/{row.id}"},
    )  # fmt: skip
