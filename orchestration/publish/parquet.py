"""A publication's Parquet files: one per mart, or one per calendar month of a mart with dates."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.publish import publication as files
from orchestration.publish.editions import COMPLETE

_FORMAT = "format parquet, compression zstd, compression_level 1"
_MONTH = "month_of_the_file"
# From so many rows a month on, one statement for each is cheaper than one that parts the rows: they
# lie ordered by their dates, so a month is found by zone maps.
_MANY_ROWS = 10_000
# Rows without a date have a file of their own.
_UNDATED = "undated"


@dataclass(frozen=True)
class MartFiles:
    """The Parquet files of one mart in the folder of a publication.

    Their names carry the publication's id, also where a file is that of an earlier publication.
    """

    publication_folder: Path
    publication_id: str
    mart: str

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return files.parquet_of(self.publication_folder) / self.mart

    def path(self, month: str | None = None) -> Path:
        """Return the file of a month (YYYY-MM), or the one with all rows."""
        suffix = f"-{month}" if month else ""
        return self.folder / f"{self.mart}-{self.publication_id}{suffix}.parquet"

    def by_month(self) -> dict[str, Path]:
        """Return the files of months by month."""
        beginning = f"{self.path().stem}-"
        return {
            path.stem.removeprefix(beginning): path
            for path in self.folder.iterdir()
            if path.stem.startswith(beginning)
        }

    def count_rows(self) -> int:
        """Sum up what the files say they hold."""
        return sum(pq.read_metadata(path).num_rows for path in self.folder.iterdir())


def write_mart(
    connection: duckdb.DuckDBPyConnection,
    to: MartFiles,
    date_column: str | None,
    changed_dates: Iterable[date] | None = None,
    previous: MartFiles | None = None,
) -> None:
    """Write the rows of a published table: in one file if they have no date, else by month.

    Months without a changed date are taken over from `previous`; without that, all are written.
    """
    to.folder.mkdir(parents=True)
    if date_column is not None and changed_dates is not None and previous is not None:
        months = {f"{day:%Y-%m}" for day in changed_dates}
        for month, path in previous.by_month().items():
            if month not in months:
                _take_over(path, to.path(month))
        _write_months(connection, to, date_column, months)
    elif date_column is not None:
        _write_every_month(connection, to, date_column)
    # Even a mart without rows has a file, which says its columns.
    if not any(to.folder.iterdir()):
        _write(connection, to, to.path())


def _write_every_month(
    connection: duckdb.DuckDBPyConnection, to: MartFiles, date_column: str
) -> None:
    rows_by_month = _count_by_month(connection, to, date_column)
    if sum(rows_by_month.values()) >= _MANY_ROWS * len(rows_by_month) > 0:
        _write_months(connection, to, date_column, rows_by_month)
        return
    aside = to.folder / "aside"
    connection.execute(
        f"""copy (
            select *, coalesce(strftime("{date_column}", '%Y-%m'), '{_UNDATED}') as {_MONTH}
            from "{COMPLETE}".marts."{to.mart}"
        ) to ? ({_FORMAT}, partition_by {_MONTH})""",
        [str(aside)],
    )
    for folder in aside.iterdir() if aside.exists() else ():
        month = folder.name.removeprefix(f"{_MONTH}=")
        first, *others = folder.iterdir()
        first.rename(to.path(month))
        if others:
            # More months than DuckDB keeps open at once come in pieces.
            _write_months(connection, to, date_column, [month])
    shutil.rmtree(aside, ignore_errors=True)


def _count_by_month(
    connection: duckdb.DuckDBPyConnection, to: MartFiles, date_column: str
) -> dict[str, int]:
    return dict(
        connection.execute(
            f"""select coalesce(strftime(month, '%Y-%m'), '{_UNDATED}'), row_count from (
                select date_trunc('month', "{date_column}") as month, count(*) as row_count
                from "{COMPLETE}".marts."{to.mart}"
                group by month
            )"""
        ).fetchall()
    )


def _write_months(
    connection: duckdb.DuckDBPyConnection, to: MartFiles, date_column: str, months: Collection[str]
) -> None:
    for month in sorted(months):
        rows = _write(connection, to, to.path(month), f"where {_is_in(date_column, month)}")
        if rows == 0:
            to.path(month).unlink()


def _write(
    connection: duckdb.DuckDBPyConnection, to: MartFiles, path: Path, condition: str = ""
) -> int:
    written = connection.execute(
        f'copy (from "{COMPLETE}".marts."{to.mart}" {condition}) to ? ({_FORMAT})',
        [str(path)],
    ).fetchone()
    return written[0] if written else 0


def _is_in(date_column: str, month: str) -> str:
    if month == _UNDATED:
        return f'"{date_column}" is null'
    first = date.fromisoformat(f"{month}-01")
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return f"\"{date_column}\" >= date '{first}' and \"{date_column}\" < date '{after}'"


def _take_over(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
