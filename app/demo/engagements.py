"""Some people of the demonstration are under a contrat d'engagement: fifteen hours a week, ten for those it was eased for."""

from collections.abc import Iterable
from datetime import datetime

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.demo.stories import Story
from app.enrolments import engagement

EVERY = 4  # one path in so many


def sign_contracts(database: Database, adviser: Actor, stories: Iterable[Story], now: datetime) -> None:
    with clock.at(now), database.writing() as session:
        for story in stories:
            if story.enrolment_id and story.number % EVERY == 0:
                hours = 10 if story.number % (3 * EVERY) == 0 else engagement.USUAL
                engagement.expect_weekly_hours(session, adviser, story.enrolment_id, hours, story.starts_on)
