"""The ways to sign: the code of the moment, a finger, a name, the code of a card, a sheet of paper.

Each writes one signature and the presence that it proves, in the same transaction; signing again changes nothing.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.attendance import queries, rules
from app.attendance.models import Signature, SigningFailure, SigningPin
from app.attendance.noting import note, part_of
from app.attendance.rules import Method, Token
from app.attendance.services import OpenHalfDay, next_to_open, open_for
from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.settings import settings
from app.enrolments import queries as enrolments
from app.enrolments.freezes import Use
from app.enrolments.queries import EnrolmentRow
from app.identity import guessing, passwords
from app.identity.guessing import Attempt, Way
from app.scheduling import policies
from app.scheduling import queries as scheduling
from app.scheduling import rules as halves
from app.scheduling.queries import Meeting
from app.scheduling.rules import HalfDay, State
from app.web import formats

_KEPT = timedelta(days=7)  # wrong codes


@dataclass(frozen=True, slots=True)
class Signed:
    """What has become of it; `again` when it was signed before."""

    session_id: str
    title: str
    part: HalfDay
    at: datetime
    again: bool


class WrongCode(HouseError):
    """To be noted by the caller, once nothing else is being written: `note_failure`."""

    status = 422
    code = "wrong-code"

    def __init__(self, detail: str, method: Method, seats: Iterable[tuple[str, str]]) -> None:
        super().__init__(detail)
        self.method, self.seats = method, list(seats)


class NotOpen(Conflict):
    """Too early or too late; the words say when."""


# --- On the learner's phone ---------------------------------------------------------------------------------------


def sign_with_digits(session: Session, actor: Actor, typed: str) -> Signed:
    """The six digits shown in the room, for the session that the actor is in now."""
    given = "".join(typed.split())
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        message = _("Le code a six chiffres. Regardez-le sur le téléphone de la personne qui tient la séance.")
        raise Invalid(message, [FieldError("code", message)])
    found = open_for(session, actor)
    if not found:
        raise NotOpen(_nothing_open(session, actor))
    attempt = Attempt(Way.SIGNING_CODE, actor.account_id, organisation=actor.organisation_id)
    guessing.take(session, attempt)
    for half in found:
        if rules.digits_are_right(_secret(half.session_id), half.part.day, half.part.half, now(), given):
            guessing.succeeded(session, attempt)
            return _sign_own(session, actor, half.session_id, half.part.half, half.part.day, half.enrolment_id)
    if len(found) == 1 and found[0].signed_at:
        return Signed(found[0].session_id, found[0].title, found[0].part, found[0].signed_at, again=True)
    raise WrongCode(
        _("Ce code n'est pas celui du moment. Il change toutes les 30 secondes : tapez celui qui est affiché maintenant."),
        Method.CODE,
        {(half.session_id, half.enrolment_id) for half in found},
    )  # fmt: skip


def sign_with_token(session: Session, actor: Actor, text: str, holders: Iterable[str]) -> Signed:
    """What a QR led to, confirmed with one tap."""
    said = scanned(text, holders)
    return _sign_own(session, actor, said.session_id, said.half_day, said.day)


def scanned(text: str, holders: Iterable[str]) -> Token:
    """The token, if it was made here and is not too old; NotFound or Conflict otherwise."""
    said = rules.read_token(settings().secret_key, text)
    if said is None:
        raise NotFound()
    if not rules.is_fresh(said, now(), holders):
        raise Conflict(
            _(
                "Ce code a changé. Scannez celui qui est affiché maintenant, ou tapez ses six chiffres. Rien n'est perdu."
            )
        )
    return said


def why_not(session: Session, actor: Actor, said: Token) -> str:
    """Why somebody who scanned a good code has nothing to sign: no seat, too early, too late."""
    try:
        seat = _own_seat(session, actor, said.session_id)
        meeting = scheduling.session_for(session, actor, said.session_id)
        part = halves.half_day_of(halves.half_days(meeting.starts_at, meeting.ends_at), said.half_day, said.day)
        if part is None or not seat:
            return _("Cette séance n'a pas lieu à cette demi-journée.")
        _check_window(part, meeting.starts_at, meeting.ends_at)
    except Conflict as error:
        return error.detail
    return _("Cette séance a été annulée : il n'y a pas de présence à signer.")


def pass_for(text: str, who: str) -> str:
    """A scanned token made good for some minutes, for one person or one browser: time to sign in and to tap."""
    said = rules.read_token(settings().secret_key, text)
    assert said is not None, "the token was read before"
    held = said._replace(holder=rules.holder_print(who))
    return rules.token(_secret(said.session_id), held)


def code_of(session_id: str, part: HalfDay) -> tuple[str, str]:
    """The digits and the token that the trainer's phone shows now."""
    secret, step = _secret(session_id), rules.step_of(now())
    digits = rules.digits(secret, part.day, part.half, step)
    return digits, rules.token(secret, Token(session_id, part.day, part.half.value, step))


