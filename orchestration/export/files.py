"""Writing an export into a file: what every format has in common."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from orchestration.errors import ChatmartError
from orchestration.export.csv_file import CsvFile
from orchestration.export.request import XLSX, ExportRequest
from orchestration.export.xlsx_file import XlsxFile
from orchestration.settings import Settings


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


def remove_exports(settings: Settings) -> None:
    """Remove every export that lies in the home folder; they list people who may have to go.

    Raises ChatmartError if one cannot be removed.
    """
    try:
        shutil.rmtree(settings.exports)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ChatmartError(
            f"The exports in {settings.exports} cannot be removed: "
            f"{error.strerror or type(error).__name__}.",
            way_out="Delete them: they still list users as they were.",
        ) from None
