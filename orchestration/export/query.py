"""Reading the publication for an export: row by row, never more than a batch in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.errors import ChatmartError, OutOfSpaceError, is_out_of_space
from orchestration.export.metric import FilterValue
from orchestration.export.request import ExportRequest
from orchestration.publish import current_publication
from orchestration.settings import Settings

_ROWS_IN_A_BATCH = 10_000
# What sorting may take before it spills.
_MEMORY_LIMIT = "500MB"
_SQL = Path(__file__).parent / "sql"


class PublishedRows:
    """The rows that a request asks for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, request: ExportRequest) -> None:
        self._connection = connection
        self._request = request

    def count(self) -> int:
        """How many there are."""
        result = self._connection.execute(
            f"select count(*) from ({self._request.metric.query.sql})", self._request.parameters
        )
        return _value(result)

    def batches(self) -> pa.RecordBatchReader:
        """The rows in the order of the metric, as they are read from the disk."""
        query = self._connection.sql(
            self._request.metric.query.sql, params=self._request.parameters
        )
        return query.to_arrow_reader(_ROWS_IN_A_BATCH)

    def is_known_tenant(self) -> bool:
        """Whether anything of the tenant is published."""
        return self._answer("is_known_tenant", tenant=self._request.tenant)

    def is_known_journey(self) -> bool:
        """Whether anything of the journey that was asked for is published, true without one."""
        journey = self._request.filters.get("journey")
        if journey is None:
            return True
        return self._answer("is_known_journey", tenant=self._request.tenant, journey=journey)

    def _answer(self, question: str, **parameters: FilterValue) -> bool:
        sql = (_SQL / f"{question}.sql").read_text(encoding="utf-8")
        return _value(self._connection.execute(sql, parameters))


@contextmanager
def published_rows(
    settings: Settings, request: ExportRequest, spill: Path
) -> Iterator[PublishedRows]:
    """Open the current publication for reading; sorting spills into the folder `spill`.

    Raises ChatmartError if nothing is published or the publication cannot be read, and
    OutOfSpaceError. What DuckDB says is not passed on, for it may quote values.
    """
    if current_publication(settings) is None:
        raise ChatmartError("Nothing is published yet.", way_out="Run `chatmart run` first.")
    database = str(settings.published / "chatmart.duckdb")
    config = {
        "memory_limit": _MEMORY_LIMIT,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        # Attached, not opened: whoever else in this process has it open with other settings
        # would be in the way.
        with duckdb.connect(config=config) as connection:
            connection.execute("set enable_progress_bar = false")
            connection.execute("attach ? as published (read_only)", [database])
            connection.execute("use published")
            yield PublishedRows(connection, request)
    except (duckdb.Error, pa.ArrowException) as error:
        raise _as_error(error, request) from None


def _as_error(error: Exception, request: ExportRequest) -> ChatmartError:
    if is_out_of_space(error):
        return OutOfSpaceError(
            "No space left on the disk.",
            way_out=f"Free space beside {request.file} and export again.",
        )
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return ChatmartError(
            f"The publication does not have what {request.metric.name} is made of.",
            way_out="It was made by another version of chatmart: run `chatmart run`.",
        )
    return ChatmartError(
        f"{request.metric.name} could not be read: {type(error).__name__}.",
        way_out="Export again; if it fails again, run `chatmart run --full-refresh`.",
    )


def _value(result: duckdb.DuckDBPyConnection) -> Any:
    # To its end: an unfinished result keeps the connection from the next query.
    ((value,),) = result.fetchall()
    return value
