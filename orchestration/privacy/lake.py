"""Reading the whole lake as tables, for questions about one person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import Template

import duckdb

from orchestration.ingest import LAKE_SOURCES, ensure_empty_tables
from orchestration.ingest.engine import literal
from orchestration.ingest.engine import sql as ingest_sql
from orchestration.ingest.staging import new_workspace
from orchestration.settings import Settings

_SQL = Path(__file__).parent / "sql"
_MEMORY_LIMIT = "1200MB"


@cache
def _text(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def sql(name: str, **parts: str) -> str:
    """Return `sql/<name>.sql` with its parts filled in (code of ours, never delivered text)."""
    return Template(_text(name)).substitute(parts) if parts else _text(name)


@contextmanager
def open_lake(settings: Settings, tenant_id: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory with a view `lake_<source>_<table>` of every table of the lake.

    `tenant_accounts` are the business accounts of the tenant, whose id is the variable `tenant_id`.
    What does not fit into memory spills into a workspace that goes with the connection. The caller
    holds the lake lock.
    """
    ensure_empty_tables(settings)
    workspace = new_workspace(settings)
    config = {
        "memory_limit": _MEMORY_LIMIT,
        "temp_directory": str(workspace.folder),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(config=config) as connection:
            connection.execute(ingest_sql("macros"))
            connection.execute(sql("person_macros"))
            connection.execute("set variable tenant_id = ?", [tenant_id])
            for source in LAKE_SOURCES.values():
                for table in source.tables:
                    files = literal(str(settings.lake / source.name / "*" / f"{table}.parquet"))
                    view = f"lake_{source.name}_{table}"
                    connection.execute(sql("lake_view", view=view, files=files))
            connection.execute(sql("link_accounts"))
            yield connection
    finally:
        workspace.remove()
