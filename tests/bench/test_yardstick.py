"""The page that ours are measured against is the same page, whatever has changed in ours."""

from anyio.from_thread import BlockingPortal

from app import main
from app.core.db import Database
from app.identity import services as identity
from app.identity.models import Account
from tests.bench import raw, scenes
from tests.bench.calls import call
from tests.factories.house import build_house
from tests.factories.paths import enrolled


def test_the_yardstick_answers_each_measured_page_word_for_word(real: Database, portal: BlockingPortal) -> None:
    with real.writing() as session:
        house = build_house(session)
        enrolled(session, house)
        cookies = {}
        for who in ("learner", "adviser", "trainer"):
            account = session.get_one(Account, house.demo.people[who].id)
            cookies[who] = f"bidaide={identity.open_sign_in(session, account, 'bench')[1]}".encode()
    pages = [page for page in scenes.PAGES if "{" not in page.path]
    product, yardstick = main.create_app(), portal.call(raw.application)
    assert len(pages) == 7
    for page in pages:
        headers = [(b"accept", b"text/html"), (b"cookie", cookies[page.who])]
        for turn in ("first", "again"):
            ours = portal.call(call, product, page.path, headers)
            theirs = portal.call(call, yardstick, page.path, headers)
            assert (theirs.status, theirs.body) == (200, ours.body), (page.name, turn)
