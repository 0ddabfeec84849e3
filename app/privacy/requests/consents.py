"""Every yes that the house holds, in the words that were said yes to; taking one back acts at once, and is proved.

A table with a field on the ground of consent belongs to a source (`tables`), or is in `ELSEWHERE`, which says how it is
taken back; a test walks the models.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now, paris
from app.core.errors import NotFound
from app.core.i18n import N_, _
from app.directory.services import testimonies
from app.identity.services import actor_for
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications.choices import services as choices
from app.notifications.phones import services as phones
from app.privacy.requests import consent_queries as queries
from app.privacy.requests.models import ConsentWithdrawn


@dataclass(frozen=True, slots=True)
class Given:
    """A yes that stands: since when, and the words kept with it when there are some."""

    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    words: str  # what was said yes to
    after: str  # what happens when it is taken back
    tables: frozenset[str]
    find: Callable[[Session, str, str], Given | None]  # (session, organisation_id, account_id)
    take_back: Callable[[Session, Actor], None]  # in the name of the person


@dataclass(frozen=True, slots=True)
class Held:
    """One line of the register of a person, as it stands."""

    key: str
    title: str
    words: str
    after: str
    given_at: datetime


def _since(read: Callable[[Session, str, str], datetime | None]) -> Callable[[Session, str, str], Given | None]:
    def find(session: Session, organisation_id: str, account_id: str) -> Given | None:
        at = read(session, organisation_id, account_id)
        return Given(at) if at else None

    return find


def _testimony(session: Session, organisation_id: str, account_id: str) -> Given | None:
    rows = queries.testimonies(session, organisation_id, account_id)
    return Given(paris(rows[0].consented_on, 12), rows[0].consent_words) if rows else None


def _withdraw_testimonies(session: Session, actor: Actor) -> None:
    for row in queries.testimonies(session, actor.organisation_id, actor.account_id):
        testimonies.withdraw_testimony(session, actor, row.id)


def _devices(session: Session, organisation_id: str, account_id: str) -> Given | None:
    rows = queries.devices(session, organisation_id, account_id)
    return Given(min(row.created_at for row in rows)) if rows else None


def _drop_devices(session: Session, actor: Actor) -> None:
    for row in queries.devices(session, actor.organisation_id, actor.account_id):
        phones.remove_device(session, actor, row.id)


def _drop_sms(session: Session, actor: Actor) -> None:
    choices.agree_to_sms(session, actor, "", agreed=False)


SOURCES: dict[str, Source] = {
    "testimony": Source(
        N_("Votre témoignage, avec sa photo ou son film"),
        N_("Mon témoignage peut être publié."),
        N_("Il disparaît de la page tout de suite, et son texte, sa photo et son film sont effacés."),
        frozenset({"testimony"}), _testimony, _withdraw_testimonies,
    ),
    "sms": Source(
        N_("Les SMS"),
        N_("Oui, écrivez-moi par SMS pour ce que j'ai coché."),
        N_("Vous ne recevez plus de SMS, et votre numéro est effacé de cette liste."),
        frozenset({"notice_habits"}), _since(queries.sms_since), _drop_sms,
    ),
    "push": Source(
        N_("Les notifications sur votre téléphone ou votre ordinateur"),
        N_("Cet appareil peut afficher mes nouvelles."),
        N_("Plus aucun de vos appareils ne sonne."),
        frozenset({"push_subscription"}), _devices, _drop_devices,
    ),
    "news": Source(
        N_("Prendre de vos nouvelles après le parcours"),
        N_("J'accepte qu'on me demande de mes nouvelles après mon parcours."),
        N_("Personne ne vous demande plus de nouvelles."),
        frozenset({"closing_interview", "situation_check", "situation_answer"}), _since(queries.news_since),
        lambda session, actor: queries.ask_news_no_more(session, actor.organisation_id, actor.account_id),
    ),
    "referrer": Source(
        N_("Dire la suite à qui vous a orienté"),
        N_("La personne qui m'a orienté peut savoir si je suis venu et comment cela s'est terminé."),
        N_("Elle ne voit plus rien de votre parcours."),
        frozenset({"application", "application_step", "application_act"}), _since(queries.told_to_referrer_since),
        lambda session, actor: queries.tell_referrer_no_more(session, actor.organisation_id, actor.account_id),
    ),
    "special": Source(
        N_("Vos réponses facultatives au questionnaire du financeur"),
        N_("Je veux bien répondre à ces questions facultatives."),
        N_("Ces réponses sont effacées. Cela ne change rien à votre parcours."),
        frozenset({"participant_record"}), _since(queries.special_since),
        lambda session, actor: queries.drop_special(session, actor.organisation_id, actor.account_id, now()),
    ),
    "remarks": Source(
        N_("Vos avis sur les activités"),
        N_("Je veux bien dire ce que je pense de cette activité."),
        N_("Vos avis et les réponses qu'ils ont reçues sont effacés."),
        frozenset({"activity_remark"}), _since(queries.remarks_since),
        lambda session, actor: queries.drop_remarks(session, actor.organisation_id, actor.account_id),
    ),
    "expert": Source(
        N_("Votre présentation de chef d'entreprise"),
        N_("Mon métier et mon entreprise peuvent être montrés au forum."),
        N_("Votre présentation est effacée. Vos messages restent."),
        frozenset({"expert_profile"}), _since(queries.presented_since),
        lambda session, actor: queries.drop_presentation(session, actor.organisation_id, actor.account_id),
    ),
}  # fmt: skip

# Agreed to by somebody without an account: taken back by their private page, or for them on /donnees/accords (outsiders.py).
ELSEWHERE = frozenset({"visit", "partner"})


def held(session: Session, organisation_id: str, account_id: str) -> list[Held]:
    """Every yes of a person that stands."""
    found = []
    for key, source in SOURCES.items():
        given = source.find(session, organisation_id, account_id)
        if given is not None:
            words = _(source.words) + (f" ({given.words})" if given.words else "")
            found.append(Held(key, _(source.title), words, _(source.after), given.at))
    return found


def withdraw(
    session: Session, actor: Actor, account_id: str, key: str, request_id: str | None = None
) -> ConsentWithdrawn | None:
    """Taken back at once, whoever carries it out; None when it does not stand any more. The caller has checked who asks."""
    if key not in SOURCES:
        raise NotFound()
    ledger.take_turn(session, actor.organisation_id)
    standing = next((one for one in held(session, actor.organisation_id, account_id) if one.key == key), None)
    if standing is None:
        return None
    person = actor if actor.account_id == account_id else actor_for(session, actor.organisation_id, account_id)
    if person is None:
        raise NotFound()
    SOURCES[key].take_back(session, person)
    proof = ConsentWithdrawn(
        organisation_id=actor.organisation_id, account_id=account_id, key=key, words=standing.words,
        given_at=standing.given_at, withdrawn_at=now(), by_id=actor.account_id, request_id=request_id,
    )  # fmt: skip
    session.add(proof)
    session.flush()
    ledger.append(
        session, actor, Kind.CONSENT_WITHDRAWN, person_id=account_id, nature="accompaniment",
        proof_kind="consent_withdrawn", proof_id=proof.id, facts={"consent": key},
    )  # fmt: skip
    return proof
