"""Delivered fields into the staging tables of a landing day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb
import pyarrow as pa

from orchestration.ingest.engine import sql
from orchestration.ingest.sources import Source


class _Relay:
    """Passes batches on to DuckDB and keeps the failure that DuckDB would disguise."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.failure: Exception | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except Exception as error:
            self.failure = error
            raise


def insert_fields(
    connection: duckdb.DuckDBPyConnection, source: Source, reader: str, file_index: int
) -> None:
    """Judge and type the delivered fields that the query `reader` yields, into `staged`."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW delivered_fields AS {reader}")
    connection.execute(
        f"INSERT INTO staged BY NAME SELECT {int(file_index)} AS file_index, *"
        f" FROM ({sql(source.name)})"
    )


def insert_batches(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    reader: str,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    file_index: int,
) -> None:
    """As `insert_fields`, where `reader` reads the batches under the name `incoming`.

    A failure while the batches are produced is raised as it is.
    """
    relay = _Relay(batches)
    connection.register("incoming", pa.RecordBatchReader.from_batches(schema, iter(relay)))
    try:
        insert_fields(connection, source, reader, file_index)
    except duckdb.Error as error:
        raise relay.failure or error from None
    finally:
        connection.unregister("incoming")
