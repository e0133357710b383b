"""The quarantine without the rejected texts of people who were erased."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import duckdb
import pyarrow as pa

from orchestration.privacy.identifiers import CONTACT, SHORTEST_ID, normalised
from orchestration.privacy.lookup import Lookup
from orchestration.privacy.personal_keys import PERSON_KEYS
from orchestration.privacy.queries import sql
from orchestration.privacy.tokens import candidates, readings

_ROWS = 1000
_CSV_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",]+)')
_MOST_FIELDS = 1000
# Where deliveries name a person. Elsewhere a short text or number only looks like somebody's id.
_PERSON_FIELDS = frozenset(
    (
        *PERSON_KEYS,
        *("id", "from", "to", "source", "destination", "phone"),
        *("contact_phone", "sender_phone", "receiver_phone"),
        *("wa_id", "recipient_id", "recipient_participant_id"),
    )
)
_CONTACT_FIELDS = frozenset(("contact_id", "id"))


def without_persons(
    connection: duckdb.DuckDBPyConnection, lookup: Lookup, relation: str
) -> str | None:
    """Return the query that yields quarantined rows with `raw` NULL where it holds the erased.

    `relation` is the query that yields them as they are. A rejected text counts as recorded at the
    end of its landing day. Returns None if all rows stay as they are.
    """
    found = {
        (landing_day, raw)
        for landing_day, raw in _rejected(connection, relation)
        if _has_person(lookup, landing_day, raw)
    }
    if not found:
        return None
    schema = pa.schema([("landing_day", pa.date32()), ("raw", pa.string())])
    rows = [{"landing_day": landing_day, "raw": raw} for landing_day, raw in found]
    connection.register("erasure_incoming", pa.Table.from_pylist(rows, schema=schema))
    connection.execute("CREATE OR REPLACE TEMP TABLE erasure_rejected AS FROM erasure_incoming")
    connection.unregister("erasure_incoming")
    return sql("quarantined_rows", relation=relation)


def _rejected(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[tuple[date, str]]:
    cursor = connection.execute(
        f"SELECT DISTINCT landing_day, raw FROM ({relation}) WHERE raw IS NOT NULL"
    )
    while rows := cursor.fetchmany(_ROWS):
        yield from rows


def _has_person(lookup: Lookup, landing_day: date, raw: str) -> bool:
    moment = datetime.combine(landing_day, time()) + timedelta(days=1)
    record = _parsed(raw)
    named = _tenants(lookup, record)
    for tenant_id in lookup.tenants if named is None else named:
        if any(
            lookup.pseudonym(tenant_id, normal, moment)
            for normal in _identifiers(lookup, tenant_id, raw, record)
        ):
            return True
    return False


def _identifiers(lookup: Lookup, tenant_id: str, raw: str, record: object) -> Iterator[str]:
    """Yield what may be identifiers: tokens of the text, and values however short they are."""
    yield from candidates(raw, lookup.shapes(tenant_id))
    if record is None:
        yield from map(normalised, _csv_fields(raw))
        return
    for field, value in _values(record):
        if len(value) >= SHORTEST_ID or field in _PERSON_FIELDS:
            yield normalised(value)
        if field in _CONTACT_FIELDS:
            yield normalised(value, CONTACT)


def _parsed(raw: str) -> object:
    """Return what a rejected text says, None if it is no JSON object."""
    for reading in readings(raw):
        try:
            record = json.loads(reading)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            return record
    return None


def _tenants(lookup: Lookup, record: object) -> set[str] | None:
    """Return the tenants that a rejected record names, None if it names none."""
    if not isinstance(record, dict):
        return None
    named = {str(record[key]) for key in ("tenant_id", "app") if record.get(key)}
    entries = record.get("entry")
    if isinstance(entries, list):
        accounts = {str(entry.get("id")) for entry in entries if isinstance(entry, dict)}
        named |= {lookup.tenant_of_account(account) for account in accounts}
    return named or None


def _values(record: object) -> Iterator[tuple[str | None, str]]:
    """Yield the texts and numbers of a JSON value, at any depth, with the field they stand in."""
    waiting: list[tuple[str | None, object]] = [(None, record)]
    while waiting:
        field, value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.items()
        elif isinstance(value, list):
            waiting += [(field, each) for each in value]
        elif isinstance(value, str):
            yield field, value
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield field, str(value)


def _csv_fields(raw: str) -> Iterator[str]:
    for number, field in enumerate(_CSV_FIELD.finditer(raw)):
        if number == _MOST_FIELDS:
            return
        yield (field[1] or field[2] or "").replace('""', '"').strip()
