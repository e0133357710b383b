"""Looking for people in every file of a home, with nothing of the product but its database engine.

Every file below the home folder but those of `landing/`: its bytes, plain and as JSON escapes
them; what is inside of gzip, Zstandard and ZIP; every value of every table of DuckDB, SQLite and
Parquet files. Identifiers themselves are looked for, and hashes of them that need no key.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

SEPARATOR = chr(31)
_GROUPING = re.compile(r"(?<=[0-9])[-+() ]+(?=[0-9])")


@dataclass(frozen=True)
class Needle:
    """One identifier; `name` tells it in a message."""

    name: str
    kind: str
    value: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What it looks like as a whole token."""
        escaped = re.escape(self.value)
        if self.kind == "email":
            return re.compile(rf"(?i)(?<![\w.%+-]){escaped}(?![^\W_]|[.-][^\W_])")
        if self.kind == "phone":
            return re.compile(rf"(?<![0-9]){escaped}(?![0-9])")
        return re.compile(rf"(?<![^\W_]){escaped}(?![^\W_])")


def needles(
    emails: Iterable[str] = (), phones: Iterable[str] = (), ids: Iterable[str] = ()
) -> list[Needle]:
    """The identifiers of a person, phones as digits."""
    kinds = {"email": emails, "phone": phones, "id": ids}
    return [
        Needle(f"{kind} {number}", kind, value)
        for kind, values in kinds.items()
        for number, value in enumerate(values)
    ]


def leaks(home: Path, tenant_id: str, wanted: Iterable[Needle]) -> list[str]:
    """Say where a person is still to be found: file and place, with what was found of them."""
    haystack = _Haystack(tenant_id, list(wanted))
    found = []
    for path in _files(home):
        name = str(path.relative_to(home))
        found += [f"{name}: named {what}" for what in haystack.found_in_text(name)]
        for place, text in _texts(path):
            found += [f"{name}{place}: {what}" for what in haystack.found_in_text(text)]
        found += [f"{name}: bytes of {what}" for what in haystack.found_in_bytes(path)]
    return sorted(set(found))


class _Haystack:
    def __init__(self, tenant_id: str, wanted: list[Needle]) -> None:
        self.patterns = [(needle.name, needle.pattern) for needle in wanted]
        self.has_phones = any(needle.kind == "phone" for needle in wanted)
        hashes = {
            hashed: f"{how} of {needle.name}"
            for needle in wanted
            for how, hashed in _hashes(tenant_id, needle.value)
        }
        self.hashes = hashes
        self.any_hash = re.compile("|".join(sorted(hashes)))
        self.spellings = [
            (needle.name, spelling.encode("utf-8"))
            for needle in wanted
            for spelling in {needle.value, json.dumps(needle.value)[1:-1]}
            if len(spelling) >= 6
        ]

    def found_in_text(self, text: str) -> Iterator[str]:
        readings = {text, _unescaped(text)}
        if self.has_phones:
            readings |= {_GROUPING.sub("", reading) for reading in readings}
        for reading in readings:
            for name, pattern in self.patterns:
                if pattern.search(reading):
                    yield name
        for match in self.any_hash.finditer(text):
            yield self.hashes[match[0]]

    def found_in_bytes(self, path: Path) -> Iterator[str]:
        data = path.read_bytes()
        lowered = data.lower()
        for name, spelling in self.spellings:
            needle = re.compile(rb"(?<![0-9A-Za-z.%+_-])" + re.escape(spelling.lower())
                                + rb"(?![0-9A-Za-z_-])")  # fmt: skip
            if needle.search(lowered):
                yield name
        for hashed, what in self.hashes.items():
            if len(hashed) >= 32 and hashed.encode() in lowered:
                yield what


def _hashes(tenant_id: str, value: str) -> Iterator[tuple[str, str]]:
    """Hashes of an identifier, and of it behind its tenant, as keys of this project are made."""
    for joined in (value, value.lower(), f"{tenant_id}{SEPARATOR}{value}", f"{tenant_id}{value}"):
        data = joined.encode()
        for algorithm in ("md5", "sha1", "sha256"):
            yield algorithm, hashlib.new(algorithm, data).hexdigest()
        number = int.from_bytes(hashlib.md5(data).digest(), "little")
        for what, hashed in (("key", number >> 65), ("lower key", (number & (2**64 - 1)) >> 1)):
            yield what, str(hashed)
        big = int.from_bytes(hashlib.md5(data).digest(), "big")
        yield "key", str(big >> 65)


def _files(home: Path) -> list[Path]:
    found = []
    for parent, folders, names in os.walk(home):
        if Path(parent) == home and "landing" in folders:
            folders.remove("landing")
        found += [Path(parent) / name for name in names]
    return [path for path in sorted(found) if path.is_file() and not path.is_symlink()]


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every value of a file that has values, else the file as one text."""
    beginning = path.read_bytes()[:16]
    if beginning.startswith(b"SQLite format 3"):
        yield from _sqlite_values(path)
    elif beginning[8:12] == b"DUCK":
        yield from _duckdb_values(path)
    elif beginning.startswith(b"PAR1"):
        with duckdb.connect() as connection:
            yield from _rows(connection, "", f"read_parquet({_literal(path)})")
    elif beginning.startswith(b"\x1f\x8b"):
        yield "", gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    elif beginning.startswith(b"\x28\xb5\x2f\xfd"):
        with pa.CompressedInputStream(io.BytesIO(path.read_bytes()), "zstd") as stream:
            yield "", stream.read().decode("utf-8", "replace")
    elif beginning.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f" ({name})", archive.read(name).decode("utf-8", "replace")
    else:
        yield "", path.read_bytes().decode("utf-8", "replace")


def _duckdb_values(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect() as connection:
        connection.execute(f"attach {_literal(path)} as held (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'held'"
        ).fetchall()
        for schema, table in tables:
            yield from _rows(connection, f" {schema}.{table}", f'held."{schema}"."{table}"')
        comments = connection.execute(
            "select comment from duckdb_columns() where database_name = 'held'"
            " and comment is not null"
        ).fetchall()
        yield " comments", "\n".join(comment for (comment,) in comments)


def _rows(
    connection: duckdb.DuckDBPyConnection, place: str, relation: str
) -> Iterator[tuple[str, str]]:
    columns = [name for name, *_ in connection.execute(f"describe from {relation}").fetchall()]
    for column in columns:
        values = connection.execute(
            f'select distinct "{column}"::varchar from {relation} where "{column}" is not null'
        ).fetchall()
        yield f"{place}.{column}", "\n".join(value for (value,) in values)


def _sqlite_values(path: Path) -> Iterator[tuple[str, str]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = lambda value: value.decode("utf-8", "replace")
    try:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'select * from "{table}"'):
                yield f" {table}", "\n".join(_shown(value) for value in row)
    finally:
        connection.close()


def _shown(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    found = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r'\\+(["/\\])', r"\1", found)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
