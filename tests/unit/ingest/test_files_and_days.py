"""Whole files that cannot be read, and what makes a landing day dirty."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import LandingFileError, OutOfSpaceError, QuarantineLimitError
from orchestration.ingest import Catalog, landing, scan_landing
from orchestration.ingest.catalog import ARCHIVED

from .conftest import DAY, Home, event

PACKED = gzip.compress(b"x\n" * 1000, mtime=0)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl.gz", PACKED[:-9]),
        ("a.jsonl.gz", PACKED[:-3]),
        ("a.jsonl.gz", PACKED + b"garbage"),
        ("a.csv.gz", b"tenant_id\na\n"),
        ("a.jsonl.zst", b"{}\n"),
        ("a.parquet", b""),
        ("a.parquet", b"PAR1 this is not it PAR1"),
    ],
)
def test_unreadable_file_fails_its_day_alone(home: Home, name: str, data: bytes) -> None:
    home.deliver([event()], "good.jsonl")
    home.load()
    home.deliver([event(event_id="e2")], "good.jsonl")
    home.deliver(data, name)
    other = date(2026, 1, 2)
    home.deliver([event(event_id="e3")], day=other)
    report = home.load()
    (error,) = report.errors
    assert isinstance(error, LandingFileError)
    assert name in error.message
    assert error.way_out
    assert [row["event_id"] for row in home.rows()] == ["e1", "e3"]
    assert [(row["kind"], row["file_name"]) for row in home.rejected()] == [("file", name)]
    assert {load.file_name: load.status for load in home.catalog.file_loads(landing_day=DAY)} == {
        "good.jsonl": "loaded",
        name: "failed",
    }
    assert [day.day for day in home.dirty()] == [DAY]

    home.deliver(b"", name) if name != "a.parquet" else (
        home.settings.landing / "chat_events" / f"dt={DAY}" / name
    ).unlink()
    assert not home.load().errors
    assert [row["event_id"] for row in home.rows()] == ["e2", "e3"]
    assert home.rejected() == []
    assert home.dirty() == []
    assert list(home.settings.staging.glob("[!.]*")) == []


def test_file_that_changes_while_it_is_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.deliver([event()])
    from orchestration.ingest import reading

    original = reading.OpenedFile.finish

    def finish_late(self):
        with path.open("ab") as stream:
            stream.write(b"\n")
        return original(self)

    monkeypatch.setattr(reading.OpenedFile, "finish", finish_late)
    (error,) = home.load().errors
    assert error.message == f"chat_events dt={DAY}: file.jsonl changed while it was read."
    monkeypatch.setattr(
        reading.OpenedFile, "finish", lambda self: (path.unlink(), original(self))[1]
    )
    (error,) = home.load().errors
    assert error.message == f"chat_events dt={DAY}: file.jsonl vanished while it was read."


def test_unreadable_link(home: Home) -> None:
    folder = home.deliver([event()]).parent
    (folder / "gone.jsonl").symlink_to(folder / "nowhere")
    (error,) = home.load().errors
    assert error.message == (
        f"chat_events dt={DAY}: gone.jsonl cannot be read: No such file or directory."
    )


@pytest.mark.parametrize(
    "name", ["it's.jsonl", "a b é*?[x].jsonl", 'q"$(x).jsonl', "*.parquet", "x'; --.csv"]
)
def test_odd_file_names(home: Home, name: str) -> None:
    home.deliver([event()], "a.jsonl")
    if name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(
            pa.Table.from_pylist([event()]),
            home.settings.landing / "chat_events" / f"dt={DAY}" / name,
        )
    elif name.endswith(".csv"):
        home.deliver(",".join(event()) + "\n" + ",".join(event().values()) + "\n", name)
    else:
        home.deliver([event()], name)
    assert not home.load().errors
    assert sorted(row["file_name"] for row in home.rows()) == sorted(["a.jsonl", name])
    assert home.dirty() == []


def test_name_that_is_no_text(home: Home) -> None:
    folder = home.deliver([event()]).parent
    (folder / "file.jsonl").rename(folder / os.fsdecode(b"\xff.jsonl"))
    assert not home.load().errors
    assert [row["file_name"] for row in home.rows()] == ["\\xff.jsonl"]
    assert home.dirty() == []


def test_files_of_all_formats_make_one_day(home: Home, tmp_path: Path) -> None:
    table = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist([event(event_id="p1"), event(event_name=" ")]), table)
    home.deliver([event(event_id="a1"), {"tenant_id": "a"}], "a.jsonl")
    home.deliver("tenant_id,event_name,occurred_at,event_id\n"
                 "t,start,2026-01-01T10:00:00Z,c1\nt,start,never,c2\n", "c.csv")  # fmt: skip
    home.deliver(table.read_bytes(), "p.parquet")
    home.deliver([event(event_id="z1"), event(event_id="z2"), event(amount="x")], "z.ndjson")
    report = home.load()
    assert not report.errors
    assert [(row["file_name"], row["line"], row["event_id"]) for row in home.rows()] == [
        ("a.jsonl", 1, "a1"), ("c.csv", 2, "c1"), ("p.parquet", 1, "p1"),
        ("z.ndjson", 1, "z1"), ("z.ndjson", 2, "z2"),
    ]  # fmt: skip
    assert [(row["file_name"], row["line"], row["reason"]) for row in home.rejected()] == [
        ("a.jsonl", 2, "event_name is missing"),
        ("c.csv", 3, "occurred_at is no usable time"),
        ("p.parquet", 2, "event_name is missing"),
        ("z.ndjson", 3, "amount is no finite number"),
    ]
    assert [
        (load.received, load.accepted, load.quarantined) for load in home.catalog.file_loads()
    ] == [(2, 1, 1), (2, 1, 1), (2, 1, 1), (3, 2, 1)]


@pytest.mark.parametrize("every", [3, 1])
def test_rejected_records_among_many(home: Home, every: int) -> None:
    records = [event(event_id=f"e{n}", amount="x" if n % every == 0 else n) for n in range(9000)]
    home.deliver(records[:5000], "a.jsonl")
    home.deliver(records[5000:], "b.jsonl")
    assert not home.load(accept_quarantine=True).errors
    bad = [n for n in range(9000) if n % every == 0]
    assert sorted(json.loads(row["raw"])["event_id"] for row in home.rejected()) == sorted(
        f"e{n}" for n in bad
    )
    assert {row["event_id"] for row in home.rows()} == {f"e{n}" for n in range(9000) if n % every}
    assert sum(load.quarantined for load in home.catalog.file_loads()) == len(bad)


def test_full_disk_while_records_are_set_aside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    home.deliver([event(), {}])
    monkeypatch.setattr(pa.ipc, "new_stream", full)
    (error,) = home.load().errors
    assert isinstance(error, OutOfSpaceError)
    assert home.catalog.file_loads() == []


def test_files_come_in_bytewise_order(home: Home) -> None:
    for name in ("b.jsonl", "B.jsonl", "a.jsonl", "é.jsonl", "10.jsonl", "9.jsonl"):
        home.deliver([event()], name)
    home.load()
    assert [load.file_name for load in home.catalog.file_loads()] == [
        "10.jsonl", "9.jsonl", "B.jsonl", "a.jsonl", "b.jsonl", "é.jsonl",
    ]  # fmt: skip


def test_what_is_ignored_and_what_is_warned_about(home: Home) -> None:
    for name in ("_a.jsonl", ".b.jsonl", "c.jsonl.tmp", "d.txt", "e.parquet.gz",
                 "f.jsonl.zst.gz"):  # fmt: skip
        home.deliver("x", name)
    home.deliver([event()], day=date(2026, 6, 3))
    home.deliver([event()], day=date(2026, 6, 2))
    home.deliver([event()], source="unheard_of")
    source = home.settings.landing / "chat_events"
    for folder in ("dt=2026-02-30", "dt=20260101", "2026-01-01", "dt=2026-01-01 ", "_x"):
        (source / folder).mkdir()
    (source / f"dt={DAY}" / "folder.jsonl").mkdir()
    os.mkfifo(source / f"dt={DAY}" / "pipe.jsonl")
    scan = scan_landing(home.settings, home.catalog, today=date(2026, 6, 1))
    assert [day.day for day in scan.dirty] == [date(2026, 6, 2)]
    warnings = "\n".join(scan.warnings)
    for named in (
        *("d.txt", "e.parquet.gz", "f.jsonl.zst.gz", "folder.jsonl", "pipe.jsonl", "unheard_of"),
        *("dt=2026-02-30", "dt=20260101", "/2026-01-01", "dt=2026-06-03"),
    ):
        assert named in warnings
    for ignored in ("_a.jsonl", ".b.jsonl", "c.jsonl.tmp", "_x"):
        assert ignored not in warnings


def test_added_changed_removed(home: Home) -> None:
    first = home.deliver([event()], "1.jsonl")
    home.deliver([event(event_id="e2")], "2.jsonl")
    (day,) = home.dirty()
    assert (day.added, day.changed, day.removed) == (("1.jsonl", "2.jsonl"), (), ())
    home.load()
    versions = home.catalog.lake_versions()
    assert home.dirty() == []
    assert home.load().days == []
    assert home.catalog.lake_versions() == versions

    first.unlink()
    home.deliver([event(event_id="e3")], "2.jsonl")
    home.deliver([], "3.jsonl")
    (day,) = home.dirty()
    assert (day.added, day.changed, day.removed) == (("3.jsonl",), ("2.jsonl",), ("1.jsonl",))
    home.load()
    assert [row["event_id"] for row in home.rows()] == ["e3"]
    assert home.catalog.lake_versions() != versions

    shutil.rmtree(home.settings.landing / "chat_events")
    home.load()
    assert home.rows() == []
    assert home.catalog.lake_versions() == {}
    assert home.catalog.file_loads() == []
    assert not (home.settings.lake / "chat_events" / f"dt={DAY}").exists()
    assert home.dirty() == []


def test_same_bytes_with_new_times_are_unchanged(home: Home) -> None:
    path = home.deliver([event()])
    home.load()
    os.utime(path, (1, 1))
    assert home.dirty() == []


def test_a_scan_that_remembers_nothing_writes_nothing(home: Home) -> None:
    path = home.deliver([event()])
    home.load()
    os.utime(path, (1, 1))
    before = home.catalog.file_loads()
    assert home.dirty(remember=False) == []
    assert home.catalog.file_loads() == before
    assert home.dirty() == []
    assert home.catalog.file_loads() != before


def test_looking_creates_no_catalogue(home: Home) -> None:
    home.deliver([event()])
    shutil.rmtree(home.settings.lake)
    catalog = Catalog(home.settings.catalog)
    assert (catalog.landing_days(), catalog.file_loads(), catalog.lake_versions()) == ([], [], {})
    scan = scan_landing(home.settings, catalog, today=date(2026, 6, 1), remember=False)
    assert [day.day for day in scan.dirty] == [DAY]
    assert not home.settings.lake.exists()
    home.load()
    assert [day.landing_day for day in catalog.landing_days()] == [DAY]


@pytest.mark.parametrize("place", ["", "chat_events"])
@pytest.mark.parametrize("what", ["file", "dangling link", "unreadable"])
def test_a_landing_zone_that_cannot_be_listed_is_not_an_empty_one(
    home: Home, place: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.deliver([event()])
    home.load()
    folder = home.settings.landing / place
    if what == "unreadable":
        listed = Path.iterdir

        def refuse(path: Path) -> object:
            if path == folder:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return listed(path)

        monkeypatch.setattr(Path, "iterdir", refuse)
    else:
        shutil.rmtree(folder)
        folder.touch() if what == "file" else folder.symlink_to("elsewhere")
    with pytest.raises(LandingFileError, match="cannot be listed") as caught:
        home.dirty()
    assert str(home.settings.landing) in str(caught.value)
    assert len(home.rows()) == 1


def test_other_bytes_with_the_same_times_are_noticed(home: Home) -> None:
    path = home.deliver([event(event_id="e1")])
    home.load()
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b'"e1"', b'"e2"'))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [day.changed for day in home.dirty()] == [("file.jsonl",)]


def test_old_files_are_not_hashed_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "_RACY_NANOSECONDS", 0)
    home.deliver([event()])
    home.load()

    def refuse(_: Path) -> str:
        raise AssertionError("hashed")

    monkeypatch.setattr("orchestration.ingest.scan.file_digest", refuse)
    assert home.dirty() == []


@pytest.mark.parametrize("damage", ["table", "folder", "reader"])
def test_lake_that_does_not_fit_is_read_anew(
    home: Home, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.deliver([event()])
    home.load()
    folder = home.settings.lake / "chat_events" / f"dt={DAY}"
    if damage == "table":
        (folder / "events.parquet").unlink()
    elif damage == "folder":
        shutil.rmtree(folder)
    else:
        for module in ("scan", "prepare"):
            monkeypatch.setattr(f"orchestration.ingest.{module}.reader_fingerprint", lambda: "new")
    (day,) = home.dirty()
    assert (day.added, day.changed, day.removed) == ((), (), ())
    home.load()
    assert len(home.rows()) == 1
    assert home.dirty() == []


def test_archived_files_stay_in_the_lake(home: Home) -> None:
    old = home.deliver([event(), {}], "old.jsonl")
    home.load()
    home.catalog.mark(ARCHIVED, "chat_events", DAY, ["old.jsonl"])
    old.unlink()
    assert home.dirty() == []
    home.deliver([event(event_id="e2"), {}], "new.jsonl")
    (report,) = home.load().days
    assert (report.received, report.accepted, report.quarantined) == (4, 2, 2)
    assert [row["event_id"] for row in home.rows()] == ["e2", "e1"]
    assert [row["file_name"] for row in home.rejected()] == ["new.jsonl", "old.jsonl"]
    assert [load.status for load in home.catalog.file_loads()] == ["loaded", ARCHIVED]
    assert home.dirty() == []


def test_selection_of_days_and_sources(home: Home) -> None:
    for number in (1, 2, 3):
        home.deliver([event()], day=date(2026, 1, number))
    home.deliver([{"tenant_id": "a"}], source="tenants")
    assert len(home.dirty()) == 4
    assert [day.day.day for day in home.dirty(first=date(2026, 1, 2), last=date(2026, 1, 2))] == [2]
    assert [day.source for day in home.dirty(sources=["tenants"])] == ["tenants"]


@pytest.mark.parametrize(
    ("good", "bad", "is_blocked"), [(399, 101, True), (400, 100, False), (0, 99, False)]
)
def test_quarantine_limit(home: Home, good: int, bad: int, is_blocked: bool) -> None:
    home.deliver([event()] * good + [{}] * bad)
    report = home.load()
    assert bool(report.errors) is is_blocked
    if is_blocked:
        assert isinstance(report.errors[0], QuarantineLimitError)
        first = "tenant_id is missing (101, the first in file.jsonl, line 400)"
        assert report.errors[0].message.endswith(f": {first}.")
        assert home.rows() == []
        (refused,) = home.catalog.refused_days()
        assert (refused.source, refused.landing_day) == ("chat_events", DAY)
        assert refused.reason == report.errors[0].message
        assert refused.way_out == report.errors[0].way_out
        assert not home.load(accept_quarantine=True).errors
        assert home.catalog.refused_days() == []
    assert len(home.rows()) == good


def test_the_quarantine_limit_says_where_the_reasons_met_most_often_are_met_first(
    home: Home,
) -> None:
    names = [f"not-{number}" for number in range(3)]
    home.deliver([event(), *[{}] * 40], "b.jsonl")
    home.deliver([event(occurred_at=name) for name in names * 20], "a.jsonl")
    home.deliver([event(), event(), event(amount="much")], "c.jsonl")
    home.deliver([event(payload=7), event(event_name=" ")], "d.jsonl")
    (error,) = home.load().errors
    _, _, reasons = error.message.partition(" were rejected: ")
    assert reasons == (
        "occurred_at is no usable time (60, the first in a.jsonl, line 1); "
        "tenant_id is missing (40, the first in b.jsonl, line 2); "
        "amount is no finite number (1, the first in c.jsonl, line 3)."
    )
    assert not [name for name in names if name in str(error)]
