"""Files that unpack to more than a machine holds, and shapes that nobody delivers in earnest."""

from __future__ import annotations

import gzip
import json
import resource
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import UsageError
from orchestration.ingest.limits import LIMIT_VARIABLE, unpacked_limit
from orchestration.privacy.landing_search import holding_files
from orchestration.privacy.linking import person_of
from tests.unit.ingest.conftest import DAY, Home, event, home

__all__ = ["home"]

MEBIBYTE = 1 << 20
LINE = json.dumps(event()).encode() + b"\n"
HEADER = b"tenant_id,event_name,occurred_at\n"
AT = "2026-01-01T10:00:00Z"


def gzipped(start: bytes, again: bytes, size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    piece = again * max(1, MEBIBYTE // len(again))
    return (
        packer.compress(start)
        + b"".join(packer.compress(piece) for _ in range(-(-size // len(piece))))
        + packer.flush()
    )


def zstandard(start: bytes, again: bytes, size: int) -> bytes:
    return pa.compress(start + again * (size // len(again)), "zstd", asbytes=True)


BOMBS: dict[str, Callable[[int], bytes]] = {
    "zeros.jsonl.gz": lambda size: gzipped(b"", b"\0", size),
    "newlines.jsonl.zst": lambda size: zstandard(b"", b"\n", size),
    "records.jsonl.gz": lambda size: gzipped(b"", LINE, size),
    "junk.jsonl.zst": lambda size: zstandard(b"", b"x\n", size),
    "quote.csv.gz": lambda size: gzipped(HEADER + b'"', b"a", size),
    "commas.csv.zst": lambda size: zstandard(HEADER, b",", size),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_too_much_fails_by_name(
    home: Home, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "2")
    path = home.deliver(BOMBS[name](3 * MEBIBYTE), name)
    home.deliver([event()], day=DAY.replace(day=2))
    (error,) = home.load(accept_quarantine=True).errors
    assert error.message == (
        f"chat_events dt={DAY}: {name} unpacks to more than 2 MiB, though it has only "
        f"{path.stat().st_size:,} bytes."
    )
    assert f"{LIMIT_VARIABLE} to the MiB" in error.way_out
    assert [(row["file_name"], row["kind"]) for row in home.rejected()] == [(name, "file")]
    assert len(home.rows()) == 1
    assert [path for path in home.settings.staging.iterdir() if path.is_dir()] == []


def test_who_wants_it_all_the_same_sets_the_limit(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.deliver(gzipped(b"", LINE, 2 * MEBIBYTE), "monotonous.jsonl.gz")
    monkeypatch.setenv(LIMIT_VARIABLE, "1")
    assert len(home.load().errors) == 1
    monkeypatch.setenv(LIMIT_VARIABLE, "4")
    assert home.load().errors == []
    assert len(home.rows()) > 10_000


def test_nobody_needs_to_set_a_limit(home: Home) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    home.deliver(gzipped(b"", b"\0", 70 * MEBIBYTE), "bomb.jsonl.gz")
    (error,) = home.load().errors
    assert "bomb.jsonl.gz unpacks to more than 64 MiB" in error.message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_the_limit_grows_with_the_file_up_to_what_no_day_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(LIMIT_VARIABLE, raising=False)
    assert unpacked_limit(10) == 64 * MEBIBYTE
    assert unpacked_limit(50 * MEBIBYTE) == 10_000 * MEBIBYTE
    assert unpacked_limit(10**12) == 32 * 1024 * MEBIBYTE
    monkeypatch.setenv(LIMIT_VARIABLE, "7")
    assert unpacked_limit(10**12) == 7 * MEBIBYTE


@pytest.mark.parametrize("given", ["much", "-1", "0", "1.5", "1e3", "\u0661"])
def test_a_limit_that_is_no_number_is_bad_usage(
    home: Home, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, given)
    home.deliver(gzip.compress(LINE), "a.jsonl.gz")
    (error,) = home.load().errors
    assert isinstance(error, UsageError)
    assert error.message == f"{LIMIT_VARIABLE} is no number of MiB."


def test_what_is_not_packed_has_no_limit(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "1")
    home.deliver(b" " * 2 * MEBIBYTE + LINE)
    assert home.load().errors == []
    assert len(home.rows()) == 1


def test_a_bomb_may_hold_anybody(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "1")
    path = home.deliver(gzipped(b"", LINE, 2 * MEBIBYTE), "bomb.jsonl.gz")
    person = person_of("acme", ["somebody"], [], [])
    (found,) = holding_files(home.settings, person, [])
    assert str(found) == str(path.relative_to(home.settings.landing))


def repeated(text: bytes | str, rows: int) -> pa.Array:
    """A column that says the same in every row, and takes a few bytes in a file."""
    kind = pa.binary() if isinstance(text, bytes) else pa.string()
    indexes = pa.array(np.zeros(rows, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(indexes, pa.array([text], kind))


def events(rows: int, **columns: pa.Array) -> dict[str, pa.Array]:
    texts = {"tenant_id": "a", "event_name": "start", "event_id": "e", "occurred_at": AT}
    return {name: repeated(text, rows) for name, text in texts.items()} | columns


def one_list_of(values: int) -> pa.Array:
    bounds = pa.array([0, values], pa.int32())
    return pa.ListArray.from_arrays(bounds, pa.array(np.zeros(values, dtype=np.int64)))


PARQUET_BOMBS: dict[str, Callable[[], dict[str, pa.Array]]] = {
    "rows": lambda: events(3_000_000),
    "a long text in every row": lambda: events(20_000, process_name=repeated("x" * 10_000, 20_000)),
    "a long text beside one that is broken": lambda: events(
        20_000,
        process_name=repeated("x" * 10_000, 20_000),
        customer_id=repeated(b"\xff", 20_000).dictionary_decode().view(pa.string()),
    ),
    "bytes": lambda: events(20_000, note=repeated(b"x" * 10_000, 20_000)),
    "values in one row": lambda: events(1, payload=one_list_of(12_000_000)),
}


@pytest.mark.parametrize("what", PARQUET_BOMBS)
def test_parquet_that_unpacks_to_too_much_fails_by_name(home: Home, what: str) -> None:
    path = home.deliver(b"", "bomb.parquet")
    pq.write_table(pa.table(PARQUET_BOMBS[what]()), path, compression="zstd", store_schema=False)
    assert path.stat().st_size < MEBIBYTE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (error,) = home.load().errors
    assert "bomb.parquet unpacks to more than 64 MiB" in error.message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_parquet_of_many_row_groups_columns_and_levels(home: Home) -> None:
    deep, kind = {"end": 1}, pa.struct([("end", pa.int8())])
    for _ in range(100):
        deep, kind = {"a": deep}, pa.struct([("a", kind)])
    columns = events(50) | {f"column {n}": pa.array(["x"] * 50) for n in range(500)}
    columns |= {"payload": pa.array([deep] * 50, kind)}
    pq.write_table(pa.table(columns), home.deliver(b"", "a.parquet"), row_group_size=5)
    assert home.load().errors == []
    assert len(home.rows()) == 50


def test_csv_of_a_hundred_thousand_columns(home: Home) -> None:
    names = ["tenant_id", "event_name", "occurred_at", *(f"c{n}" for n in range(100_000))]
    row = ["a", "start", AT, *["x"] * 100_000]
    home.deliver("\n".join(",".join(cells) for cells in (names, row, row[:-1], row)), "a.csv")
    assert home.load().errors == []
    assert [row["line"] for row in home.rows()] == [2, 4]
    assert home.reasons() == {3: "the row has more or fewer fields than the header"}


def test_csv_with_one_enormous_field(home: Home) -> None:
    field = f"{'x' * 1023}\n" * 5 * 1024
    rows = [f'a,start,{AT},"{field}"', f'a,start,{AT},"{field * 4}"', f"a,start,{AT},n"]
    home.deliver("\n".join(["tenant_id,event_name,occurred_at,process_name", *rows]), "a.csv")
    assert home.load(accept_quarantine=True).errors == []
    kept = {row["line"]: row["process_name"] for row in home.rows()}
    assert kept[2] == field
    assert kept[max(kept)] == "n"
    # Beyond 16 MiB the quote counts as forgotten, and the lines after it as records.
    assert home.reasons()[3 + 5 * 1024] == "a quoted field is never closed"


def test_csv_with_its_header_twice_or_not_at_all(home: Home) -> None:
    home.deliver(HEADER + HEADER + f"a,start,{AT}\n".encode(), "twice.csv")
    home.deliver(f"a,start,{AT}\nb,start,{AT}\n", "none.csv")
    home.load()
    assert [(row["file_name"], row["line"]) for row in home.rows()] == [("twice.csv", 3)]
    assert [(row["file_name"], row["line"], row["reason"]) for row in home.rejected()] == [
        ("none.csv", 2, "the CSV header lacks tenant_id"),
        ("twice.csv", 2, "occurred_at is no usable time"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_files_in_encodings_that_we_do_not_read(home: Home, encoding: str) -> None:
    home.deliver((LINE.decode() * 3).encode(encoding), "a.jsonl")
    home.deliver((HEADER.decode() + f"a,start,{AT}\n" * 3).encode(encoding), "a.csv")
    home.load(accept_quarantine=True)
    assert home.rows() == []
    loads = {load.file_name: load for load in home.catalog.file_loads()}
    # The last line end is two or four bytes, and what follows the newline is not blank.
    assert loads["a.jsonl"].quarantined == loads["a.jsonl"].received >= 3
    assert loads["a.csv"].quarantined == loads["a.csv"].received >= 3


def test_an_array_instead_of_lines(home: Home) -> None:
    home.deliver(json.dumps([event(), event()]), "one_line.jsonl")
    home.deliver(json.dumps([event(), event()], indent=1), "many_lines.jsonl")
    home.load()
    assert home.rows() == []
    reasons = {(row["file_name"], row["reason"]) for row in home.rejected()}
    assert ("one_line.jsonl", "the line is no JSON object") in reasons
    assert ("many_lines.jsonl", "the line is no valid JSON") in reasons


def test_a_line_of_sixteen_mebibytes_and_one_more_byte(home: Home) -> None:
    text = LINE[:-1]
    fits = text + b" " * (16 * MEBIBYTE - len(text))
    home.deliver(fits + b"\n" + fits + b" \n" + LINE)
    home.load()
    assert [row["line"] for row in home.rows()] == [1, 3]
    assert home.reasons() == {2: "the line is 16777217 bytes long, more than 16777216"}
    assert Path(home.settings.quarantine).exists()
