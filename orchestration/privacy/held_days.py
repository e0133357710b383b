"""Which landing days hold a person, in the lake and in quarantine: found fast, maybe some too many.

Whether a row really does is decided where rows are rewritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb

from orchestration.ingest import LAKE_SOURCES, SOURCES, Column, Source
from orchestration.ingest.engine import literal
from orchestration.ingest.sources import PROVENANCE
from orchestration.ingest.tables import QUARANTINE
from orchestration.partitions import DAY_PREFIX, day_of_folder
from orchestration.privacy.identifiers import SHORTEST_ID, SHORTEST_PHONE, contact_of, is_email
from orchestration.privacy.linking import Person
from orchestration.privacy.queries import sql
from orchestration.settings import Settings

TablesByDay = dict[tuple[str, date], list[str]]
"""Tables of landing days by source and day; `rejected` stands for the day's quarantine."""

_TENANTS = frozenset({"tenant_id", "business_account_id", "app"})


def find_held_days(
    settings: Settings, connection: duckdb.DuckDBPyConnection, person: Person
) -> TablesByDay:
    """Find the tables that may hold the person.

    `connection` is one of `open_lake` for the person's tenant.
    """
    create_search(connection, person)
    found: TablesByDay = defaultdict(list)
    for source in LAKE_SOURCES.values():
        for table in source.tables:
            files = str(settings.lake / source.name / "*" / f"{table}.parquet")
            texts = ", ".join(texts_of(source, table).values())
            condition = is_of_tenant(source, table)
            for path in _files(connection, files, texts, condition) if texts else ():
                if path.parent.name.startswith(DAY_PREFIX):
                    found[source.name, _day_of(path)].append(table)
    for source in SOURCES:
        # A record that cannot be read may be anybody's.
        files = quarantine_files(settings, source)
        for path in _files(connection, files, "raw", "true") if files else ():
            found[source, _day_of(path)].append(QUARANTINE)
    return dict(sorted(found.items()))


def create_search(connection: duckdb.DuckDBPyConnection, person: Person) -> None:
    """Create the macro `may_name_person` over texts."""
    connection.execute(_macro(person.identifiers))


def texts_of(source: Source, table: str) -> dict[str, str]:
    """Return what reads the texts of a lake table that may name somebody, by column."""
    return {
        column.name: _text(column)
        for column in source.tables[table]
        if column.type == "VARCHAR" and column not in PROVENANCE and column.name not in _TENANTS
    }


def is_of_tenant(source: Source, table: str) -> str:
    """Return the condition of rows of a lake table that are the tenant's."""
    names = {column.name for column in source.tables[table]}
    if "business_account_id" in names:
        accounts = "select tenant_accounts.account_id from tenant_accounts"
        return f"business_account_id in ({accounts})"
    return f"{'app' if 'app' in names else 'tenant_id'} = getvariable('tenant_id')"


def quarantine_files(settings: Settings, source: str) -> str | None:
    """Return the pattern of the quarantine files of a source, None if there are none."""
    folder = settings.quarantine / source
    pattern = f"{DAY_PREFIX}*/{QUARANTINE}.parquet"
    return str(folder / pattern) if any(folder.glob(pattern)) else None


def _macro(identifiers: Collection[str]) -> str:
    """Return the statement that creates `may_name_person`."""
    contacts = {contact for one in identifiers if (contact := contact_of(one))}
    others = {one for one in identifiers if contact_of(one) is None}
    emails = {one for one in others if is_email(one)}
    numbers = {one for one in others if one.isdigit()}
    short = {one for one in others - emails if len(one) < SHORTEST_ID}
    # Part of a text that was put into JSON more than once.
    alternatives = [r"contains(row_text, '\u')"]
    alternatives += [f"contains(lower(row_text), {literal(one)})" for one in sorted(emails)]
    alternatives += [
        f"contains(without_grouping(row_text), {literal(one)})"
        for one in sorted(numbers)
        if len(one) >= SHORTEST_PHONE
    ]
    long_ids = others - emails - numbers - short
    alternatives += [f"contains(row_text, {literal(one)})" for one in sorted(long_ids)]
    alternatives += [
        f"may_be_value_in(row_text, {literal(one)})" for one in sorted(contacts | short)
    ]
    return sql("may_name_person", alternatives="\n    or ".join(alternatives))


def _files(
    connection: duckdb.DuckDBPyConnection, files: str, texts: str, condition: str
) -> list[Path]:
    query = sql("holding_lake_files", files=literal(files), texts=texts, is_of_tenant=condition)
    return sorted(Path(name) for (name,) in connection.execute(query).fetchall())


def _text(column: Column) -> str:
    name = column.name
    if column.personal != "payload":
        return name
    # Written anew, JSON has no escapes but those it needs.
    return f"case when contains({name}, '\\') then json({name})::varchar else {name} end"


def _day_of(path: Path) -> date:
    return day_of_folder(path.parent.name)
