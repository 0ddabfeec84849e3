"""The yeses of people without an account: whoever answers for data lists them, and takes one back when the person asks.

What is kept of it is a request like the others, received, carried out, answered and closed at once: its register counts it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, let_see
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import Conflict, NotFound
from app.core.i18n import N_, _
from app.directory import queries as directory
from app.directory.services import testimonies
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.requests import consents, policies, queries, rules
from app.privacy.requests import outsider_queries as found
from app.privacy.requests.models import DataRequest
from app.privacy.requests.services import asking, holding
from app.visits import services as visits


@dataclass(frozen=True, slots=True)
class Sort:
    title: str
    words: str  # what was said yes to
    after: str  # what happens when it is taken back
    read: Callable[..., Sequence[AnyRow]]  # (session, organisation_id, only) -> (id, name, at, words, shown)
    take_back: Callable[[Session, Actor, str], None]


@dataclass(frozen=True, slots=True)
class Yes:
    id: str
    name: str
    at: date | datetime
    words: str
    shown: bool


def _end_visit(session: Session, actor: Actor, visit_id: str) -> None:
    with suppress(Conflict):  # it has begun: nobody is taken off a list any more, and the name goes all the same
        visits.cancel(session, visits.token_of(visit_id))
    found.empty_visit(session, visit_id, now())


def _end_presentation(session: Session, actor: Actor, account_id: str) -> None:
    consents.withdraw(session, actor, account_id, "expert")


def _end_testimony(session: Session, actor: Actor, testimony_id: str) -> None:
    testimonies.forget_testimony(session, directory.testimony_for(session, actor, testimony_id))


SORTS: dict[str, Sort] = {
    "temoignage": Sort(
        N_("Témoignages, photos et films"), N_("Mon témoignage peut être publié."),
        N_("Il disparaît de la page, et son texte, sa photo et son film sont effacés."),
        found.told, _end_testimony,
    ),
    "expert": Sort(
        N_("Présentations de chefs d'entreprise"), N_("Mon métier et mon entreprise peuvent être montrés au forum."),
        N_("La présentation est effacée. Les messages restent."), found.experts, _end_presentation,
    ),
    "partenaire": Sort(
        N_("Personnes nommées chez un partenaire"), N_("Mon nom peut être donné aux personnes accompagnées."),
        N_("Le nom disparaît de la fiche du partenaire."), found.contacts,
        lambda session, actor, one: found.forget_contact(session, one),
    ),
    "rencontre": Sort(
        N_("Inscriptions à une rencontre"), N_("Gardez mon nom et mes coordonnées pour cette rencontre."),
        N_("La place est rendue, le nom et les coordonnées sont effacés."), found.visitors, _end_visit,
    ),
    "candidature": Sort(
        N_("Nouvelles données à qui vous a orienté"), N_("La personne qui m'a orienté peut savoir où j'en suis."),
        N_("Cette personne ne reçoit plus de nouvelles."), found.applicants,
        lambda session, actor, one: found.tell_nobody(session, one),
    ),
}  # fmt: skip


def standing(session: Session, actor: Actor) -> list[tuple[str, Sort, list[Yes]]]:
    """Every sort with its yeses that stand, for whoever answers here. One statement for each sort."""
    _answers(session, actor)
    return [(key, sort, _yeses(sort.read(session, actor.organisation_id))) for key, sort in SORTS.items()]


def one_yes(session: Session, actor: Actor, key: str, yes_id: str) -> tuple[Sort, Yes]:
    """One of them. Raises NotFound when it does not stand, here."""
    _answers(session, actor)
    sort = SORTS.get(key)
    known = _yeses(sort.read(session, actor.organisation_id, yes_id)) if sort else []
    if sort is None or not known:
        raise NotFound()
    return sort, known[0]


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that bears the name or the address of a request, without any account; `page` is where one acts on it."""

    title: str
    name: str
    page: str


def traces(session: Session, request: AnyRow) -> list[Trace]:
    """What is known here of somebody who has no account: « nothing is held » is said only when this is empty."""
    rows = found.traces(session, request.organisation_id, request.about_name, request.asker_email)
    return [
        Trace(
            _("Candidature") if row.sort == "candidature" else _(SORTS[row.sort].title), row.name,
            f"/candidatures/{row.id}" if row.sort == "candidature" else f"/donnees/accords/{row.sort}/{row.id}",
        )
        for row in rows
    ]  # fmt: skip


def withdraw(session: Session, actor: Actor, key: str, yes_id: str, way: str, how: str, words: str) -> DataRequest:
    """Taken back for somebody who came, called or wrote. `how`: how they were known; `words`: what they said."""
    ledger.take_turn(session, actor.organisation_id)
    sort, yes = one_yes(session, actor, key, yes_id)
    if how not in rules.IDENTIFIED or how == "account":
        raise holding.wrong("how", _("Dites comment vous avez vérifié."))
    request = asking.enter(session, actor, asking.Written(rules.CONSENT, way, yes.name, words))
    request.identified, request.identified_at, request.identified_by = how, now(), actor.account_id
    holding.note(session, actor, request, "identified", _(rules.IDENTIFIED[how]))
    sort.take_back(session, actor, yes_id)
    request.state, request.outcome = rules.CLOSED, rules.GRANTED
    request.applied_at = request.answered_at = request.closed_at = now()
    holding.note(session, actor, request, "withdrawn", _(sort.title))
    holding.note(session, actor, request, "closed")
    holding.prove(session, actor, request, Kind.DATA_REQUEST_CLOSED, {"outcome": rules.GRANTED})
    return request


def _answers(session: Session, actor: Actor) -> None:
    let_see(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))


def _yeses(rows: Sequence[AnyRow]) -> list[Yes]:
    return [Yes(row.id, row.name, row.at, row.words or "", bool(row.shown)) for row in rows]
