"""Databases without what was deleted from them, which freed blocks and logs keep."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import duckdb

from orchestration.durable import flush
from orchestration.errors import BusyError, OutOfSpaceError, TransformError, is_out_of_space
from orchestration.ingest.staging import new_workspace
from orchestration.privacy.queries import sql
from orchestration.settings import Settings
from orchestration.transform.state import open_warehouse

_BUSY_TIMEOUT_SECONDS = 60


def rewrite_warehouse(settings: Settings) -> None:
    """Put the warehouse into a new file, which takes the place of the old one at once.

    A kill leaves the old file or the new one. Of the old one nothing stays, neither its log nor
    what it spilled. The caller holds the warehouse lock. Raises OutOfSpaceError or TransformError;
    the old file is then untouched.
    """
    if not settings.warehouse.exists():
        return
    _forget_affected(settings)
    workspace = new_workspace(settings)
    try:
        fresh = workspace.folder / settings.warehouse.name
        _copy(settings.warehouse, fresh, spill=workspace.folder)
        flush(fresh)
        fresh.replace(settings.warehouse)
        flush(settings.home)
    except (duckdb.Error, OSError) as error:
        raise _as_error(settings, error) from None
    finally:
        workspace.remove()
    remove_leftovers_of_duckdb(settings)


def remove_leftovers_of_duckdb(settings: Settings) -> None:
    """Remove the log and the spill files beside a warehouse that nobody has open."""
    name = settings.warehouse.name
    (settings.home / f"{name}.wal").unlink(missing_ok=True)
    shutil.rmtree(settings.home / f"{name}.tmp", ignore_errors=True)


def vacuum(path: Path) -> None:
    """Rewrite an SQLite database without its free pages, and empty its log.

    Raises BusyError if somebody else keeps it open and busy.
    """
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    except sqlite3.Error as error:
        if is_out_of_space(error):
            raise OutOfSpaceError(
                f"No space left to rewrite {path.name}.", way_out="Free space and erase again."
            ) from None
        raise BusyError(
            f"{path.name} cannot be rewritten while another program works on it.",
            way_out="Stop Dagster (`chatmart ui`), and erase again.",
        ) from None


def _forget_affected(settings: Settings) -> None:
    """Empty what the last transform noted for itself: whom it touched, by their old names too."""
    with open_warehouse(settings) as connection:
        for schema, table in connection.execute(sql("affected_tables")).fetchall():
            connection.execute(f'delete from "{schema}"."{table}"')


def _copy(old: Path, fresh: Path, spill: Path) -> None:
    with duckdb.connect(config={"temp_directory": str(spill / "spill")}) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("attach ? as old", [str(old)])
        # What is in the log only is part of the database.
        connection.execute("force checkpoint old")
        connection.execute("attach ? as fresh", [str(fresh)])
        connection.execute("copy from database old to fresh")
        if _relations(connection, "old") != _relations(connection, "fresh"):
            raise duckdb.Error("the copy is not what was copied")
        connection.execute("checkpoint fresh")
        connection.execute("detach fresh")
        connection.execute("detach old")


def _relations(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple]:
    """List tables with their numbers of rows, and views."""
    relations = connection.execute(sql("relations"), [database]).fetchall()
    return [
        (schema, name, is_table, columns, comment)
        if not is_table
        else (
            *(schema, name, is_table, columns, comment),
            connection.execute(f'select count(*) from {database}."{schema}"."{name}"').fetchone(),
        )
        for schema, name, is_table, columns, comment in relations
    ]


def _as_error(settings: Settings, error: Exception) -> BusyError | OutOfSpaceError | TransformError:
    if is_out_of_space(error):
        return OutOfSpaceError(
            f"No space left to rewrite {settings.warehouse.name}.",
            way_out="Free as much space as it takes, and erase again.",
        )
    if "Could not set lock" in str(error):
        return BusyError(
            f"{settings.warehouse.name} is open in another program.",
            way_out="Close it there (BI tools should open published/chatmart.duckdb instead), and "
            "erase again.",
        )
    return TransformError(
        f"{settings.warehouse.name} could not be rewritten ({type(error).__name__}).",
        way_out="Erase again; if it fails again, delete the file: it is rebuilt from the lake.",
    )
