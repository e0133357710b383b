"""What the warehouse knows of itself: which landing days it holds, built by which models."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.as_of import AsOf
from orchestration.errors import BusyError, ChatmartError, TransformError
from orchestration.settings import Settings
from orchestration.transform.project import Contract, Node

_SQL = Path(__file__).parent / "sql"
DaysBySource = dict[tuple[str, date], str]


@contextmanager
def open_warehouse(
    settings: Settings, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse database for as long as the block runs."""
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(settings.warehouse), read_only=read_only)
    except duckdb.Error as error:
        raise _cannot_open(settings, error) from None
    try:
        connection.execute("set timezone = 'UTC'")
        yield connection
    finally:
        connection.close()


def _cannot_open(settings: Settings, error: duckdb.Error) -> ChatmartError:
    if "Could not set lock" in str(error):
        return BusyError(
            f"{settings.warehouse.name} is open in another program.",
            way_out="Close it there (BI tools should open published/chatmart.duckdb instead).",
        )
    if "Permission denied" in str(error):
        return TransformError(
            f"{settings.warehouse.name} cannot be opened: Permission denied.",
            way_out="Let the user who runs chatmart read and write it and its folder.",
        )
    return TransformError(
        f"{settings.warehouse.name} cannot be opened.",
        way_out="Delete it: the next run rebuilds it from the lake.",
    )


@dataclass
class WarehouseState:
    """The state tables as read at the start of a run."""

    applied_days: DaysBySource
    fingerprints: dict[str, str]
    relations: dict[str, str]
    project_hash: str | None
    transform_id: str | None
    is_finished: bool
    as_of: AsOf | None


