"""Badges of the demonstration: every block gives one, some people have theirs, one of them shows it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.core.errors import Conflict
from app.credentials import booklets, holdings, queries, rules, services
from app.credentials.booklets import Choice
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow

LEVEL = 3
GIVEN_TO = 12  # people, however many there are
_SAYS = {
    0: "Sait d'où part son projet, ce qui compte pour elle ou lui, et le dit clairement.",
    1: "Connaît ses clients pour les avoir rencontrés, et sait ce qui le distingue.",
    2: "Calcule un prix, un budget et un seuil de rentabilité, et les explique.",
    3: "Choisit un statut en connaissance de cause et sait à qui demander.",
    4: "Présente son offre, la fait connaître et vend.",
    5: "Suit son activité chaque semaine avec des outils simples.",
}


def give_badges(db: Database, admin: Actor, adviser: Actor, email: str, now: datetime) -> None:
    """Every block is certified from the third level on; those whose blocks are concluded receive theirs.

    The featured learner comes first, and shows what they received.
    """
    with db.writing() as session:
        with clock.at(now - timedelta(days=200)):
            blocks = queries.certifiable_blocks(session, admin.organisation_id)
            for number, block in enumerate(block for block in blocks if "EntreComp" not in block.framework):
                services.set_offer(
                    session, admin, block.id, level=LEVEL, name=block.title, given=True,
                    description=_SAYS[number % len(_SAYS)],
                    criteria="La personne, l'équipe de formation et la personne qui accompagne donnent chacune un "
                    "niveau, avec des preuves. La personne qui accompagne conclut.",
                )  # fmt: skip
        session.flush()
        certified = {
            block_id: offer.level for block_id, offer in queries.offers(session, admin.organisation_id).items()
        }
        received = 0
        paths = enrolments.list_enrolments(session, admin)
        for path in sorted(paths, key=lambda one: one.learner_email != email):
            if received == GIVEN_TO:
                break
            received += _give(session, adviser, path, certified, now, first=received == 0)


def _give(
    session: Session, adviser: Actor, path: EnrolmentRow, certified: dict[str, int], now: datetime, *, first: bool
) -> int:
    """Whether this person received something."""
    given = []
    for block, held in holdings.of_blocks(session, path):
        if block.id in certified and not rules.missing([one.held for one in held], certified[block.id]):
            last = max(one.at for one in held if one.at)
            with clock.at(min(last + timedelta(hours=1), now)):
                try:
                    given.append(services.give(session, adviser, path.id, block.id))
                except Conflict:
                    continue
    learner = Actor(
        path.learner_id, path.organisation_id, adviser.organisation_slug, adviser.organisation_name,
        path.learner_name, path.learner_email, frozenset({Role.LEARNER}),
    )  # fmt: skip
    if given and first:
        session.flush()
        with clock.at(now - timedelta(hours=3)):
            services.show_badge(session, learner, given[0].id, shown=True)
            lines = [one for _block, held in holdings.of_blocks(session, path) for one in held if one.held.level]
            booklets.write(
                session, learner, path.id, "Je connais les marchés, et je sais tenir les outils et les comptes d'une petite activité.",
                [
                    Choice(one.held.competence_id, one.held.level != booklets.DISCOVERED, "", [proof.id for proof in one.proofs][:1])
                    for one in lines
                ],
            )  # fmt: skip
    return int(bool(given))
