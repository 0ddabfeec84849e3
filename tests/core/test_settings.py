"""What may be chosen, and the one line that says what may not."""

import os
import re
from pathlib import Path

import pytest

from app.cli import serve_from
from app.core.settings import Settings, SettingsError, read_settings, settings

pytestmark = pytest.mark.once

SECRET = "a-secret-for-tests-only-of-32-characters"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("BIDAIDE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_chosen(tmp_path: Path) -> None:
    chosen = read_settings()
    assert chosen.database_url == "sqlite:///var/bidaide.db"
    assert chosen.base_url == "http://127.0.0.1:8000"
    assert chosen.environment == "development"
    assert len(chosen.secret_key) >= 32
    kept = tmp_path / "var" / "secret.key"
    assert kept.read_text() == chosen.secret_key
    assert kept.stat().st_mode & 0o077 == 0
    assert read_settings().secret_key == chosen.secret_key


def test_a_file_beside_the_program_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BIDAIDE_PORT=8123\n")
    assert read_settings().port == 8123


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgres://a:b@c/d", "postgresql+psycopg://a:b@c/d"),
        ("postgresql://a:b@c/d", "postgresql+psycopg://a:b@c/d"),
        ("sqlite:////srv/b.db", "sqlite:////srv/b.db"),
    ],
)
def test_database_addresses_are_written_as_people_know_them(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    monkeypatch.setenv("BIDAIDE_DATABASE_URL", given)
    assert read_settings().database_url == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"), ("PORT", "70000"), ("PORT", "huit mille"), ("WORKERS", "0"), ("WORKERS", "-1"),
        ("BBB_URL", "classe.exemple.fr"), ("BBB_URL", "https://a:b@classe.exemple.fr"), ("BBB_URL", "https://c.fr:port"),
        ("BBB_SECRET", "trop court"), ("JITSI_URL", "ftp://meet.exemple.fr"), ("JITSI_URL", "https://meet.exemple.fr?a=1"),
        ("ENVIRONMENT", "prod"), ("DATABASE_URL", "mysql://a/b"), ("DATABASE_URL", "var/bidaide.db"),
        ("CLOCK", "demain"), ("CLOCK", "2026-11-23T09:00:00"), ("SECRET_KEY", "court"), ("UPLOAD_LIMIT_MB", "0"),
        ("UPLOAD_LIMIT_MB", "beaucoup"), ("MATERIAL_LIMIT_MB", "0"), ("QUOTA_MB", "-1"), ("STORAGE_URL", "var/files"),
        ("STORAGE_URL", "s3:///dossier"), ("STORAGE_URL", "s3://seau?endpoint=ftp://x"), ("CLAMD_URL", "127.0.0.1:3310"),
        ("CLAMD_URL", "tcp://clamd"), ("CLAMD_URL", "tcp://clamd:beaucoup"), ("CLAMD_URL", "unix://run/clamd.sock"),
    ],
)  # fmt: skip
def test_an_impossible_value_is_refused_in_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BIDAIDE_{name}", value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    line = str(refused.value)
    assert name in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"BBB_URL": "https://classe.exemple.fr/bigbluebutton/"}, "BBB_SECRET"), ({"BBB_SECRET": SECRET}, "BBB_URL"),
        ({"JITSI_URL": "https://meet.exemple.fr", "JITSI_APP_ID": "bidaide"}, "JITSI_SECRET"),
        ({"JITSI_URL": "https://meet.exemple.fr", "JITSI_SECRET": SECRET}, "JITSI_APP_ID"),
        ({"JITSI_APP_ID": "bidaide", "JITSI_SECRET": SECRET}, "JITSI_URL"),
    ],
)  # fmt: skip
def test_what_goes_together_is_given_together(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"BIDAIDE_{name}", value)
    with pytest.raises(SettingsError, match=f"BIDAIDE_{missing} est obligatoire"):
        read_settings()
    monkeypatch.setenv(f"BIDAIDE_{missing}", SECRET if "SECRET" in missing else "https://meet.exemple.fr")
    assert read_settings()


def test_an_unknown_setting_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIDAIDE_DATABSE_URL", "sqlite:///x")
    with pytest.raises(SettingsError, match="BIDAIDE_DATABSE_URL"):
        read_settings()


def test_an_unknown_setting_in_the_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BIDAIDE_PROT=8123\nAUTRE=1\n")
    with pytest.raises(SettingsError, match="BIDAIDE_PROT"):
        read_settings()


def test_every_setting_has_a_line_in_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text()
    for name in Settings.model_fields:
        assert re.search(rf"\b(BIDAIDE_)?{name.upper()}\b", guide), name


@pytest.mark.parametrize(
    ("more", "named"), [({}, "SECRET_KEY"), ({"SECRET_KEY": SECRET, "CLOCK": "2026-11-23T09:00:00+01:00"}, "CLOCK")]
)
def test_production_wants_its_own_secret_and_the_real_time(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str], named: str
) -> None:
    monkeypatch.setenv("BIDAIDE_ENVIRONMENT", "production")
    for name, value in more.items():
        monkeypatch.setenv(f"BIDAIDE_{name}", value)
    with pytest.raises(SettingsError, match=named):
        read_settings()


def test_a_data_folder_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BIDAIDE_DATA_DIR", str(tmp_path / "file" / "inside"))
    with pytest.raises(SettingsError, match="DATA_DIR"):
        read_settings()


def test_links_lead_to_the_port_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIDAIDE_PORT", "8000")  # put back afterwards
    monkeypatch.delenv("BIDAIDE_BASE_URL", raising=False)
    try:
        serve_from(8123)
        assert settings().base_url == "http://127.0.0.1:8123"
    finally:
        settings.cache_clear()


def test_a_secret_that_is_damaged_is_named_and_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BIDAIDE_SECRET_KEY", raising=False)
    monkeypatch.setenv("BIDAIDE_DATA_DIR", str(tmp_path))
    (tmp_path / "secret.key").write_text("")  # a full disk, once
    with pytest.raises(SettingsError, match=r"secret\.key est abîmé"):
        read_settings()
    assert (tmp_path / "secret.key").read_text() == ""
