"""DuckDB as ingest uses it: its settings, its .sql files, and its failures in plain words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from threading import Lock

import duckdb
import pyarrow as pa
from isal import isal_zlib

from orchestration.errors import (
    ChatmartError,
    LandingFileError,
    OutOfSpaceError,
    is_out_of_space,
)
from orchestration.ingest.sources import LAKE_SCHEMA_VERSION, SOURCES
from orchestration.partitions import EARLIEST_ACCEPTED, latest_accepted

# What a gzip stream raises that is cut short or damaged, beside OSError.
_DAMAGED = (EOFError, isal_zlib.error)
BROKEN_ENGINE = (duckdb.InternalException, duckdb.FatalException)
"""What a database raises from the moment on that it refuses all further work."""
_SQL_FILES = resources.files("orchestration.ingest") / "sql"


@cache
def sql_text(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (_SQL_FILES / f"{name}.sql").read_text(encoding="utf-8")


def sql(name: str, **parts: str) -> str:
    """Return `sql/<name>.sql` with its parts filled in (code of ours, never delivered text)."""
    text = sql_text(name)
    return Template(text).substitute(parts) if parts else text


def literal(text: str) -> str:
    """Quote text as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def quoted(column: str) -> str:
    """Quote the name of a column."""
    return '"' + column.replace('"', '""') + '"'


@cache
def reader_fingerprint() -> str:
    """Identify what reading does: the .sql files, the fields and columns, the schema version."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(str(LAKE_SCHEMA_VERSION).encode())
    for file in sorted(_SQL_FILES.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".sql"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for source in SOURCES.values():
        digest.update(repr((source.name, source.fields, sorted(source.tables))).encode())
        for table, columns in source.tables.items():
            types = [(column.name, column.type) for column in columns]
            digest.update(json.dumps([table, types]).encode())
    return digest.hexdigest()


def _canonical_json(text: str) -> str:
    """Order the keys of a JSON text, so that equal objects have equal texts."""

    def ordered(pairs: list[tuple[str, object]]) -> dict[str, object]:
        # The first of repeated keys wins, as it does when DuckDB reads them.
        return dict(sorted(dict(reversed(pairs)).items()))

    try:
        return json.dumps(json.loads(text, object_pairs_hook=ordered), separators=(",", ":"))
    except (ValueError, RecursionError):
        return text


class Engine:
    """An in-memory database that any number of landing days share, each in a session of its own.

    Opened with the first session, because opening costs more than a small landing day.
    What does not fit into `memory_limit` spills into the folder `spill`.
    """

    def __init__(self, spill: Path, *, threads: int, memory_limit: str) -> None:
        self._config = {
            "threads": threads,
            "memory_limit": memory_limit,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        }
        self._database: duckdb.DuckDBPyConnection | None = None
        self._opening = Lock()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    @contextmanager
    def session(self, day: date) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a connection for one landing day; its temporary tables are gone with it."""
        with self._opening:
            if self._database is None:
                self._database = self._open()
            database = self._database
            connection = database.cursor()
        with connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET enable_progress_bar = false")
            for name, value in (
                ("landing_day", day),
                ("earliest_accepted", EARLIEST_ACCEPTED.replace(tzinfo=None)),
                ("latest_accepted", latest_accepted(day).replace(tzinfo=None)),
            ):
                connection.execute(f"SET VARIABLE {name} = ?", [value])
            try:
                yield connection
            except BROKEN_ENGINE:
                # The other days get a new one.
                with self._opening:
                    if self._database is database:
                        self._database = None
                raise

    def _open(self) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect(config=self._config)
        database.create_function("canonical_json", _canonical_json, ["VARCHAR"], "VARCHAR")
        database.execute(sql("macros"))
        return database


@contextmanager
def plain_failures(subject: str, *, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn failures of DuckDB, Arrow and the disk while handling `subject` into our errors.

    Their messages may quote records, so only the kind of failure is passed on. What is of a type
    in `but` is raised as it is.
    """
    try:
        yield
    except (ChatmartError, *but):
        raise
    except (
        duckdb.Error, pa.ArrowException, OSError, MemoryError, UnicodeDecodeError, *_DAMAGED
    ) as error:  # fmt: skip
        if is_out_of_space(error):
            raise OutOfSpaceError(
                f"No space left on the disk while reading {subject}.",
                way_out="Free disk space and run again; what was there before is intact.",
            ) from None
        if isinstance(error, (duckdb.OutOfMemoryException, MemoryError)):
            raise LandingFileError(
                f"There is not enough memory to read {subject}.",
                way_out="Deliver it in smaller files, or give the machine more memory.",
            ) from None
        kind = f"the database engine refuses it ({type(error).__name__})"
        if isinstance(error, UnicodeDecodeError):
            kind = "it holds names that are no valid UTF-8"
        elif isinstance(error, (OSError, *_DAMAGED)):
            # Without a text of the operating system it is what could not be decompressed.
            kind = getattr(error, "strerror", None) or "its compressed data is damaged or cut short"
        raise LandingFileError(
            f"{subject} cannot be read: {kind}.",
            way_out="Check the file, deliver it again or remove it, and run again.",
        ) from None
