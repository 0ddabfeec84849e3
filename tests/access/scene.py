"""The scene: what every room brings to it, and the addresses that lead there."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Role
from app.web import assets
from tests.access.enrolments import CLASSMATE, NEIGHBOUR
from tests.access.stage import SLUG, Bodies, Piece, Stage
from tests.factories.house import House

__all__ = ["EMAILS", "PERSONAS", "ROLES", "SLUG", "Scene", "build_scene"]

# Each module beside this one that has a PIECE, in the order of the acts: a room names what stands there already.
ROOMS = (
    "courses",
    "enrolments",
    "assessment",
    "scheduling",
    "files",
    "forum",
    "messaging",
    "learning",
    "identity",
    "appointments",
    "admissions",
    "visits",
    "calendars",
    "directory",
    "attendance",
    "reporting",
    "planning",
    "notifications",
    "accompaniment",
    "dossiers",
    "factors",
    "federation",
    "badges",
    "competences",
    "funding",
    "entries",
    "retention",
    "erasures",
    "exits",
    "documents",
    "registers",
    "processing",
    "results",
    "audits",
    "voices",
    "trail",
    "requests",
)
PIECES: tuple[Piece, ...] = tuple(import_module(f"tests.access.{room}").PIECE for room in ROOMS)

ROLES = tuple(
    str(role) for role in Role if role is not Role.GUEST
)  # whose walk is in tests/quality/test_audit_guests.py
PERSONAS = ("nobody", *ROLES, "classmate", "neighbour")
EMAILS = {
    **{role: f"{role}@demo.example" for role in ROLES},
    "classmate": CLASSMATE,  # a learner of the same organisation
    "neighbour": NEIGHBOUR,  # somebody who holds all the roles, in the other organisation
    **{f"{role}-voisine": f"{role}-voisine@demo.example" for role in ROLES},
}
_ACTIVITY_OF = {route: key for piece in PIECES for route, key in piece.activity_of.items()}


class Scene(Stage):
    def address(self, route: str) -> str:
        """The address of a route for the objects of the scene."""
        ids = self.ids | self.published
        ids["activity_id"] = self.activities[_ACTIVITY_OF.get(route.removeprefix("/api/v1"), "accueil")]
        for piece in PIECES:
            ids |= piece.named(route, self)
        route = route.replace("{path:path}", "lisez-moi.txt")
        return route.replace("/static/{name:path}", next(iter(assets.by_path()))).format_map(ids)

    def body(self, method: str, route: str) -> dict[str, Any]:
        """What to send so that somebody allowed succeeds: options of the test client."""
        bodies: Bodies = {}
        for piece in PIECES:
            if route.startswith("/api/"):
                sent = piece.documents(self).items()
                bodies |= {address.replace(" ", " /api/v1", 1): {"json": document} for address, document in sent}
            else:
                bodies |= {address: {"data": form} for address, form in piece.forms(self).items()}
            bodies |= piece.options(self)
        return bodies.get(f"{method} {route}", {})


def build_scene(session: Session, house: House, folder: Path) -> Scene:
    """Everything is made through the services, as people would. `folder` is an empty one, for the course."""
    scene = Scene(house, folder)
    for piece in PIECES:
        scene.ids |= piece.act(session, scene)
        session.flush()
    return scene
