"""What is asked is done: corrected, frozen, stopped, taken back, copied, erased, opened. Each once, each told by an act."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.settings import settings
from app.core.tasks import later
from app.dossiers.services import page as dossiers
from app.enrolments import queries as enrolments
from app.enrolments.rules import OPEN
from app.identity.freezing import queries as freezes
from app.identity.freezing import services as freezing
from app.identity.services import actor_for, change_email
from app.ledger.kinds import Kind
from app.notifications.choices import services as choices
from app.notifications.choices.rules import Choice
from app.notifications.kinds import Pace, by_code
from app.notifications.services import send_again_to
from app.privacy.erasure import services as erasing
from app.privacy.erasure.models import Certificate
from app.privacy.erasure.rules import Cause, Scope, Why
from app.privacy.requests import consents, queries, rules, telling
from app.privacy.requests.models import DataCopy, DataRequest, LastWish
from app.privacy.requests.services import asking, copies, holding

# An objection that the house can carry out by itself: the kinds of news that stop.
STOPPED = {"surveys": ("surveys",), "news": ("outcomes",)}


def _for(session: Session, actor: Actor, request_id: str, *kinds: str) -> DataRequest:
    request = holding.held(session, actor, request_id)
    if request.kind not in kinds:
        raise Conflict(_("Ce n'est pas ce que cette demande demande. Rien n'a été changé."))
    if request.answered_at is not None:
        raise Conflict(_("Une réponse est déjà donnée. Rien n'a été changé."))
    return request


def propose(session: Session, actor: Actor, request_id: str, field: str, value: str) -> None:
    """The officer writes what a field must become, as the request says it."""
    request = _for(session, actor, request_id, rules.CORRECTION)
    account = queries.member(session, actor.organisation_id, holding.whom(request))
    if field not in rules.FIELDS:
        raise holding.wrong("field", _("Choisissez dans la liste."))
    if field == "dossier":
        change = {"field": field, "old": "", "new": holding.said(value, field="value")}
    else:
        change = {"field": field, "old": getattr(account, field), "new": asking.sound(field, value)}
    request.changes = [*(one for one in request.changes if one["field"] != field or field == "dossier"), change]
    session.flush()


def correct(session: Session, actor: Actor, request_id: str) -> None:
    """Write the new values. The words for a dossier go to whoever follows the path, who answers there."""
    request = _for(session, actor, request_id, rules.CORRECTION)
    account = queries.member(session, actor.organisation_id, holding.whom(request))
    waiting = [change for change in request.changes if not change.get("done")]
    if not waiting:
        raise Conflict(_("Aucune correction n'est écrite. Dites d'abord ce qu'il faut changer."))
    for change in waiting:
        if change["field"] == "dossier":
            _correct_dossier(session, actor, account.id, change["new"])
        elif change["field"] == "email":
            change_email(session, account.id, change["new"])
            send_again_to(session, account.id, change["new"])
        else:
            setattr(account, change["field"], change["new"])
    request.changes = [{**change, "done": True} for change in request.changes]
    request.applied_at = now()
    holding.note(
        session, actor, request, "corrected",
        "\n".join(f"{_(rules.FIELDS[one['field']])} : {one['old'] or '–'} → {one['new']}" for one in waiting),
    )  # fmt: skip


def _correct_dossier(session: Session, actor: Actor, account_id: str, words: str) -> None:
    person = actor_for(session, actor.organisation_id, account_id)
    path = enrolments.current_enrolment(session, person) if person else None
    if person is None or path is None:
        raise Conflict(_("Cette personne n'a pas de dossier ici. Corrigez autrement, et dites-le dans la réponse."))
    dossiers.ask_correction(session, person, path.id, words, anyway=True)


def freeze(session: Session, actor: Actor, request_id: str) -> None:
    """From now on the data are kept, and nobody uses them."""
    request = _for(session, actor, request_id, rules.RESTRICTION)
    account_id = holding.whom(request)
    if freezes.standing(session, actor.organisation_id, account_id) is None:
        freezing.freeze(session, actor, account_id, request.subject, rules.reference(request.number))
        holding.note(session, actor, request, "frozen")
        holding.prove(session, actor, request, Kind.DATA_FROZEN, {"frozen": True})
    request.applied_at = request.applied_at or now()


def tell_lifting(session: Session, actor: Actor, account_id: str, words: str) -> None:
    """The law wants the person told before their data are used again."""
    request, standing = _frozen(session, actor, account_id)
    kept = holding.said(words)
    standing.lift_told_at = now()
    if request is not None:
        holding.note(session, actor, request, "lift_told", kept)
        values = {"what": "lift", "words": kept}
        telling.tell_asker(session, request, "privacy_request_news", "lift", values)


def lift(session: Session, actor: Actor, account_id: str) -> None:
    """Use the data again, once the person was told."""
    request, standing = _frozen(session, actor, account_id)
    if standing.lift_told_at is None:
        raise Conflict(_("Prévenez d'abord la personne : la loi le demande. Rien n'a été changé."))
    freezing.lift(session, actor, account_id)
    _catch_up(session, actor, account_id)
    if request is not None:
        holding.note(session, actor, request, "lifted")
        holding.prove(session, actor, request, Kind.DATA_FROZEN, {"frozen": False})


def _catch_up(session: Session, actor: Actor, account_id: str) -> None:
    """What moved in the courses meanwhile reaches the plans that stood still."""
    person = actor_for(session, actor.organisation_id, account_id)
    for path in enrolments.own_enrolments(session, person) if person else ():
        if path.status in OPEN and path.edition_id:
            asked = {"edition_id": path.edition_id, "by": actor.account_id, "ids": [path.id]}
            later(session, "planning.edition", asked, organisation_id=actor.organisation_id)


def _frozen(session: Session, actor: Actor, account_id: str):  # type: ignore[no-untyped-def]
    holding.answers_here(session, actor)
    standing = freezes.standing(session, actor.organisation_id, account_id)
    if standing is None:
        raise NotFound()
    return queries.frozen_by(session, actor.organisation_id, account_id), standing


def object_to(session: Session, actor: Actor, request_id: str, weighing: str) -> None:
    """The use stops. `weighing`: what was put in the balance; it is written before the answer."""
    request = _for(session, actor, request_id, rules.OBJECTION)
    why = holding.said(weighing, field="weighing")
    account_id = holding.whom(request)
    person = actor_for(session, actor.organisation_id, account_id)
    for code in STOPPED.get(request.subject, ()):
        kind = by_code(code)
        if person is not None and kind is not None and kind.is_for(person):
            choices.choose(session, person, {code: Choice(page=False, mail=Pace.NEVER, push=False, sms=False)})
    if request.subject == "news":
        consents.withdraw(session, actor, account_id, "news", request.id)
    if request.subject == "pictures":
        consents.withdraw(session, actor, account_id, "testimony", request.id)
    request.applied_at = now()
    holding.note(session, actor, request, "objected", why)


def withdraw(session: Session, actor: Actor, request_id: str, key: str) -> None:
    """A consent taken back by somebody who came, wrote or called."""
    request = _for(session, actor, request_id, rules.CONSENT)
    proof = consents.withdraw(session, actor, holding.whom(request), key, request.id)
    if proof is None:
        raise Conflict(_("Cet accord n'est pas donné, ou il est déjà retiré. Rien n'a été changé."))
    request.applied_at = now()
    holding.note(session, actor, request, "withdrawn", _(consents.SOURCES[key].title))


def copy(session: Session, actor: Actor, request_id: str) -> DataCopy:
    """A copy of everything, made beside the page, for the person to take or for the officer to hand over."""
    request = _for(session, actor, request_id, rules.ACCESS, rules.PORTABILITY)
    made = copies.order(session, actor, holding.whom(request), request.id)
    request.applied_at = now()
    holding.note(session, actor, request, "copied")
    return made


def erase(session: Session, actor: Actor, request_id: str, confirmed: str) -> Certificate:
    """For good, and last: whoever asked has been answered, as no address is left after. `confirmed`: the reference, typed."""
    if whose := queries.request_for(session, actor.organisation_id, request_id).account_id:
        erasing.shut_out(session, Scope(actor.organisation_id, whose))  # before the turn, which their acts may want
    request = holding.held(session, actor, request_id)
    if request.kind not in (rules.ERASURE, rules.WISHES):
        raise Conflict(_("Ce n'est pas ce que cette demande demande. Rien n'a été changé."))
    account_id, reference = holding.whom(request), rules.reference(request.number)
    if request.kind == rules.WISHES and queries.opened_wish(session, request.id) is None:
        raise Conflict(_("Ouvrez d'abord les consignes de la personne. Rien n'a été effacé."))
    if request.outcome not in (rules.GRANTED, rules.PARTLY):
        raise Conflict(
            _("Répondez d'abord à la personne : après, il n'y a plus d'adresse où lui écrire. Rien n'a été effacé.")
        )
    if settings().smtp_url and queries.waits_to_leave(session, f"privacy_request_news:{request.id}:answered"):
        raise Conflict(_("Votre réponse n'est pas encore partie. Réessayez dans une minute. Rien n'a été effacé."))
    if confirmed.strip().upper() != reference:
        raise holding.wrong(
            "confirmed", _("Écrivez la référence de la demande, comme %(reference)s.") % {"reference": reference}
        )
    if account_id == actor.account_id:
        raise Conflict(_("Vous ne pouvez pas effacer votre propre compte : confiez d'abord votre charge à quelqu'un."))
    cause = Cause.DIRECTIVE if request.kind == rules.WISHES else Cause.REQUEST
    request.applied_at, request.closed_at, request.state = now(), now(), rules.CLOSED
    holding.note(session, actor, request, "erased")
    holding.prove(session, actor, request, Kind.DATA_REQUEST_CLOSED, {"outcome": request.outcome})
    copies.forget(session, actor.organisation_id, account_id)
    return erasing.erase(session, actor, Scope(request.organisation_id, account_id), Why(cause, reference))


def open_wishes(session: Session, actor: Actor, request_id: str) -> LastWish | None:
    """What somebody wanted after their death: opened by the officer alone, for an heir whose proofs were seen."""
    request = _for(session, actor, request_id, rules.WISHES)
    if request.capacity != "heir" or not request.mandate:
        raise Conflict(_("Les consignes s'ouvrent sur preuve du décès, pour un proche. Rien n'a été ouvert."))
    wish = queries.last_wish(session, actor.organisation_id, holding.whom(request))
    if wish is not None and wish.opened_at is None:
        wish.opened_at, wish.opened_by, wish.request_id = now(), actor.account_id, request.id
    holding.note(session, actor, request, "opened", "" if wish else _("La personne n'avait laissé aucune consigne."))
    request.applied_at = request.applied_at or (None if wish else now())
    return wish
