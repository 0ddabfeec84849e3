"""Noting a contact, letting a reason rest, waking it, and saying how the list is made."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.accompaniment import policies, reasons
from app.accompaniment.contacts import queries, rules
from app.accompaniment.contacts.rules import Channel, Outcome
from app.accompaniment.models import FollowUp, MorningRules, ReasonRest
from app.accompaniment.reasons import BY_KIND, Ways, as_kept
from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import add_at_once
from app.core.errors import FieldError, Invalid, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments import queries as enrolments
from app.ledger import services as ledger
from app.ledger.kinds import Kind

SENT_TWICE = timedelta(minutes=1)


def note_contact(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    channel: str,
    outcome: str,
    *,
    words: str = "",
    visibility: str = "team",
    minutes: int | None = None,
    again_on: date | None = None,
    because: Sequence[str] = (),
    anyway: bool = False,
) -> FollowUp:
    """Say that a person was contacted and how it went; the proof and its time are in the ledger at once.

    What called for them is quiet until its facts change, or until the delay of the organisation has passed. The same
    contact sent twice within a minute is noted once. Doubtful words are kept `anyway`.
    """
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_contact(actor))
    words = words.strip()
    check_contact(channel, outcome, words, visibility, minutes, again_on)
    sensitive.check({"words": words}, anyway)
    ledger.take_turn(session, actor.organisation_id)
    moment = now()
    twin = queries.same_contact(session, enrolment.id, actor.account_id, channel, outcome, words, moment - SENT_TWICE)
    if twin is not None:
        return twin
    ways = queries.ways_of(session, actor.organisation_id)
    again_on = again_on if outcome == Outcome.CALL_AGAIN else None
    contact_id = new_id()
    entry = ledger.append(
        session,
        actor,
        Kind.CONTACT_LOGGED,
        person_id=enrolment.learner_id,
        enrolment_id=enrolment.id,
        funder_id=enrolment.funder_id,
        minutes=minutes or 0,
        place=rules.place_of(channel) if minutes else None,
        timing="synchronous" if minutes else None,
        people="individual" if minutes else None,
        guidance="training" if minutes else None,
        nature="accompaniment",
        proof_kind="follow_up",
        proof_id=contact_id,
        occurred_at=moment,
        facts={"channel": channel, "outcome": outcome},
    )
    contact = FollowUp(
        id=contact_id,
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        by=actor.account_id,
        channel=channel,
        outcome=outcome,
        words=words,
        visibility=visibility,
        minutes=minutes or None,
        reasons=[kind for kind in because if kind in BY_KIND],
        quiet_until=rules.quiet_until(outcome, today(), again_on, ways),
        again_on=again_on,
        at=moment,
        entry_id=entry.id,
    )
    add_at_once(session, contact)
    return contact


def let_rest(session: Session, actor: Actor, enrolment_id: str, kind: str, until: date, word: str = "") -> ReasonRest:
    """Not to hear of a reason for one person until a day; all of their reasons when `kind` is empty."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_contact(actor))
    if kind and kind not in BY_KIND:
        raise invalid("kind", _("Cette raison n'est pas dans la liste. Rechargez la page."))
    _check_coming("until", until)
    word = word.strip()
    _check_words("word", word)
    sensitive.check({"word": word}, anyway=True)
    rest = ReasonRest(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        kind=kind,
        until=until,
        word=word,
        by=actor.account_id,
        at=now(),
        woken_at=None,
        woken_by=None,
    )
    add_at_once(session, rest)
    return rest


def wake(session: Session, actor: Actor, rest_id: str) -> ReasonRest:
    """Hear of it again at once. Waking what is awake changes nothing."""
    rest = queries.rest_to_wake(session, actor, rest_id)
    require(policies.may_contact(actor))
    if rest.woken_at is None:
        rest.woken_at, rest.woken_by = now(), actor.account_id
    return rest


def change_ways(session: Session, actor: Actor, ways: Ways) -> None:
    """How the list is made from now on, for everybody of the organisation."""
    require(policies.may_change_ways(actor))
    check_ways(ways)
    kept = queries.rules_to_change(session, actor.organisation_id)
    if kept is None:
        kept = MorningRules(organisation_id=actor.organisation_id)
        session.add(kept)
    kept.rules, kept.rest_days, kept.retry_days = as_kept(ways), ways.rest_days, ways.retry_days
    kept.changed_by, kept.changed_at = actor.account_id, now()


def check_ways(ways: Ways) -> None:
    """Invalid when an amount is out of its bounds, field by field."""
    wrong = [
        FieldError(f"amount-{kind}", _("Écrivez un nombre entre %(least)s et %(most)s.") % _bounds(kind))
        for kind, wanted in ways.wanted.items()
        if BY_KIND[kind].unit and not BY_KIND[kind].least <= wanted.amount <= BY_KIND[kind].most
    ]
    bounds = {"least": 1, "most": reasons.LONGEST_REST}
    for name, value in (("rest_days", ways.rest_days), ("retry_days", ways.retry_days)):
        if not bounds["least"] <= value <= bounds["most"]:
            wrong.append(FieldError(name, _("Écrivez un nombre entre %(least)s et %(most)s.") % bounds))
    if wrong:
        raise Invalid(_("Un nombre n'est pas possible. Rien n'a été changé."), wrong)


def _bounds(kind: str) -> Mapping[str, int]:
    return {"least": BY_KIND[kind].least, "most": BY_KIND[kind].most}


# --- What is sound ----------------------------------------------------------------------------------------------------


def check_contact(
    channel: str, outcome: str, words: str, visibility: str, minutes: int | None, again_on: date | None
) -> None:
    """Invalid when a contact cannot have gone so; nothing is written yet."""
    if channel not in list(Channel):
        raise invalid("channel", _("Dites comment la personne a été contactée."))
    if outcome not in list(Outcome):
        raise invalid("outcome", _("Dites comment cela s'est passé."))
    if visibility not in rules.VISIBILITIES:
        raise invalid("visibility", _("Dites qui peut lire ces mots."))
    _check_words("words", words)
    if minutes is not None and not 0 <= minutes <= rules.LONGEST:
        raise invalid("minutes", _("Écrivez un nombre de minutes entre 0 et %(most)s.") % {"most": rules.LONGEST})
    if outcome == Outcome.CALL_AGAIN:
        if again_on is None:
            raise invalid("again_on", _("Dites quel jour rappeler la personne."))
        _check_coming("again_on", again_on)


def _check_words(field: str, words: str) -> None:
    if len(words) > rules.LONGEST_WORDS:
        message = _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": rules.LONGEST_WORDS}
        raise invalid(field, message)


def _check_coming(field: str, day: date) -> None:
    if day <= today():
        raise invalid(field, _("Choisissez un jour à venir, à partir de demain."))
    if day > today() + timedelta(days=rules.FARTHEST):
        raise invalid(field, _("Ce jour est dans plus d'un an. Choisissez-en un plus proche."))
