"""What the lake always holds, whatever was delivered: one empty table of every kind."""

from __future__ import annotations

import duckdb

from orchestration.ingest.engine import literal, plain_failures
from orchestration.ingest.sources import SOURCES
from orchestration.ingest.staging import new_workspace
from orchestration.settings import Settings

_EMPTY = "_empty"


def ensure_empty_tables(settings: Settings) -> None:
    """Write `<source>/_empty/<table>.parquet` where it is missing or has other columns.

    Queries over `<source>/*/<table>.parquet` then always find a table with today's columns.
    """
    workspace = None
    try:
        with plain_failures("the empty tables of the lake"), duckdb.connect() as connection:
            for source in SOURCES.values():
                for table, columns in source.tables.items():
                    path = settings.lake / source.name / _EMPTY / f"{table}.parquet"
                    expected = [(column.name, column.type) for column in columns]
                    if path.exists() and _columns(connection, str(path)) == expected:
                        continue
                    workspace = workspace or new_workspace(settings)
                    aside = workspace.folder / f"{source.name}.{table}.parquet"
                    nulls = ", ".join(f"NULL::{kind} AS {name}" for name, kind in expected)
                    connection.execute(
                        f"COPY (SELECT {nulls} WHERE FALSE) TO {literal(str(aside))}"
                        " (FORMAT parquet, COMPRESSION zstd)"
                    )
                    path.parent.mkdir(parents=True, exist_ok=True)
                    aside.replace(path)
    finally:
        if workspace is not None:
            workspace.remove()


def _columns(connection: duckdb.DuckDBPyConnection, path: str) -> list[tuple[str, str]]:
    try:
        rows = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(path)}, hive_partitioning = FALSE)"
        ).fetchall()
    except duckdb.Error:
        return []
    return [(row[0], row[1]) for row in rows]
