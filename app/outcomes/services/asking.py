"""Asking for news: a private link by e-mail and SMS, reminders that stop by themselves, a link taken back."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import private_addresses as addresses
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict
from app.core.i18n import _
from app.enrolments.history import prove
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications import services as news
from app.notifications.writing import Person
from app.outcomes import policies, queries, rules
from app.outcomes.models import SituationCheck
from app.outcomes.rules import State, Ways

WHAT = "situation"  # keeps these links from opening anything else
EVENT = "situation_asked"


def ask_due(session: Session, organisation_id: str, after: str, limit: int) -> tuple[int, str]:
    """Ask those whose day has come, and remind those who have not answered; how many were looked at, and the last id."""
    rows = queries.checks_to_ask(session, organisation_id, today(), after, limit)
    ways = queries.ways_of(session, organisation_id)
    for row in rows:
        _ask(session, row, ways, again=False)
    return len(rows), rows[-1].id if rows else after


def ask_again(session: Session, actor: Actor, check_id: str) -> SituationCheck:
    """Send the question once more, because somebody of the team wants it; the link is the same while it opens."""
    require(policies.may_close(actor))
    row = queries.check_for(session, actor, check_id)
    if row.state not in rules.OPEN:
        raise Conflict(_("Ces nouvelles sont déjà prises. Rien n'a été envoyé. Rechargez la page."))
    if row.due_on > today():
        raise Conflict(_("La date de ces nouvelles n'est pas encore venue. Rien n'a été envoyé."))
    return _ask(session, row, queries.ways_of(session, actor.organisation_id), again=True, actor=actor)


def take_link_back(session: Session, actor: Actor, check_id: str) -> None:
    """The link that was sent opens nothing any more, and no reminder leaves. Doing it again changes nothing."""
    require(policies.may_close(actor))
    check = queries.check_to_change(session, queries.check_for(session, actor, check_id).id)
    check.nonce = check.token_hash = check.ask_again_on = check.open_until = None


def _ask(session: Session, row: AnyRow, ways: Ways, *, again: bool, actor: Actor | None = None) -> SituationCheck:
    house = actor or queries.house_for(row)
    ledger.take_turn(session, row.organisation_id)
    check = queries.check_to_change(session, row.id)
    if check.state not in rules.OPEN:
        return check
    wishes = queries.wishes_of(session, row.enrolment_id, row.spell)
    if not wishes.any:  # said at the closing interview: not to be asked
        check.state, check.closed_at, check.ask_again_on = State.REFUSED.value, now(), None
        _prove(session, house, row, Kind.SITUATION_SAID, {"month": row.month, "state": "refused"})
        return check
    check.state = State.ASKED.value
    sent = (wishes.by_mail or wishes.by_sms) and _send(session, row, check, ways, by_mail=wishes.by_mail)
    if sent:
        check.asked_at = check.asked_at or now()
        _prove(session, house, row, Kind.SITUATION_ASKED, {"month": row.month, "times": check.asked_times})
    left = sent and check.asked_times <= ways.reminders
    next_turn = today() + timedelta(days=ways.reminder_days)
    check.ask_again_on = next_turn if left else None
    check.call_on = next_turn if sent and not left else None  # the last message has its days too
    session.flush()
    return check


def _send(session: Session, row: AnyRow, check: SituationCheck, ways: Ways, *, by_mail: bool) -> bool:
    """Whether the question has left by some way."""
    token = _token(check)
    path = f"/nouvelles/{token}"
    person = Person(
        row.learner_name, row.learner_email if by_mail else "", row.learner_id, row.enrolment_id, row.locale
    )
    check.open_until = today() + timedelta(days=ways.open_days)
    check.asked_times += 1
    values = {
        "path": path, "month": row.month, "left_on": row.left_on, "again": check.asked_times > 1,
        "families": rules.FAMILIES, "until": check.open_until,
    }  # fmt: skip
    key = f"{EVENT}:{check.id}:{check.asked_times}"
    return news.write_to(session, row.organisation_id, person, EVENT, key, values, link=path) is not None


def _token(check: SituationCheck) -> str:
    """That of the link given out while it opens; another one otherwise."""
    standing = None
    if check.nonce and check.token_hash and check.open_until and check.open_until >= today():
        standing = addresses.standing_token(WHAT, check.nonce, check.token_hash)
    if standing is None:
        check.nonce = addresses.new_nonce()
        standing = addresses.token_of(WHAT, check.nonce)
        check.token_hash = addresses.print_of(standing)
    return standing


def _prove(session: Session, actor: Actor, row: AnyRow, kind: Kind, facts: dict[str, object]) -> None:
    prove(session, actor, queries.path_of(row), kind, today(), facts)
