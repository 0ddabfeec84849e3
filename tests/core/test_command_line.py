"""`bidaide`: 0 done, 1 refused with one line, 2 wrong usage."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.settings import CHECKOUT
from tests.factories.empty import empty_file
from tests.factories.processes import bidaide, clean

pytestmark = pytest.mark.once


def begun_for_good(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """As a terminal begins it; what it says and how it ends otherwise is asked of a process that had read it already."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words], env=clean() | {"BIDAIDE_DATA_DIR": str(folder)}, cwd=CHECKOUT,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("command line")  # a space in the path, as on many desktops


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("up to date")
    empty_file(folder / "bidaide.db").dispose()
    return folder


def test_migrating_is_done_and_done_again(folder: Path) -> None:
    assert bidaide(folder, "doctor").returncode == 1
    for begun in (begun_for_good, bidaide):
        done = begun(folder, "migrate")
        assert (done.returncode, done.stderr.strip()) == (0, ""), done.stderr
    assert (folder / "bidaide.db").is_file()
    assert bidaide(folder, "doctor").returncode == 0


@pytest.mark.parametrize("words", [("nothing",), ("demo", "--learners", "0"), ("user", "add")])
def test_wrong_usage_is_2(folder: Path, words: tuple[str, ...]) -> None:
    assert bidaide(folder, *words).returncode == 2


@pytest.mark.parametrize(
    ("words", "chosen", "says"),
    [
        (("user", "add", "a@b.fr", "--role", "learner", "--organisation", "nowhere"), {}, "nowhere"),
        (("doctor",), {"BIDAIDE_PORT": "0"}, "BIDAIDE_PORT"),
        (("doctor",), {"BIDAIDE_COLOUR": "red"}, "BIDAIDE_COLOUR"),
        (("migrate",), {"BIDAIDE_DATABASE_URL": "sqlite:////proc/nowhere/b.db"}, ""),
        (("demo",), {"BIDAIDE_ENVIRONMENT": "production", "BIDAIDE_SECRET_KEY": "x" * 40}, "production"),
        (("migrate",), {"BIDAIDE_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, ""),
    ],
)
def test_a_refusal_is_1_with_one_clear_line(
    migrated: Path, words: tuple[str, ...], chosen: dict[str, str], says: str
) -> None:
    done = bidaide(migrated, *words, **chosen)
    assert done.returncode == 1, done.stderr
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_person_without_an_address_is_refused(migrated: Path) -> None:
    refused = bidaide(migrated, "user", "add", "sans-arobase", "--role", "learner", "--organisation", "demo")
    assert refused.returncode == 1
