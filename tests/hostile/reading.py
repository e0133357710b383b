"""Landing days read as a run would read them, with what holds of every reading, come what may."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import LandingFileError
from orchestration.ingest import SOURCES, FileLoad, prepare_day, start_ingest
from orchestration.ingest.engine import Engine
from orchestration.settings import Settings
from tests.hostile.samples import DAY

_BLANK = b" \t\r\x0b\x0c"
_REASON = re.compile(r"[A-Za-z0-9_ ,.:-]{10,120}")


@dataclass(frozen=True)
class Reading:
    """What became of the files of a landing day: tables, quarantine and counts, or an error."""

    source: str
    loads: dict[str, FileLoad] = field(default_factory=dict)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    rejected: tuple[dict, ...] = ()
    error: LandingFileError | None = None

    def accepted_lines(self, name: str) -> list[int]:
        """The lines of a file that gave a row; only of sources with a record a line."""
        (table,) = self.tables.values()
        rows = zip(table["file_name"].to_pylist(), table["line"].to_pylist(), strict=True)
        return sorted(line for file, line in rows if file == name)

    def rejected_records(self, name: str) -> dict[int, dict]:
        """The rejected records of a file by line."""
        rows = [
            row for row in self.rejected if row["kind"] == "record" and row["file_name"] == name
        ]
        by_line = {row["line"]: row for row in rows}
        assert len(by_line) == len(rows), "a line was rejected twice"
        return by_line


class Reader:
    """Reads files of one landing day after the other in the same home."""

    def __init__(self, home: Path, engine: Engine) -> None:
        self.settings = Settings(home)
        self.engine = engine
        start_ingest(self.settings)

    def read(self, source: str, files: dict[str, bytes]) -> Reading:
        """Read files as the whole of a landing day, twice; whatever fails is a LandingFileError."""
        folder = self.settings.landing / source / f"dt={DAY}"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        first, second = self._read(source), self._read(source)
        assert (first.error is None) == (second.error is None)
        if first.error is not None:
            assert first.error.way_out
            assert str(first.error) == str(second.error)
        assert first.tables == second.tables
        assert first.rejected == second.rejected
        return first

    def _read(self, source: str) -> Reading:
        try:
            prepared = prepare_day(self.settings, source, DAY, engine=self.engine)
        except LandingFileError as error:
            return Reading(source, error=error)
        try:
            order = [("file_name", "ascending"), ("line", "ascending")]
            if SOURCES[source].kind == "webhook":
                order.append(("position", "ascending"))
            tables = {
                name: pq.read_table(prepared.folder / f"{name}.parquet").sort_by(order)
                for name in SOURCES[source].tables
            }
            rejected: list[dict] = []
            if prepared.rejected.exists():
                rejected = pq.read_table(prepared.rejected).to_pylist()
            rejected.sort(key=lambda row: (row["file_name"], row["line"], str(row["raw"])))
            loads = {load.file_name: load for load in prepared.files}
        finally:
            prepared.workspace.remove()
        reading = Reading(source, loads, tables, tuple(rejected))
        _assert_whole(reading)
        return reading


def lines_of(content: bytes) -> dict[int, bytes]:
    """The physical lines of a text file that are not blank, by number."""
    body = content.removeprefix(b"\xef\xbb\xbf")
    return {
        number: line for number, line in enumerate(body.split(b"\n"), start=1) if line.strip(_BLANK)
    }


def as_quarantined(line: bytes) -> str:
    """What the quarantine has to show of a line."""
    return line.rstrip(b"\r").decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


def _assert_whole(reading: Reading) -> None:
    """Nothing is lost, nothing is told twice, and whoever reads the quarantine knows why."""
    for name, load in reading.loads.items():
        assert load.received == load.accepted + load.quarantined
        rejected = reading.rejected_records(name)
        assert len(rejected) == load.quarantined
        if SOURCES[reading.source].kind == "record":
            accepted = reading.accepted_lines(name)
            assert len(accepted) == load.accepted
            assert len({*accepted, *rejected}) == load.received
    for row in reading.rejected:
        assert row["source"] == reading.source
        assert row["landing_day"] == DAY
        assert row["file_name"] in reading.loads
        assert row["line"] >= 1
        assert row["kind"] in ("record", "element")
        assert _REASON.fullmatch(row["reason"]), row["reason"]
        assert row["raw"] is not None, row["reason"]
