"""Rewriting the landing days of the lake that hold a person, and what was decided about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.ingest import record_decisions
from orchestration.ingest.commit import lake_folder
from orchestration.ingest.engine import literal
from orchestration.ingest.quarantine import quarantine_file
from orchestration.ingest.rewrite import rewrite_day
from orchestration.ingest.sources.decisions import (
    DECISIONS,
    DELETED_ENTRIES,
    DRAWS,
    KEPT_CONVERSIONS,
)
from orchestration.ingest.tables import QUARANTINE, held_table
from orchestration.partitions import day_of_folder
from orchestration.privacy.held_days import TablesByDay, find_held_days
from orchestration.privacy.linking import remember
from orchestration.privacy.lookup import prepare_lookup
from orchestration.privacy.quarantined import without_persons
from orchestration.privacy.queries import sql
from orchestration.privacy.transformation import pseudonymised
from orchestration.privacy.work import Work, write_work
from orchestration.settings import Settings

# Sources whose rows decisions and conversions know by an id.
_KNOWN_BY_ID = ("chat_events", "user_events")
_TABLES_OF_DECISIONS = (DRAWS, DELETED_ENTRIES, KEPT_CONVERSIONS)


def rewrite_lake(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    work: Work,
    progress: Callable[[str], None],
) -> Work:
    """Rewrite every landing day that holds the person; returns the work with rows counted.

    `connection` is one of `open_lake` for the person's tenant, the person is in the register.
    Results of conversion filters are recorded first, and decisions follow the ids that their
    events will have, so that a crash at any moment leaves what a second call can finish. The
    caller holds the lake lock.
    """
    remember(connection, work.person)
    connection.execute(sql("create_changed_records"))
    held = find_held_days(settings, connection, work.person)
    rewriting = _Rewriting(settings, connection, progress)
    for (source, day), tables in held.items():
        if source in _KNOWN_BY_ID:
            rewriting.note_changes(source, day, tables)
    _keep_conversions(settings, connection)
    for source, day, tables in _decisions_first(settings, held):
        work = rewriting.rewrite(source, day, tables, work)
    return work


def _decisions_first(
    settings: Settings, held: TablesByDay
) -> Iterator[tuple[str, date, list[str]]]:
    """Order days: what is known of the events of decisions is in days not yet rewritten."""
    for folder in sorted((settings.lake / DECISIONS.name).glob("dt=*")):
        day = day_of_folder(folder.name)
        yield DECISIONS.name, day, list(_TABLES_OF_DECISIONS)
    for (source, day), tables in held.items():
        if source != DECISIONS.name:
            yield source, day, tables


class _Rewriting:
    """Rewrites landing days on one connection."""

    def __init__(
        self,
        settings: Settings,
        connection: duckdb.DuckDBPyConnection,
        progress: Callable[[str], None],
    ) -> None:
        self.settings = settings
        self.connection = connection
        self.progress = progress
        self.lookup = prepare_lookup(connection, settings)

    def note_changes(self, source: str, day: date, tables: list[str]) -> None:
        """Fill `changed_records` with the rows that will be others."""
        for table in tables:
            if table == QUARANTINE or (query := self._query(source, day, table)) is None:
                continue
            old = held_table(self._path(source, day, table))
            parts = {"source": literal(source), "old": old, "new": query}
            self.connection.execute(sql("note_changed_records", **parts))

    def rewrite(self, source: str, day: date, tables: list[str], work: Work) -> Work:
        """Rewrite the tables of a day that really hold the person; returns the counted work."""
        queries, counts = {}, {}
        for table in tables:
            path = self._path(source, day, table)
            query = self._query(source, day, table) if path.exists() else None
            if query is None:
                continue
            found = sql("changed_rows", old=held_table(path), new=query)
            ((changed,),) = self.connection.execute(found).fetchall()
            if changed:
                queries[table] = query
                counts[f"{source}/dt={day}/{table}"] = changed
        if queries:
            work = work.with_changes(counts)
            write_work(self.settings, work)
            rewrite_day(self.settings, self.connection, source, day, queries)
            self.progress(f"{source} dt={day}")
        return work

    def _query(self, source: str, day: date, table: str) -> str | None:
        """Return what a table becomes, None if it stays; it holds until the table's next one."""
        if self.lookup is None:
            return None
        held = held_table(self._path(source, day, table))
        if table == QUARANTINE:
            return without_persons(self.connection, self.lookup, held)
        found = pseudonymised(self.connection, self.lookup, source, table, held)
        if source == DECISIONS.name:
            return sql(f"decisions_{table}", decided=found or held)
        return found

    def _path(self, source: str, day: date, table: str) -> Path:
        if table == QUARANTINE:
            return quarantine_file(self.settings, source, day)
        return lake_folder(self.settings, source, day) / f"{table}.parquet"


def _keep_conversions(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    if not settings.warehouse.exists():
        return
    connection.execute("attach ? as warehouse (read_only)", [str(settings.warehouse)])
    try:
        kept = connection.sql(sql("kept_conversions")).to_arrow_table()
    finally:
        connection.execute("detach warehouse")
    record_decisions(settings, {KEPT_CONVERSIONS: kept}, datetime.now(UTC).date())
