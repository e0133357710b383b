"""Rows of the lake as they are once the people in them are erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import duckdb
import pyarrow as pa

from orchestration.ingest.engine import literal
from orchestration.ingest.sources import LAKE_SOURCES, Column
from orchestration.privacy.lookup import Lookup
from orchestration.privacy.queries import sql
from orchestration.privacy.rewriting import AffectedRow, rewrite_row
from orchestration.privacy.tokens import candidates

_BATCH = 20_000
_TOGETHER = 2_000
# No token goes on across it.
_SEPARATOR = "\n\x1e\n"
_TENANT_COLUMNS = ("tenant_id", "business_account_id", "app")
_EVENT_COLUMN = "event_name"
_KINDS = {"person": "person", "contact": "contact_id"}
_TEXTS = ("record_id", "contact", "text", "datum", "payload")


def pseudonymised(
    connection: duckdb.DuckDBPyConnection,
    lookup: Lookup,
    source: str,
    table: str,
    relation: str,
) -> str | None:
    """Return the query that yields the rows of a lake table with erased people pseudonymised.

    `relation` is the query that yields them as they are, with all columns of the table; `lookup`
    is that of `prepare_lookup` for the same connection. As many rows come out as go in, in any
    order. The query holds until the same table is asked for again. Returns None if all rows stay
    as they are.
    """
    columns = _TableColumns(LAKE_SOURCES[source].tables[table])
    if not columns.persons and not columns.texts:
        return None
    connection.execute(_rows(columns, relation))
    _match_persons(connection, columns)
    _match_texts(connection, lookup, columns)
    if not (_has_rows(connection, "erasure_matches") or _has_rows(connection, "erasure_texts")):
        return None
    connection.execute(_affected(columns))
    _rewrite(connection, lookup, columns)
    erased = f"erased_{source}_{table}"
    connection.execute(
        sql(
            "erased_rows",
            erased=erased,
            columns=", ".join(columns.names),
            replaced=", ".join(columns.replaced),
        )
    )
    if not _has_rows(connection, erased):
        return None
    return sql(
        "pseudonymised_rows",
        columns=", ".join(columns.names),
        relation=relation,
        erased=erased,
        row_key=", ".join(columns.row_key),
    )


@dataclass(frozen=True)
class _TableColumns:
    """What a lake table's columns are to an erasure."""

    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @cached_property
    def row_key(self) -> list[str]:
        """What tells its rows apart."""
        return [
            name for name in ("landing_day", "file_name", "line", "position") if name in self.names
        ]

    @cached_property
    def tenant(self) -> str:
        return next(name for name in _TENANT_COLUMNS if name in self.names)

    @cached_property
    def persons(self) -> list[tuple[str, str]]:
        """Columns that name the person of a row, with the kind of identifier they hold."""
        return [
            (column.name, _KINDS[column.personal])
            for column in self.columns
            if column.personal in _KINDS
        ]

    @cached_property
    def texts(self) -> list[Column]:
        """Columns whose texts may mention somebody."""
        return [column for column in self.columns if column.personal in _TEXTS]

    @cached_property
    def payload(self) -> str | None:
        """The column of the attributes that the person of a row gave."""
        return next((name for name in ("payload", "attributes") if name in self.names), None)

    @cached_property
    def known_by(self) -> list[tuple[str, str]]:
        """Everything that may say whose a row is: columns with the kind of identifier."""
        given = [("erasure_email", "person"), ("erasure_phone", "person")]
        return [*self.persons, *(given if self.payload else [])]

    @cached_property
    def replaced(self) -> list[str]:
        """What each column becomes, over `affected` and `rewritten`."""
        return [self._replaced(column) for column in self.columns]

    def _replaced(self, column: Column) -> str:
        return f"{self._value(column)} AS {column.name}"

    def _value(self, column: Column) -> str:
        if column.key_of:
            by_name = {other.name: other for other in self.columns}
            values = [self._value(by_name[name]) for name in column.key_of]
            return f"(md5_number({' || chr(31) || '.join(values)}) >> 65)::BIGINT"
        if column.personal == "person":
            return f"coalesce(affected.{_pseudonym_column(column.name)}, affected.{column.name})"
        if column.personal == "contact":
            return (
                f"coalesce(affected.{_pseudonym_column(column.name)},"
                f" unguessable_id(affected.{column.name}))"
            )
        if column.personal == "record_id":
            return f"unguessable_id(rewritten.{column.name})"
        if column.personal in _TEXTS:
            return f"rewritten.{column.name}"
        return f"affected.{column.name}"


def _rows(columns: _TableColumns, relation: str) -> str:
    tenant = f"lake_rows.{columns.tenant}"
    return sql(
        "erasure_rows",
        relation=relation,
        tenant_column=columns.tenant,
        tenant_kind="account" if columns.tenant == "business_account_id" else "tenant",
        tenant=f"coalesce(owners.tenant_id, {tenant})",
        record_time=_record_time(columns),
        event_name=f"lake_rows.{_EVENT_COLUMN}" if _EVENT_COLUMN in columns.names else "NULL",
        given_email=_given(columns, "email"),
        given_phone=_given(columns, "phone"),
    )


def _record_time(columns: _TableColumns) -> str:
    for column in columns.columns:
        if column.record_time == "utc":
            return f"lake_rows.{column.name}"
        if column.record_time == "local":
            zone = "coalesce(owners.time_zone, 'UTC')"
            return f"timezone('UTC', timezone({zone}, lake_rows.{column.name}))"
    return "NULL"


