"""Whatever else lies below the home folder and holds a person: exports, logs, Dagster's storage.

Lake, quarantine, warehouse and publication are rewritten by those who know what is in them; here
all other files are looked through, whatever they are called.
"""

from __future__ import annotations

import html
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa
from isal import igzip, isal_zlib

from orchestration.errors import BusyError
from orchestration.privacy.databases import vacuum
from orchestration.privacy.matching import Matcher, in_pieces
from orchestration.privacy.queries import sql
from orchestration.settings import Settings

_BUSY_TIMEOUT_SECONDS = 60
_LONGEST_TEXT_BYTES = 64 * 1024 * 1024
_MEMORY_LIMIT = "500MB"
# How files begin, whatever they are called.
_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
_PARQUET, _SQLITE = b"PAR1", b"SQLite format 3\0"
_DUCKDB, _DUCKDB_OFFSET = b"DUCK", 8
_DAMAGED = (OSError, EOFError, ValueError, zipfile.BadZipFile, isal_zlib.error)


@dataclass
class Cleaning:
    """What was done to leftovers: files removed, files from which the person was taken out."""

    removed: int = 0
    redacted: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def remove(self, path: Path, home: Path) -> None:
        """Remove a file and count it under the folder that it lies in."""
        path.unlink(missing_ok=True)
        self.removed += 1
        self._count(path, home)

    def redact(self, path: Path, home: Path) -> None:
        """Count a file from which the person was taken out."""
        self.redacted += 1
        self._count(path, home)

    def _count(self, path: Path, home: Path) -> None:
        kind = path.relative_to(home).parts[0]
        self.kinds[kind] = self.kinds.get(kind, 0) + 1


def clean_leftovers(settings: Settings, matcher: Matcher) -> Cleaning:
    """Take the person out of databases and logs, and remove every other file that holds them.

    The caller holds the locks of lake and warehouse. Raises BusyError if Dagster keeps one of its
    databases busy.
    """
    cleaning = Cleaning()
    for path in _files(settings):
        if _is_sqlite(path):
            if _redact_database(path, matcher):
                cleaning.redact(path, settings.home)
        elif not _holds(path, matcher):
            continue
        elif _may_be_redacted(settings, path) and _redact_text(path, matcher):
            cleaning.redact(path, settings.home)
        else:
            cleaning.remove(path, settings.home)
    return cleaning


def _files(settings: Settings) -> Iterator[Path]:
    """List files that nobody rewrites as a whole, without locks and what SQLite keeps beside."""
    rewritten = {
        settings.landing, settings.quarantine, settings.published, settings.privacy,
        settings.warehouse, settings.catalog,
    }  # fmt: skip
    for parent, folders, names in os.walk(settings.home):
        folder = Path(parent)
        folders[:] = [
            name for name in folders
            if folder / name not in rewritten and not _is_lake_day(settings, folder / name)
        ]  # fmt: skip
        for name in sorted(names):
            path = folder / name
            if path in rewritten or name.endswith((".lock", "-wal", "-shm", "-journal")):
                continue
            if path.is_file() and not path.is_symlink():
                yield path


def _is_lake_day(settings: Settings, folder: Path) -> bool:
    return folder.parent.parent == settings.lake and not folder.parent.name.startswith("_")


def _may_be_redacted(settings: Settings, path: Path) -> bool:
    """Whether a file is worth keeping: Dagster's own; all others can be made again."""
    return path.is_relative_to(settings.dagster)


def _begins(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_DUCKDB_OFFSET + len(_SQLITE))


def _is_sqlite(path: Path) -> bool:
    try:
        return _begins(path).startswith(_SQLITE)
    except OSError:
        return False


def _holds(path: Path, matcher: Matcher) -> bool:
    beginning = _begins(path)
    try:
        if beginning.startswith(_PARQUET):
            return _is_in_values(sql("landing_parquet_rows"), path, matcher)
        if beginning[_DUCKDB_OFFSET:].startswith(_DUCKDB):
            return _is_in_duckdb(path, matcher)
        if beginning.startswith(_ZIP):
            return _is_in_zip(path, matcher)
        if beginning.startswith(_GZIP):
            with igzip.open(path, "rb") as stream:
                return _is_in_stream(stream, matcher)
        if beginning.startswith(_ZSTD):
            with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as stream:
                return _is_in_stream(stream, matcher)
    except (*_DAMAGED, duckdb.Error, pa.ArrowException):
        # Not what it seems to be, or cut short.
        pass
    with path.open("rb") as stream:
        return _is_in_stream(stream, matcher)


