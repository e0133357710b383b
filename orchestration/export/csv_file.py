"""CSV: UTF-8, comma separated, every text in quotes, null as nothing at all."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import csv


class CsvFile:
    """A CSV file that is written batch by batch. Times read `2026-03-01 08:30:00.000000`."""

    cut_texts = 0

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = csv.CSVWriter(path, schema)

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows."""
        self._writer.write_batch(batch)
