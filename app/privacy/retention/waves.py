"""Waves: opened once a month, agreed to when they are large, carried out one path at a time, their report kept."""

from collections import Counter
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, let_see
from app.core.clock import now, today
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.privacy import Retention
from app.core.tasks import Next, Payload, later, task
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.erasure import services as erasure
from app.privacy.requests.queries import officer_id
from app.privacy.retention import policies, wave_queries
from app.privacy.retention.models import RetentionLine, RetentionWave
from app.privacy.retention.planning import Due, plan, still_due
from app.privacy.retention.reckoning import decided
from app.privacy.retention.rulebook import version_on
from app.privacy.retention.rules import Step
from app.privacy.retention.spans import add_months

WAITING, AGREED, DONE, DROPPED = "waiting", "agreed", "done", "dropped"
CARRY_OUT = "retention.carry_out"


def next_day(session: Session, organisation_id: str, day: date) -> date:
    """When the next wave opens: on one day of each month, and never unannounced. That of this month, announced and not opened
    because nothing was at work on its day, opens today.
    """
    this = day.replace(day=version_on(day).wave_day)
    if day < this:
        return this
    last = wave_queries.last_wave_on(session, organisation_id)
    awaited = (last is None or last < this) and wave_queries.announced(session, announcement(organisation_id, this))
    return day if awaited else add_months(this, 1)


def announcement(organisation_id: str, opens: date) -> str:
    """How the keys of the news about a wave to come begin: one for each person who is told."""
    return f"privacy_wave:{organisation_id}:{opens.isoformat()}:"


def open_wave(session: Session, organisation_id: str, day: date) -> RetentionWave | None:
    """Write down what goes; a small wave goes by itself, a large one waits for an agreement. None: nothing goes.

    The first of an organisation always waits. While a wave waits or is under way, no other opens: what is over meanwhile
    goes with the next.
    """
    ledger.take_turn(session, organisation_id)
    last = wave_queries.last_wave_on(session, organisation_id)
    if wave_queries.open_wave(session, organisation_id) is not None or last == day:
        return None
    found = plan(session, organisation_id, day)
    if not found.due:
        return None
    said = decided(session, [organisation_id], day)[organisation_id]
    small = found.people <= said.threshold and last is not None
    wave = RetentionWave(
        id=new_id(), organisation_id=organisation_id, opens_on=day, state=AGREED if small else WAITING,
        rules=said.version.key, people=found.people, opened_at=now(), agreed_at=now() if small else None, agreed_by=None,
        finished_at=None, counts={},
    )  # fmt: skip
    session.add(wave)
    session.flush()
    session.add_all(_line(wave, one) for one in found.due)
    session.flush()
    if small:
        _begin(session, wave)
    return wave


def _line(wave: RetentionWave, one: Due) -> RetentionLine:
    return RetentionLine(
        id=new_id(), wave_id=wave.id, organisation_id=one.organisation_id, account_id=one.account_id,
        enrolment_id=one.enrolment_id, step=str(one.step), retentions=sorted(one.retentions), due_on=one.due_on, until=one.until,
        why=str(one.why), rows=one.rows, state="waiting", note="", certificate="", done_at=None,
    )  # fmt: skip


def _begin(session: Session, wave: RetentionWave) -> None:
    later(session, CARRY_OUT, {"wave_id": wave.id}, organisation_id=wave.organisation_id, key=f"{CARRY_OUT}:{wave.id}")


def agree(session: Session, actor: Actor, wave_id: str) -> RetentionWave:
    """Let a large wave go. Agreeing twice changes nothing."""
    wave = wave_for(session, actor, wave_id)
    if wave.state in (AGREED, DONE):
        return wave
    if wave.state != WAITING:
        raise Conflict(_("Cette vague a été écartée. Rien ne part. Rechargez la page."))
    ledger.take_turn(session, actor.organisation_id)
    wave.state, wave.agreed_at, wave.agreed_by = AGREED, now(), actor.account_id
    session.flush()
    facts = {"people": wave.people}
    ledger.append(
        session, actor, Kind.WAVE_AGREED, person_id=None, proof_kind="retention_wave", proof_id=wave.id, facts=facts
    )
    _begin(session, wave)
    return wave


