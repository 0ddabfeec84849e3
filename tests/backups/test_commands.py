"""`bidaide backup`, `keys`, `doctor`: what they say, and how they end."""

from pathlib import Path

import pytest
from sqlalchemy import text
from typer import Typer
from typer.testing import CliRunner, Result

from app.backups import safekeeping
from app.backups.commands import plug
from app.core import keyring
from app.core.db import Database
from app.core.settings import settings
from tests.factories.house import build_house

cli = Typer()
plug(cli)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), env={"KEYS_PHRASE": "quatre chevaux sur la plage"})


@pytest.fixture
def place(real: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "data")
    monkeypatch.setattr(safekeeping, "_COST", {"n": 2, "r": 8, "p": 1})
    (tmp_path / "data").mkdir()
    with real.writing() as session:
        build_house(session)
    return tmp_path


def test_a_night_and_a_change_of_keys(real: Database, place: Path) -> None:
    made = run("backup", str(place / "b.zip"))
    assert made.exit_code == 0
    assert "Les clés n'y sont pas" in made.output
    assert (place / "b.zip").stat().st_mode & 0o077 == 0
    assert not (place / "b.zip.part").exists()

    first, _secret = keyring.current()
    assert run("keys", "retire", f"{first:012x}").exit_code == 1, "it is the one that closes"
    assert "Clé" in run("keys", "rotate").output
    assert "Aucune copie" in str(run("keys", "retire", f"{first:012x}").exception), "backups made before ask for it"
    assert run("keys", "save", str(place / "keys.saved")).exit_code == 0
    assert run("keys", "retire", f"{first:012x}").exit_code == 0
    assert first not in keyring.numbers()
    assert run("doctor").exit_code == 0


def test_the_doctor_sees_an_edited_ledger_and_open_keys(real: Database, place: Path) -> None:
    keyring.current()
    keyring.folder().chmod(0o755)
    with real.writing() as session:
        session.execute(text("UPDATE ledger_head SET hash = 'x'"))
    said = run("doctor")
    assert said.exit_code == 1
    assert "chmod 700" in said.output
    with real.reading() as session:
        if session.execute(text("SELECT count(*) FROM ledger_head")).scalar_one():
            assert "ne tiennent plus" in said.output
