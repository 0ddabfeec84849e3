"""Every account reads what is held about it, and takes it away."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Enter
from tests.journeys.world import NEWCOMERS, address

pytestmark = pytest.mark.browser
ROLES = ("learner", "adviser", "trainer", "quality", "admin", "expert", "referrer", "auditor")


@pytest.mark.parametrize("role", ROLES)
def test_an_account_reads_and_downloads_its_data(role: str, enter: Enter) -> None:
    email = f"{role}@demo.example"
    page = enter(email, PHONE if role == "learner" else DESK)
    page.goto("/mes-donnees")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes données")
    assert page.locator("main details table").count() >= 1
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger mes données").click()
    with open(waiting.value.path(), "rb") as file, ZipFile(io.BytesIO(file.read())) as copy:
        assert copy.testzip() is None
        names = copy.namelist()
        html = [name for name in names if name.endswith(".html")]
        machine = [name for name in names if name.endswith(".json")]
        assert html
        assert machine
        read = "".join(copy.read(name).decode() for name in html)
        held = [json.loads(copy.read(name)) for name in machine]
    assert email in read
    assert "password" not in json.dumps(held) or "argon2" not in json.dumps(held)
    assert "argon2" not in read
    assert not re.search(r"""(src|href)=["']https?://(?!bpifrance|www\.|.*gouv)""", read) or role == "learner"
    if role == "learner":
        others = [name for newcomer, name in NEWCOMERS.items() if name in read]
        assert not others, f"names of other learners: {others}"
        reader = enter(address("leaves"), DESK)
        reader.set_content(read)
        expect(reader.get_by_role("heading", level=1)).to_have_text("Mes données")
        assert reader.get_by_role("table").count() > 3
