"""A publication's DuckDB files: written anew, or the previous ones copied and changed.

While they are written, they are attached to the warehouse under the names of their editions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.privacy.history import PrivacyHistory
from orchestration.publish import publication as files
from orchestration.publish.editions import Edition
from orchestration.publish.plan import MartPlan, PublicationPlan
from orchestration.publish.publication import Publication

_SQL = Path(__file__).parent / "sql"

WAREHOUSE = "warehouse"
"""What DuckDB calls the warehouse's database, after its file."""


@dataclass(frozen=True)
class FileLoadRow:
    """One landing file as `audit.file_loads` shows it."""

    source: str
    landing_day: date
    file_name: str
    received: int
    accepted: int
    quarantined: int
    status: str
    loaded_at: datetime | None


def attach(
    connection: duckdb.DuckDBPyConnection, edition: Edition, folder: Path, plan: PublicationPlan
) -> None:
    """Attach the edition's file in `folder`, with those of the base's marts that only change."""
    path = files.database_of(folder, edition.name)
    if plan.base is not None and plan.copies_databases:
        files.copy_file(files.database_of(plan.base.folder, edition.name), path)
    # Nobody reads the file before it is complete, so it needs no log to survive a crash.
    connection.execute(f'attach ? as "{edition.name}" (recovery_mode no_wal_writes)', [str(path)])
    with _in(connection, edition):
        connection.execute((_SQL / "create_schemas.sql").read_text())
        kept = {mart.mart for mart in plan.marts if plan.changes_in_databases(mart) is not None}
        for (mart,) in connection.execute((_SQL / "present_marts.sql").read_text()).fetchall():
            if mart not in kept or mart not in edition.columns:
                connection.execute(f'drop table marts."{mart}"')


def write_mart(
    connection: duckdb.DuckDBPyConnection,
    edition: Edition,
    mart: MartPlan,
    changed_dates: Iterable[date] | None,
    *,
    of: str,
) -> None:
    """Make the edition's table equal to the mart in the database `of`.

    Only the rows of `changed_dates` are replaced, all if that is None.
    """
    written = f'"{edition.name}".marts."{mart.mart}"'
    rows = f'select {edition.select(mart.mart)} from "{of}".marts."{mart.mart}"'
    if changed_dates is None:
        # Rows of a date lie together: what is replaced by date, here and by readers, is found fast.
        order = f'order by "{mart.date_column}"' if mart.date_column else ""
        connection.execute(f"create table {written} as {rows} {order}")
    elif literals := ", ".join(f"date '{day}'" for day in changed_dates):
        # Literals, because they prune row groups where a join would not.
        changed = f'where "{mart.date_column}" in ({literals})'
        connection.execute(f"delete from {written} {changed}")
        connection.execute(f"insert into {written} by name {rows} {changed}")


def count_rows(connection: duckdb.DuckDBPyConnection, edition: Edition, mart: str) -> int:
    """Count the rows of the edition's table."""
    counted = connection.execute(f'select count(*) from "{edition.name}".marts."{mart}"').fetchone()
    return counted[0] if counted else 0


def write_audit(
    connection: duckdb.DuckDBPyConnection,
    edition: Edition,
    publication: Publication,
    file_loads: Iterable[FileLoadRow],
    history: PrivacyHistory,
) -> None:
    """Write the audit tables anew."""
    with _in(connection, edition):
        connection.execute((_SQL / "create_audit.sql").read_text())
        rows = [astuple(load) for load in file_loads]
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            connection.execute((_SQL / "insert_file_loads.sql").read_text(), columns)
        connection.execute(
            "insert into audit.publications values (?, ?, ?)",
            [publication.publication_id, publication.published_at, publication.as_of],
        )
        for table, entries in (
            ("erasures", history.erasures()),
            ("retention_runs", history.retention_runs()),
        ):
            if entries:
                connection.executemany(
                    f"insert into audit.{table} values (?, ?, ?, ?, ?)",
                    [astuple(entry) for entry in entries],
                )


def describe(connection: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    """Give marts and columns the project's own descriptions as comments."""
    with _in(connection, edition):
        outdated = connection.execute((_SQL / "outdated_comments.sql").read_text()).fetchall()
        connection.execute("begin")
        for kind, mart, column, text in outdated:
            described = f'marts."{mart}"' + (f'."{column}"' if column else "")
            # Comments cannot be bound as parameters.
            literal = "'" + text.replace("'", "''") + "'"
            connection.execute(f"comment on {kind} {described} is {literal}")
        connection.execute("commit")


def detach(connection: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    """Bring everything into the one file and let go of it."""
    connection.execute(f'checkpoint "{edition.name}"')
    connection.execute(f'detach "{edition.name}"')


@contextmanager
def _in(connection: duckdb.DuckDBPyConnection, edition: Edition) -> Iterator[None]:
    """Let names without a database mean the edition's; the warehouse's are then `warehouse.…`."""
    connection.execute(f'use "{edition.name}"')
    try:
        yield
    finally:
        connection.execute(f"use {WAREHOUSE}")
