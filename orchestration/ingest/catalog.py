"""The catalogue of the lake: which landing files were read, and what the lake holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from orchestration.errors import ChatmartError, OutOfSpaceError, is_out_of_space

LOADED = "loaded"
FAILED = "failed"
ARCHIVED = "archived"

_BUSY_TIMEOUT_SECONDS = 60

_SCHEMA = Path(__file__).with_name("catalog.sql")


@dataclass(frozen=True)
class FileLoad:
    """What became of one landing file; received = accepted + quarantined.

    `digest` is the BLAKE2b digest of the file's bytes, empty if it could not be read to its end.
    `ctime_ns` is 0 when the file was touched so shortly before it was read that its times prove
    nothing: the next scan then compares digests.
    """

    source: str
    landing_day: date
    file_name: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str
    received: int
    accepted: int
    quarantined: int
    status: str
    reason: str | None
    loaded_at: datetime


@dataclass(frozen=True)
class LakeFile:
    """A file of the lake: how many bytes it has, None for one in doubt, and their digest."""

    bytes: int | None
    digest: str | None


LakeFilesByDay = dict[tuple[str, date], dict[str, LakeFile]]
"""Files of the lake by (source, landing day) and table."""


@dataclass(frozen=True)
class LandingDay:
    """One landing day of a source as the lake holds it; `version` changes with every load."""

    source: str
    landing_day: date
    version: str
    fingerprint: str
    accepted: int
    quarantined: int
    loaded_at: datetime


def _encode_name(name: str) -> str:
    """Make a file name storable: names that are no UTF-8 keep their bytes as `\\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


_FILE_COLUMNS = (
    "source, landing_day, file_name, size, mtime_ns, ctime_ns, inode, digest, "
    "received, accepted, quarantined, status, reason, loaded_at"
)
_DAY_COLUMNS = "source, landing_day, version, fingerprint, accepted, quarantined, loaded_at"


def _placeholders(columns: str) -> str:
    return ", ".join("?" for _ in columns.split(","))


def _file_row(load: FileLoad) -> tuple:
    return (
        load.source, load.landing_day.isoformat(), _encode_name(load.file_name),
        load.size, load.mtime_ns, load.ctime_ns, load.inode, load.digest,
        load.received, load.accepted, load.quarantined,
        load.status, load.reason, load.loaded_at.isoformat(),
    )  # fmt: skip


def _file_load(row: tuple) -> FileLoad:
    values = list(row)
    values[1] = date.fromisoformat(values[1])
    values[-1] = datetime.fromisoformat(values[-1])
    return FileLoad(*values)


def _landing_day(row: tuple) -> LandingDay:
    values = list(row)
    values[1] = date.fromisoformat(values[1])
    values[-1] = datetime.fromisoformat(values[-1])
    return LandingDay(*values)


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
            connection.executescript(_SCHEMA.read_text())
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
        rows = self._rows(f"SELECT {_DAY_COLUMNS} FROM landing_days ORDER BY source, landing_day")
        return [_landing_day(row) for row in rows]

    def file_loads(
        self, source: str | None = None, landing_day: date | None = None
    ) -> list[FileLoad]:
        """List the known landing files, by source, day and name; optionally of one source, day."""
        rows = self._rows(
            f"SELECT {_FILE_COLUMNS} FROM files"
            " WHERE source = coalesce(?, source) AND landing_day = coalesce(?, landing_day)"
            " ORDER BY source, landing_day, file_name",
            (source, landing_day.isoformat() if landing_day else None),
        )
        return [_file_load(row) for row in rows]

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
                f"INSERT INTO landing_days ({_DAY_COLUMNS})"
                f" VALUES ({_placeholders(_DAY_COLUMNS)})",
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
                f"SELECT {_FILE_COLUMNS} FROM files"
                " WHERE source = ? AND landing_day = ? AND file_name = ?",
                (load.source, load.landing_day.isoformat(), _encode_name(load.file_name)),
            ).fetchone()
            if earlier:
                known = _file_load(earlier)
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
                 load.source, load.landing_day.isoformat(), _encode_name(load.file_name)),
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
                    (status, source, landing_day.isoformat(), _encode_name(name))
                    for name in file_names
                ],
            )

    @staticmethod
    def _delete_day(connection: sqlite3.Connection, source: str, landing_day: date) -> None:
        key = (source, landing_day.isoformat())
        connection.execute("DELETE FROM landing_days WHERE source = ? AND landing_day = ?", key)
        connection.execute("DELETE FROM files WHERE source = ? AND landing_day = ?", key)
        connection.execute("DELETE FROM lake_files WHERE source = ? AND landing_day = ?", key)

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
            f"INSERT OR REPLACE INTO files ({_FILE_COLUMNS})"
            f" VALUES ({_placeholders(_FILE_COLUMNS)})",
            [_file_row(load) for load in files],
        )