def _given(columns: _TableColumns, key: str) -> str:
    """Return what the person of a row gave under a key of its payload."""
    if columns.payload is None:
        return "NULL::VARCHAR"
    payload = f"lake_rows.{columns.payload}"
    return (
        f"CASE WHEN contains({payload}, '\"{key}\"')"
        f" THEN json_extract_string({payload}, '$.{key}') END"
    )


def _match_persons(connection: duckdb.DuckDBPyConnection, columns: _TableColumns) -> None:
    values = [sql("erasure_values", column=column, kind=kind) for column, kind in columns.known_by]
    if not values:
        values = [sql("erasure_values", column="NULL::VARCHAR", kind="person")]
    connection.execute(sql("erasure_matches", values=" union ".join(values)))


def _match_texts(
    connection: duckdb.DuckDBPyConnection, lookup: Lookup, columns: _TableColumns
) -> None:
    """Fill `erasure_texts` with the texts that hold an identifier."""
    found: list[dict[str, str]] = []
    shapes = lookup.all_shapes
    if shapes.prefilter is not None:
        for column in columns.texts:
            query = sql(
                "erasure_texts",
                column=column.name,
                prefilter=literal(shapes.prefilter),
                whole_ids=literal(shapes.whole_ids or ""),
                phones=literal(shapes.phones),
            )
            for tenant_id, texts in _by_tenant(_fetched(connection, query)):
                found += [
                    {"tenant_id": tenant_id, "text": text}
                    for text in _with_identifiers(lookup, tenant_id, texts)
                ]
    schema = pa.schema([("tenant_id", pa.string()), ("text", pa.string())])
    connection.register("erasure_incoming", pa.Table.from_pylist(found, schema=schema))
    connection.execute("CREATE OR REPLACE TEMP TABLE erasure_texts AS FROM erasure_incoming")
    connection.unregister("erasure_incoming")
    for column in columns.texts if shapes.whole_ids else ():
        connection.execute(
            sql("erasure_whole_ids", column=column.name, whole_ids=literal(shapes.whole_ids))
        )


def _by_tenant(rows: Iterator[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Gather the texts of each tenant, as many as are looked at together."""
    waiting: dict[str, list[str]] = {}
    for tenant_id, text in rows:
        texts = waiting.setdefault(tenant_id, [])
        texts.append(text)
        if len(texts) == _TOGETHER:
            yield tenant_id, waiting.pop(tenant_id)
    yield from waiting.items()


def _with_identifiers(lookup: Lookup, tenant_id: str, texts: list[str]) -> list[str]:
    """Return those of the texts that hold an identifier.

    Most hold none, and looking at all of them as one text is many times as fast.
    """
    shapes = lookup.shapes(tenant_id)
    identifiers = {
        normal
        for normal in candidates(_SEPARATOR.join(texts), shapes)
        if lookup.times(tenant_id, normal)
    }
    if not identifiers:
        return []
    return [text for text in texts if not identifiers.isdisjoint(candidates(text, shapes))]


def _has_rows(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    return bool(connection.execute(f"SELECT TRUE FROM {name} LIMIT 1").fetchall())


def _fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple]:
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_BATCH):
        yield from rows


def _affected(columns: _TableColumns) -> str:
    joins, pseudonyms, found = [], [], []
    for column, kind in columns.known_by:
        alias = f"match_{column}"
        joins.append(sql("erasure_match_join", alias=alias, column=column, kind=kind))
        pseudonyms.append(f"{alias}.pseudonym AS {_pseudonym_column(column)}")
        found.append(f"{alias}.pseudonym")
    texts = "".join(
        f" or (erasure_tenant, {column.name}) in (from erasure_texts)" for column in columns.texts
    )
    return sql(
        "erasure_affected",
        joins="\n".join(joins),
        pseudonyms=", ".join(pseudonyms) or "NULL AS erasure_nobody",
        found=", ".join(found) or "NULL",
        texts=texts,
    )


def _pseudonym_column(column: str) -> str:
    return f"pseudonym_of_{column}"


def _rewrite(connection: duckdb.DuckDBPyConnection, lookup: Lookup, columns: _TableColumns) -> None:
    """Fill `erasure_rewritten` with the texts of the affected rows as they are to be."""
    names = [column.name for column in columns.texts]
    own = [(column, _pseudonym_column(column)) for column, _ in columns.persons]
    selected = [
        "rowid", "erasure_tenant", "erasure_time", "erasure_event", "erasure_is_own",
        *(name for pair in own for name in pair), *names,
    ]  # fmt: skip
    written: dict[str, list] = {"row_number": [], "is_changed": [], **{n: [] for n in names}}
    for row in _fetched(connection, f"SELECT {', '.join(selected)} FROM erasure_affected"):
        number, tenant_id, moment, event_name, is_own, *rest = row
        persons, texts = rest[: 2 * len(own)], rest[2 * len(own) :]
        pseudonyms = {
            value: pseudonym
            for value, pseudonym in zip(persons[::2], persons[1::2], strict=True)
            if value is not None and pseudonym is not None
        }
        affected = AffectedRow(tenant_id, moment, event_name, is_own, pseudonyms)
        rewritten = rewrite_row(lookup, affected, columns.texts, texts)
        written["row_number"].append(number)
        written["is_changed"].append(is_own or rewritten != texts)
        for name, text in zip(names, rewritten, strict=True):
            written[name].append(text)
    schema = pa.schema(
        [
            ("row_number", pa.int64()),
            ("is_changed", pa.bool_()),
            *((name, pa.string()) for name in names),
        ]
    )
    connection.register("erasure_incoming", pa.table(written, schema=schema))
    connection.execute("CREATE OR REPLACE TEMP TABLE erasure_rewritten AS FROM erasure_incoming")
    connection.unregister("erasure_incoming")
