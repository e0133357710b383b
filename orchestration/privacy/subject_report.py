"""Everything that is stored about one person, as a JSON file: the answer to a request for it."""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import ChatmartError, OutOfSpaceError, UsageError, is_out_of_space
from orchestration.ingest import LAKE_SOURCES, SOURCES, Source, start_ingest
from orchestration.ingest.engine import literal
from orchestration.ingest.sources import PROVENANCE
from orchestration.locks import lake_lock
from orchestration.privacy.held_days import create_search, is_of_tenant, quarantine_files, texts_of
from orchestration.privacy.identifiers import CONTACT, contact_of, is_email
from orchestration.privacy.lake import open_lake
from orchestration.privacy.landing_search import Owner, holds_record
from orchestration.privacy.linking import Person, link
from orchestration.privacy.matching import Matcher
from orchestration.privacy.personal_keys import IDENTIFYING_KEYS
from orchestration.privacy.queries import sql
from orchestration.progress import Progress
from orchestration.publish import current_publication
from orchestration.settings import Settings

_ROWS_AT_ONCE = 1000
_PERSON_COLUMNS = ("customer_id", "user_id", "contact_id", "email", "phone")


@dataclass(frozen=True)
class ReportSummary:
    """How much a report holds: the person's own rows, mentions elsewhere, rows of marts."""

    rows: int
    mentions: int
    quarantined: int
    register_rows: int

    @property
    def found_nothing(self) -> bool:
        """Whether nothing of the person is stored."""
        return not (self.rows or self.mentions or self.quarantined or self.register_rows)


def write_subject_report(
    settings: Settings, person: Person, file: Path, progress: Progress
) -> ReportSummary:
    """Write what is stored about a person, who is followed as an erasure does.

    `file` is readable by its owner alone, and there whole or not at all. It has the person's own
    rows in full; of what others said of them only the place, for the rest is the others'. Raises
    UsageError or ChatmartError.
    """
    if file.is_dir() or not file.parent.is_dir():
        raise UsageError(
            f"{file} cannot be written.", way_out="Name a file in a folder that exists with --out."
        )
    with lake_lock(settings, "chatmart subject-report", on_wait=progress.say):
        start_ingest(settings)
        progress.stage("Looking for the person")
        with open_lake(settings, person.tenant_id) as connection:
            report = _Report(settings, connection, link(connection, person))
            content = report.content()
    _write(file, content)
    return ReportSummary(
        rows=len(content["records"]),
        mentions=len(content["mentions"]),
        quarantined=len(content["quarantine"]),
        register_rows=sum(len(rows) for rows in content["marts"].values()),
    )


