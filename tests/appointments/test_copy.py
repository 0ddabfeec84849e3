"""What of appointments is in the copy that a person takes away."""

import io
import zipfile

from sqlalchemy.orm import Session

from app.appointments.services import settling
from app.core import clock
from app.core.clock import paris
from app.privacy.copy import services
from tests.factories.appointments import THURSDAY, opened, taken
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of


def test_a_person_takes_away_their_appointments_with_what_the_team_noted_of_them(
    session: Session, house: House
) -> None:
    path = enrolled(session, house)
    learner, adviser = learner_of(session, house.demo, path), house.actor("adviser")
    made = taken(session, learner, opened(session, house)[0], about="Mes prix de vente")
    with clock.at(paris(THURSDAY, 12)):
        settling.settle(session, adviser, made.id, "held")
        settling.add_note(session, adviser, made.id, "shared", "Prix revus ensemble.")
        settling.add_note(session, adviser, made.id, "team", "Manque de confiance.")
    with zipfile.ZipFile(io.BytesIO(b"".join(services.stream(services.gather(session, path.learner_id))))) as archive:
        page = archive.read("index.html").decode()
    for words in ("Mes prix de vente", "Prix revus ensemble.", "Manque de confiance.", "30 min"):
        assert words in page, words
    with zipfile.ZipFile(
        io.BytesIO(b"".join(services.stream(services.gather(session, adviser.account_id))))
    ) as archive:
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Mes prix de vente" not in everything
