"""Templates: their fields are filled in for one person, shown, changed, then sent."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.db import database as current
from app.core.errors import Forbidden, Invalid, NotFound
from app.messaging.wordings import queries, services
from app.messaging.wordings.fields import fill, name_of, unknown
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.factories.sessions import booked_with


@pytest.mark.parametrize("written", ["prenom", "Prénom", "  PRÉNOM "])
def test_a_field_is_known_however_it_is_written(written: str) -> None:
    assert name_of(written) == "prenom"
    assert fill(f"Bonjour {{{written}}} !", {"prenom": "Karim"}).text == "Bonjour Karim !"


def test_what_is_missing_stays_visible_and_is_said() -> None:
    found = fill("{prénom} : {prochaine séance}. {autre}", {"prenom": "Karim"})
    assert found.text == "Karim : [titre, jour et heure de sa prochaine séance]. {autre}"
    assert found.missing == ("prochaine_seance",)
    assert unknown(found.text) == ["autre"]


def test_a_template_is_filled_for_one_person(session: Session, house: House) -> None:
    path = enrolled(session, house)
    adviser = house.actor("adviser")
    kept = services.keep(
        session, adviser, "", "Rappel", "Votre séance", "Bonjour {prénom} : {prochaine_seance}. {moi}", shared=True
    )
    assert services.filled(session, adviser, kept.id, path.id)[1].missing == ("prochaine_seance",)
    booked_with(session, house, house.actor("trainer"), path)
    _subject, body = services.filled(session, adviser, kept.id, path.id)
    assert body.text == "Bonjour Learner : Premier jour, jeudi 26 novembre à 9 h. Adviser Demo"


def test_ones_own_templates_are_ones_own(session: Session, house: House) -> None:
    adviser, trainer, admin = house.actor("adviser"), house.actor("trainer"), house.actor("admin")
    own = services.keep(session, adviser, "", "À moi", "", "Bonjour", shared=False)
    shared = services.keep(session, admin, "", "À tous", "", "Bonjour", shared=True)
    assert [row.title for row in queries.templates(session, adviser)] == ["À moi", "À tous"]
    assert [row.title for row in queries.templates(session, trainer)] == ["À tous"]
    assert not queries.templates(session, house.neighbour.actor("adviser"))
    with pytest.raises(NotFound):
        services.keep(session, admin, own.id, "Autre", "", "Bonjour", shared=False)
    with pytest.raises(Forbidden):
        services.drop(session, trainer, shared.id)
    with pytest.raises(Forbidden):
        services.keep(session, house.actor("learner"), "", "À moi", "", "Bonjour", shared=False)


def test_a_template_with_a_field_that_does_not_exist_is_refused(session: Session, house: House) -> None:
    for title, body in (("", "Bonjour"), ("Rappel", ""), ("Rappel", "Bonjour {prenon}"), ("R" * 81, "Bonjour")):
        with pytest.raises(Invalid):
            services.keep(session, house.actor("adviser"), "", title, "", body, shared=False)


def test_an_adviser_makes_a_template_and_starts_from_it(house: House, visit: Any) -> None:
    with current().writing() as session:
        path_id = enrolled(session, house).id
    adviser = visit("adviser@demo.example")
    refused = adviser.post("/messages/modeles", {"title": "Bienvenue", "body": "Bonjour {prenon}"})
    assert refused.status_code == 422
    assert "{prenon} n&#39;existe pas" in refused.text
    said = {"title": "Bienvenue", "subject": "Bienvenue {prenom}", "body": "Bonjour {prenom}", "shared": "1"}
    assert adviser.post("/messages/modeles", said).status_code == 303
    with current().reading() as session:
        (kept,) = queries.templates(session, house.actor("adviser"))
    form = adviser.page(f"/messages/nouveau?personne={path_id}&modele={kept.id}")
    assert 'value="Bienvenue Learner"' in form
    assert "Bonjour Learner</textarea>" in form
    assert "Bonjour Learner</textarea>" in adviser.page(f"/messages/{path_id}?modele={kept.id}")
    assert "Bienvenue" in visit("trainer@demo.example").page("/messages/modeles")
    assert adviser.post(f"/messages/modeles/{kept.id}/suppression", {}).status_code == 303
    assert "Pas encore de modèle" in adviser.page("/messages/modeles")
