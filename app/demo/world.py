"""What the acts of a demonstration share: who is there, what is known, and what is still to be lived."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.db import Database
from app.courses import queries as courses
from app.courses.outline import Activity, Outline
from app.demo.people import Person, person
from app.demo.stories import Dates, Step, Story
from app.identity.models import Account

Act = Callable[["World", Session, Step], None]


class World:
    """One organisation's demonstration, between two acts."""

    def __init__(
        self,
        database: Database,
        organisation: tuple[str, str, str],
        outline: Outline,
        staff: dict[str, list[Actor]],
        places: list[tuple[str, str]],
        closed: frozenset[date],
        today: datetime,
        host: str,
        first_learner: Person,
    ) -> None:
        self.database = database
        self.organisation = organisation
        self.outline = outline
        self.staff = staff
        self.places = places
        self.closed = closed
        self.today = today
        self.host = host
        self.first_learner = first_learner
        self.steps: list[Step] = []
        self.calendars: dict[date, tuple[Dates, dict[str, tuple[datetime, str]]]] = {}
        self.order = count()
        self.learners: dict[int, Actor] = {}
        self.sessions: dict[str, list[str]] = defaultdict(list)  # occurrence → session ids, full ones first
        self.seen: set[str] = set()  # sessions whose classroom has been told
        self.contents: dict[str, dict[str, Any]] = {}

    def push(
        self,
        at: datetime,
        what: str,
        story: Story | None,
        activity: Activity | None = None,
        detail: object = None,
    ) -> None:
        """To be lived at that moment; what lies after today is left out."""
        if at <= self.today:
            heapq.heappush(self.steps, Step(at, next(self.order), what, story, activity, detail))

    def actor(self, account: Account, role: Role) -> Actor:
        id_, slug, name = self.organisation
        return Actor(account.id, id_, slug, name, account.name, account.email, frozenset({role}))

    def person(self, story: Story) -> Person:
        return self.first_learner if story.featured else person(story.number, self.host)

    def adviser(self, story: Story) -> Actor:
        advisers = self.staff["adviser"]
        return advisers[story.adviser % len(advisers)]

    def trainer(self, story_number: int) -> Actor:
        trainers = self.staff["trainer"]
        return trainers[story_number % len(trainers)]

    def me(self, step: Step) -> tuple[Story, Actor]:
        """Whose step it is."""
        assert step.story is not None
        return step.story, self.learners[step.story.number]

    def content(self, session: Session, activity: Activity) -> dict[str, Any]:
        known = self.contents.get(activity.id)
        if known is None:
            row = courses.activity_content(session, self.outline.edition_id, activity.id)
            known = self.contents[activity.id] = row.content if row else {}
        return known
