"""Replacing single tables of a landing day by what queries make of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb

from orchestration.ingest.catalog import Catalog
from orchestration.ingest.commit import lake_files, lake_folder
from orchestration.ingest.engine import plain_failures
from orchestration.ingest.journal import Change, Swap, carry_out
from orchestration.ingest.quarantine import quarantine_file
from orchestration.ingest.sources import LAKE_SOURCES, QUARANTINE_COLUMNS
from orchestration.ingest.staging import Workspace, new_workspace
from orchestration.ingest.tables import QUARANTINE, write_table
from orchestration.settings import Settings


def rewrite_day(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    source: str,
    day: date,
    queries: Mapping[str, str],
) -> str:
    """Replace tables of a landing day that the lake holds; return the day's new version.

    `queries` maps tables to what they shall hold, with all their columns, others being left out;
    `rejected` is the day's quarantine, which is removed if its query yields no row. What is not
    named stays, and so do the files and counts of the catalogue. A query may read what it
    replaces. A kill leaves all of the day as it was or all of it replaced. The caller holds the
    lake lock and has called `start_ingest`.
    Raises KeyError for a day the lake does not hold, or a table the source does not have.
    """
    unknown = queries.keys() - {*LAKE_SOURCES[source].tables, QUARANTINE}
    if unknown:
        raise KeyError(f"no tables of {source}: {sorted(unknown)}")
    catalog = Catalog(settings.catalog)
    held = {(known.source, known.landing_day): known for known in catalog.landing_days()}
    known = held[source, day]
    version = uuid.uuid4().hex
    workspace = new_workspace(settings)
    try:
        with plain_failures(f"{source} dt={day}"):
            carry_out(
                settings,
                Change(source, day, version),
                _swaps(settings, connection, source, day, queries, workspace),
                lambda: catalog.replace_version(
                    replace(known, version=version, loaded_at=datetime.now(UTC)),
                    lake_files(settings, source, day),
                ),
            )
    finally:
        workspace.remove()
    return version


def _own_columns(source: str, table: str, query: str) -> str:
    """Return the query without columns that the table does not have."""
    columns = QUARANTINE_COLUMNS if table == QUARANTINE else LAKE_SOURCES[source].tables[table]
    return f"SELECT {', '.join(column.name for column in columns)} FROM ({query}) AS rewritten"


def _swaps(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    source: str,
    day: date,
    queries: Mapping[str, str],
    workspace: Workspace,
) -> list[Swap]:
    """Write what the queries yield aside; return what is to be replaced by it."""
    swaps = []
    for table, query in queries.items():
        aside = workspace.folder / f"{table}.parquet"
        rows = write_table(connection, _own_columns(source, table, query), aside)
        if table == QUARANTINE:
            target = quarantine_file(settings, source, day)
            swaps.append(Swap(target, aside if rows else None))
        else:
            swaps.append(Swap(lake_folder(settings, source, day) / aside.name, aside))
    return swaps
