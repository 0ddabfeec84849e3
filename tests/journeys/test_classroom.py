"""A session at a distance, from the button on the phone to the record of who was there."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.factories.bigbluebutton import SECRET, StandIn, running
from tests.factories.processes import begin
from tests.journeys.conftest import DESK, PHONE, sign_in
from tests.journeys.pages_met import Walk
from tests.journeys.world import Site, environment, prepared, served

pytestmark = pytest.mark.browser

DAY = "2026-11-23"
EVENING = "Vos questions de la semaine, à distance"  # today at half past five


@pytest.fixture(scope="module")
def peer() -> Iterator[StandIn]:
    with running(StandIn()) as stand_in:
        yield stand_in


def _settings(peer: StandIn) -> dict[str, str]:
    return {
        "BIDAIDE_BBB_URL": f"{peer.url}/bigbluebutton", "BIDAIDE_BBB_SECRET": SECRET,
        "BIDAIDE_CLOCK": f"{DAY}T17:35:00+01:00",
    }  # fmt: skip


@pytest.fixture(scope="module")
def evening(peer: StandIn, tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Site]:
    """The prepared organisation, five minutes after the beginning, with a server for its classrooms."""
    data = tmp_path_factory.mktemp("classroom") / "data"
    shutil.copytree(prepared(shared), data)
    with served(data, **_settings(peer)) as site:
        yield site


def rounds(site: Site, peer: StandIn, first: str, last: str, step: int = 1) -> None:
    said = site.data / "rounds.log"
    done = begin(
        f"{DAY}T{first}:00+01:00", f"{DAY}T{last}:00+01:00", str(step), program="tests.journeys.rounds",
        environment=environment(site.data) | _settings(peer), out=said,
    )  # fmt: skip
    done.join()
    assert done.exitcode == 0, said.read_text("utf-8")[-2000:]


def window(chromium: Browser, site: Site, email: str, width: int, javascript: bool) -> Page:
    context = chromium.new_context(
        base_url=site.url,
        locale="fr-FR",
        viewport={"width": width, "height": 800},
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, email)
    return page


def _hold_still(route: Route) -> None:
    """The page that waits would leave while it is looked at."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={name: said for name, said in answer.headers.items() if name != "refresh"})


def test_a_learner_enters_from_the_phone_and_the_trainer_sees_who_was_there(
    chromium: Browser, evening: Site, peer: StandIn, tmp_path: Path
) -> None:
    nadia = window(chromium, evening, "learner@demo.example", PHONE, javascript=False)
    nadia.goto("/accueil")
    nadia.get_by_role("link", name=f"Rejoindre la salle {EVENING}").click()
    expect(nadia.get_by_role("heading", level=1)).to_have_text("La salle se prépare")
    door = nadia.url
    assert not peer.calls  # no page asks the server

    rounds(evening, peer, "17:35", "17:35")
    # the page reloads by itself, without a script, and she is in the room, on the server
    expect(nadia.get_by_role("heading", level=1)).to_have_text(EVENING, timeout=60_000)
    expect(nadia.get_by_text("Nadia Belkacem (viewer)")).to_be_visible()

    trainer = window(chromium, evening, "trainer@demo.example", DESK, javascript=True)
    trainer.goto(door.removesuffix("/salle"))
    trainer.get_by_role("link", name=re.compile("Rejoindre la salle")).click()
    expect(trainer.get_by_text("Bernard Sauzet (moderator), Nadia Belkacem (viewer)")).to_be_visible()

    rounds(evening, peer, "17:36", "18:10", 2)
    nadia.get_by_role("button", name="Quitter la salle").click()
    rounds(evening, peer, "18:12", "19:02", 5)
    trainer.goto(door.removesuffix("/salle"))
    trainer.get_by_role("link", name="Relevé de connexion").click()
    row = trainer.get_by_role("row").filter(has_text="Nadia Belkacem")
    # her page may come back while the first round is still being done: that round has then seen her
    expect(row).to_contain_text(re.compile("17 h 3[56] à 18 h 10"))
    expect(row).to_contain_text(re.compile("3[45] min sur 1 h, présence notée"))
    expect(trainer.get_by_role("row").filter(has_text="Bernard Sauzet")).to_contain_text("équipe")
    with trainer.expect_download() as taken:
        trainer.get_by_role("link", name="Tableur (CSV)").click()
    assert re.search(
        r"Nadia Belkacem;en parcours;23/11/2026 17:(36;23/11/2026 18:10;34;34|35;23/11/2026 18:10;35;35)",
        Path(taken.value.path()).read_text(),
    )
    admin = window(chromium, evening, "admin@demo.example", DESK, javascript=True)
    nadia.context.close()
    waits = window(chromium, evening, "learner@demo.example", PHONE, javascript=True)
    waits.route("**/salle", _hold_still)
    found = Walk(tmp_path)
    found.look(trainer, trainer.url)  # who was there
    found.look(trainer, door.removesuffix("/salle"))
    found.look(admin, "/admin/classes-a-distance")
    found.look(waits, door)  # the room is closed on the server: the page that waits
    found.validate()
    assert not found.wrong, "\n".join(found.wrong)
    for page in (waits, trainer, admin):
        page.context.close()