def agree_for_the_house(session: Session, wave: RetentionWave) -> None:
    """Whoever runs the house agrees from its command line: no account did."""
    wave.state, wave.agreed_at = AGREED, now()
    session.flush()
    _begin(session, wave)


def drop(session: Session, actor: Actor, wave_id: str) -> RetentionWave:
    """Put a wave that waits aside: nothing goes, and the next one proposes again what is still over."""
    wave = wave_for(session, actor, wave_id)
    if wave.state == WAITING:
        wave.state, wave.finished_at = DROPPED, now()
        session.flush()
    elif wave.state != DROPPED:
        raise Conflict(_("Cette vague est déjà partie : elle ne s'écarte plus."))
    return wave


def wave_for(session: Session, actor: Actor, wave_id: str) -> RetentionWave:
    """To be changed. Raises NotFound outside the organisation."""
    let_see(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    wave = wave_queries.wave_to_change(session, wave_id)
    if wave is None or wave.organisation_id != actor.organisation_id:
        raise NotFound()
    return wave


def wave_seen(session: Session, actor: Actor, wave_id: str) -> RetentionWave:
    """To be read. Raises NotFound outside the organisation."""
    let_see(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    wave = session.get(RetentionWave, wave_id)
    if wave is None or wave.organisation_id != actor.organisation_id:
        raise NotFound()
    return wave


def do_one(session: Session, wave_id: str) -> bool:
    """Do the next thing of a wave, in this transaction; False when nothing is left, and the wave is over.

    It is read again first: what is over no longer, because an exit was corrected or a hold was set, is spared.
    """
    wave = wave_queries.wave_to_change(session, wave_id)
    if wave is None or wave.state != AGREED:
        return False
    line = wave_queries.next_line(session, wave_id)
    if line is None:
        done, every = wave_queries.progress(session, wave_id)
        if done == every:
            wave.state, wave.finished_at = DONE, now()
            session.flush()
        return False
    again = still_due(session, _due_of(line), max(today(), wave.opens_on))
    if again is None:
        line.state, line.note, line.done_at = "spared", _("Le délai n'est plus passé, ou un gel l'arrête."), now()
    else:
        _erase(session, wave, line, again)
    session.flush()
    return True


def _erase(session: Session, wave: RetentionWave, line: RetentionLine, one: Due) -> None:
    try:
        with session.begin_nested():
            certificate = erasure.erase(session, None, one.scope, one.reason)
    except (
        Conflict,
        NotFound,
    ) as error:  # erased meanwhile by a request, or something that the engine refuses to break
        line.state, line.note, line.done_at = "spared", str(error)[:200], now()
        return
    line.state, line.certificate, line.until, line.done_at = "done", str(certificate.number), one.until, now()
    wave.counts = _added(wave.counts, certificate.counts)


def _added(before: dict[str, dict[str, int]], more: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """table → what was done → rows"""
    return {
        name: dict(sorted((Counter(before.get(name, {})) + Counter(more.get(name, {}))).items()))
        for name in sorted({*before, *more})
    }


def _due_of(line: RetentionLine) -> Due:
    return Due(
        line.organisation_id, line.account_id, line.enrolment_id, "", "", Step(line.step),
        frozenset(Retention(one) for one in line.retentions), line.due_on, line.until, Retention.PATH,
    )  # fmt: skip


@task(CARRY_OUT)
def carry_out(session: Session, payload: Payload) -> Next | None:
    """One line in one transaction: killed midway, what was done is done, and the rest goes on."""
    wave_id = str(payload["wave_id"])
    if not do_one(session, wave_id):
        return None
    done, every = wave_queries.progress(session, wave_id)
    return Next({"wave_id": wave_id}, done, every)
