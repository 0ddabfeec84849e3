"""The rounds of the worker: every minute the server is asked for the meetings of that moment, and what it says is kept.

The round is an errand: no transaction is held while the server is asked. What fails is written on the meeting and asked
again a minute later; nothing is remembered that the server has not said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from structlog import get_logger

from app.classrooms import queries, rules, secrets
from app.classrooms.bigbluebutton import Attendee, Info, Recording, Server, Trouble
from app.classrooms.models import ClassroomMeeting, ClassroomRecording
from app.classrooms.presence import see
from app.core.clock import now
from app.core.db import AnyRow, one_at_a_time
from app.core.i18n import _
from app.core.ids import new_id
from app.core.settings import settings

log = get_logger()

NAME = 64  # letters that the server accepts in a title


@dataclass(slots=True)
class Finding:
    """What came of asking for one session: as far as the server went, and its trouble when it stopped."""

    session_id: str
    organisation_id: str
    create_time: int | None = None  # it is open
    seen_at: datetime | None = None  # when the server said who is there…
    attendees: tuple[Attendee, ...] = ()  # …and who that was
    gone: bool = False  # the server has no such meeting
    ended: bool = False
    recordings: list[Recording] | None = None
    trouble: str = ""
    tried_at: datetime = field(default_factory=now)


def go_round(server: Server, work: Sequence[AnyRow]) -> list[Finding]:
    """Ask for each meeting; a server that does not answer is asked once, and the others wait for the next round."""
    found: list[Finding] = []
    away = ""
    for row in work:
        finding = Finding(row.id, row.organisation_id)
        found.append(finding)
        if away:
            finding.trouble = away
            continue
        try:
            _look_after(server, row, finding)
        except Trouble as trouble:
            finding.trouble = trouble.code
            away = trouble.code if trouble.concerns_all else ""
            log.warning("classroom", session=row.id, trouble=str(trouble))
    return found


def _look_after(server: Server, row: AnyRow, finding: Finding) -> None:
    """What this session needs now: a meeting, a look at who is there, an end, its recordings."""
    moment, meeting_id = finding.tried_at, secrets.meeting_id(row.id)
    if row.ended_at is not None:
        finding.recordings = server.recordings(meeting_id)
        return
    opened = row.opened_at is not None
    if not opened and row.cancelled_at is None and moment < row.ends_at:
        finding.create_time = server.create(meeting_id, _name(row.title), **_wishes(row, moment))
        opened = True
    if not opened:
        finding.ended = True  # nobody will open it any more
        return
    info = server.info(meeting_id)
    finding.seen_at = now()
    if info is None or info.forcibly_ended:
        finding.gone = True
    else:
        _read(info, finding)
    if row.cancelled_at is not None or moment >= row.ends_at + rules.ENDED:
        if not finding.gone:
            server.end(meeting_id)
        finding.ended = True
    elif finding.gone and moment >= row.ends_at:
        finding.ended = True


def _read(info: Info, finding: Finding) -> None:
    finding.create_time = info.create_time
    finding.attendees = info.attendees


def _name(title: str) -> str:
    return title if len(title) <= NAME else title[: NAME - 1] + "…"


def _wishes(row: AnyRow, moment: datetime) -> dict[str, str]:
    """A meeting that waits for people, lets them in without a word, and tells us when it is over."""
    base = settings().base_url
    minutes = int((row.ends_at + rules.ENDED - moment).total_seconds()) // 60
    back = f"{base}/rappels/classe/{row.id}"
    return {
        "welcome": _("Bienvenue. Votre présence est notée pendant que vous êtes dans la salle."),
        "record": "true",  # nothing is kept before somebody who moderates says so
        "autoStartRecording": "false",
        "allowStartStopRecording": "true",
        "meetingKeepEvents": "true",  # without which the report is not sent
        "muteOnStart": "true",
        "guestPolicy": "ALWAYS_ACCEPT",
        "meetingExpireIfNoUserJoinedInMinutes": str(max(minutes, 5)),
        "meetingExpireWhenLastUserLeftInMinutes": str(max(minutes, 5)),
        "logoutURL": f"{base}/accueil",
        "meta_endCallbackUrl": f"{back}?{urlencode({'cle': secrets.key_of(row.id)})}",
        "meta_analytics-callback-url": back,
    }


# --- What is kept of it ---------------------------------------------------------------------------------------


def keep(session: Session, findings: Sequence[Finding]) -> None:
    """Write what was found. Writing the same twice, or an older round after a newer one, changes nothing."""
    for finding in findings:
        one_at_a_time(session, f"classroom:{finding.session_id}")
        known = _meeting(session, finding)
        if finding.create_time is not None:
            known.create_time = finding.create_time
            known.opened_at = known.opened_at or finding.tried_at
            known.ended_at = None  # a session made longer has its meeting again
        if finding.seen_at is not None:
            see(
                session,
                finding.session_id,
                finding.organisation_id,
                finding.attendees,
                finding.seen_at,
                known.looked_at,
            )
            known.looked_at = max(known.looked_at or finding.seen_at, finding.seen_at)
        if finding.gone and not finding.ended:
            known.opened_at = known.create_time = None  # to be opened again, as long as the session lasts
        if finding.ended:
            known.ended_at = known.ended_at or finding.tried_at
            known.opened_at = None
        if finding.recordings is not None:
            _keep_recordings(session, finding)
            known.recordings_at = finding.tried_at
        known.tried_at = finding.tried_at
        known.trouble = finding.trouble
        known.failures = known.failures + 1 if finding.trouble else 0
    session.flush()


def _meeting(session: Session, finding: Finding) -> ClassroomMeeting:
    known = queries.meeting_to_change(session, finding.session_id)
    if known is None:
        known = ClassroomMeeting(session_id=finding.session_id, organisation_id=finding.organisation_id, failures=0)
        session.add(known)
    return known


def _keep_recordings(session: Session, finding: Finding) -> None:
    known = {row.record_id: row for row in queries.recordings_to_change(session, finding.session_id)}
    for found in finding.recordings or ():
        links = [list(link) for link in found.links]
        row = known.get(found.record_id)
        if row is not None:
            row.links, row.minutes = links, found.minutes
        elif found.record_id:
            session.add(
                ClassroomRecording(
                    id=new_id(),
                    organisation_id=finding.organisation_id,
                    session_id=finding.session_id,
                    record_id=found.record_id[:120],
                    starts_at=found.starts_at,
                    minutes=found.minutes,
                    links=links,
                    found_at=now(),
                )
            )
