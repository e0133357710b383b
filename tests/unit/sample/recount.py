"""A naive recount of sample files, line by line, to hold against the truth."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet

from orchestration.sample import SampleTruth


def read_bytes(path: Path) -> bytes:
    """The content of a file, decompressed by its ending."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return pa.input_stream(io.BytesIO(data), compression="zstd").read()
    return data


def physical_lines(path: Path) -> list[bytes]:
    """Lines without their ends and without a byte order mark; number 1 is element 0."""
    lines = read_bytes(path).removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [line.removesuffix(b"\r") for line in lines[:-1]]


def records(landing: Path, truth: SampleTruth, source: str) -> Iterator[tuple[str, dict]]:
    """Landing day and record of every good line, in the order in which copies win."""
    bad: dict[tuple[str, str], set[int]] = {}
    for fault in truth.quarantined:
        if fault["source"] == source and fault["kind"] == "record":
            key = fault["landing_day"], fault["file_name"]
            bad.setdefault(key, set()).add(fault["line"])
    files = [file for file in truth.files if file["source"] == source]
    for file in sorted(files, key=lambda file: (file["landing_day"], file["file_name"])):
        day, name = file["landing_day"], file["file_name"]
        path = landing / source / f"dt={day}" / name
        if path.suffix == ".parquet":
            for row in pyarrow.parquet.read_table(path).to_pylist():
                yield day, row
            continue
        skipped = bad.get((day, name), set())
        lines = physical_lines(path)
        is_csv = ".csv" in name
        header = next(csv.reader([lines[0].decode()])) if is_csv else []
        for number, line in enumerate(lines, start=1):
            if number in skipped or not line or (is_csv and number == 1):
                continue
            if is_csv:
                row = next(csv.reader([line.decode()]))
                yield day, dict(zip(header, row, strict=True))
            else:
                yield day, json.loads(line)


def moment_of(value: str | int | datetime) -> datetime:
    """A time in any of the sample's spellings, in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, int) or value.isdigit():
        return datetime.fromtimestamp(int(value), UTC)
    if value.endswith(" UTC"):
        value = f"{value.removesuffix(' UTC')}+00:00"
    return datetime.fromisoformat(value).astimezone(UTC)


def local_date(moment: datetime, timezone: str) -> str:
    """ISO text of the local date."""
    return moment.astimezone(ZoneInfo(timezone)).date().isoformat()


def landing_date(path: Path) -> date:
    """The landing day of a file."""
    return date.fromisoformat(path.parent.name.removeprefix("dt="))
