"""What a publication writes, and what it takes over from the one that readers see."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish import publication as files
from orchestration.publish.editions import EDITIONS, Edition, Editions, delivered_columns
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
    """How each mart is published. Without a base all of them are written whole.

    With `copies_databases`, the DuckDB files begin as copies of the base's; otherwise only Parquet
    files are taken over from it.
    """

    marts: tuple[MartPlan, ...]
    base: Base | None = None
    copies_databases: bool = True

    def changes_in_databases(self, mart: MartPlan) -> tuple[date, ...] | None:
        """Return the dates to replace in the DuckDB files; None if the mart is written whole."""
        return mart.changed_dates if self.base is not None and self.copies_databases else None

    def as_whole(self) -> PublicationPlan:
        """Return the plan that takes nothing over."""
        marts = (dataclasses.replace(mart, changed_dates=None) for mart in self.marts)
        return PublicationPlan(tuple(marts))


def plan_publication(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    editions: Editions,
    current: Publication | None,
    *,
    afresh: bool,
) -> PublicationPlan:
    """Compare the warehouse's log of changes with the publication that readers see.

    Whatever the log is not known to be complete for is published whole. `afresh`, the DuckDB files
    are written anew: a copy would keep, in blocks that it no longer uses, what they once held.
    """
    rows = connection.execute((_SQL / "marts.sql").read_text()).fetchall()
    whole = PublicationPlan(tuple(MartPlan(mart, column) for mart, column, _ in rows))
    if current is None:
        return whole
    base = Base(files.folder_of(settings, current.publication_id), current)
    if not _may_start_from(connection, base):
        return whole
    try:
        if not _holds_only_what_it_may(base, editions.without_personal_data):
            return whole
        intact = _intact_marts(base, editions)
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
    return PublicationPlan(tuple(marts), base, copies_databases=not afresh)


def _may_start_from(connection: duckdb.DuckDBPyConnection, base: Base) -> bool:
    """Whether the log starts at this publication and its DuckDB files are fit to be copied."""
    known = connection.execute("select publication_id from state.publication_base").fetchall()
    record = base.publication
    if known != [(record.publication_id,)] or record.layout != LAYOUT:
        return False
    databases = [files.database_of(base.folder, edition) for edition in EDITIONS]
    if any(path.with_name(f"{path.name}.wal").exists() for path in databases):
        return False
    if not all(path.is_file() for path in databases):
        return False
    without_holes = record.whole_bytes * record.rows_in_databases / max(record.whole_rows, 1)
    largest = _LARGEST_GROWTH * without_holes + _GROWTH_BYTES
    return files.size_of_databases(base.folder) <= largest


def _holds_only_what_it_may(base: Base, edition: Edition) -> bool:
    """Whether every column in the base's file without personal data still is about nobody.

    What is deleted from a copy stays in its unused blocks, where anybody can read it.
    """
    with _opened(base, edition) as published:
        return all(
            name in dict(edition.columns.get(mart, []))
            for mart, columns in delivered_columns(published).items()
            for name, _ in columns
        )


def _intact_marts(base: Base, editions: Editions) -> set[str]:
    """Name the marts that have today's columns and, in both formats, all rows they had.

    Rows that the file without personal data lost come to light when it is verified.
    """
    rows = base.publication.rows
    with (
        _opened(base, editions.complete) as published,
        _opened(base, editions.without_personal_data) as without_personal_data,
    ):
        delivered = delivered_columns(published)
        shown = delivered_columns(without_personal_data)
        return {
            mart
            for mart, count in rows.items()
            if mart in editions.complete.columns
            and editions.complete.columns[mart] == delivered.get(mart)
            and editions.without_personal_data.columns.get(mart) == shown.get(mart)
            and published.execute(f'select count(*) from marts."{mart}"').fetchone() == (count,)
            and base.files_of(mart).count_rows() == count
        }


def _opened(base: Base, edition: Edition) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(files.database_of(base.folder, edition.name)), read_only=True)


def _changed_dates(connection: duckdb.DuckDBPyConnection) -> dict[str, set[date | None]]:
    changes: dict[str, set[date | None]] = {}
    for relation, day in connection.execute(
        "select relation, changed_date from state.changed_dates"
    ).fetchall():
        changes.setdefault(relation, set()).add(day)
    return changes