def _sign_own(
    session: Session, actor: Actor, session_id: str, half_day: str, day: date, enrolment_id: str = ""
) -> Signed:
    seat = _own_seat(session, actor, session_id, enrolment_id)
    meeting = scheduling.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, seat, Use.ATTENDANCE)
    part = part_of(meeting, half_day, day)
    return _sign(session, actor, meeting, enrolment, part, Method.CODE)


def _own_seat(session: Session, actor: Actor, session_id: str, enrolment_id: str = "") -> str:
    """The actor's path that has a seat; in clear words when none has."""
    head = queries.sheets(session, [session_id])
    if not head or head[0].organisation_id != actor.organisation_id:
        raise NotFound()
    own = [enrolment_id] if enrolment_id else [row.id for row in enrolments.own_enrolments(session, actor)]
    for each in own:
        seat = scheduling.seat_of(session, session_id, each)
        if seat is not None and seat.state == State.BOOKED:
            return each
    raise Conflict(
        _("Vous n'avez pas de place dans cette séance. Rien n'a été enregistré. Dites-le à la personne qui la tient : elle peut vous ajouter.")
    )  # fmt: skip


def _nothing_open(session: Session, actor: Actor) -> str:
    coming = next_to_open(session, actor)
    if coming is None:
        return _("Vous n'avez pas de séance en ce moment. Rien n'a été enregistré.")
    return _early(coming)


def _early(half: OpenHalfDay) -> str:
    words = _("La signature de « %(title)s » ouvre %(when)s. Revenez à ce moment-là : rien n'est perdu.")
    return words % {"title": half.title, "when": _when(half.opens_at)}


def _when(moment: datetime) -> str:
    if local(moment).date() == today():
        return _("à %(hour)s") % {"hour": formats.clock(moment)}
    return formats.moment(moment)


# --- On the trainer's phone ---------------------------------------------------------------------------------------


def sign_by_hand(
    session: Session,
    actor: Actor,
    session_id: str,
    enrolment_id: str,
    half_day: str,
    day: date | None,
    *,
    drawing: str = "",
    written: str = "",
) -> Signed:
    """The phone is passed round: a signature drawn with a finger, or a name typed instead."""
    meeting, enrolment, part = _at_the_desk(session, actor, session_id, enrolment_id, half_day, day)
    written = " ".join(written.split())[:120]
    path = rules.path_of(drawing) if drawing else ""
    if path is None or (not path and len(written) < 2):
        message = _("Signez dans le cadre, ou écrivez votre nom.")
        raise Invalid(message, [FieldError("drawing" if drawing else "written", message)])
    method = Method.FINGER if path else Method.NAME
    return _sign(session, actor, meeting, enrolment, part, method, drawing=path, written="" if path else written)


def sign_with_pin(
    session: Session, actor: Actor, session_id: str, enrolment_id: str, half_day: str, day: date | None, typed: str
) -> Signed:
    """The short code of the person's paper card, typed on the trainer's phone."""
    meeting, enrolment, part = _at_the_desk(session, actor, session_id, enrolment_id, half_day, day)
    pin = queries.pin_of(session, enrolment.id)
    if pin is None or pin.revoked_at is not None:
        raise Conflict(_("Cette personne n'a pas de carte. Elle peut signer au doigt, ou vous lui faites une carte."))
    attempt = _on_card(enrolment)
    guessing.take(session, attempt)
    if not passwords.matches(pin.pin_hash, "".join(typed.split())):
        raise WrongCode(
            _("Ce code n'est pas celui de la carte. Vérifiez-le et essayez de nouveau."),
            Method.PIN,
            [(meeting.id, enrolment.id)],
        )
    guessing.succeeded(session, attempt)
    return _sign(session, actor, meeting, enrolment, part, Method.PIN)


def _on_card(enrolment: EnrolmentRow) -> Attempt:
    """A try on the card of a person: not the same count as the digits that they type themselves."""
    return Attempt(Way.SIGNING_CODE, f"card {enrolment.learner_id}", organisation=enrolment.organisation_id)


def sign_on_paper(
    session: Session,
    actor: Actor,
    session_id: str,
    half_day: str,
    day: date | None,
    file_id: str,
    enrolment_ids: Sequence[str],
) -> int:
    """Who signed the printed sheet, its photograph being the proof. How many signatures are new."""
    meeting = scheduling.session_to_change(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    part = part_of(meeting, half_day, day)
    if now() < halves.starts_of(part, meeting.starts_at):
        raise Conflict(_("Cette demi-journée n'a pas commencé : la feuille signée se joint après."))
    count = 0
    for enrolment_id in enrolment_ids:
        enrolment = enrolments.enrolment_for(session, actor, enrolment_id, Use.ATTENDANCE)
        done = _sign(session, actor, meeting, enrolment, part, Method.PAPER, file_id=file_id, any_time=True)
        count += not done.again
    return count


def _at_the_desk(
    session: Session, actor: Actor, session_id: str, enrolment_id: str, half_day: str, day: date | None
) -> tuple[Meeting, EnrolmentRow, HalfDay]:
    meeting = scheduling.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id, Use.ATTENDANCE)
    require(policies.may_run_sessions(actor))
    seat = scheduling.seat_of(session, meeting.id, enrolment.id)
    if seat is None or seat.state != State.BOOKED:
        raise Conflict(_("Cette personne n'a pas de place dans cette séance. Ajoutez-la d'abord."))
    return meeting, enrolment, part_of(meeting, half_day, day)


