"""Who waits for a lock is told who holds it, never who held it before."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from orchestration.errors import BusyError
from orchestration.locks import TIMEOUT_VARIABLE, lake_lock
from orchestration.settings import Settings

SINCE = "2026-10-01T00:00:00+00:00"


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
