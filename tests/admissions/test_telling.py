"""What candidates are told, once each, and who must be called instead."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from sqlalchemy import select

from app.core import clock
from app.core.tasks import drain
from app.notifications.models import Mail
from tests.admissions.test_ways_in import ADVISER, FORM, MET, candidate, steps_in
from tests.factories.client import Client
from tests.factories.database import RolledBack

Visit = Callable[..., Client]
MAIL = {"email": "amelie@courriel.example"}


def told(database: RolledBack, *, team: bool = False) -> list[tuple[str, str]]:
    """What was written to candidates; to the team."""
    drain()
    with database.reading() as session:
        rows = session.scalars(select(Mail).order_by(Mail.created_at, Mail.id))
        return [(row.event, row.text) for row in rows if (row.event == "application_new") is team]


def test_each_step_is_told_once_with_the_link_to_the_private_page(visit: Visit, database: RolledBack) -> None:
    nobody, adviser = visit(), visit(ADVISER)
    nobody.page("/rejoindre?organisation=demo")
    private = nobody.post("/rejoindre", FORM | MAIL).headers["location"]
    nobody.post("/rejoindre", FORM | MAIL)
    (event, text), *more = told(database)
    assert (event, more) == ("application_received", [])
    assert private in text

    board = adviser.page("/candidatures")
    here = re.findall(r'href="(/candidatures/[0-9a-f-]{36})"', board)[0]
    step = steps_in(adviser.page(here))[0]
    date = {"act": "planned", "day": "2026-11-30", "hour": "10:00", "where": "12 rue Haute"}
    for _again in range(2):
        adviser.post(step, date)
    adviser.post(step, date | {"hour": "11:00"})
    assert [event for event, _text in told(database)] == ["application_received", *["application_step"] * 2]
    clock.freeze(clock.paris(clock.today() + timedelta(days=6), 12))
    found = told(database)
    assert len(found) == 4, "the reminder of the hour that holds, not of the one that moved"
    assert "11 h" in found[-1][1]
    clock.freeze(clock.paris(clock.today() + timedelta(days=1), 12))
    adviser.post(step, {"act": "missed"})
    assert "Ce n'est pas grave" in told(database)[-1][1]
    adviser.post(
        here + "/decision", {"decision": "not_yet", "reason": "Revenons-y au printemps.", "again_on": "2027-03-01"}
    )
    event, text = told(database)[-1]
    assert event == "application_decided"
    assert "Revenons-y au printemps." in text
    assert "abandon" not in text


def test_without_an_address_the_team_is_asked_to_call(visit: Visit, database: RolledBack) -> None:
    adviser = visit(ADVISER)
    here = candidate(adviser)
    adviser.post(here + "/suivi", {"what": "tried"})
    adviser.post(here + "/decision", {"decision": "other_way", "reason": "Un autre cours.", "orientation": "Le GRETA"})
    assert told(database) == []
    page = unescape(adviser.page(here))
    assert "À appeler" in page
    adviser.post(here + "/dit")
    assert "À appeler" not in unescape(adviser.page(here))
    assert MET["phone"] in page.replace("\u00a0", " ")


def test_the_team_is_told_once_of_those_who_wait_and_the_morning_says_how_many(
    visit: Visit, database: RolledBack
) -> None:
    nobody, adviser = visit(), visit(ADVISER)
    nobody.page("/rejoindre?organisation=demo")
    nobody.post("/rejoindre", FORM | MAIL)
    nobody.post("/rejoindre", FORM | MAIL)
    nobody.post("/rejoindre", FORM | {"name": "Basile Roy"})  # of the same household, at the same number
    candidate(adviser)  # met outside: whoever met her knows
    ((_event, text),) = told(database, team=True)
    assert "Ces 2 personnes attendent une première réponse" in text
    assert "Basile Roy" in text
    assert MET["name"] not in text
    assert "2 candidatures attendent une réponse" in adviser.page("/suivi")
    assert "candidature" not in visit("trainer@demo.example").page("/suivi").split("</nav>")[-1]