# --- What they share ----------------------------------------------------------------------------------------------


def _sign(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    enrolment: EnrolmentRow,
    part: HalfDay,
    method: Method,
    *,
    drawing: str = "",
    written: str = "",
    file_id: str | None = None,
    any_time: bool = False,
) -> Signed:
    title = queries.sheets(session, [meeting.id])[0].title
    known = queries.signature_of(session, meeting.id, enrolment.id, part.day, part.half)
    if known is not None:
        return Signed(meeting.id, title, part, known.at, again=True)
    if queries.is_locked(session, meeting.id, part.day, part.half):
        raise Conflict(
            _("Cette demi-journée est déjà contresignée. Rien n'a été enregistré. La personne qui tient la séance peut faire une correction.")
        )  # fmt: skip
    moment = now()
    if not any_time:
        _check_window(part, meeting.starts_at, meeting.ends_at)
    signature_id = new_id()
    note(session, actor, meeting, enrolment, part, True, method=method, signature_id=signature_id)
    session.add(
        Signature(
            id=signature_id,
            organisation_id=meeting.organisation_id,
            session_id=meeting.id,
            enrolment_id=enrolment.id,
            day=part.day,
            half_day=part.half.value,
            role="learner",
            method=method.value,
            at=moment,
            drawing=drawing,
            written=written,
            file_id=file_id,
        )
    )
    session.flush()
    return Signed(meeting.id, title, part, moment, again=False)


def _check_window(part: HalfDay, starts_at: datetime, ends_at: datetime) -> None:
    """Nobody signs for a session that is not on."""
    moment, window = now(), rules.window_of(part, starts_at, ends_at)
    if moment < window.opens_at:
        raise NotOpen(
            _("La signature ouvre %(when)s, 15 minutes avant le début. Rien n'est perdu : revenez à ce moment-là.")
            % {"when": _when(window.opens_at)}
        )
    if moment > window.closes_at:
        raise NotOpen(
            _("La signature était ouverte jusqu'à %(when)s. La personne qui tient la séance peut encore noter la présence.")
            % {"when": formats.clock(window.closes_at)}
        )  # fmt: skip


def _secret(session_id: str) -> bytes:
    return rules.secret_of(settings().secret_key, session_id)


def note_failure(session: Session, actor: Actor, error: WrongCode) -> None:
    """Remember a wrong code; those of last week are forgotten. `guessing` has counted it already, and the person whose
    card somebody else goes on guessing is told."""
    queries.forget_failures(session, now() - _KEPT)
    for session_id, enrolment_id in error.seats:
        if error.method is Method.PIN:
            enrolment = enrolments.enrolment_for(session, actor, enrolment_id, Use.ATTENDANCE)
            guessing.failed(session, _on_card(enrolment), account_id=enrolment.learner_id, taken=True)
        session.add(
            SigningFailure(
                organisation_id=actor.organisation_id,
                session_id=session_id,
                enrolment_id=enrolment_id,
                method=error.method.value,
                at=now(),
            )
        )
    session.flush()


# --- Paper cards --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A code shown once, on paper."""

    name: str
    pin: str


def make_cards(session: Session, actor: Actor, session_id: str, enrolment_ids: Sequence[str] = ()) -> list[Card]:
    """New cards for people of a session: those named, else those who have none. A card before it is worth nothing."""
    meeting = scheduling.session_to_change(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    cards = []
    for row in queries.booked(session, [meeting.id]):
        if row.enrolment_id not in enrolment_ids if enrolment_ids else row.has_pin:
            continue
        digits = "".join(secrets.choice("0123456789") for _each in range(rules.PIN_DIGITS))
        pin = queries.pin_of(session, row.enrolment_id)
        if pin is None:
            pin = SigningPin(enrolment_id=row.enrolment_id, organisation_id=meeting.organisation_id)
            session.add(pin)
        pin.pin_hash, pin.made_by, pin.made_at = passwords.hash_password(digits), actor.account_id, now()
        pin.revoked_at = None
        cards.append(Card(row.learner_name, digits))
    session.flush()
    return cards


def revoke_card(session: Session, actor: Actor, session_id: str, enrolment_id: str) -> None:
    """A lost card opens nothing any more. Again changes nothing."""
    scheduling.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id, Use.ATTENDANCE)
    require(policies.may_run_sessions(actor))
    pin = queries.pin_of(session, enrolment.id)
    if pin is not None and pin.revoked_at is None:
        pin.revoked_at = now()
