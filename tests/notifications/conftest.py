"""A mail server beside the house, and what it has received."""

from collections.abc import Iterator

import pytest

from app.core import settings as chosen
from tests.factories.database import RolledBack
from tests.factories.smtp import Post, post_office


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, database: RolledBack) -> Iterator[Post]:
    """A mail server that the settings name."""
    with post_office() as opened:
        monkeypatch.setattr(chosen.settings(), "smtp_url", opened.url)
        yield opened
