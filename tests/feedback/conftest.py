"""What the tests of this room share: a survey without a name put to a group, and the private page of each person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.enrolments import services as enrolling
from app.enrolments.groups import services as grouping
from app.enrolments.rules import Status
from app.feedback.campaigns import asking, questionnaires
from app.feedback.campaigns import asking_queries as due
from app.feedback.campaigns.models import Questionnaire
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]


@dataclass
class Asked:
    campaign: str
    pages: list[str]


Ask = Callable[..., Asked]


@pytest.fixture
def ask(database: RolledBack, house: House) -> Ask:
    def begin(people: int, name: str = "Groupe d'essai") -> Asked:
        with database.writing() as session:
            questionnaires.begin(session, house.actor("quality"))
            group = grouping.create_group(session, house.actor("admin"), name)
            for number in range(people):
                path = enrolled(session, house, email=f"p{number}@{len(name)}.example", name=f"Personne {number}")
                grouping.set_groups(session, house.actor("admin"), path.id, [group.name])
            made = asking.open_campaign(
                session, house.actor("quality"), questionnaire(session, "activity"), group_id=group.id
            )
            return Asked(made.campaign_id, [asking.link_of(one) for one in due.nonces(session, made.campaign_id)])

    return begin


def questionnaire(session: Session, moment: str, audience: str = "learner") -> str:
    return session.scalars(
        select(Questionnaire.id).where(Questionnaire.moment == moment, Questionnaire.audience == audience)
    ).one()


def stranger(visit: Visit) -> Client:
    """A browser without an account, which has opened a page: its forms have their token."""
    nobody = visit()
    nobody.page("/reclamation?organisation=demo")
    return nobody


def ended(session: Session, house: House, start: date, end: date) -> str:
    """The learner's path, from a day to another; its id."""
    with clock.at(clock.paris(start, 9)):
        path = enrolled(session, house, starts_on=start)
    with clock.at(clock.paris(end, 18)):
        enrolling.change_status(session, house.actor("admin"), path.id, Status.FINISHED, end)
    return path.id
