"""Candidates of the demonstration, at every step between a first contact and a decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.rules import State, StepState
from app.admissions.services import deciding, entering, following
from app.admissions.services.entering import Contact
from app.admissions.services.planning import Place
from app.core import clock
from app.core.access import Actor
from app.core.clock import local, paris
from app.core.db import AnyRow, Database

_NUMBER = "06 39 98 {:02} {:02}"  # numbers that the regulator keeps for fiction


class _People:
    """Acts lived so many days before the demonstration."""

    def __init__(
        self, database: Database, adviser: Actor, referrer: Actor, organisation: AnyRow, now: datetime
    ) -> None:
        self.database, self.adviser, self.referrer, self.organisation = database, adviser, referrer, organisation
        self.now, self.number = now, 0

    @contextmanager
    def ago(self, days: float) -> Iterator[Session]:
        with clock.at(self.now - timedelta(days=days)), self.database.writing() as session:
            yield session

    def contact(self, name: str, *, mail: bool = True, phone: bool = True, **said: Any) -> Contact:
        self.number += 1
        address = f"candidature{self.number}@courriel.example" if mail else ""
        number = _NUMBER.format(self.number % 100, 40 + self.number) if phone else ""
        return Contact(name=name, email=address, phone=number, consent=True, **said)

    def wrote(self, days: float, name: str, **said: Any) -> str:
        """By the public form."""
        with self.ago(days) as session:
            return entering.apply(
                session, self.organisation, self.contact(name, **said), f"192.0.2.{self.number}"
            ).application_id

    def met(self, days: float, name: str, **said: Any) -> str:
        with self.ago(days) as session:
            return entering.meet(session, self.adviser, self.contact(name, **said)).application_id

    def sent(self, days: float, name: str, **said: Any) -> str:
        """By the partner of the demonstration."""
        with self.ago(days) as session:
            contact = self.contact(name, referrer="Mission locale du Haut-Pays", **said)
            return entering.refer(session, self.referrer, contact).application_id

    def answered(self, days: float, application_id: str, words: str, *, reached: bool = True) -> None:
        with self.ago(days) as session:
            following.answer(session, self.adviser, application_id, reached=reached, words=words)

    def settled(
        self, days: float, application_id: str, rank: int, state: StepState = StepState.DONE, words: str = ""
    ) -> None:
        with self.ago(days) as session:
            following.settle_step(session, self.adviser, application_id, self._step(session, rank), state, words=words)

    def planned(self, days: float, application_id: str, rank: int, at: datetime, where: str) -> None:
        with self.ago(days) as session:
            following.plan_step(session, self.adviser, application_id, self._step(session, rank), Place(at, where))

    def decided(self, days: float, application_id: str, state: State, reason: str, **more: Any) -> None:
        with self.ago(days) as session:
            deciding.decide(session, self.adviser, application_id, state, reason, **more)

    def _step(self, session: Session, rank: int) -> str:
        return str(queries.steps(session, self.adviser.organisation_id)[rank].id)


def receive_candidates(database: Database, adviser: Actor, referrer: Actor, now: datetime) -> None:
    """Somebody at each step, some of them late, and each way to end."""
    with database.reading() as session:
        organisation = next(row for row in queries.organisations(session) if row.id == adviser.organisation_id)
    people = _People(database, adviser, referrer, organisation, now)
    _answer_first(people)
    _on_their_way(people)
    _decided(people)


def _answer_first(people: _People) -> None:
    people.wrote(
        0.2, "Solène Vaugeois", mail=False, stage="unsure", town="Égletons", source="Mairie d'Égletons",
        when="Le soir après 18 h", needs="Savoir si c'est possible avec deux enfants",
    )  # fmt: skip
    people.wrote(1, "Ibrahim Konaté", stage="idea", project="Un atelier de réparation de vélos, ambulant", town="Tulle")
    people.wrote(
        5, "Maëlle Ducourtial", phone=False, stage="project", project="Reprendre l'épicerie du bourg", town="Meymac"
    )
    people.sent(3, "Kevin Brajoux", stage="idea", project="Tonte et petits travaux chez les gens", tells_referrer=True)


def _on_their_way(people: _People) -> None:
    soon = paris(local(people.now).date() + timedelta(days=3), 10)
    first = people.met(
        9, "Josiane Peyrat", mail=False, project="Vendre ses confitures", source="Épicerie solidaire", town="Ussel"
    )
    people.planned(8, first, 0, soon, "Salle du marché, Ussel")
    waits = people.wrote(24, "Rachid Belkacem", stage="project", project="Un food-truck à midi", town="Tulle")
    people.answered(23, waits, "Disponible le mardi, vient en bus.")
    came = people.sent(20, "Lucie Farge", stage="idea", project="Savons et bougies", tells_referrer=True)
    people.answered(19, came, "")
    people.settled(12, came, 0)
    people.planned(2, came, 1, soon + timedelta(days=1, hours=4), "Bureau 2")
    missed = people.met(26, "Théo Lagarde", project="Photographe de mariage", source="Forum des associations")
    people.settled(15, missed, 0)
    people.planned(14, missed, 1, people.now - timedelta(days=6), "Bureau 2")
    people.settled(5, missed, 1, StepState.MISSED)
    last = people.wrote(
        33, "Nadège Sermadiras", stage="takeover", project="Reprendre le salon de coiffure", town="Égletons"
    )
    people.answered(32, last, "Le salon ferme en mars, elle y travaille déjà.")
    people.settled(25, last, 0)
    people.settled(16, last, 1)
    ready = people.wrote(40, "Amadou Diarra", stage="project", project="Livraison à vélo dans le centre", town="Tulle")
    people.answered(39, ready, "")
    people.settled(32, ready, 0)
    people.settled(24, ready, 1)
    people.settled(3, ready, 2)
    known = people.met(45, "Claire Vialaneix", project="Couture et retouches", source="Marché de Tulle")
    people.settled(37, known, 0, StepState.DISPENSED, "Elle connaît déjà le parcours par une amie.")
    people.settled(30, known, 1)
    people.settled(9, known, 2)


def _decided(people: _People) -> None:
    later = local(people.now).date() + timedelta(days=60)
    one = people.wrote(60, "Fabrice Monédière", stage="idea", project="Une brasserie")
    people.answered(58, one, "")
    people.settled(50, one, 0)
    people.decided(40, one, State.NOT_YET, "Vous voulez d'abord finir votre contrat saisonnier.", again_on=later)
    two = people.sent(55, "Sabrina Lacoste", project="Garder des enfants", tells_referrer=True)
    people.answered(53, two, "")
    people.settled(45, two, 0)
    people.decided(
        36, two, State.OTHER_WAY, "L'agrément d'assistante maternelle se demande au département.",
        orientation="Le relais petite enfance de Tulle, 05 55 00 00 00",
    )  # fmt: skip
    three = people.wrote(50, "Gaëtan Boisserie", mail=False)
    people.answered(49, three, "", reached=False)
    people.answered(44, three, "Message laissé.", reached=False)
    people.decided(30, three, State.UNREACHABLE, "Trois appels et un message sont restés sans réponse.")
    four = people.met(48, "Éloïse Chaumeil", project="Un gîte", source="Comice agricole")
    people.decided(28, four, State.WITHDREW, "Vous avez choisi de vendre la maison.")
