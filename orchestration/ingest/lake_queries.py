"""The queries whose rows a landing day becomes: in the lake, and in the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.ingest.engine import literal, sql
from orchestration.ingest.sources import PROVENANCE, Column, Source


def lake_query(source: Source, table: str, staged: str, condition: str) -> str:
    """Return the accepted rows of a lake table, taken from `staged` where `condition` holds."""
    columns = [column for column in source.tables[table] if column not in PROVENANCE]
    return sql(
        "lake_table",
        columns=", ".join(f"staged.{column.staged_name}::{column.type} AS {column.name}"
                          for column in columns),
        staged=staged,
        condition=condition,
    )  # fmt: skip


def rejected_query(source: Source) -> str:
    """Return the rejected records of a landing day, and of webhooks the rejected elements."""
    rejected = sql("rejected_bodies" if source.kind == "webhook" else "rejected_lines")
    return sql("rejected", source=literal(source.name), rejected=rejected)


def carried_query(columns: Sequence[Column], path: Path) -> str:
    """Return the rows of archived files that the table at `path` holds."""
    names = ", ".join(column.name for column in columns)
    return sql("carried_rows", columns=names, path=literal(str(path)))


def union_of(queries: Sequence[str]) -> str:
    """Return the rows of all queries, matched by the names of their columns."""
    return " UNION ALL BY NAME ".join(f"({query})" for query in queries)
