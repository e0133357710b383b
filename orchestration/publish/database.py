"""A publication's DuckDB file: written anew, or the previous one copied and changed.

While it is written, it is attached to the warehouse as `target`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.publish import publication as files
from orchestration.publish.plan import MartPlan, PublicationPlan
from orchestration.publish.publication import Publication

_SQL = Path(__file__).parent / "sql"


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


def attach(connection: duckdb.DuckDBPyConnection, folder: Path, plan: PublicationPlan) -> None:
    """Attach the file in `folder`, holding those of the base's marts that are only changed."""
    if plan.base is not None:
        files.copy_file(files.database_of(plan.base.folder), files.database_of(folder))
    # Nobody reads the file before it is complete, so it needs no log to survive a crash.
    connection.execute(
        "attach ? as target (recovery_mode no_wal_writes)", [str(files.database_of(folder))]
    )
    connection.execute((_SQL / "create_schemas.sql").read_text())
    kept = {mart.mart for mart in plan.marts if mart.changed_dates is not None}
    for (mart,) in connection.execute((_SQL / "target_marts.sql").read_text()).fetchall():
        if mart not in kept:
            connection.execute(f'drop table target.marts."{mart}"')


def write_mart(connection: duckdb.DuckDBPyConnection, plan: MartPlan) -> int:
    """Make the published table equal to the warehouse's mart; gives its number of rows."""
    mart = plan.mart
    if plan.changed_dates is None:
        # Rows of a date lie together: what is replaced by date, here and by readers, is found fast.
        order = f'order by "{plan.date_column}"' if plan.date_column else ""
        connection.execute(f'create table target.marts."{mart}" as from marts."{mart}" {order}')
    elif plan.changed_dates:
        # Literals, because they prune row groups where a join would not.
        literals = ", ".join(f"date '{day}'" for day in plan.changed_dates)
        changed = f'where "{plan.date_column}" in ({literals})'
        connection.execute(f'delete from target.marts."{mart}" {changed}')
        connection.execute(
            f'insert into target.marts."{mart}" by name from marts."{mart}" {changed}'
        )
    counted = connection.execute(f'select count(*) from target.marts."{mart}"').fetchone()
    return counted[0] if counted else 0


def write_audit(
    connection: duckdb.DuckDBPyConnection,
    publication: Publication,
    file_loads: Iterable[FileLoadRow],
) -> None:
    """Write the audit tables anew."""
    connection.execute((_SQL / "create_audit.sql").read_text())
    rows = [astuple(load) for load in file_loads]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute((_SQL / "insert_file_loads.sql").read_text(), columns)
    connection.execute(
        "insert into target.audit.publications values (?, ?, ?)",
        [publication.publication_id, publication.published_at, publication.as_of],
    )


def describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Give marts and columns the project's own descriptions as comments."""
    outdated = connection.execute((_SQL / "outdated_comments.sql").read_text()).fetchall()
    for kind, mart, column, text in outdated:
        described = f'target.marts."{mart}"' + (f'."{column}"' if column else "")
        # Comments cannot be bound as parameters.
        literal = "'" + text.replace("'", "''") + "'"
        connection.execute(f"comment on {kind} {described} is {literal}")


def detach(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring everything into the one file and let go of it."""
    connection.execute("checkpoint target")
    connection.execute("detach target")
