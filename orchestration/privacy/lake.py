"""Reading the whole lake as tables, for questions about one person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from orchestration.ingest import LAKE_SOURCES, ensure_empty_tables
from orchestration.ingest.engine import literal
from orchestration.ingest.engine import sql as ingest_sql
from orchestration.ingest.lake_damage import naming_damage
from orchestration.ingest.staging import new_workspace
from orchestration.privacy.queries import sql
from orchestration.settings import Settings

_MEMORY_LIMIT = "1200MB"


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
        with naming_damage(settings), duckdb.connect(config=config) as connection:
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
