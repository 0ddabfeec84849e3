import pytest

from app.accompaniment import standings


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Each test is undone after it: what the process keeps of its ledger goes with it."""
    standings._kept.clear()
