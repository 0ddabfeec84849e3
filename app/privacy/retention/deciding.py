"""How long an organisation keeps each sort of data, what funders notify, and what either would change."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.core import days, sensitive
from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import FieldError, Invalid, NotFound, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.privacy import Retention
from app.funding.queries import paths as funding
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.requests.queries import officer_id
from app.privacy.retention import policies, queries, reckoning, spans
from app.privacy.retention.models import RetentionChoice, RetentionPayment
from app.privacy.retention.planning import plan
from app.privacy.retention.queries import THRESHOLD, Where
from app.privacy.retention.reckoning import Decided
from app.privacy.retention.rulebook import Imposed, Rule, version_on
from app.privacy.retention.rules import Chosen
from app.privacy.retention.spans import Span

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision would change: paths whose last day moves, and people whose data would be over today."""

    before: Decided
    after: Decided
    paths: int
    sooner: int
    later: int
    over_before: int
    over_after: int


def decided_here(session: Session, actor: Actor) -> Decided:
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    return reckoning.decided(session, [actor.organisation_id], today())[actor.organisation_id]


@dataclass(frozen=True, slots=True)
class Question:
    """What is chosen for one sort of data, in months; `rule` None: how many people make a wave wait."""

    key: str
    rule: Rule | None
    active: int
    archive: int
    bounds: dict[str, tuple[int, int]]


def asked(session: Session, actor: Actor, retention: str) -> Question:
    """Raises NotFound for what nobody chooses here."""
    said = decided_here(session, actor)
    if retention == THRESHOLD:
        return Question(retention, None, said.threshold, 0, {"active": said.version.threshold_within})
    rule = next((one for one in said.version.rules.values() if one.retention == retention and one.within), None)
    if rule is None:
        raise NotFound()
    kept = said.kept[rule.retention]
    bounds = {name: (least.months, most.months) for name, (least, most) in rule.within.items()}
    return Question(retention, rule, kept.active.months, kept.archive.months, bounds)


def try_out(session: Session, actor: Actor, retention: str, active: str, archive: str) -> Effect:
    """What a duration would change, before it is decided. Raises Invalid with every problem."""
    before = decided_here(session, actor)
    after = _with(before, *_read(before, retention, active, archive))
    day, here = today(), actor.organisation_id
    known = reckoning.book(session, [here], day)
    moved = [
        (reckoning.clock_from(known, facts, before).gone_on, reckoning.clock_from(known, facts, after).gone_on)
        for facts in queries.facts(session, Where(here))
    ]
    ended = [(was, becomes) for was, becomes in moved if was is not None and becomes is not None]
    return Effect(
        before, after, len(ended),
        sum(becomes < was for was, becomes in ended), sum(becomes > was for was, becomes in ended),
        plan(session, here, day, counted=False).people,
        plan(session, here, day, instead=after, counted=False).people,
    )  # fmt: skip


