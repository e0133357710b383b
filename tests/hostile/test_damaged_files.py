"""Whole files that are damaged: read, or refused by name; never half of it without a word."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import LandingFileError
from orchestration.ingest import SOURCES, run
from orchestration.ingest.csv_records import CsvRecords
from orchestration.ingest.engine import BROKEN_ENGINE, Engine, plain_failures
from orchestration.ingest.json_stream import JsonStream
from orchestration.ingest.landing import classify
from orchestration.ingest.load import load_file
from orchestration.ingest.prepare import create_staging
from orchestration.ingest.reading import OpenedFile
from tests.hostile.mutations import mutated_bytes
from tests.hostile.parquet_files import spoiled_parquet
from tests.hostile.samples import DAY
from tests.unit.ingest.conftest import Home, event, home

__all__ = ["home"]

Records = dict[str, list[dict]]
Pack = Callable[[bytes], bytes]


def _json_lines(records: list[dict]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def _zstd(data: bytes) -> bytes:
    return pa.compress(data, "zstd", asbytes=True)


def _damaged(random: Random, data: bytes) -> bytes:
    """Spoil a few bytes, as often as not among the last ones, where formats keep what matters."""
    cut = random.choice((0, max(0, len(data) - 600)))
    return data[:cut] + mutated_bytes(random, data[cut:])


def _refused_by_name(error: LandingFileError, name: str) -> None:
    assert name in error.message
    assert error.way_out


def _records_in(path: Path) -> int | None:
    """Count the records of a text file; None if it is refused, which names it."""
    file = classify(path)
    try:
        if file.format == "json":
            stream = JsonStream({0: file})
            for _ in stream.batches():
                pass
            return stream.received[0]
        with plain_failures(file.name), OpenedFile(file) as opened:
            return sum(batch.num_rows for batch in CsvRecords(opened.stream).batches())
    except LandingFileError as error:
        return _refused_by_name(error, file.name)


@pytest.mark.parametrize("pack", [gzip.compress, _zstd])
@pytest.mark.parametrize("text_format", ["jsonl", "csv"])
def test_compressed_files(
    tmp_path: Path, believable: Records, examples: int, pack: Pack, text_format: str
) -> None:
    random = Random(f"{pack.__name__} {text_format}")
    path = tmp_path / f"a.{text_format}.{'gz' if pack is gzip.compress else 'zst'}"
    records = believable["loyjoy_facts"]
    packed = pack(_json_lines(records))
    path.write_bytes(packed)
    complete = _records_in(path)
    assert complete >= len(records) - 1
    counts = []
    for _ in range(2 * examples):
        path.write_bytes(_damaged(random, packed))
        counts.append(_records_in(path))
    # Both have checksums; what is read all the same is a whole file with something behind it.
    assert counts.count(None) > 0.8 * len(counts)
    assert sum(count not in (None, 0, complete) for count in counts) < 0.05 * len(counts)


@pytest.mark.parametrize("pack", [gzip.compress, _zstd])
def test_no_compressed_file_that_was_cut_short_is_taken_for_a_whole_one(
    tmp_path: Path, believable: Records, pack: Pack
) -> None:
    path = tmp_path / ("a.jsonl.gz" if pack is gzip.compress else "a.jsonl.zst")
    packed = pack(_json_lines(believable["codes"]))
    for length in range(1, len(packed)):
        path.write_bytes(packed[:length])
        assert _records_in(path) is None, length


def test_parquet_files(tmp_path: Path, believable: Records, examples: int) -> None:
    source = SOURCES["chat_events"]
    random = Random("damaged parquet")
    names = [field.name for field in source.fields]
    whole = [
        spoiled_parquet(random, random.sample(believable[source.name], 20), names)
        for _ in range(10)
    ]
    path = tmp_path / "a.parquet"
    refused = 0
    with Engine(tmp_path / "spill", threads=2, memory_limit="1200MB") as engine:
        number = 0
        while number < examples:
            with engine.session(DAY) as connection:
                create_staging(connection, source)
                try:
                    while number < examples:
                        number += 1
                        path.write_bytes(_damaged(random, random.choice(whole)))
                        refused += _is_refused(connection, path, number, tmp_path)
                except BROKEN_ENGINE:
                    refused += 1
    assert refused > examples / 4


def _is_refused(connection, path: Path, number: int, workspace: Path) -> bool:
    try:
        load_file(connection, SOURCES["chat_events"], classify(path), number, workspace)
    except LandingFileError as error:
        _refused_by_name(error, path.name)
        return True
    return False


def test_a_file_that_breaks_the_database_is_named_and_harms_no_other_day(home: Home) -> None:
    endless = pa.array([{"at": 2**62}], pa.struct([("at", pa.timestamp("ms"))]))
    columns = {name: [text] for name, text in event().items()}
    table = pa.table(columns | {"payload": endless, "file_row_number": [1]})
    content = io.BytesIO()
    pq.write_table(table, content)
    for day in range(2, 8):
        home.deliver([event(event_id=f"e{number}") for number in range(2000)],
                     day=date(2026, 1, day))  # fmt: skip
    home.deliver(content.getvalue(), "endless.parquet")
    home.deliver([event()], "good.jsonl")
    report = home.load(workers=3)
    (error,) = report.errors
    assert "chat_events dt=2026-01-01: endless.parquet cannot be read" in error.message
    assert [day.day.day for day in report.days if not day.committed] == [1]
    assert len(home.rows()) == 6 * 2000
    assert [(row["kind"], row["file_name"]) for row in home.rejected()] == [
        ("file", "endless.parquet")
    ]


def test_a_day_whose_database_another_one_broke_is_read_again_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = []

    class Broken(Engine):
        @contextmanager
        def session(self, day: date) -> Iterator[duckdb.DuckDBPyConnection]:
            with super().session(day) as connection:
                shared.append(self)
                if len(shared) == 1:
                    raise duckdb.FatalException("invalidated because of another day")
                yield connection

    monkeypatch.setattr(run, "Engine", Broken)
    home.deliver([event()])
    assert home.load().errors == []
    assert len(home.rows()) == len(shared) == 1
