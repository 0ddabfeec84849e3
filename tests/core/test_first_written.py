"""A secret that the house makes for itself, when several ask for it at the same moment."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.core.first_written import first_written, write_new
from app.core.settings import settings
from app.core.trail import whence
from app.notifications.phones import vapid

AT_ONCE = 8


def all_at_once(ask: Callable[[], object]) -> set[object]:
    together = Barrier(AT_ONCE)

    def one(_number: int) -> object:
        together.wait(20)
        return ask()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return set(threads.map(one, range(AT_ONCE)))


def test_whoever_asks_at_the_same_moment_finds_the_same_whole_secret(tmp_path: Path) -> None:
    for turn in range(20):
        path = tmp_path / f"secret{turn}"
        found = all_at_once(lambda path=path: first_written(path, lambda: os.urandom(32)))
        assert found == {path.read_bytes()}
        assert len(path.read_bytes()) == 32
    assert len(list(tmp_path.iterdir())) == 20  # no draft is left
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_new(path, b"first")
    with pytest.raises(FileExistsError):
        write_new(path, b"second")
    assert first_written(path, lambda: b"third") == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]


def test_the_keys_of_browsers_and_of_a_month_are_one_each_however_many_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    vapid._private_key.cache_clear()
    assert len(all_at_once(vapid.public_key)) == 1
    prints = all_at_once(lambda: whence._key.__wrapped__(tmp_path / "trail" / "2026-11.key"))
    assert prints == {(tmp_path / "trail" / "2026-11.key").read_bytes()}
    vapid._private_key.cache_clear()
