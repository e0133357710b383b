"""A landing day is replaced whole, or not at all, also when the process is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestration.errors import OutOfSpaceError, QualityGateError
from orchestration.ingest import LAKE_SOURCES, commit, prepare_day, start_ingest
from orchestration.ingest.catalog import Catalog

from .conftest import DAY, Home, event, killed_at


def state(home: Home) -> tuple:
    """Return what lake, quarantine and catalogue hold of the day."""
    return (
        [row["event_id"] for row in home.rows()],
        [row["raw"] for row in home.rejected()],
        home.catalog.lake_versions(),
        [(load.file_name, load.digest) for load in home.catalog.file_loads()],
    )


@pytest.mark.parametrize(("had_day", "removes"), [(True, False), (True, True), (False, False)])
@pytest.mark.parametrize("step", range(7))
def test_kill_leaves_old_or_new(
    home: Home, monkeypatch: pytest.MonkeyPatch, had_day: bool, removes: bool, step: int
) -> None:
    if had_day:
        home.deliver([event(event_id="old"), {"old": 1}])
        home.load()
    old = state(home)
    path = home.deliver([event(event_id="new"), {"new": 1}])
    if removes:
        path.unlink()
    prepared = prepare_day(home.settings, "chat_events", DAY)

    with killed_at(monkeypatch, step, (commit, "_catalogue")):
        commit.commit_day(home.settings, home.catalog, prepared)
    prepared.workspace.remove()

    start_ingest(home.settings)
    journals = home.settings.lake / "_commits"
    assert not journals.exists() or list(journals.iterdir()) == []
    now = state(home)
    new_ids = [] if removes else ["new"]
    assert now == old or now[0] == new_ids
    is_new = now != old or (removes and not had_day)
    if is_new:
        assert now[1] == ([] if removes else ['{"new": 1}'])
        assert bool(now[2]) is not removes


def test_failed_commit_is_undone_at_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.deliver([event(event_id="old")])
    home.load()
    old = state(home)
    home.deliver([event(event_id="new")])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "replace_day", full)
        (error,) = home.load().errors
    assert isinstance(error, OutOfSpaceError)
    assert state(home) == old
    assert [day.changed for day in home.dirty()] == [("file.jsonl",)]


def test_killed_process_leaves_nothing_behind(home: Home) -> None:
    home.deliver([event()])
    code = (
        "import os, signal, sys; from pathlib import Path; from datetime import date;"
        "from orchestration.settings import Settings; from orchestration.ingest import prepare_day;"
        "prepare_day(Settings(Path(sys.argv[1])), 'chat_events', date(2026, 1, 1));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(home.settings.home)], check=False)
    assert killed.returncode == -signal.SIGKILL
    mine = prepare_day(home.settings, "chat_events", DAY)
    assert len(list(home.settings.staging.glob("*/day"))) == 2
    start_ingest(home.settings)
    assert list(home.settings.staging.glob("*/day")) == [mine.folder]
    mine.workspace.remove()
    assert [path.name for path in home.settings.staging.iterdir()] == [".mutex.lock"]


def test_empty_tables_are_always_there(home: Home) -> None:
    path = home.settings.lake / "chat_events" / "schema" / "events.parquet"
    path.write_bytes(b"broken")
    start_ingest(home.settings)
    assert home.rows() == []
    assert {
        (path.parts[-3], path.stem) for path in home.settings.lake.glob("*/schema/*.parquet")
    } == {(source.name, table) for source in LAKE_SOURCES.values() for table in source.tables}


@dataclass
class Check:
    name: str
    passed: bool
    severity: str = "error"


@dataclass
class Gate:
    source: str
    day: object
    passed: bool
    checks: list[Check] = field(default_factory=list)


def test_day_that_fails_the_gate_is_not_committed(home: Home) -> None:
    home.deliver([event()])
    home.deliver([{"tenant_id": "a"}], source="tenants")
    calls = []

    def validate(prepared):
        calls.append([day.source for day in prepared])
        assert all(Path(day.folder).is_dir() for day in prepared)
        return [
            Gate(day.source, day.day, day.source == "tenants", [Check("volume", False)])
            for day in prepared
        ]

    lines: list[str] = []
    report = home.load(validate=validate, progress=lines.append)
    assert calls == [["chat_events", "tenants"]]
    (error,) = report.errors
    assert isinstance(error, QualityGateError)
    assert "volume" in error.message
    assert home.rows() == []
    assert len(home.rows("tenants", "tenants")) == 1
    assert len(lines) == 2
    assert list(home.settings.staging.glob("*/day")) == []
