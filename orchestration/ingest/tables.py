"""Tables of the lake and of the quarantine as files, whoever writes them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.ingest.engine import literal

QUARANTINE = "rejected"
"""What the quarantine of a landing day is called where tables of the day are listed."""

# Level 1 writes faster than the default and no larger: the columns are dictionary-encoded anyway.
_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false)"


def write_table(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write what a query yields as the Parquet file `path`; return the number of rows."""
    row = connection.execute(f"COPY ({query}) TO {literal(str(path))} {_PARQUET}").fetchone()
    return row[0] if row else 0


def held_table(path: Path) -> str:
    """Return the query that reads such a file with nothing but its own columns."""
    return f"SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning = FALSE)"
