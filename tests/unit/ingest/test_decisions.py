"""What chatmart itself records: appended, kept, and no part of what is delivered."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from orchestration.ingest import (
    SOURCES,
    Catalog,
    commit,
    record_decisions,
    recorded_decisions,
    start_ingest,
)
from orchestration.publish.file_loads import file_loads
from orchestration.reporting.status import read_status
from orchestration.stages import as_of_time

from .conftest import DAY, Home, event

WHEN = datetime(2026, 1, 1, 12)


def deleted(*ids: str, register: str = "files") -> dict[str, pa.Table]:
    """Return decisions that entries of a register were deleted."""
    rows = [
        {"tenant_id": "acme", "register": register, "process_id": "", "entry_id": entry,
         "deleted_at": WHEN}
        for entry in ids
    ]  # fmt: skip
    return {"deleted_entries": pa.Table.from_pylist(rows)}


def kept(*keys: int) -> dict[str, pa.Table]:
    """Return decisions that conversions stay what they were."""
    rows = [
        {"tenant_id": "acme", "source": "user_events", "event_key": key, "rule_key": 7}
        for key in keys
    ]
    return {"kept_conversions": pa.Table.from_pylist(rows)}


def ids(home: Home) -> list[tuple[date, int, str]]:
    """List day, line and id of every deleted entry in the lake."""
    return [
        (row["landing_day"], row["line"], row["entry_id"])
        for row in home.rows("deleted_entries", "decisions")
    ]


def test_decisions_are_appended(home: Home) -> None:
    first = record_decisions(home.settings, deleted("a", "b"), DAY)
    assert home.catalog.lake_versions() == {("decisions", DAY): first}
    second = record_decisions(home.settings, deleted("c") | kept(1), DAY)
    assert second != first
    assert home.catalog.lake_versions() == {("decisions", DAY): second}
    next_day = date(2026, 1, 2)
    record_decisions(home.settings, deleted("d"), next_day)
    assert ids(home) == [(DAY, 1, "a"), (DAY, 2, "b"), (DAY, 3, "c"), (next_day, 1, "d")]
    (row,) = home.rows("kept_conversions", "decisions")
    assert row == {
        "landing_day": DAY, "file_name": "chatmart", "line": 1, "tenant_id": "acme",
        "source": "user_events", "event_key": 1, "rule_key": 7,
    }  # fmt: skip
    assert home.rows("draws", "decisions") == []


def test_recorded_decisions_are_read_in_order(home: Home) -> None:
    assert recorded_decisions(home.settings, "deleted_entries").num_rows == 0
    record_decisions(home.settings, deleted("b"), date(2026, 1, 2))
    record_decisions(home.settings, deleted("a"), DAY)
    found = recorded_decisions(home.settings, "deleted_entries").to_pylist()
    assert [(row["entry_id"], row["deleted_at"]) for row in found] == [("a", WHEN), ("b", WHEN)]


def test_nothing_decided_changes_nothing(home: Home) -> None:
    assert record_decisions(home.settings, {}, DAY) is None
    assert record_decisions(home.settings, {"deleted_entries": deleted("a")["deleted_entries"][:0]},
                            DAY) is None  # fmt: skip
    assert home.catalog.lake_versions() == {}


def test_rows_must_have_the_columns_of_their_table(home: Home) -> None:
    with pytest.raises(KeyError):
        record_decisions(home.settings, {"events": kept(1)["kept_conversions"]}, DAY)
    with pytest.raises(ValueError, match="columns"):
        record_decisions(home.settings, {"draws": kept(1)["kept_conversions"]}, DAY)
    assert home.catalog.lake_versions() == {}
    assert list(home.settings.staging.glob("*/day")) == []


def test_decisions_are_no_delivery(home: Home) -> None:
    home.deliver([event()])
    home.load()
    before = as_of_time(home.settings, None), file_loads(home.settings)
    now = datetime.now(UTC)
    status = read_status(home.settings, now=now).as_dict()
    record_decisions(home.settings, deleted("a"), now.date())
    assert (as_of_time(home.settings, None), file_loads(home.settings)) == before
    assert read_status(home.settings, now=now).as_dict() == status
    assert home.dirty() == []
    assert "decisions" not in SOURCES


def test_decisions_cannot_be_delivered(home: Home) -> None:
    home.deliver([{"tenant_id": "acme"}], source="decisions")
    assert home.dirty() == []
    (warning,) = read_status(home.settings).warnings
    assert warning == "landing/decisions is no source that we know, and is ignored."


def test_a_failed_commit_keeps_what_was_recorded(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_decisions(home.settings, deleted("a"), DAY)
    versions = home.catalog.lake_versions()

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(commit, "_catalogue", fail)
    with pytest.raises(RuntimeError):
        record_decisions(home.settings, deleted("b"), DAY)
    assert home.catalog.lake_versions() == versions
    assert ids(home) == [(DAY, 1, "a")]


@pytest.mark.parametrize("moment", ["journal._replace", "commit._catalogue"])
def test_a_kill_leaves_all_or_nothing(home: Home, moment: str) -> None:
    record_decisions(home.settings, deleted("a"), DAY)
    code = f"""
import os, signal, sys
from pathlib import Path
from orchestration.ingest import commit, journal, record_decisions
from orchestration.settings import Settings
from tests.unit.ingest.test_decisions import DAY, deleted
{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
record_decisions(Settings(Path(sys.argv[1])), deleted("b"), DAY)
"""
    killed = subprocess.run([sys.executable, "-c", code, str(home.settings.home)], check=False)
    assert killed.returncode < 0
    start_ingest(home.settings)
    assert ids(home) == [(DAY, 1, "a")]
    record_decisions(home.settings, deleted("c"), DAY)
    assert ids(home) == [(DAY, 1, "a"), (DAY, 2, "c")]


def test_decisions_survive_the_loss_of_the_catalogue(home: Home) -> None:
    version = record_decisions(home.settings, deleted("a"), DAY)
    for path in home.settings.lake.glob("_catalog.sqlite*"):
        path.unlink()
    start_ingest(home.settings)
    (found,) = Catalog(home.settings.catalog).landing_days()
    assert (found.source, found.landing_day, found.accepted) == ("decisions", DAY, 1)
    assert found.version != version
    start_ingest(home.settings)
    assert Catalog(home.settings.catalog).lake_versions() == {("decisions", DAY): found.version}