def create_state(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the state tables, anew if another version of chatmart left them in another layout.

    Without them the next run rebuilds everything from the lake; the history of publications stays.
    """
    statements = (_SQL / "create_state.sql").read_text()
    meaning = [line for line in statements.splitlines() if not line.startswith("--")]
    layout = hashlib.blake2b("\n".join(meaning).encode(), digest_size=16).hexdigest()
    tables = [
        table for (table,) in connection.execute((_SQL / "state_tables.sql").read_text()).fetchall()
    ]
    if "layout" in tables and connection.execute("select digest from state.layout").fetchall() == [
        (layout,)
    ]:
        return
    connection.execute("begin")
    for table in tables:
        if table != "publications":
            connection.execute(f'drop table state."{table}"')
    connection.execute(statements)
    connection.execute("insert into state.layout values (?)", [layout])
    connection.execute("commit")


def read_state(connection: duckdb.DuckDBPyConnection) -> WarehouseState:
    """Read all state."""
    create_state(connection)
    run = connection.execute(
        "select project_hash, transform_id, is_finished from state.transform"
    ).fetchone()
    return WarehouseState(
        applied_days={
            (source, day): version
            for source, day, version in connection.execute(
                "select source, landing_day, version from state.applied_days"
            ).fetchall()
        },
        fingerprints=dict(
            connection.execute("select node, fingerprint from state.fingerprints").fetchall()
        ),
        relations=dict(connection.execute((_SQL / "list_relations.sql").read_text()).fetchall()),
        project_hash=run[0] if run else None,
        transform_id=run[1] if run else None,
        is_finished=bool(run and run[2]),
        as_of=_as_of(connection),
    )


def warehouse_as_of(settings: Settings) -> AsOf | None:
    """Return the times for which the warehouse says what is open and what is kept."""
    with open_warehouse(settings) as connection:
        return read_state(connection).as_of


def built_days(settings: Settings) -> DaysBySource:
    """Return the version of every landing day that the marts are made of; none if they are not."""
    with open_warehouse(settings) as connection:
        state = read_state(connection)
    return state.applied_days if state.is_finished else {}


def _as_of(connection: duckdb.DuckDBPyConnection) -> AsOf | None:
    row = connection.execute("select as_of, retained_as_of from state.as_of").fetchone()
    return AsOf(*row) if row else None


def begin_transform(
    connection: duckdb.DuckDBPyConnection,
    transform_id: str,
    outdated: list[Node],
    changed_days: list[tuple[str, date]],
    abandoned: list[str],
    as_of: AsOf | None,
) -> None:
    """Mark a transform as begun, name its landing days and drop what it builds from scratch.

    So go the `abandoned` relations (`schema.name`), which no model makes any more: they would keep
    their rows for ever, personal data among them. Data tests then look at touched rows only, unless
    something is built from scratch.

    Dropping is what makes this survive a crash: a relation that is missing is always rebuilt.
    """
    connection.execute("begin")
    connection.execute("delete from state.transform")
    connection.execute(
        "insert into state.transform values (null, ?, false, ?)", [transform_id, not outdated]
    )
    connection.execute("delete from state.changed_days")
    if changed_days:
        connection.executemany("insert into state.changed_days values (?, ?)", changed_days)
    connection.execute("delete from state.as_of")
    if as_of is not None:
        connection.execute("insert into state.as_of values (?, ?)", [as_of.time, as_of.retained])
    existing = dict(connection.execute((_SQL / "list_relations.sql").read_text()).fetchall())
    for relation in [*abandoned, *(node.relation for node in outdated)]:
        if relation in existing:
            schema, _, name = relation.partition(".")
            connection.execute(f'drop {existing[relation]} "{schema}"."{name}"')
    for node in outdated:
        connection.execute("delete from state.fingerprints where node = ?", [node.unique_id])
        connection.execute(
            "insert into state.fingerprints values (?, ?)", [node.unique_id, node.fingerprint]
        )
    connection.execute(
        (_SQL / "log_all_dates.sql").read_text(), [[node.relation for node in outdated]]
    )
    connection.execute("commit")


def end_transform(
    connection: duckdb.DuckDBPyConnection,
    transform_id: str,
    lake_versions: DaysBySource,
    project_hash: str,
    contracts: list[Contract],
) -> None:
    """Record that the warehouse holds `lake_versions`, and forget the changes that led there."""
    connection.execute("begin")
    connection.execute((_SQL / "forget_changes.sql").read_text())
    if lake_versions:
        connection.executemany(
            "insert into state.applied_days values (?, ?, ?)",
            [(source, day, version) for (source, day), version in lake_versions.items()],
        )
    rows = [
        (
            contract.mart,
            contract.description,
            position,
            name,
            data_type,
            description,
            name in contract.personal,
            name in contract.grain,
        )
        for contract in contracts
        for position, (name, data_type, description) in enumerate(contract.columns)
    ]
    connection.executemany("insert into state.contracts values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    dated = [
        (contract.mart, contract.dates.column, contract.dates.changed_in)
        for contract in contracts
        if contract.dates is not None
    ]
    if dated:
        connection.executemany("insert into state.dated_marts values (?, ?, ?)", dated)
    connection.execute("delete from state.transform")
    connection.execute(
        "insert into state.transform values (?, ?, true, false)", [project_hash, transform_id]
    )
    connection.execute("commit")


def log_changes_since(connection: duckdb.DuckDBPyConnection, publication_id: str) -> None:
    """Start the log of changed dates anew, from a publication that holds all that is in it."""
    connection.execute("begin")
    connection.execute("delete from state.changed_dates")
    connection.execute("delete from state.publication_base")
    connection.execute("insert into state.publication_base values (?)", [publication_id])
    connection.execute("commit")


def affected_dates(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the local dates (ISO 8601) that the transform in progress touched, by family."""
    dates: dict[str, list[str]] = {"chat": [], "whatsapp": [], "journeys": []}
    rows = connection.execute((_SQL / "affected_dates.sql").read_text()).fetchall()
    for family, day in rows:
        dates[family].append(day.isoformat())
    return dates
