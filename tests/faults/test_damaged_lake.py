"""Files of the lake, and what is known of them, that are gone or damaged."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.errors import LakeFileError
from orchestration.ingest import Catalog, lake_damage, scan_landing, start_ingest
from orchestration.ingest.catalog import ARCHIVED, LOADED, LakeFile
from orchestration.ingest.decisions import record_decisions
from orchestration.pipeline import RunOptions, run_pipeline
from orchestration.settings import Settings
from tests.faults.landed import LAST_DAY, ZONE
from tests.pipeline.support import Silence, differences_from_oracle, open_published, run
from tests.unit.ingest.conftest import DAY, Home, event


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def gone(file: Path) -> None:
    file.unlink()


def gone_with_its_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


def overwritten(file: Path) -> None:
    """Damage a file that keeps its size and its footer."""
    content = file.read_bytes()
    file.write_bytes(content[:4] + b"\xaa" * 400 + content[404:])


@pytest.fixture
def lake(tmp_path: Path) -> Home:
    """A home whose lake holds one landing day of two files."""
    settings = Settings(tmp_path / "home")
    home = Home(settings, start_ingest(settings))
    home.deliver([event(event_id="a"), {}], "a.jsonl")
    home.deliver([event(event_id="b")], "b.jsonl")
    home.load()
    return home


def file_of(home: Home) -> Path:
    return home.settings.lake / "chat_events" / f"dt={DAY}" / "events.parquet"


def archive(home: Home, *names: str) -> None:
    home.catalog.mark(ARCHIVED, "chat_events", DAY, names)
    for name in names:
        (home.settings.landing / "chat_events" / f"dt={DAY}" / name).unlink()


def ids(home: Home) -> list[str]:
    return sorted(row["event_id"] for row in home.rows())


@pytest.mark.parametrize("damage", [cut_short, emptied, gone, gone_with_its_folder])
def test_what_another_size_tells_is_named_and_loaded_anew(lake, damage):
    damage(file_of(lake))
    (warning,) = scan_landing(lake.settings, lake.catalog).warnings
    assert warning.startswith(f"lake/chat_events/dt={DAY}/events.parquet is ")
    assert warning.endswith("; its landing day is loaded anew.")
    # Whatever days are asked for, marts need its rows.
    assert len(lake.dirty(first=DAY.replace(day=2))) == 1
    assert not lake.load().errors
    assert (ids(lake), lake.dirty()) == (["a", "b"], [])


def test_a_table_that_a_newer_version_has_is_not_missed(lake):
    file_of(lake).unlink()
    known = {"events_of_old": LakeFile(100, "digest")}
    key = ("chat_events", DAY)
    assert lake_damage.find_damage(lake.settings, lake.catalog, *key, known) == []
    assert lake_damage.find_unreadable(lake.settings, lake.catalog, *key, known) is None


def test_a_night_without_damage_reads_nothing_of_the_lake(lake, monkeypatch):
    def refuse(path: Path, _: object) -> bool:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(lake_damage, "is_whole", refuse)
    assert lake.dirty() == []


def test_what_only_reading_tells_is_loaded_anew_unless_it_was_restored(lake):
    whole = file_of(lake).read_bytes()
    for is_restored in (True, False):
        overwritten(file_of(lake))
        assert lake.dirty() == []
        found = lake_damage.diagnose(lake.settings, "TProtocolException: (Invalid type)")
        assert found.message == f"lake/chat_events/dt={DAY}/events.parquet is damaged."
        assert found.way_out.startswith("Run again: ")
        if is_restored:
            file_of(lake).write_bytes(whole)
            assert lake.dirty() == []
        else:
            assert len(lake.dirty()) == 1
            assert not lake.load().errors
    assert (ids(lake), lake.dirty()) == (["a", "b"], [])


def test_an_error_that_is_not_about_files_has_nobody_read_the_lake(lake):
    overwritten(file_of(lake))
    assert lake_damage.diagnose(lake.settings, "Binder Error: no column x") is None


@pytest.mark.parametrize("damage", [cut_short, gone_with_its_folder])
def test_rows_of_files_that_have_left_are_not_lost_in_silence(lake, damage):
    kept = shutil.copytree(file_of(lake).parent, lake.settings.home / "backup")
    archive(lake, "a.jsonl")
    damage(file_of(lake))
    scan = scan_landing(lake.settings, lake.catalog)
    (error,) = scan.errors
    assert isinstance(error, LakeFileError)
    assert "it alone had the rows of 1 landing files that were removed (a.jsonl)" in error.message
    assert "Restore it from a backup of the lake, or deliver those files again" in error.way_out
    assert scan.dirty == []

    shutil.rmtree(file_of(lake).parent, ignore_errors=True)
    shutil.copytree(kept, file_of(lake).parent)
    assert scan_landing(lake.settings, lake.catalog).errors == []
    damage(file_of(lake))
    # To give its rows up.
    lake.deliver([], "a.jsonl")
    start_ingest(lake.settings)
    assert not lake.load().errors
    assert ids(lake) == ["b"]


def test_a_catalogue_that_was_deleted_begins_anew_with_what_the_lake_holds(lake):
    archive(lake, "a.jsonl")
    for file in lake.settings.lake.glob("_catalog.sqlite*"):
        file.unlink()
    catalog = start_ingest(lake.settings)
    loads = {load.file_name: load for load in catalog.file_loads()}
    assert {name: load.status for name, load in loads.items()} == {
        "a.jsonl": ARCHIVED, "b.jsonl": LOADED,
    }  # fmt: skip
    left = loads["a.jsonl"]
    assert (left.received, left.accepted, left.quarantined) == (2, 1, 1)
    assert [day.changed for day in lake.dirty()] == [("b.jsonl",)]
    assert not lake.load().errors
    assert (ids(lake), lake.dirty()) == (["a", "b"], [])
    assert [row["file_name"] for row in lake.rejected()] == ["a.jsonl"]


def test_a_lake_that_cannot_be_read_without_its_catalogue_is_named(lake):
    for file in lake.settings.lake.glob("_catalog.sqlite*"):
        file.unlink()
    overwritten(file_of(lake))
    cut_short(file_of(lake))
    with pytest.raises(LakeFileError, match="The catalogue of the lake is gone, and lake/chat_"):
        start_ingest(lake.settings)
    shutil.rmtree(file_of(lake).parent)
    shutil.rmtree(lake.settings.quarantine / "chat_events")
    start_ingest(lake.settings)
    assert not lake.load().errors
    assert ids(lake) == ["a", "b"]


@pytest.mark.parametrize("damage", [cut_short, gone_with_its_folder])
def test_draws_and_deletions_that_are_gone_stop_everything(lake, damage):
    deleted = {"tenant_id": "acme", "register": "files", "process_id": "", "entry_id": "a"}
    rows = pa.Table.from_pylist([deleted | {"deleted_at": datetime(2026, 1, 1)}])
    record_decisions(lake.settings, {"deleted_entries": rows}, DAY)
    start_ingest(lake.settings)
    damage(lake.settings.lake / "decisions" / f"dt={DAY}" / "deleted_entries.parquet")
    with pytest.raises(LakeFileError, match="draws and deletions are recorded nowhere else"):
        start_ingest(lake.settings)


def test_a_landing_file_stays_while_the_lake_cannot_give_back_its_rows(home):
    overwritten(home / "lake" / "chat_events" / f"dt={LAST_DAY}" / "events.parquet")
    options = RunOptions(remove_landing=True)
    report = run_pipeline(Settings(home), options, Silence())
    (error,) = report.errors
    assert f"lake/chat_events/dt={LAST_DAY}/events.parquet is damaged" in error.message
    left = [path.name for path in (home / "landing").rglob("*.jsonl")]
    assert left == ["chatter.jsonl"]
    assert [day.day for day in scan_landing(Settings(home), Catalog(Settings(home).catalog)).dirty]


def test_a_run_that_stumbles_over_a_damaged_file_names_it_and_the_next_loads_it_anew(home):
    file = home / "lake" / "chat_events" / f"dt={LAST_DAY}" / "events.parquet"
    overwritten(file)
    with pytest.raises(LakeFileError) as caught:
        run(home, full_refresh=True)
    assert caught.value.message == f"lake/chat_events/dt={LAST_DAY}/events.parquet is damaged."
    with open_published(home) as connection:
        assert connection.execute("select count(*) from marts.fct_sessions").fetchone() != (0,)
    report = run(home)
    assert report.ingested_days == 1
    assert differences_from_oracle(home, ZONE) == []
