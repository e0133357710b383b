"""What is read of a home in any condition, and that nothing of it is changed."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.errors import BusyError
from orchestration.ingest import ingest_days, scan_landing, start_ingest
from orchestration.privacy.history import Erasure, PrivacyHistory, history_file
from orchestration.reporting.status import Level, Limits, read_status, snapshot
from orchestration.reporting.status.snapshot import copied
from orchestration.settings import Settings

DAY = date(2026, 10, 1)
NOW = datetime.now(UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home")


def deliver(settings: Settings, name: str, records: list[object], day: date = DAY) -> Path:
    folder = settings.landing / "tenants" / f"dt={day}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return path


def load(settings: Settings) -> None:
    catalog = start_ingest(settings)
    ingest_days(settings, scan_landing(settings, catalog).dirty)


def tree(folder: Path) -> dict[str, tuple]:
    """Everything below a folder, with what would tell of a change."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        known = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (known.st_mtime_ns, known.st_ctime_ns, known.st_mode, content)
    return found


def codes(settings: Settings, **limits) -> list[str]:
    status = read_status(settings, Limits(**limits))
    return [finding.code for finding in status.verdict.findings]


def test_a_home_that_is_not_there_is_not_made(settings):
    status = read_status(settings)
    assert [finding.code for finding in status.verdict.findings] == ["nothing_published"]
    assert str(settings.home) in status.verdict.findings[0].message
    assert not settings.home.exists()


def test_what_waits_is_told_with_its_files_and_since_when(settings):
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}])
    gone = deliver(settings, "b.jsonl", [{"tenant_id": "b"}])
    load(settings)
    assert read_status(settings).as_dict()["waiting_days"] == []
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}, {"tenant_id": "c"}])
    deliver(settings, "c.jsonl", [])
    gone.unlink()
    before = tree(settings.home)
    (day,) = read_status(settings).as_dict()["waiting_days"]
    assert tree(settings.home) == before
    assert (day["added"], day["changed"], day["removed"]) == (1, 1, 1)
    assert abs(datetime.fromisoformat(day["since"]) - datetime.now(UTC)) < timedelta(minutes=1)
    later = datetime.now(UTC) + timedelta(hours=27)
    found = read_status(settings, now=later).verdict.findings
    assert "overdue_days" in [finding.code for finding in found]


def test_reasons_are_told_with_a_place_and_without_a_value(settings):
    secret = "nobody@example.org"
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}, {"tenant_name": secret}])
    deliver(settings, "b.jsonl", [{"tenant_name": secret}] * 3, DAY + timedelta(days=1))
    deliver(settings, "c.jsonl", [[secret]])
    load(settings)
    status = read_status(settings)
    most, least = status.as_dict()["quarantine"]
    assert (most["records"], most["reason"]) == (4, "tenant_id is missing")
    # The newest landing day is where it can still be mended.
    assert (most["landing_day"], most["file_name"], most["line"]) == ("2026-10-02", "b.jsonl", 1)
    assert (least["records"], least["file_name"]) == (1, "c.jsonl")
    assert secret not in json.dumps(status.as_dict())
    (source,) = status.as_dict()["sources"]
    assert (source["quarantined"], source["quarantined_percent"]) == (5, 83.33)


def test_a_file_that_cannot_be_read_is_critical_until_it_is_replaced(settings):
    file = deliver(settings, "a.jsonl.gz", [{"tenant_id": "a"}])
    load(settings)
    assert "failed_files" in codes(settings)
    assert "refused_day" not in codes(settings), "the file says more"
    (told,) = read_status(settings).as_dict()["failed_files"]
    assert told.startswith("tenants/dt=2026-10-01/a.jsonl.gz: ")
    file.write_bytes(b"")
    assert "failed_files" not in codes(settings)
    assert read_status(settings).as_dict()["waiting"] == ["tenants/dt=2026-10-01"]
    file.unlink()
    assert "failed_files" not in codes(settings)


def test_a_refused_day_says_why_until_something_else_is_delivered(settings):
    deliver(settings, "a.jsonl", [{}] * 100)
    load(settings)
    (refused,) = read_status(settings).as_dict()["refused_days"]
    assert "tenant_id is missing (100, the first in a.jsonl, line 1)" in refused["reason"]
    assert "--accept-quarantine" in refused["way_out"]
    assert "refused_day" in codes(settings)
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}])
    assert "refused_day" not in codes(settings)
    deliver(settings, "a.jsonl", [{}] * 100)
    load(settings)
    assert "refused_day" in codes(settings)
    (settings.landing / "tenants" / f"dt={DAY}" / "a.jsonl").unlink()
    assert codes(settings) == ["nothing_published"]


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_catalogue_hides_nothing_else(settings, content):
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}, {}])
    load(settings)
    settings.catalog.write_bytes(content)
    before = tree(settings.home)
    status = read_status(settings)
    assert tree(settings.home) == before
    (part,) = status.as_dict()["unreadable"]
    assert "_catalog.sqlite" in part["message"]
    assert "delete it" in part["way_out"]
    assert status.level is Level.CRITICAL
    assert status.as_dict()["waiting"] == []
    assert len(status.as_dict()["quarantine"]) == 1


def test_a_catalogue_of_another_version_is_told(settings):
    settings.lake.mkdir(parents=True)
    with sqlite3.connect(settings.catalog) as connection:
        connection.execute("create table files (source text)")
    connection.close()
    (part,) = read_status(settings).as_dict()["unreadable"]
    assert part["part"] == "lake"


