"""Replacing single tables of a landing day by what queries make of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Lock

import duckdb

from orchestration.ingest.catalog import Catalog
from orchestration.ingest.catalog_rows import LandingDay
from orchestration.ingest.commit import lake_files, lake_folder
from orchestration.ingest.engine import plain_failures
from orchestration.ingest.journal import Change, Swap, carry_out
from orchestration.ingest.quarantine import quarantine_file
from orchestration.ingest.sources import LAKE_SOURCES, QUARANTINE_COLUMNS
from orchestration.ingest.staging import Workspace, new_workspace
from orchestration.ingest.tables import QUARANTINE, write_table
from orchestration.settings import Settings

_WRITERS = 2


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
    return _Rewriting(settings, source).replaced(connection, day, queries)


def rewrite_days(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    source: str,
    queries: Mapping[date, Mapping[str, str]],
) -> dict[tuple[str, date], str]:
    """Do the same with several days, some side by side: one alone keeps but one core busy.

    Returns their new versions as `Catalog.lake_versions` has them. Each is written in a session of
    its own, which sees no temporary table of `connection`.
    """
    rewriting = _Rewriting(settings, source)

    def rewrite(day: date) -> str:
        with connection.cursor() as session:
            return rewriting.replaced(session, day, queries[day])

    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="rewrite") as pool:
        versions = pool.map(rewrite, queries)
        return {(source, day): version for day, version in zip(queries, versions, strict=True)}


class _Rewriting:
    """Rewrites landing days of one source; those side by side write at once, but swap in turn."""

    def __init__(self, settings: Settings, source: str) -> None:
        self._settings = settings
        self._source = source
        self._catalog = Catalog(settings.catalog)
        self._held = {
            known.landing_day: known
            for known in self._catalog.landing_days()
            if known.source == source
        }
        self._swapping = Lock()

    def replaced(
        self, connection: duckdb.DuckDBPyConnection, day: date, queries: Mapping[str, str]
    ) -> str:
        """Rewrite one day; return its new version."""
        unknown = queries.keys() - {*LAKE_SOURCES[self._source].tables, QUARANTINE}
        if unknown:
            raise KeyError(f"no tables of {self._source}: {sorted(unknown)}")
        known = self._held[day]
        workspace = new_workspace(self._settings)
        try:
            with plain_failures(f"{self._source} dt={day}"):
                swaps = _swaps(self._settings, connection, self._source, day, queries, workspace)
                with self._swapping:
                    return self._swap(known, swaps)
        finally:
            workspace.remove()

    def _swap(self, known: LandingDay, swaps: list[Swap]) -> str:
        version = uuid.uuid4().hex
        carry_out(
            self._settings,
            Change(self._source, known.landing_day, version),
            swaps,
            lambda: self._catalog.replace_version(
                replace(known, version=version, loaded_at=datetime.now(UTC)),
                lake_files(self._settings, self._source, known.landing_day),
            ),
        )
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
