"""The columns and types that ingest promises of every lake table."""

from __future__ import annotations


def promised_columns(source: str, table: str) -> dict[str, str]:
    """Map the columns of a lake table to their DuckDB types, as the sources' registry has them."""
    # Looked up when the gate runs, so that ingest may import the gate.
    from orchestration.ingest.sources import SOURCES

    return {column.name: column.type for column in SOURCES[source].tables[table]}
