"""What a publication writes, and what it takes over from the one that readers see."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish import publication as files
from orchestration.publish.parquet import MartFiles
from orchestration.publish.publication import LAYOUT, Publication
from orchestration.settings import Settings

_SQL = Path(__file__).parent / "sql"
# Replaced rows leave holes in a DuckDB file. A copy that has grown to more than this many times the
# size that a file without holes would have, and by more than a few blocks, is not copied again.
_LARGEST_GROWTH = 1.5
_GROWTH_BYTES = 32 * 2**20


@dataclass(frozen=True)
class MartPlan:
    """How one mart is published.

    `date_column` has the date of a row, by whose calendar months the Parquet files are cut; None if
    rows have no date. `changed_dates` are the dates to replace; None if the mart is written whole.
    """

    mart: str
    date_column: str | None
    changed_dates: tuple[date, ...] | None = None


@dataclass(frozen=True)
class Base:
    """The publication that a new one starts from, and its folder."""

    folder: Path
    publication: Publication

    def files_of(self, mart: str) -> MartFiles:
        """Return the mart's Parquet files."""
        return MartFiles(self.folder, self.publication.publication_id, mart)


@dataclass(frozen=True)
class PublicationPlan:
    """How each mart is published. Without a base all of them are written whole."""

    marts: tuple[MartPlan, ...]
    base: Base | None = None

    def as_whole(self) -> PublicationPlan:
        """Return the plan that takes nothing over."""
        marts = (dataclasses.replace(mart, changed_dates=None) for mart in self.marts)
        return PublicationPlan(tuple(marts))


def plan_publication(
    connection: duckdb.DuckDBPyConnection, settings: Settings, current: Publication | None
) -> PublicationPlan:
    """Compare the warehouse's log of changes with the publication that readers see.

    Whatever the log is not known to be complete for is published whole.
    """
    rows = connection.execute((_SQL / "marts.sql").read_text()).fetchall()
    whole = PublicationPlan(tuple(MartPlan(mart, column) for mart, column, _ in rows))
    if current is None:
        return whole
    base = Base(files.folder_of(settings, current.publication_id), current)
    if not _may_start_from(connection, base):
        return whole
    try:
        intact = _intact_marts(connection, base)
    except (OSError, ValueError, duckdb.Error):
        # A file is missing or damaged.
        return whole
    changes = _changed_dates(connection)
    marts = []
    for mart, date_column, changed_in in rows:
        changed = changes.get(f"marts.{mart}", set()) | changes.get(changed_in, set())
        is_whole = date_column is None or mart not in intact or None in changed
        marts.append(MartPlan(mart, date_column, None if is_whole else tuple(sorted(changed))))
    if all(mart.changed_dates is None for mart in marts):
        return whole
    return PublicationPlan(tuple(marts), base)


def _may_start_from(connection: duckdb.DuckDBPyConnection, base: Base) -> bool:
    """Whether the log starts at this publication and its DuckDB file is fit to be copied."""
    known = connection.execute("select publication_id from state.publication_base").fetchall()
    record = base.publication
    database = files.database_of(base.folder)
    if known != [(record.publication_id,)] or record.layout != LAYOUT:
        return False
    if database.with_name(f"{database.name}.wal").exists():
        return False
    without_holes = record.whole_bytes * sum(record.rows.values()) / max(record.whole_rows, 1)
    return database.stat().st_size <= _LARGEST_GROWTH * without_holes + _GROWTH_BYTES


def _intact_marts(connection: duckdb.DuckDBPyConnection, base: Base) -> set[str]:
    """Name the marts that have today's columns and, in both formats, all rows they had."""
    promised = _columns_by_mart(connection, "promised_columns.sql")
    with duckdb.connect(str(files.database_of(base.folder)), read_only=True) as published:
        delivered = _columns_by_mart(published, "delivered_columns.sql")
        return {
            mart
            for mart, rows in base.publication.rows.items()
            if mart in promised
            and promised[mart] == delivered.get(mart)
            and published.execute(f'select count(*) from marts."{mart}"').fetchone() == (rows,)
            and base.files_of(mart).count_rows() == rows
        }


def _columns_by_mart(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[tuple]]:
    columns: dict[str, list[tuple]] = {}
    for mart, *column in connection.execute((_SQL / query).read_text()).fetchall():
        columns.setdefault(mart, []).append(tuple(column))
    return columns


def _changed_dates(connection: duckdb.DuckDBPyConnection) -> dict[str, set[date | None]]:
    changes: dict[str, set[date | None]] = {}
    for relation, day in connection.execute(
        "select relation, changed_date from state.changed_dates"
    ).fetchall():
        changes.setdefault(relation, set()).add(day)
    return changes
