"""Rejected records kept while the accepted ones stream past, so that neither is held in memory."""

from __future__ import annotations

import uuid
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

_SCHEMA = pa.schema(
    [
        ("file_index", pa.int32()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("raw", pa.string()),
    ]
)


class SetAside:
    """A context in which a query can leave its rejected records in the file `path`.

    One query with two results: DuckDB writes what `condition` lets through, and calls us, from any
    of its threads, with the rest. A second pass or a staging table would cost all records what
    only the few rejected ones need.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._path = path
        # Functions belong to the database, which other landing days share.
        self._function = f"set_aside_{uuid.uuid4().hex}"
        self._writing = Lock()
        self._writer: pa.RecordBatchStreamWriter | None = None
        self._failure: Exception | None = None

    def __enter__(self) -> SetAside:
        self._connection.create_function(
            self._function,
            self._keep,
            ["INTEGER", "BIGINT", "VARCHAR", "VARCHAR"],
            "BOOLEAN",
            type="arrow",
            null_handling="special",
            side_effects=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.remove_function(self._function)
        if self._writer is not None:
            self._writer.close()
        if self._failure is not None:
            raise self._failure from None

    @property
    def condition(self) -> str:
        """What is true of accepted records, over `file_index`, `line`, `reason` and `raw`."""
        return (
            "CASE WHEN reason IS NULL THEN TRUE"
            f" ELSE {self._function}(file_index, line, reason, raw) END"
        )

    def insert(self) -> None:
        """Append what was set aside to `staged`; only after the context."""
        if self._writer is None:
            return
        with pa.OSFile(str(self._path)) as file, pa.ipc.open_stream(file) as reader:
            self._connection.register("set_aside", reader)
            try:
                self._connection.execute("INSERT INTO staged BY NAME FROM set_aside")
            finally:
                self._connection.unregister("set_aside")

    def _keep(
        self,
        file_index: pa.ChunkedArray,
        line: pa.ChunkedArray,
        reason: pa.ChunkedArray,
        raw: pa.ChunkedArray,
    ) -> pa.Array:
        records = pa.table([file_index, line, reason, raw], schema=_SCHEMA)
        try:
            with self._writing:
                if self._writer is None:
                    self._writer = pa.ipc.new_stream(str(self._path), _SCHEMA)
                self._writer.write_table(records)
        except Exception as error:
            # DuckDB would pass on its text only.
            self._failure = error
            raise
        return pa.repeat(pa.scalar(False), len(records))
