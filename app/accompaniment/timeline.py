"""Everything that happened to somebody, newest first, by kind, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accompaniment import timeline_queries as queries
from app.accompaniment.words import in_words
from app.core.access import Actor
from app.core.cursors import Position, cursor
from app.core.i18n import N_, _
from app.dossiers.policies import may_open
from app.enrolments.queries import EnrolmentRow
from app.ledger.kinds import Kind

SHOWN = 50
WORDS_SHOWN = 200  # characters of a note

_DOSSIER = (
    Kind.DOSSIER_CHANGED, Kind.NOTE_WRITTEN, Kind.GOAL_SET, Kind.GOAL_ENDED, Kind.ACTION_AGREED, Kind.ACTION_DONE,
    Kind.REFERRAL_SENT, Kind.REFERRAL_MOVED, Kind.AID_ASKED, Kind.AID_DECIDED,
)  # fmt: skip
_PRESENCE = (Kind.ATTENDANCE_RECORDED, Kind.HALF_DAY_LOCKED, Kind.SESSION_BOOKED)
_EXCHANGES = (Kind.FORUM_POSTED, Kind.MESSAGE_SENT, Kind.REMINDER_SENT)
# The filter in the address: what it is called, and the kinds that it keeps; nothing for the rest of the path.
FILTERS: Mapping[str, tuple[str, tuple[Kind, ...]]] = {
    "dossier": (N_("Dossier"), _DOSSIER),
    "presence": (N_("Présence"), _PRESENCE),
    "echanges": (N_("Échanges"), _EXCHANGES),
    "parcours": (N_("Parcours"), ()),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    text: str
    place: str | None
    by: str  # who acted, when it was not the person themselves


@dataclass(frozen=True, slots=True)
class Timeline:
    moments: list[Moment]
    following: Position | None


def timeline(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    titles: Mapping[str, str],
    before: Position | None,
    only: str = "",
) -> Timeline:
    """Two statements, whatever there is. `only` is a filter; `titles` are those of activities, by id."""
    opens = bool(may_open(actor, enrolment.learner_id))
    kinds, other_than = _kinds(only, opens)
    rows = list(
        queries.entries(
            session, actor, enrolment.id, kinds=[kind.value for kind in kinds], other_than=other_than, before=before,
            limit=SHOWN + 1,
        )
    )  # fmt: skip
    found = [(row.occurred_at, row.id, _moment(row, enrolment, titles)) for row in rows]
    notes = queries.restricted_notes(session, actor, enrolment.id, before=before, limit=SHOWN + 1)
    if only in ("", "dossier"):
        found += [(row.occurred_at, row.id, _restricted(row)) for row in notes]
    found.sort(key=lambda one: one[:2], reverse=True)
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    return Timeline([moment for _at, _id, moment in found[:SHOWN]], (last[0], last[1]) if last else None)


def _kinds(only: str, opens: bool) -> tuple[tuple[Kind, ...], bool]:
    """The kinds that are shown, or those that are not; somebody who does not open the dossier sees none of it."""
    dossier = () if opens else _DOSSIER
    if only not in FILTERS:
        return dossier, True
    if only == "parcours":
        return (*_DOSSIER, *_PRESENCE, *_EXCHANGES), True
    return tuple(kind for kind in FILTERS[only][1] if kind not in dossier), False


def _moment(row: Any, enrolment: EnrolmentRow, titles: Mapping[str, str]) -> Moment:
    known = {**titles, row.session_id: row.session_title} if row.session_id and row.session_title else titles
    text = in_words(row, known)
    words = row.note or row.goal or row.action or row.referral or row.aid
    return Moment(
        row.occurred_at,
        f"{text} : {_short(words)}" if words else text,
        row.place if row.minutes else None,
        "" if row.actor_id == enrolment.learner_id else row.actor_name or "",
    )


def _restricted(row: Any) -> Moment:
    text = _("Frein, restreint") if row.kind == "obstacle" else _("Note, restreinte")
    return Moment(row.occurred_at, f"{text} : {_short(row.words)}" if row.words else text, None, row.actor_name)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= WORDS_SHOWN else words[: WORDS_SHOWN - 1].rstrip() + "…"


def link(enrolment_id: str, only: str = "", at: Position | None = None) -> str:
    """The address of a page of the timeline."""
    asked = [f"voir={only}"] if only in FILTERS else []
    asked += [f"avant={cursor(*at)}"] if at else []
    return f"/suivi/{enrolment_id}" + ("?" + "&".join(asked) if asked else "")
