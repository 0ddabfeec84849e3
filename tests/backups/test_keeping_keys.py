"""The keys in one file closed by a phrase, the commands, and what the doctor says."""

from pathlib import Path

import pytest

from app.backups import safekeeping
from app.core import keyring
from app.core.errors import Invalid
from app.core.settings import settings

PHRASE = "quatre chevaux sur la plage"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder of keys of the test's own, and a phrase drawn out at little cost."""
    monkeypatch.setattr(settings(), "keys_dir", str(tmp_path / "keys"))
    monkeypatch.setattr(safekeeping, "_COST", {"n": 2, "r": 8, "p": 1})


@pytest.mark.once
def test_keys_saved_with_a_phrase_come_back_on_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number, secret = keyring.current()
    safekeeping.save(tmp_path / "keys.saved", PHRASE)
    monkeypatch.setattr(settings(), "keys_dir", str(tmp_path / "elsewhere"))
    other, _secret = keyring.current()
    assert safekeeping.load(tmp_path / "keys.saved", PHRASE) == 1
    assert keyring.key(number) == secret
    assert other in keyring.numbers(), "a key that was here stays"
    assert safekeeping.load(tmp_path / "keys.saved", PHRASE) == 0


@pytest.mark.once
@pytest.mark.parametrize("phrase", ["quatre chevaux sur la plagf", ""])
def test_another_phrase_opens_nothing(tmp_path: Path, phrase: str) -> None:
    safekeeping.save(tmp_path / "keys.saved", PHRASE)
    with pytest.raises(Invalid, match="Rien n'a été remis"):
        safekeeping.load(tmp_path / "keys.saved", phrase)


@pytest.mark.once
def test_a_short_phrase_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="16 caractères"):
        safekeeping.save(tmp_path / "keys.saved", "courte")
    assert not (tmp_path / "keys.saved").exists()
