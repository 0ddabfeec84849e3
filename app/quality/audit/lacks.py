"""What the folders of some people lack: found before the file is made, and written first in it. Six statements, for any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.queries import EnrolmentRow
from app.quality.audit import queries
from app.quality.audit.content import contents
from app.web import formats


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that one folder lacks; `href` opens the record that mends it."""

    code: str
    enrolment_id: str
    name: str
    sentence: str
    about: str
    href: str
    indicators: tuple[int, ...]


def missing(session: Session, people: Sequence[EnrolmentRow], period: Period, seen_at: datetime) -> list[Missing]:
    """Person after person, in the order given; never a verdict."""
    ids = [one.id for one in people]
    if not ids:
        return []
    entry, exit_ = queries.with_levels(session, ids, "entry"), queries.with_levels(session, ids, "exit")
    planned, unread = queries.with_plan(session, ids), queries.unread_works(session, ids, period)
    sheets = queries.open_sheets(session, ids, period, min(seen_at, period.until))
    found: list[Missing] = []
    for one in people:
        told = [
            ("without_adviser", one.adviser_id is None),
            ("without_project", not one.project.strip()),
            ("without_plan", one.id not in planned),
            ("without_entry_levels", one.id not in entry),
            ("without_exit_levels", one.status == "finished" and one.id not in exit_),
            ("without_exit_reason", one.status == "left" and one.exit_reason in (None, "", "unknown")),
        ]
        found += [_missing(code, one) for code, lacks in told if lacks]
        if one.id in unread:
            found.append(_missing("work_unread", one, _("%(n)s en attente") % {"n": unread[one.id]}))
        for sheet in sheets:
            if sheet.enrolment_id == one.id:
                about = f"{sheet.title}, {formats.full_day(sheet.starts_at)}"
                code = "not_countersigned" if sheet.said else "without_presence"
                found.append(_missing(code, one, about, sheet.session_id))
    return found


def _missing(code: str, path: EnrolmentRow, about: str = "", session_id: str = "") -> Missing:
    head = contents().lacks[code]
    href = head.opens.format(enrolment=path.id, session=session_id)
    return Missing(code, path.id, path.learner_name, _(head.says), about, href, head.indicators)
