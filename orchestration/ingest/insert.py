"""Delivered fields into the staging tables of a landing day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

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


@contextmanager
def incoming(
    connection: duckdb.DuckDBPyConnection, schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> Iterator[None]:
    """Let queries read batches, once, under the name `incoming`.

    A failure while the batches are produced is raised as it is.
    """
    relay = _Relay(batches)
    connection.register("incoming", pa.RecordBatchReader.from_batches(schema, iter(relay)))
    try:
        yield
    except duckdb.Error as error:
        raise relay.failure or error from None
    finally:
        connection.unregister("incoming")


def with_file_index(reader: str, file_index: int) -> str:
    """Return the query `reader` with the index of the file that its rows come from."""
    return f"SELECT {int(file_index)}::INTEGER AS file_index, * FROM ({reader})"


def judged(connection: duckdb.DuckDBPyConnection, source: Source, reader: str) -> str:
    """Return the query that judges and types the delivered fields that `reader` yields."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW delivered_fields AS {reader}")
    return sql(source.name)


def insert_fields(connection: duckdb.DuckDBPyConnection, source: Source, reader: str) -> None:
    """Judge and type the delivered fields that the query `reader` yields, into `staged`."""
    connection.execute(f"INSERT INTO staged BY NAME {judged(connection, source, reader)}")
