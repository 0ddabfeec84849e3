"""Legal pages say what is so: the rate is counted, every cookie and key of the browser is in the list, one house speaks."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.keepings import Where, keepings
from app.core.settings import CHECKOUT
from app.home import accessibility
from app.home.accessibility import Result
from app.privacy.processing import statements
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
APP = CHECKOUT / "app"


def test_the_audit_answers_for_the_106_criteria_and_its_words_follow_from_its_count() -> None:
    audit = accessibility.latest()
    assert len(audit.results) == 106
    assert audit.percent == 100 * audit.count("met") // audit.applicable
    met, unseen, failed = Result("met", "hand"), Result("unseen", ""), Result("failed", "")
    for kinds, state in (
        ([met] * 4, "full"),
        ([met, met, unseen, failed], "part"),
        ([met, unseen, unseen, failed], "not"),
    ):
        assert replace(audit, results={str(n): one for n, one in enumerate(kinds)}).state == state


def test_the_foot_of_every_page_says_the_same_as_the_declaration(house: House, visit: Visit) -> None:
    said = f"Accessibilité : {accessibility.state_in_words()}"
    assert said in visit().page("/aide")
    assert f"{accessibility.latest().percent} %" in visit().page("/accessibilite").replace("\xa0", " ")


@pytest.mark.parametrize(
    "change", [('"1.1": met machine', '"1.1": good'), ('"1.1": met machine', '"1.1": met'), ('  "1.4": none\n', "")]
)
def test_an_audit_that_says_what_nobody_knows_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    (tmp_path / "audits").mkdir()
    (tmp_path / "rgaa-4.1.2.yaml").write_text((accessibility.FOLDER / "rgaa-4.1.2.yaml").read_text())
    text = (accessibility.FOLDER / "audits" / "2026-11.yaml").read_text()
    (tmp_path / "audits" / "x.yaml").write_text(text.replace(*change))
    with pytest.raises(ValueError, match=r"1\.[14]"):
        accessibility.audits(tmp_path)


def test_every_cookie_that_is_set_is_in_the_list() -> None:
    """Each cookie that the code sets or gives is named by a constant that `keeps` gave, or by a name that is declared."""
    known = {one.name for one in keepings(Where.COOKIE)}
    for path in APP.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"(?:set_cookie\(|cookies\.give\(\s*\w+,)\s*([^,]+),", text):
            if name.startswith(('"', "'")):
                assert name.strip("\"'") in known, f"{path}: {name}"
            else:
                assert re.match(r"(SESSION_COOKIES|[A-Z_]*COOKIE\b|name\b)", name), f"{path}: {name}"
                constant = re.search(rf"^{re.escape(name.split('[')[0])} = (?!keeps)\"", text, re.MULTILINE)
                assert not constant, f"{path}: {name} is not declared"


def test_cookies_met_on_a_journey_are_in_the_list_and_on_its_page(house: House, visit: Visit) -> None:
    known = {one.name for one in keepings(Where.COOKIE)}
    page = visit().page("/cookies")
    assert all(f"<code>{name}</code>" in page for name in known)
    notice = visit().page("/donnees-personnelles?organisation=demo")
    assert all(f"Cookie « {one.name} »" in notice for one in keepings(Where.COOKIE) if one.data)
    somebody = visit()
    somebody.page("/connexion")
    somebody.post("/connexion", {"email": "learner@demo.example", "password": "demo-bidaide"})
    somebody.secret = somebody.http.cookies.get("bidaide") or ""
    somebody.post("/langue", {"langue": "fr", "suite": "/accueil"})
    met = set(somebody.http.cookies)
    assert {"bidaide", "langue"} <= met <= known


def test_what_scripts_keep_in_the_browser_is_in_the_list() -> None:
    known = tuple(one.name for one in keepings(Where.DEVICE))
    for path in (APP / "web" / "static").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        if "localStorage" in text:
            assert "bidaide:" in text, path
        for key in re.findall(r"sessionStorage\.(?!setItem|getItem|removeItem)(\w+)", text):
            assert key in known, f"{path}: {key}"
        assert "indexedDB" not in text, f"{path}: declare it first"
        assert "caches.open" not in text, f"{path}: declare it first"


def test_whose_page_it_is_is_asked_where_several_share_the_house(session: Session, house: House, visit: Visit) -> None:
    said = {"host_name": ["Nuage du Limousin"], "officer_email": ["donnees@demo.example"]}
    statements.keep(session, house.actor(Role.ADMIN), "house", "main", 0, said)
    anybody = visit()
    assert "Nuage du Limousin" not in anybody.page("/mentions-legales")
    assert "Nuage du Limousin" in anybody.page("/mentions-legales?organisation=demo")
    assert "donnees@demo.example" in anybody.page("/donnees-personnelles?organisation=demo")
    assert "Nuage du Limousin" not in anybody.page("/mentions-legales?organisation=demo-voisine")
    assert "Nuage du Limousin" in visit("learner@demo.example").page("/mentions-legales?organisation=demo-voisine")
