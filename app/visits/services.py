"""Coming to a public session without an account, and receiving who comes."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Gone, Invalid, NotFound, TooMany, invalid
from app.core.i18n import _, ngettext
from app.core.ids import new_id
from app.core.journal import record
from app.core.settings import settings
from app.identity.services import print_of
from app.ledger import services as ledger
from app.scheduling import queries as scheduling
from app.scheduling import services as sessions
from app.scheduling.models import TrainingSession
from app.visits import events, policies, queries, rules
from app.visits.models import Visit
from app.visits.rules import Kind, State

CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody writes to come, or to bring a group."""

    name: str
    email: str = ""
    phone: str = ""
    consent: bool = False
    kind: str = Kind.PERSON
    school: str = ""
    level: str = ""
    people: int = 1


@dataclass(frozen=True, slots=True)
class Registered:
    """What a registration has become; `token` opens its private page."""

    visit_id: str
    state: State
    position: int | None
    token: str


def nobody(organisation_id: str, slug: str, name: str) -> Actor:
    """Whoever comes without an account: they may do nothing but what is open to everybody."""
    return Actor("", organisation_id, slug, name, "", "", frozenset())


def register(session: Session, session_id: str, wish: Wish, address: str) -> Registered:
    """A seat for a person, or a place on the waiting list; the seats of a whole group, or none.

    Whoever is registered already is registered again, and the team sees it: to refuse would tell anybody who comes.
    `address` is that of the network it comes from: it only slows down whoever would flood the house.
    """
    meeting = queries.public_session(session, session_id)
    wish = _sound(wish)
    _refuse_closed(meeting)
    address_print = print_of(f"visit {address}")
    if queries.registrations_since(session, address_print, now() - rules.WINDOW) >= rules.PER_ADDRESS:
        raise TooMany(
            _(
                "Beaucoup d'inscriptions viennent d'ici. Rien n'a été enregistré. Attendez un quart d'heure, ou appelez."
            ),
            retry_after=int(rules.WINDOW.total_seconds()),
        )
    ledger.take_turn(session, meeting.organisation_id)
    locked = queries.session_to_change(session, session_id)
    contact_print = print_of(rules.same_contact(wish.email, wish.phone))
    if pressed := _pressed_twice(session, session_id, wish.name, contact_print, address_print):
        return pressed
    free = locked.capacity - scheduling.seats_taken(session, session_id)
    if wish.kind == Kind.GROUP and wish.people > free:
        raise Conflict(_no_room(free))
    state = State.BOOKED if wish.people <= free else State.WAITING
    visit_id = new_id()
    token = token_of(visit_id)
    moment = now()
    session.add(
        Visit(
            id=visit_id,
            organisation_id=meeting.organisation_id,
            session_id=session_id,
            kind=str(wish.kind),
            name=wish.name,
            email=wish.email,
            phone=wish.phone,
            contact_print=contact_print,
            school=wish.school,
            level=wish.level,
            people=wish.people,
            state=state.value,
            token_hash=_hash(token),
            address_print=address_print,
            consented_at=moment,
            created_at=moment,
        )
    )
    session.flush()
    if state is State.BOOKED:
        queries.move_seats(session, session_id, wish.people)
    record(session, _actor(meeting), events.VisitRegistered(visit_id))
    position = queries.rank(session, session_id, visit_id) if state is State.WAITING else None
    return Registered(visit_id, state, position, token)


def _pressed_twice(
    session: Session, session_id: str, name: str, contact_print: str, address_print: str
) -> Registered | None:
    """The registration that the same person has just made from the same place: one tap too many is no second seat."""
    for row in queries.same_visit(session, session_id, contact_print, address_print, now() - rules.ONE_TAP):
        if _same_name(row.name, name):
            state = State(row.state)
            position = queries.rank(session, session_id, row.id) if state is State.WAITING else None
            return Registered(row.id, state, position, token_of(row.id))
    return None


def cancel(session: Session, token: str) -> None:
    """Give the seats back, by the private link. Doing it again changes nothing."""
    row = visit_of(session, token)
    meeting = queries.session_of_visit(session, row.session_id)
    ledger.take_turn(session, meeting.organisation_id)
    locked = queries.session_to_change(session, row.session_id)
    visit = queries.visit_to_change(session, row.id)
    if visit.state == State.CANCELLED:
        return
    if now() >= meeting.starts_at:
        raise Conflict(_("Cette rencontre a commencé : l'inscription ne s'annule plus ici."))
    freed = visit.people if visit.state == State.BOOKED else 0
    visit.state, visit.cancelled_at = State.CANCELLED.value, now()
    session.flush()
    actor = _actor(meeting)
    record(session, actor, events.VisitCancelled(visit.id))
    if freed:
        queries.move_seats(session, row.session_id, -freed)
        sessions.give_free_seats(session, actor, locked)
        seat_who_waits(session, actor, row.session_id)


def seat_who_waits(session: Session, actor: Actor, session_id: str) -> None:
    """The free seats that no learner waits for go to the visitors who wait, in their order."""
    waiting = queries.waiting_to_change(session, session_id)
    if not waiting:
        return
    locked = queries.session_to_change(session, session_id)
    if now() >= locked.ends_at:
        return
    free = locked.capacity - scheduling.seats_taken(session, session_id) - queries.learners_waiting(session, session_id)
    for visit in waiting:
        if visit.people > free:
            return
        free -= visit.people
        visit.state = State.BOOKED.value
        session.flush()
        queries.move_seats(session, session_id, visit.people)
        record(session, actor, events.VisitSeated(visit.id))


