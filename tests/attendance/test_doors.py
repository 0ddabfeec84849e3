"""The attendance sheet by its pages and by the API."""

from collections.abc import Callable

from app.core import clock
from app.core.clock import paris
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.factories.sessions import THURSDAY, planned


def a_session(database: RolledBack, house: House) -> str:
    with database.writing() as session:
        return planned(session, house).id


def a_path(database: RolledBack, house: House, email: str = "") -> str:
    with database.writing() as session:
        return enrolled(session, house, email=email).id


def test_the_whole_sheet_is_saved_at_once_and_corrected(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting_id = a_session(database, house)
    nadia, karim = a_path(database, house), a_path(database, house, "karim@demo.example")
    browser = visit("trainer@demo.example")
    browser.post(f"/seances/{meeting_id}/reservations", {"enrolment_id": nadia})
    assert "à partir du début" in browser.page(f"/seances/{meeting_id}/emargement")
    with clock.at(paris(THURSDAY, 18)):
        assert "présences à noter" in browser.page("/seances")
        form = {
            f"p:{nadia}:2026-11-26:morning": "present",
            f"p:{nadia}:2026-11-26:afternoon": "absent",
            f"r:{nadia}": "Rendez-vous",
            "also_came": karim,
        }
        saved = browser.post(f"/seances/{meeting_id}/presences", form, follow=True)
        assert saved.status_code == 200
        assert "Les présences sont enregistrées" in saved.text
        assert saved.text.count(" checked") == 4
        assert "Rendez-vous" in saved.text
        assert "présences à noter" not in browser.page("/seances")
        assert "absence notée" in visit("learner@demo.example").page("/agenda")
        assert (
            browser.post(f"/seances/{meeting_id}/presences", {f"p:{nadia}:2026-13-45:morning": "present"}).status_code
            == 404
        )