def decide(session: Session, actor: Actor, retention: str, active: str, archive: str, why: str) -> None:
    """Keep one sort of data so long from now on. What already is changes nothing."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    ledger.take_turn(session, actor.organisation_id)
    before = decided_here(session, actor)
    what, chosen = _read(before, retention, active, archive)
    if isinstance(chosen, Chosen) and before.kept.get(Retention(what)) == chosen:
        return
    if what == THRESHOLD and before.threshold == chosen:
        return
    months = (chosen.active.months, chosen.archive.months) if isinstance(chosen, Chosen) else (chosen, 0)
    session.add(
        RetentionChoice(
            id=new_id(), organisation_id=actor.organisation_id, retention=what, active=months[0], archive=months[1],
            why=read_words(why, "why", _("Dites pourquoi : la raison reste avec la décision.")), by_id=actor.account_id,
        )
    )  # fmt: skip
    facts = {"retention": what, "active": months[0], "archive": months[1]}
    ledger.append(session, actor, Kind.RETENTION_DECIDED, person_id=None, facts=facts)


def _with(before: Decided, what: str, chosen: Chosen | int) -> Decided:
    if isinstance(chosen, int):
        return replace(before, threshold=chosen)
    return replace(before, kept={**before.kept, Retention(what): chosen})


def _read(before: Decided, retention: str, active: str, archive: str) -> tuple[str, Chosen | int]:
    version = before.version
    if retention == THRESHOLD:
        fewest, most_people = version.threshold_within
        if not active.strip().isdecimal() or not fewest <= int(active[:9]) <= most_people:
            message = _("Écrivez un nombre de personnes, de %(a)s à %(b)s.")
            raise invalid("active", message % {"a": fewest, "b": most_people})
        return THRESHOLD, int(active)
    known = {str(one): rule for one, rule in version.rules.items() if rule.within}
    if retention not in known:
        raise NotFound()
    rule, wrong, kept = known[retention], [], {"active": before.kept[known[retention].retention].active}
    kept["archive"] = before.kept[rule.retention].archive
    for name, text in (("active", active), ("archive", archive)):
        if name not in rule.within:
            continue
        least, most = rule.within[name]
        span = spans.months(int(text)) if text.strip().isdecimal() and len(text) < 5 else None
        if span is None or not least <= span <= most:
            message = _(
                "Choisissez de %(a)s à %(b)s mois : les usages et les financeurs ne permettent pas autre chose."
            )
            wrong.append(FieldError(name, message % {"a": least.months, "b": most.months}))
        else:
            kept[name] = span
    if wrong:
        raise Invalid(_("Rien n'a été changé. À corriger :"), wrong)
    return retention, Chosen(kept["active"], kept["archive"])


def read_words(text: str, field: str, missing: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise invalid(field, missing)
    if len(said) > LONGEST:
        raise invalid(field, _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST})
    sensitive.check({field: said}, anyway=True)
    return said


def notify_payment(session: Session, actor: Actor, funder_id: str, reference: str, paid_on: str, proof: str) -> int:
    """Write down the last payment that a funder notified; how many sealed bundles got another last day."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    ledger.take_turn(session, actor.organisation_id)
    row = next((one for one in funding.funders(session, actor.organisation_id) if one.id == funder_id), None)
    if row is None:
        raise NotFound()
    day = read_day(paid_on, "paid_on")
    if day > today():
        raise invalid("paid_on", _("Cette date est à venir : notez un paiement quand il a eu lieu."))
    letter = read_words(proof, "proof", _("Dites d'où vient la date : la lettre, son numéro, son jour."))[:200]
    said = " ".join(reference.split())[:80]
    known = queries.payments_by_funder(session, [funder_id])
    if known.get((funder_id, said)) == day:
        return 0
    session.add(
        RetentionPayment(
            id=new_id(), organisation_id=actor.organisation_id, funder_id=funder_id, reference=said, paid_on=day, proof=letter,
            by_id=actor.account_id,
        )
    )  # fmt: skip
    facts = {"paid_on": day.isoformat()}
    ledger.append(session, actor, Kind.PAYMENT_NOTIFIED, person_id=None, funder_id=funder_id, facts=facts)
    session.flush()
    return _date_again(session, funder_id, day) if not said else 0


def _date_again(session: Session, funder_id: str, paid_on: date) -> int:
    """What is already sealed for a funder follows the date that it notified; never sooner than what was promised."""
    rule = version_on(today()).funders[Imposed.ESF]
    if rule.keeps is None:
        return 0
    until, moved = rule.keeps.after(spans.end_of_year(paid_on)), 0
    for bundle in queries.bundles_to_date(session, funder_id):
        if bundle.until < until:
            bundle.until, moved = until, moved + 1
    session.flush()
    return moved


def read_day(text: str, field: str) -> date:
    found = days.read_day(text, field)
    if not 2000 <= found.year <= 2100:
        raise invalid(field, _("Cette date est trop éloignée : elle doit être entre 2000 et 2100."))
    return found


def total(chosen: Chosen) -> Span:
    """Both times together."""
    if chosen.active.days:
        return chosen.active
    return spans.months(chosen.active.months + chosen.archive.months)
