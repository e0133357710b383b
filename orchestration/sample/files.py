"""Writing landing files, byte for byte the same each time, and counting what is in them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from orchestration.sample.truth import SampleTruth

BAD_BYTE = "\udcff"  # becomes the byte 0xFF, which UTF-8 never contains


@dataclass(frozen=True)
class Fault:
    """A line that must not be accepted as it is.

    `kind` record: the line is quarantined. `kind` element: the line is a webhook body that is
    accepted, and `elements` of its parts are quarantined.
    """

    text: str
    reason: str
    kind: Literal["record", "element"] = "record"
    elements: int = 1


class LandingWriter:
    """Writes files below one landing folder and enters each of them into the truth."""

    def __init__(self, landing: Path, truth: SampleTruth) -> None:
        self._landing = landing
        self._truth = truth

    def write_lines(
        self,
        source: str,
        landing_day: date,
        file_name: str,
        lines: Sequence[str | Fault],
        *,
        header: str | None = None,
        line_end: str = "\n",
        byte_order_mark: bool = False,
    ) -> None:
        """Write one record per line; an empty text is a blank line and no record.

        The ending of `file_name` decides the compression (`.gz`, `.zst`, none). With a `header`
        the lines are CSV rows, and the header is line 1.
        """
        first = 1 if header is None else 2
        rejected = 0
        for number, line in enumerate(lines, start=first):
            if isinstance(line, Fault):
                rejected += line.kind == "record"
                entry = {
                    "source": source,
                    "landing_day": landing_day.isoformat(),
                    "file_name": file_name,
                    "line": number,
                    "kind": line.kind,
                    "fault": line.reason,
                }
                self._truth.quarantined.extend([entry] * line.elements)
        texts = [line.text if isinstance(line, Fault) else line for line in lines]
        received = sum(1 for text in texts if text)
        if header is not None:
            texts.insert(0, header)
        content = line_end.join(texts) + line_end if texts else ""
        data = content.encode("utf-8", "surrogateescape")
        if byte_order_mark:
            data = b"\xef\xbb\xbf" + data
        self._put(self._path(source, landing_day, file_name), _compress(data, file_name))
        self._enter(source, landing_day, file_name, received, rejected)

    def write_table(self, source: str, landing_day: date, file_name: str, table: pa.Table) -> None:
        """Write a Parquet file; every row is good."""
        sink = io.BytesIO()
        pa.parquet.write_table(table, sink, compression="zstd")
        self._put(self._path(source, landing_day, file_name), sink.getvalue())
        self._enter(source, landing_day, file_name, table.num_rows, 0)

    def write_ignored(self, source: str, landing_day: date, file_name: str, content: bytes) -> None:
        """Write a file that every reader has to leave alone."""
        path = self._path(source, landing_day, file_name)
        self._put(path, content)
        self._truth.ignored_files.append(path.relative_to(self._landing).as_posix())

    def _path(self, source: str, landing_day: date, file_name: str) -> Path:
        return self._landing / source / f"dt={landing_day.isoformat()}" / file_name

    def _enter(
        self, source: str, landing_day: date, file_name: str, received: int, rejected: int
    ) -> None:
        self._truth.files.append(
            {
                "source": source,
                "landing_day": landing_day.isoformat(),
                "file_name": file_name,
                "received": received,
                "accepted": received - rejected,
                "quarantined": rejected,
            }
        )

    @staticmethod
    def _put(path: Path, content: bytes) -> None:
        """Write aside and rename, so that a run at the same time sees no half-written file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"_{path.name}.tmp")
        aside.write_bytes(content)
        aside.replace(path)


def weave(
    lines: list[str], extra: Iterable[str | Fault], generator: np.random.Generator
) -> list[str | Fault]:
    """The lines with the extra ones put in at random places, both in their own order."""
    woven: list[str | Fault] = list(lines)
    items = list(extra)
    places = np.sort(generator.integers(0, len(lines) + 1, size=len(items)))
    for shift, (place, item) in enumerate(zip(places.tolist(), items, strict=True)):
        woven.insert(place + shift, item)
    return woven


def csv_lines(rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows as CSV lines without line ends; no field may contain a line end."""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue().split("\n")[:-1]


def _compress(data: bytes, file_name: str) -> bytes:
    if file_name.endswith(".gz"):
        # No time stamp in the header; level 1 because generating must stay quick at large scales.
        return gzip.compress(data, compresslevel=1, mtime=0)
    if file_name.endswith(".zst"):
        sink = pa.BufferOutputStream()
        with pa.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(data)
        return sink.getvalue().to_pybytes()
    return data
