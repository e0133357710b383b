"""The catalogue of the lake: which landing files were read, and what the lake holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

from orchestration.errors import ChatmartError, OutOfSpaceError, is_out_of_space
from orchestration.ingest.catalog_rows import (
    DAY_COLUMNS,
    FILE_COLUMNS,
    REFUSAL_COLUMNS,
    SCHEMA,
    FileLoad,
    LakeFile,
    LakeFilesByDay,
    LandingDay,
    RefusedDay,
    day_of_row,
    encode_name,
    file_of_row,
    placeholders,
    refusal_of_row,
    row_of_file,
)

__all__ = [
    "ARCHIVED",
    "FAILED",
    "LOADED",
    "Catalog",
    "FileLoad",
    "LakeFile",
    "LakeFilesByDay",
    "LandingDay",
    "RefusedDay",
]

LOADED = "loaded"
FAILED = "failed"
ARCHIVED = "archived"

_BUSY_TIMEOUT_SECONDS = 60


class Catalog:
    """The catalogue database; every method opens its own short connection.

    Safe to use from several threads and processes. The file is created by `create` or the first
    change; a catalogue without one is empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._is_ready = False
        if self.path.exists():
            self.create()

    def create(self) -> None:
        """Make sure of file and tables."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)
        self._is_ready = True

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if not (self._is_ready and self.path.exists()):
            self.create()
        with self._open() as connection:
            yield connection

    def _rows(self, query: str, parameters: tuple = ()) -> list[tuple]:
        if not self.path.exists():
            return []
        with self._connection() as connection:
            return connection.execute(query, parameters).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_SECONDS)
            try:
                # A day is only as durable as its catalogue row: wait for the disk.
                connection.execute("PRAGMA synchronous = FULL")
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            if is_out_of_space(error):
                raise OutOfSpaceError(
                    f"No space left while writing {self.path.name}.",
                    way_out="Free disk space and run again.",
                ) from error
            raise ChatmartError(
                f"The lake's catalogue {self.path.name} cannot be used: {error}.",
                way_out="Check the file's permissions and disk; if it is damaged, delete it and "
                "run again: landing days are then read anew.",
            ) from error

    def lake_versions(self) -> dict[tuple[str, date], str]:
        """Return the version of every landing day the lake holds, by (source, landing day)."""
        return {(day.source, day.landing_day): day.version for day in self.landing_days()}

    def landing_days(self) -> list[LandingDay]:
        """List every landing day the lake holds, by source and day."""
        rows = self._rows(f"SELECT {DAY_COLUMNS} FROM landing_days ORDER BY source, landing_day")
        return [day_of_row(row) for row in rows]

    def file_loads(
        self, source: str | None = None, landing_day: date | None = None
    ) -> list[FileLoad]:
        """List the known landing files, by source, day and name; optionally of one source, day."""
        rows = self._rows(
            f"SELECT {FILE_COLUMNS} FROM files"
            " WHERE source = coalesce(?, source) AND landing_day = coalesce(?, landing_day)"
            " ORDER BY source, landing_day, file_name",
            (source, landing_day.isoformat() if landing_day else None),
        )
        return [file_of_row(row) for row in rows]

    def refused_days(self) -> list[RefusedDay]:
        """List the landing days that the lake did not take when they were last read."""
        rows = self._rows(f"SELECT {REFUSAL_COLUMNS} FROM refused_days ORDER BY 1, 2")
        return [refusal_of_row(row) for row in rows]

    def refuse_day(self, day: RefusedDay) -> None:
        """Record why a landing day was not taken, until it is."""
        with self._connection() as connection:
            connection.execute(
                f"INSERT OR REPLACE INTO refused_days ({REFUSAL_COLUMNS})"
                f" VALUES ({placeholders(REFUSAL_COLUMNS)})",
                (day.source, day.landing_day.isoformat(), day.reason, day.way_out,
                 day.refused_at.isoformat()),
            )  # fmt: skip

    def lake_files(self) -> LakeFilesByDay:
        """Return the files of the lake by (source, landing day) and table.

        Those of days that were loaded by old versions are missing.
        """
        files: dict[tuple[str, date], dict[str, LakeFile]] = {}
        for source, day, table, *known in self._rows("SELECT * FROM lake_files"):
            files.setdefault((source, date.fromisoformat(day)), {})[table] = LakeFile(*known)
        return files

    def replace_day(
        self,
        day: LandingDay,
        files: Iterable[FileLoad],
        lake_files: Mapping[str, LakeFile] | None = None,
    ) -> None:
        """Record that the lake now holds `day`, loaded from `files`; one transaction."""
        with self._connection() as connection:
            self._delete_day(connection, day.source, day.landing_day)
            connection.execute(
                f"INSERT INTO landing_days ({DAY_COLUMNS})"
                f" VALUES ({placeholders(DAY_COLUMNS)})",
                (day.source, day.landing_day.isoformat(), day.version, day.fingerprint,
                 day.accepted, day.quarantined, day.loaded_at.isoformat()),
            )  # fmt: skip
            self._insert_files(connection, files)
            self._insert_lake_files(connection, day.source, day.landing_day, lake_files or {})

    def replace_version(self, day: LandingDay, lake_files: Mapping[str, LakeFile]) -> None:
        """Record that the lake holds another version of a day, loaded from the same files."""
        with self._connection() as connection:
            self._insert_lake_files(connection, day.source, day.landing_day, lake_files)
            connection.execute(
                "UPDATE landing_days SET version = ?, loaded_at = ?"
                " WHERE source = ? AND landing_day = ?",
                (day.version, day.loaded_at.isoformat(), day.source, day.landing_day.isoformat()),
            )

    def note_lake_file(self, source: str, landing_day: date, table: str, file: LakeFile) -> None:
        """Remember what is known of a file of the lake."""
        with self._connection() as connection:
            self._insert_lake_files(connection, source, landing_day, {table: file})

    def pseudonyms(self) -> int:
        """Return how many pseudonyms the register is known to have had."""
        return sum(registered for (registered,) in self._rows("SELECT * FROM pseudonyms"))

    def note_pseudonyms(self, registered: int) -> None:
        """Remember how many pseudonyms the register has."""
        with self._connection() as connection:
            connection.execute("DELETE FROM pseudonyms")
            connection.execute("INSERT INTO pseudonyms VALUES (?)", [registered])

    def remove_day(self, source: str, landing_day: date) -> None:
        """Record that the lake no longer holds this day; one transaction."""
        with self._connection() as connection:
            self._delete_day(connection, source, landing_day)

    def record_failure(self, load: FileLoad) -> None:
        """Record that a file could not be read; the day keeps what it had.

        Counts of an earlier successful load of the same file stay, because its rows stay.
        """
        with self._connection() as connection:
            earlier = connection.execute(
                f"SELECT {FILE_COLUMNS} FROM files"
                " WHERE source = ? AND landing_day = ? AND file_name = ?",
                (load.source, load.landing_day.isoformat(), encode_name(load.file_name)),
            ).fetchone()
            if earlier:
                known = file_of_row(earlier)
                load = replace(
                    load,
                    received=known.received,
                    accepted=known.accepted,
                    quarantined=known.quarantined,
                )
            self._insert_files(connection, [load])

    def update_stat(self, load: FileLoad) -> None:
        """Remember new times of a file whose bytes are the same."""
        with self._connection() as connection:
            connection.execute(
                "UPDATE files SET size = ?, mtime_ns = ?, ctime_ns = ?, inode = ?"
                " WHERE source = ? AND landing_day = ? AND file_name = ?",
                (load.size, load.mtime_ns, load.ctime_ns, load.inode,
                 load.source, load.landing_day.isoformat(), encode_name(load.file_name)),
            )  # fmt: skip

    def mark(self, status: str, source: str, landing_day: date, file_names: Iterable[str]) -> None:
        """Record that files left the landing folder on purpose, or lie in it after all.

        As `ARCHIVED` their rows stay although they are gone; as `LOADED` their removal is one.
        """
        with self._connection() as connection:
            connection.executemany(
                "UPDATE files SET status = ?"
                " WHERE source = ? AND landing_day = ? AND file_name = ?",
                [
                    (status, source, landing_day.isoformat(), encode_name(name))
                    for name in file_names
                ],
            )

    @staticmethod
    def _delete_day(connection: sqlite3.Connection, source: str, landing_day: date) -> None:
        key = (source, landing_day.isoformat())
        for table in ("landing_days", "files", "refused_days", "lake_files"):
            connection.execute(f"DELETE FROM {table} WHERE source = ? AND landing_day = ?", key)

    @staticmethod
    def _insert_lake_files(
        connection: sqlite3.Connection,
        source: str,
        landing_day: date,
        lake_files: Mapping[str, LakeFile],
    ) -> None:
        day = landing_day.isoformat()
        connection.executemany(
            "INSERT OR REPLACE INTO lake_files VALUES (?, ?, ?, ?, ?)",
            [(source, day, table, *astuple(file)) for table, file in lake_files.items()],
        )

    @staticmethod
    def _insert_files(connection: sqlite3.Connection, files: Iterable[FileLoad]) -> None:
        connection.executemany(
            f"INSERT OR REPLACE INTO files ({FILE_COLUMNS}) VALUES ({placeholders(FILE_COLUMNS)})",
            [row_of_file(load) for load in files],
        )