def visit_of(session: Session, token: str) -> queries.AnyRow:
    """The registration behind a private link. Gone when it was emptied, NotFound when there is none."""
    row = queries.visit_by_print(session, _hash(token))
    if row is None:
        raise NotFound(_("Cette inscription n'existe pas. Vérifiez le lien, en entier."))
    if row.emptied_at:
        raise Gone(_("Cette inscription est effacée : six mois ont passé depuis la rencontre."))
    return row


def say_who_came(session: Session, actor: Actor, session_id: str, came: Mapping[str, int]) -> None:
    """How many of each registration were there: one or none for a person, heads for a group. Saying it again corrects."""
    meeting = queries.session_of_team(session, actor, session_id)
    require(policies.may_receive(actor))
    if now() < meeting.starts_at:
        raise Conflict(_("Cette rencontre n'a pas commencé : on note qui est là à partir du début."))
    for visit in queries.visits_to_change(session, session_id):
        heads = came.get(visit.id)
        if heads is None:
            continue
        most = 1 if visit.kind == Kind.PERSON else rules.LARGEST_GROUP
        if not 0 <= heads <= most:
            raise invalid(f"came-{visit.id}", _("Écrivez combien de personnes sont venues, en chiffres."))
        visit.came = heads


def announce(session: Session, actor: Actor, session_id: str, public: bool) -> None:
    """Open a session to everybody, or to the people of its course again. Who is registered keeps the seat."""
    meeting = queries.session_of_team(session, actor, session_id)
    require(policies.may_receive(actor))
    if meeting.is_public != public:
        queries.show_to_all(session, session_id, public)


def plan_meeting(
    session: Session,
    actor: Actor,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    *,
    place: str = "on_site",
    site_id: str | None = None,
    room: str = "",
    link: str = "",
    says: str = "",
) -> TrainingSession:
    """An information meeting or a workshop of no course, open to everybody."""
    require(policies.may_receive(actor))
    return sessions.plan_session(
        session,
        actor,
        None,
        title,
        starts_at,
        ends_at,
        place,
        capacity,
        site_id=site_id,
        room=room,
        link=link,
        running_order=says,
        is_public=True,
    )


def empty_old_visits(session: Session, limit: int = 500) -> int:
    """Take away what names people once their retention is over; figures stay. How many were emptied."""
    old = queries.visits_to_empty(session, now() - rules.KEPT, limit)
    for visit in old:
        visit.name = visit.email = visit.phone = visit.contact_print = visit.address_print = ""
        visit.emptied_at = now()
    session.flush()
    return len(old)


def private_link(visit_id: str) -> str:
    """The address of somebody's own registration, for a message to them."""
    return f"{settings().base_url.rstrip('/')}/rencontres/inscription/{token_of(visit_id)}"


def token_of(visit_id: str) -> str:
    """256 bits that only the house can make from the id: messages sent later hold the same link."""
    made = hmac.new(settings().secret_key.encode(), b"visit:" + visit_id.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


# --- What the acts share --------------------------------------------------------------------------------------


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _actor(meeting: queries.AnyRow) -> Actor:
    return nobody(meeting.organisation_id, meeting.organisation_slug, meeting.organisation_name)


def _same_name(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _no_room(free: int) -> str:
    if free <= 0:
        return _("Cette rencontre est complète. Rien n'a été enregistré. Choisissez une autre date, ou appelez-nous.")
    left = ngettext("Il reste %(num)s place.", "Il reste %(num)s places.", free) % {"num": free}
    return left + " " + _("Rien n'a été enregistré. Venez moins nombreux, choisissez une autre date, ou appelez-nous.")


def _refuse_closed(meeting: queries.AnyRow) -> None:
    if meeting.cancelled_at:
        raise Conflict(_("Cette rencontre est annulée. Choisissez une autre date."))
    if clock.now() >= meeting.starts_at:
        raise Conflict(_("Cette rencontre a commencé. Choisissez une autre date."))


def _sound(wish: Wish) -> Wish:
    """The wish with its words made tidy; Invalid with a message for each field that lacks something."""
    problems = []
    name = rules.one_line(wish.name, rules.NAME)
    email, phone = rules.email_of(wish.email), rules.phone_of(wish.phone)
    school = rules.one_line(wish.school, rules.NAME)
    if wish.kind not in set(Kind):
        problems.append(FieldError("kind", _("Dites si vous venez seul ou en groupe.")))
    if len(name) < 2:
        problems.append(FieldError("name", _("Écrivez votre prénom et votre nom.")))
    if wish.email.strip() and not email:
        problems.append(FieldError("email", _("Cette adresse de courriel n'est pas complète.")))
    if wish.phone.strip() and not phone:
        problems.append(FieldError("phone", _("Ce numéro de téléphone n'est pas complet.")))
    if not wish.email.strip() and not wish.phone.strip():
        problems.append(FieldError("email", _("Donnez un moyen de vous joindre : un courriel ou un téléphone.")))
    if wish.kind == Kind.GROUP:
        if len(school) < 2:
            problems.append(FieldError("school", _("Écrivez le nom de l'établissement ou de la structure.")))
        if not 2 <= wish.people <= rules.LARGEST_GROUP:
            most = {"most": rules.LARGEST_GROUP}
            problems.append(FieldError("people", _("Un groupe compte de 2 à %(most)s personnes.") % most))
    if not wish.consent:
        problems.append(FieldError(CONSENT, _("Cochez la case pour que nous puissions garder votre inscription.")))
    if problems:
        raise Invalid(_("Il manque quelque chose. Rien n'a encore été enregistré."), problems)
    group = wish.kind == Kind.GROUP
    return Wish(
        name=name,
        email=email,
        phone=phone,
        consent=True,
        kind=wish.kind,
        school=school if group else "",
        level=rules.one_line(wish.level, 120) if group else "",
        people=wish.people if group else 1,
    )