def test_a_landing_zone_that_cannot_be_listed_hides_nothing_else(settings):
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}])
    load(settings)
    settings.landing.rename(settings.home / "elsewhere")
    settings.landing.write_text("no folder")
    status = read_status(settings).as_dict()
    (part,) = status["unreadable"]
    assert part["part"] == "landing zone"
    assert str(settings.landing) in part["message"]
    assert [source["landing_days"] for source in status["sources"]] == [1]


def test_a_first_publication_that_is_half_written_is_none(settings):
    (settings.published / "publications" / "20261001T000000-1").mkdir(parents=True)
    assert codes(settings) == ["nothing_published"]


def test_a_damaged_file_of_the_quarantine_is_named(settings):
    deliver(settings, "a.jsonl", [{"tenant_id": "a"}, {}])
    load(settings)
    (settings.quarantine / "tenants" / f"dt={DAY}" / "rejected.parquet").write_bytes(b"PAR1")
    (part,) = read_status(settings).as_dict()["unreadable"]
    assert part["message"] == "quarantine/tenants/dt=2026-10-01/rejected.parquet cannot be read."
    assert "lake/tenants/dt=2026-10-01" in part["way_out"]
    # The way out works.
    for file in (settings.lake / "tenants" / f"dt={DAY}").iterdir():
        file.unlink()
    load(settings)
    assert read_status(settings).as_dict()["unreadable"] == []


def test_an_interrupted_erasure_is_told_without_reading_whom_it_is_about(settings):
    settings.privacy.mkdir(parents=True)
    (settings.privacy / "erasing.json").write_text("anna@example.org is no JSON")
    status = read_status(settings)
    assert "interrupted_work" in [finding.code for finding in status.verdict.findings]
    assert "anna" not in json.dumps(status.as_dict())


def test_what_privacy_removed_is_summed_up(settings):
    history = PrivacyHistory(settings)
    as_of = datetime(2026, 10, 2)
    history.retain(as_of)
    history.record_retention(as_of, rows={"files": 3, "consents": 4}, values={"files": 5})
    history.record_erasure(Erasure("e1", date(2026, 10, 1), "acme", 7, 2))
    before = tree(settings.home)
    assert read_status(settings).as_dict()["privacy"] == {
        "retained_as_of": "2026-10-02T00:00:00+00:00", "removed_rows": 7, "removed_values": 5,
        "erasures": 1, "last_erased_on": "2026-10-01",
    }  # fmt: skip
    assert tree(settings.home) == before
    history_file(settings).write_bytes(b"no database" * 1000)
    (part,) = read_status(settings).as_dict()["unreadable"]
    assert "history.sqlite" in part["message"]


def test_a_catalogue_that_a_crash_left_with_a_log_is_read_with_what_is_in_it(settings):
    catalog = start_ingest(settings)
    connection = sqlite3.connect(settings.catalog)
    connection.execute("pragma wal_autocheckpoint = 0")
    connection.execute("insert into landing_days values ('tenants', '2026-10-01', 'v', 'f', 1, 0,"
                       " '2026-10-01T00:00:00+00:00')")  # fmt: skip
    connection.commit()
    log = settings.catalog.with_name("_catalog.sqlite-wal")
    assert log.stat().st_size > 0
    before = tree(settings.home)
    (source,) = read_status(settings).as_dict()["sources"]
    assert source["last_day"] == "2026-10-01"
    assert tree(settings.home) == before
    connection.close()
    assert len(catalog.landing_days()) == 1


def changed(database: Path) -> None:
    """Change every page of a database; the end of the connection writes its log back."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("update pages set number = number + 1")
    connection.close()


@pytest.mark.parametrize("writes", [0, 1, 3, 1000])
def test_a_copy_made_while_others_write_is_whole_or_none(settings, monkeypatch, writes):
    settings.lake.mkdir(parents=True)
    with sqlite3.connect(settings.catalog) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table pages (number integer, filler text)")
        connection.executemany("insert into pages values (0, ?)", [["x" * 3000]] * 20)
    connection.close()
    left = iter(range(writes))

    def read_while_it_changes(path: Path) -> bytes:
        content = read(path)
        if path == settings.catalog and next(left, None) is not None:
            changed(path)
            half = len(content) // 2
            content = content[:half] + read(path)[half:]
        return content

    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", read_while_it_changes)
    if writes == 1000:
        monkeypatch.setattr(snapshot, "_ATTEMPTS", 3)
        with (
            pytest.raises(BusyError, match=r"_catalog\.sqlite"),
            copied(settings, settings.catalog),
        ):
            pass
        return
    with copied(settings, settings.catalog) as copy:
        connection = sqlite3.connect(copy.catalog)
        numbers = connection.execute("select distinct number from pages").fetchall()
        connection.close()
    assert numbers == [(writes,)]


def test_a_folder_of_privacy_that_is_closed_to_the_user_hides_nothing_else(settings, monkeypatch):
    settings.privacy.mkdir(parents=True)
    # Nothing is forbidden to root, who may be the one that tests.
    monkeypatch.setattr(os, "access", lambda path, _: path != settings.privacy)
    status = read_status(settings)
    assert [warning for warning in status.warnings if "privacy is closed" in warning]
    assert status.as_dict()["privacy"] is None
    assert status.as_dict()["unreadable"] == []