def _is_in_stream(
    stream: BinaryIO, matcher: Matcher, reading: Callable[[str], str] | None = None
) -> bool:
    for piece in in_pieces(stream.read):
        text = piece.decode("utf-8", "replace") if matcher.may_be_in(piece) else ""
        if reading is not None and b"&" in piece:
            text = reading(piece.decode("utf-8", "replace"))
        if text and matcher.is_in(text):
            return True
    return False


def _is_in_zip(path: Path, matcher: Matcher) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as stream:
                if _is_in_stream(stream, matcher, html.unescape):
                    return True
    return False


def _is_in_values(query: str, path: Path, matcher: Matcher) -> bool:
    with duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY_LIMIT}) as connection:
        return _is_in_rows(connection.execute(query, [str(path)]), matcher)


def _is_in_rows(result: duckdb.DuckDBPyConnection, matcher: Matcher) -> bool:
    while rows := result.fetchmany(2048):
        texts = [text for (text,) in rows if text is not None]
        if any(matcher.is_in(text) for text in texts if matcher.may_be_in(text.encode())):
            return True
    return False


def _is_in_duckdb(path: Path, matcher: Matcher) -> bool:
    with duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY_LIMIT}) as connection:
        connection.execute("attach ? as found (read_only)", [str(path)])
        tables = connection.execute(sql("relations"), ["found"]).fetchall()
        return any(
            _is_in_rows(
                connection.execute(
                    f'select to_json(held)::varchar from found."{schema}"."{name}" as held'
                ),
                matcher,
            )
            for schema, name, is_table, *_ in tables
            if is_table
        )


def _redact_text(path: Path, matcher: Matcher) -> bool:
    """Take the person out of a text file; False if it is none, or too large."""
    if path.stat().st_size > _LONGEST_TEXT_BYTES:
        return False
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return False
    lines = [matcher.redacted(line) for line in text.splitlines(keepends=True)]
    kept = "".join(
        line if line.endswith("\n") or not had.endswith("\n") else f"{line}\n"
        for line, had in zip(lines, text.splitlines(keepends=True), strict=True)
    )
    aside = path.with_name(f".{path.name}.redacted")
    aside.write_bytes(kept.encode())
    aside.chmod(path.stat().st_mode)
    aside.replace(path)
    return True


def _redact_database(path: Path, matcher: Matcher) -> bool:
    """Take the person out of every text of an SQLite database; whether they were in it."""
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_SECONDS)
        try:
            connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            connection.create_function("holds", 1, lambda value: _held(value, matcher))
            connection.create_function("redacted", 1, lambda value: _redacted(value, matcher))
            with connection:
                changed = sum(
                    connection.execute(
                        f'UPDATE OR REPLACE "{table}" SET "{column}" = redacted("{column}")'
                        f' WHERE holds("{column}")'
                    ).rowcount
                    for table, column in _columns(connection)
                )
        finally:
            connection.close()
    except sqlite3.OperationalError:
        raise BusyError(
            f"{path.name} cannot be changed while another program works on it.",
            way_out="Stop Dagster (`chatmart ui`), and erase again.",
        ) from None
    except sqlite3.DatabaseError:
        # Damaged, or not ours to read: nothing in it can be found again.
        return False
    # Free pages and the log may still hold what was deleted before.
    if changed or _is_in_files_of(path, matcher):
        vacuum(path)
        return True
    return False


def _is_in_files_of(path: Path, matcher: Matcher) -> bool:
    for file in (path, path.with_name(f"{path.name}-wal")):
        if file.exists():
            with file.open("rb") as stream:
                if any(matcher.may_be_in(piece) for piece in in_pieces(stream.read)):
                    return True
    return False


def _columns(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute(sql("sqlite_columns")).fetchall()


def _held(value: object, matcher: Matcher) -> bool:
    if isinstance(value, bytes):
        return matcher.may_be_in(value) and matcher.is_in(value.decode("utf-8", "replace"))
    return isinstance(value, str) and matcher.is_in(value)


def _redacted(value: object, matcher: Matcher) -> object:
    return b"erased" if isinstance(value, bytes) else matcher.redacted(str(value))
