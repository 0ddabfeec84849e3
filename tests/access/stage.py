"""What stands on the scene, and what each room brings to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.outline import Outline
from tests.factories.house import House

SLUG = "parcours-de-demo"  # a course that the neighbour does not have, with an answer to be read by a trainer
Bodies = dict[str, dict[str, Any]]  # « POST /address » → what is sent there


@dataclass
class Stage:
    """One object of each sort, all of them in `demo`; whoever brings one names it for those who come after."""

    house: House
    folder: Path  # an empty one, for the course
    ids: dict[str, str] = field(default_factory=dict)
    # What is read in the other organisation too: by anybody, or by whoever holds a private address.
    published: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)  # key → id
    outline: Outline = field(init=False)
    classmate: Actor = field(init=False)  # a learner of the same organisation

    @property
    def learner(self) -> Actor:
        return self.house.actor("learner")

    @property
    def adviser(self) -> Actor:
        return self.house.actor("adviser")

    @property
    def trainer(self) -> Actor:
        return self.house.actor("trainer")

    @property
    def admin(self) -> Actor:
        return self.house.actor("admin")

    @property
    def quality(self) -> Actor:
        return self.house.actor("quality")

    @property
    def path(self) -> str:
        """The enrolment of the learner."""
        return self.ids["enrolment_id"]


@dataclass(frozen=True)
class Piece:
    """What one room brings: its objects, which of them its addresses mean, and what its doors are sent."""

    act: Callable[[Session, Stage], dict[str, str]] = lambda _session, _stage: {}
    named: Callable[[str, Stage], dict[str, str]] = lambda _route, _stage: {}  # what an address names otherwise
    activity_of: dict[str, str] = field(default_factory=dict)  # address → the activity that it is tried with
    forms: Callable[[Stage], Bodies] = lambda _stage: {}  # of its pages
    documents: Callable[[Stage], Bodies] = lambda _stage: {}  # of its API, whose addresses are said without /api/v1
    options: Callable[[Stage], Bodies] = (
        lambda _stage: {}
    )  # what is neither: options of the test client, whole addresses
