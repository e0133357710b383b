"""What the lake always holds, whatever was delivered: one empty table of every kind."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.ingest.engine import literal, plain_failures
from orchestration.ingest.sources import LAKE_SOURCES, Column
from orchestration.ingest.staging import new_workspace
from orchestration.settings import Settings

# Sorts after the landing days: DuckDB takes the first file of a glob for typical when it estimates
# how many rows a table has, and an empty one makes it build hash tables of everything.
_SCHEMA = "schema"
ARROW_TYPES = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
}
"""How the columns of the lake are typed where Arrow writes or reads them."""


def ensure_empty_tables(settings: Settings) -> None:
    """Write `<source>/schema/<table>.parquet` where it is missing or has other columns.

    Queries over `<source>/*/<table>.parquet` then always find a table with today's columns.
    """
    with plain_failures("the empty tables of the lake"):
        outdated = [
            (settings.lake / source.name / _SCHEMA / f"{table}.parquet", columns)
            for source in LAKE_SOURCES.values()
            for table, columns in source.tables.items()
        ]
        outdated = [(path, columns) for path, columns in outdated if not _holds(path, columns)]
        if outdated:
            _write(settings, outdated)


def _holds(path: Path, columns: tuple[Column, ...]) -> bool:
    """Whether a table has these columns; asked of its footer, for this is looked at in each run."""
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowInvalid):
        return False
    expected = [(column.name, ARROW_TYPES[column.type]) for column in columns]
    return list(zip(schema.names, schema.types, strict=True)) == expected


def _write(settings: Settings, tables: list[tuple[Path, tuple[Column, ...]]]) -> None:
    workspace = new_workspace(settings)
    try:
        with duckdb.connect() as connection:
            for path, columns in tables:
                aside = workspace.folder / "empty.parquet"
                nulls = ", ".join(f"NULL::{column.type} AS {column.name}" for column in columns)
                connection.execute(
                    f"COPY (SELECT {nulls} WHERE FALSE) TO {literal(str(aside))}"
                    " (FORMAT parquet, COMPRESSION zstd)"
                )
                path.parent.mkdir(parents=True, exist_ok=True)
                aside.replace(path)
    finally:
        workspace.remove()
