"""Partners of the directory in a dossier."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.core.db import database as current
from app.directory.services.partners import Typed, add_partner
from app.dossiers import models
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Any]


def test_somebody_is_sent_to_a_partner_of_the_directory_and_to_none_of_another(house: House, visit: Visit) -> None:
    with current().writing() as session:
        path = enrolled(session, house).id
        ours = add_partner(session, house.actor("admin"), Typed(name="Adie", does="Microcrédit")).id
        theirs = add_partner(session, house.neighbour.actor("admin"), Typed(name="Ailleurs", does="Rien ici")).id
    adviser = visit("adviser@demo.example")
    form = adviser.page(f"/dossier/{path}/orientations/nouveau")
    assert "Adie" in form
    assert "Ailleurs" not in form
    assert adviser.post(f"/dossier/{path}/orientations/nouveau", {"partner_id": theirs}).status_code == 422
    assert adviser.post(f"/dossier/{path}/orientations/nouveau", {"partner_id": ours}).status_code == 303
    with current().reading() as session:
        kept = session.scalars(select(models.DossierReferral)).one()
    assert (kept.partner, kept.partner_id) == ("Adie", ours)
