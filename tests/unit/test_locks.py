"""Who holds the locks, held them last or died with them, as others see it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from orchestration.errors import BusyError
from orchestration.locks import TIMEOUT_VARIABLE, lake_lock, last_holders, warehouse_lock
from orchestration.settings import PROJECT_ROOT, Settings

SINCE = "2026-10-01T00:00:00+00:00"

DIES = """
import os, signal, sys
from pathlib import Path
from orchestration.locks import lake_lock
from orchestration.settings import Settings
with lake_lock(Settings(Path(sys.argv[1])), "chatmart run", on_wait=print):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def tree(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}


def test_nobody_is_known_before_the_first_run(settings: Settings) -> None:
    assert last_holders(settings) == []
    assert last_holders(Settings(settings.home / "nothing")) == []


def test_who_works_and_who_has_ended_are_told_apart(settings: Settings) -> None:
    with warehouse_lock(settings, "chatmart draw", on_wait=print):
        pass
    with lake_lock(settings, "chatmart run", on_wait=print):
        before = tree(settings.home)
        lake, warehouse = last_holders(settings)
        assert tree(settings.home) == before
    assert (lake.work, lake.process, lake.until) == ("chatmart run", os.getpid(), None)
    assert (lake.is_working, lake.was_killed) == (True, False)
    assert (warehouse.work, warehouse.is_working, warehouse.was_killed) == (
        "chatmart draw", False, False
    )  # fmt: skip
    assert warehouse.since <= warehouse.until
    lake, _ = last_holders(settings)
    assert (lake.is_working, lake.was_killed) == (False, False)
    # A run takes its locks more than once, and began with the first of them.
    assert lake.began == warehouse.began <= warehouse.since < lake.since


def test_whoever_fails_has_ended_and_whoever_is_killed_has_not(settings: Settings) -> None:
    with pytest.raises(ValueError), lake_lock(settings, "chatmart run", on_wait=print):  # noqa: PT011
        raise ValueError
    (failed,) = last_holders(settings)
    assert not failed.was_killed
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(settings.home)], cwd=PROJECT_ROOT, check=False
    )
    assert died.returncode == -signal.SIGKILL
    (killed,) = last_holders(settings)
    assert killed.was_killed
    with lake_lock(settings, "chatmart run", on_wait=print):
        pass
    assert not last_holders(settings)[0].was_killed


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"process": 1, "work": "x", "since": "never"}']
)
def test_a_damaged_note_says_nothing(settings: Settings, content: str) -> None:
    with lake_lock(settings, "chatmart run", on_wait=print):
        pass
    (settings.home / "lake.holder.json").write_text(content)
    assert last_holders(settings) == []


def test_a_note_of_an_earlier_version_is_understood(settings: Settings) -> None:
    note = {"process": 1, "work": "chatmart run", "since": "2026-11-22T19:58:02+00:00"}
    (settings.home / "lake.holder.json").write_text(json.dumps(note))
    (holder,) = last_holders(settings)
    assert (holder.work, holder.process, holder.was_killed) == ("chatmart run", 1, False)


def busy_message(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(TIMEOUT_VARIABLE, "0")
    with pytest.raises(BusyError) as busy, lake_lock(Settings(home), "ours", on_wait=print):
        pass
    return busy.value.message


def a_dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_holder_is_named(tmp_path, monkeypatch):
    with lake_lock(Settings(tmp_path), "chatmart erase", on_wait=print):
        assert "chatmart erase (process " in busy_message(tmp_path, monkeypatch)


def test_whoever_held_it_before_is_not_named(tmp_path, monkeypatch):
    with lake_lock(Settings(tmp_path), "chatmart run", on_wait=print):
        pass
    with FileLock(tmp_path / "lake.lock"):
        assert "chatmart run" not in busy_message(tmp_path, monkeypatch)


def test_whoever_was_killed_is_not_named(tmp_path, monkeypatch):
    name = {"process": a_dead_process(), "work": "chatmart run", "since": SINCE}
    (tmp_path / "lake.holder.json").write_text(json.dumps(name))
    with FileLock(tmp_path / "lake.lock"):
        assert "chatmart run" not in busy_message(tmp_path, monkeypatch)


def test_whoever_has_only_just_taken_it_is_waited_for(tmp_path, monkeypatch):
    holder = tmp_path / "lake.holder.json"
    name = {"process": 1, "work": "chatmart draw", "since": SINCE}
    with FileLock(tmp_path / "lake.lock"):
        holder.write_text("")
        late = threading.Timer(0.1, lambda: holder.write_text(json.dumps(name)))
        late.start()
        assert "chatmart draw (process 1, " in busy_message(tmp_path, monkeypatch)
        late.join()
