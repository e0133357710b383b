"""Writing an export into a file: what every format has in common."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from orchestration.export.csv_file import CsvFile
from orchestration.export.request import XLSX, ExportRequest
from orchestration.export.xlsx_file import XlsxFile


class TableFile(AbstractContextManager, Protocol):
    """A file with a heading and rows; whole once the context is left."""

    cut_texts: int
    """How many texts were longer than the format allows, and end early."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows."""


def new_file(request: ExportRequest, path: Path, schema: pa.Schema) -> TableFile:
    """Begin a file of the requested format at `path`, in a folder of its own."""
    if request.file.suffix.lower() == XLSX:
        return XlsxFile(path, schema, title=request.metric.name)
    return CsvFile(path, schema)
