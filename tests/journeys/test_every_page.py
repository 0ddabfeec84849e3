"""Every page that a role can reach by links: accessible, valid, French, no wider than its window, alone in its corner."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.pages_met import Walk

ROLES = ("admin", "adviser", "quality", "trainer", "learner", "auditor", "expert", "referrer")  # the longest walks first
COMMON = ("/aide/erreurs", "/accessibilite", "/mentions-legales", "/compte", "/parcours", "/api/docs")
SEEN_ELSEWHERE = {"learner": (), "admin": (*COMMON, "/qualite")}  # the same page for another role
pytestmark = pytest.mark.browser


def walk(enter: Enter, folder: Path, email: str, start: str, also: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> Walk:
    found = Walk(folder, but)
    found.from_page(enter(email), start, also=also)
    found.validate()
    print(f"{email or 'anyone'}: {len(found.saved)} pages")
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_in_order(role: str, enter: Enter, tmp_path: Path) -> None:
    found = walk(enter, tmp_path, f"{role}@demo.example", "/accueil", but=SEEN_ELSEWHERE.get(role, COMMON))
    assert len(found.saved) > 3
    assert not found.wrong, "\n".join(found.wrong)


def test_every_page_without_an_account_is_in_order(enter: Enter, tmp_path: Path) -> None:
    found = walk(enter, tmp_path, "", "/", also=("/connexion", "/api/docs"))
    assert not found.wrong, "\n".join(found.wrong)