class _Report:
    """Gathers what the report says, on a connection of `open_lake`."""

    def __init__(
        self, settings: Settings, connection: duckdb.DuckDBPyConnection, person: Person
    ) -> None:
        self.settings = settings
        self.connection = connection
        self.person = person
        self.matcher = Matcher(person.identifiers)
        create_search(connection, person)

    def content(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        records, mentions = [], []
        for source in LAKE_SOURCES.values():
            for table in source.tables:
                records += self._records(source, table)
                mentions += self._mentions(source, table)
        published = current_publication(self.settings)
        return {
            "tenant_id": self.person.tenant_id,
            "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "publication_id": published.publication_id if published else None,
            "identifiers": self._identifiers(),
            "records": records,
            "mentions": mentions,
            "quarantine": list(self._quarantine()),
            "marts": self._marts() if published else {},
        }

    def _identifiers(self) -> dict[str, list[str]]:
        kinds: dict[str, list[str]] = defaultdict(list)
        for identifier in sorted(self.person.identifiers):
            if contact := contact_of(identifier):
                kinds["contact_ids"].append(contact)
            elif is_email(identifier):
                kinds["emails"].append(identifier)
            else:
                kinds["ids_and_phones"].append(identifier)
        return dict(kinds)

    def _records(self, source: Source, table: str) -> Iterator[dict[str, Any]]:
        if (is_own := _is_own(source, table)) is None:
            return
        query = sql(
            "own_records",
            view=f"lake_{source.name}_{table}",
            is_of_tenant=is_of_tenant(source, table),
            is_own=is_own,
        )
        for row in _dicts(self.connection.execute(query)):
            yield {"source": source.name, "table": table, **row}

    def _mentions(self, source: Source, table: str) -> Iterator[dict[str, Any]]:
        texts = texts_of(source, table)
        if not texts:
            return
        query = sql(
            "mentioning_records",
            view=f"lake_{source.name}_{table}",
            is_of_tenant=is_of_tenant(source, table),
            is_own=_is_own(source, table) or "false",
            texts=", ".join(texts.values()),
            columns=", ".join(texts),
        )
        for row in _dicts(self.connection.execute(query)):
            place = {column.name: row.pop(column.name) for column in PROVENANCE}
            found = [name for name, text in row.items() if text and self.matcher.is_in(text)]
            if found:
                yield {"source": source.name, "table": table, **place, "columns": found}

    def _quarantine(self) -> Iterator[dict[str, Any]]:
        accounts = self.connection.execute("select account_id from tenant_accounts").fetchall()
        owner = Owner(self.person.tenant_id, frozenset(account for (account,) in accounts))
        for source in SOURCES:
            files = quarantine_files(self.settings, source)
            if files is None:
                continue
            query = sql("quarantined_records", files=literal(files))
            for row in _dicts(self.connection.execute(query)):
                raw = row["raw"]
                if self.matcher.may_be_in(raw.encode()) and holds_record(raw, self.matcher, owner):
                    yield row

    def _marts(self) -> dict[str, list[dict[str, Any]]]:
        published = str(self.settings.published / "chatmart.duckdb")
        self.connection.execute("attach ? as published (read_only)", [published])
        try:
            found = {}
            names = self.connection.execute(sql("marts_with_people"), [list(_PERSON_COLUMNS)])
            for mart, columns in names.fetchall():
                is_own = " or ".join(_is_known(f'"{name}"', name) for name in columns)
                query = sql("own_mart_rows", mart=mart, is_own=is_own)
                if rows := list(_dicts(self.connection.execute(query))):
                    found[mart] = rows
            return found
        finally:
            self.connection.execute("detach published")


def _is_own(source: Source, table: str) -> str | None:
    """Return the condition of rows that are the person's; None for tables of nobody's."""
    columns = source.tables[table]
    conditions = [
        _is_known(column.name, CONTACT if column.personal == "contact" else "")
        for column in columns
        if column.personal in ("person", "contact")
    ]
    for column in columns:
        if conditions and column.name in ("payload", "attributes"):
            conditions += [
                _is_known(f"attribute_text({column.name}, '{key}')", key)
                for key in IDENTIFYING_KEYS
            ]
    return " or ".join(conditions) or None


def _is_known(value: str, kind: str) -> str:
    """Return the condition that a value is an identifier of the person."""
    known = "in (select known.identifier from known)"
    if kind == CONTACT:
        return f"(contact_of({value}) {known} or normal_of({value}) {known})"
    return f"normal_of({value}) {known}"


def _dicts(result: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in result.description or []]
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _write(file: Path, content: dict[str, Any]) -> None:
    try:
        descriptor, aside = tempfile.mkstemp(prefix=".chatmart-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(content, stream, indent=2, ensure_ascii=False, default=_value)
                stream.write("\n")
                stream.flush()
                os.fsync(stream.fileno())
            Path(aside).replace(file)
        finally:
            Path(aside).unlink(missing_ok=True)
    except OSError as error:
        if is_out_of_space(error):
            raise OutOfSpaceError(
                "No space left on the disk.", way_out=f"Free space beside {file} and try again."
            ) from None
        raise ChatmartError(
            f"{file} could not be written: {error.strerror or type(error).__name__}.",
            way_out="Name a file with --out in a folder that can be written.",
        ) from None


def _value(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
