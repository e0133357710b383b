"""Which landing files still hold a person: they are the producer's, so they are only named.

Every file of the landing zone is looked through, also those that no run reads. Bytes are searched
first, which is fast; only where an identifier may be are records read, to tell whose they are.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from isal import isal_zlib

from orchestration.errors import LandingFileError
from orchestration.ingest.csv_records import CsvRecords
from orchestration.ingest.landing import LandingFile, classify, printable
from orchestration.ingest.lines import MAX_LINE_BYTES, json_batches
from orchestration.ingest.reading import OpenedFile
from orchestration.privacy.linking import Person
from orchestration.privacy.matching import Matcher, in_pieces
from orchestration.privacy.queries import sql
from orchestration.settings import Settings

_ROWS_AT_ONCE = 2048
_DEEPEST = 50
_TOO_LONG = f"more than {MAX_LINE_BYTES}"
_MEMORY_LIMIT = "500MB"
# What a file raises that is not what its name says.
_DAMAGED = (OSError, EOFError, ValueError, pa.ArrowException, duckdb.Error, isal_zlib.error)


@dataclass(frozen=True)
class HoldingFile:
    """A landing file that holds the person; `path` is relative to the landing zone.

    A path that names the person is not given: `path` is then the folder, and `number` says which
    of the files in it is meant, from 1 in the order of their names.
    """

    path: str
    number: int | None = None

    def __str__(self) -> str:
        """The file as it is shown."""
        return self.path if self.number is None else f"{self.path}/ (file number {self.number})"


def holding_files(settings: Settings, person: Person, accounts: Iterable[str]) -> list[HoldingFile]:
    """Name the landing files that hold the person, in the order of their paths.

    `accounts` are the WhatsApp business accounts of the tenant. Memory stays bounded, whatever the
    sizes of files and lines.
    """
    matcher = Matcher(person.identifiers)
    owner = Owner(person.tenant_id, frozenset(accounts))
    found = []
    for path in _files(settings.landing):
        if matcher.is_in(printable(path.name)) or _holds(path, matcher, owner):
            found.append(_named(settings.landing, path, matcher))
    return found


@dataclass(frozen=True)
class Owner:
    """Tells records of a tenant, which has these business accounts, from those of others."""

    tenant_id: str
    accounts: frozenset[str]

    def may_own(self, record: dict[str, Any]) -> bool:
        """Whether the record is the tenant's, or does not say whose it is."""
        if isinstance(entries := record.get("entry"), list):
            named = [entry.get("id") for entry in entries if isinstance(entry, dict)]
            return not named or bool(self.accounts & {str(account) for account in named})
        for field in ("tenant_id", "app"):
            if isinstance(record.get(field), str):
                return record[field] == self.tenant_id
        return True


def _files(folder: Path) -> list[Path]:
    found = []
    for parent, _, names in os.walk(folder):
        found += [Path(parent) / name for name in names]
    return sorted(
        (path for path in found if path.is_file()), key=lambda path: os.fsencode(str(path))
    )


def _named(landing: Path, path: Path, matcher: Matcher) -> HoldingFile:
    parts = path.relative_to(landing).parts
    if not any(matcher.is_in(printable(part)) for part in parts):
        return HoldingFile(printable("/".join(parts)))
    siblings = sorted(path.parent.iterdir(), key=lambda sibling: os.fsencode(sibling.name))
    number = [sibling.name for sibling in siblings if sibling.is_file()].index(path.name) + 1
    shown = [part for part in parts[:-1] if not matcher.is_in(printable(part))]
    return HoldingFile(printable("/".join(shown)), number)


def _holds(path: Path, matcher: Matcher, owner: Owner) -> bool:
    file = classify(path)
    try:
        if file is None:
            return _is_in_bytes(path, matcher)
        if file.format == "parquet":
            return _is_in_parquet(file, matcher, owner)
        return _is_in_text(file, matcher, owner)
    except LandingFileError:
        # It unpacks to more than anybody may read, and may hold anybody.
        return True
    except _DAMAGED:
        return _is_in_bytes(path, matcher)


def _is_in_bytes(path: Path, matcher: Matcher) -> bool:
    with path.open("rb") as stream:
        return any(
            matcher.may_be_in(piece) and matcher.is_in(piece.decode("utf-8", "replace"))
            for piece in in_pieces(stream.read)
        )


def _is_in_text(file: LandingFile, matcher: Matcher, owner: Owner) -> bool:
    with OpenedFile(file) as opened:
        if not any(matcher.may_be_in(piece) for piece in in_pieces(opened.stream.read)):
            return False
    with OpenedFile(file) as opened:
        if file.format == "json":
            return any(
                holds_record(raw, matcher, owner)
                for batch in json_batches(opened.stream)
                for raw in _candidates(batch, matcher)
            )
        records = CsvRecords(opened.stream)
        return any(
            _is_in_row(raw, records.header.names, matcher, owner)
            for batch in records.batches()
            for raw in _candidates(batch, matcher)
        )


def _candidates(batch: pa.RecordBatch, matcher: Matcher) -> Iterator[str | None]:
    """Yield the records that may hold an identifier; None for one too long to be looked at."""
    if any(problem and problem.endswith(_TOO_LONG) for problem in batch["problem"].to_pylist()):
        yield None
    for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
        raws = batch["raw"].slice(start, _ROWS_AT_ONCE).to_pylist()
        if matcher.may_be_in("\n".join(raws).encode()):
            yield from (raw for raw in raws if matcher.may_be_in(raw.encode()))


def holds_record(raw: str | None, matcher: Matcher, owner: Owner) -> bool:
    """Whether a record, most likely a JSON object, is the owner's and holds the person.

    None stands for a record that cannot be looked at, which may hold anybody.
    """
    if raw is None:
        return True
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return matcher.is_in(raw)
    if isinstance(record, dict) and not owner.may_own(record):
        return False
    return _is_in_value(record, matcher)


def _is_in_row(raw: str | None, names: list[str], matcher: Matcher, owner: Owner) -> bool:
    if raw is None:
        return True
    try:
        fields = next(csv.reader([raw.rstrip("\r\n")]), [])
    except csv.Error:
        fields = []
    if len(fields) != len(names):
        return matcher.is_in(raw)
    record = dict(zip(names, fields, strict=True))
    return owner.may_own(record) and _is_in_value(record, matcher)


def _is_in_value(value: Any, matcher: Matcher, field: str = "", depth: int = 0) -> bool:
    if isinstance(value, dict):
        if depth > _DEEPEST:
            return matcher.is_in(json.dumps(value))
        return any(
            matcher.is_in(name) or _is_in_value(inner, matcher, name, depth + 1)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        return any(_is_in_value(inner, matcher, field, depth + 1) for inner in value)
    if value is None or isinstance(value, bool):
        return False
    text = str(value)
    return matcher.is_in(text) or matcher.is_value(field, text)


def _is_in_parquet(file: LandingFile, matcher: Matcher, owner: Owner) -> bool:
    config = {"threads": 1, "memory_limit": _MEMORY_LIMIT}
    with duckdb.connect(config=config) as connection:
        connection.execute(sql("landing_parquet_rows"), [str(file.path)])
        while rows := connection.fetchmany(_ROWS_AT_ONCE):
            texts = [text for (text,) in rows if matcher.may_be_in(text.encode())]
            if any(holds_record(text, matcher, owner) for text in texts):
                return True
    return False
