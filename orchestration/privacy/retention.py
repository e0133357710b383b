"""Retention: what no register shows any more leaves lake and warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import duckdb

from orchestration.as_of import AsOf
from orchestration.ingest import Catalog, record_decisions
from orchestration.ingest.commit import lake_folder
from orchestration.ingest.engine import literal
from orchestration.ingest.rewrite import rewrite_days
from orchestration.ingest.sources.decisions import DECISIONS, KEPT_CONVERSIONS
from orchestration.ingest.tables import held_table
from orchestration.privacy.databases import rewrite_warehouse
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.message_bodies import MESSAGES, SOURCE, due_bodies, thin_bodies
from orchestration.privacy.queries import sql
from orchestration.settings import Settings
from orchestration.transform.state import open_warehouse, read_state

_SOURCE = "chat_events"
# Removed values stay in free blocks of a database file until it is written anew. A small one always
# is; a large one once a week, so that a night does not cost what the history costs.
_SMALL_BYTES = 256 * 2**20
_LONGEST_IN_FREE_BLOCKS = timedelta(days=7)


@dataclass(frozen=True)
class Removal:
    """What retention removes: personal values and rows, each by register."""

    values: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


def plan_retention(settings: Settings, as_of: AsOf) -> Removal:
    """Count what would leave at this time, of what the warehouse holds now; removes nothing."""
    with open_warehouse(settings, read_only=True) as connection:
        _find_due(connection, as_of.retained)
        values = _values(connection)
        if bodies := due_bodies(settings, connection, as_of.retained):
            values[MESSAGES] = sum(bodies.values())
        return Removal(values, _rows(connection, as_of.retained))


def limits_people(settings: Settings) -> bool:
    """Whether the seed gives contacts or users of journeys a limit at all."""
    with open_warehouse(settings) as connection:
        ((number,),) = connection.execute(sql("limits_of_people")).fetchall()
    return number > 0


def note_expiring_rows(settings: Settings, as_of: AsOf | None) -> None:
    """Remember which rows the transform that follows makes leave their registers.

    Does nothing on a warehouse that has no registers yet, or knows a later time already.
    """
    if as_of is None or not settings.warehouse.exists():
        return
    with open_warehouse(settings) as connection:
        state = read_state(connection)
        if state.as_of is None or state.as_of.retained >= as_of.retained or not state.is_finished:
            return
        try:
            rows = _rows(connection, as_of.retained)
        except duckdb.CatalogException:
            # A register is missing: it is built anew, and nobody knows what it had.
            return
    PrivacyHistory(settings).record_retention(as_of.retained, rows=rows)


def apply_retention(settings: Settings) -> None:
    """Remove the personal values that no living row shows, from the lake and from the warehouse.

    What conversion filters made of them is kept. A crash half way is mended by the next run, which
    sees that landing days changed. The caller holds the locks of lake and warehouse; marts and
    lake are up to date with each other except for days that came since, whose turn is the next run.
    """
    with open_warehouse(settings) as connection:
        state = read_state(connection)
        if state.as_of is None or not state.is_finished:
            return
        retained = state.as_of.retained
        _find_due(connection, retained)
        connection.execute(sql("retention_copies"))
        days = _days(connection, settings, state.applied_days)
        values = _values(connection)
        versions: dict[tuple[str, date], str] = {}
        if days:
            versions = _keep_conversions(settings, connection, state.applied_days)
            versions |= _thin_lake(settings, connection, days)
        bodies = due_bodies(settings, connection, retained)
        known = _known(settings, state.applied_days, SOURCE, bodies)
        if known:
            values[MESSAGES] = sum(bodies[day] for day in known)
            versions |= thin_bodies(settings, connection, retained, known)
        if versions:
            _thin_warehouse(connection, versions)
    if values:
        PrivacyHistory(settings).record_retention(retained, values=values)
        _write_afresh_if_due(settings, retained)


def _find_due(connection: duckdb.DuckDBPyConnection, retained: datetime) -> None:
    for statement in duckdb.extract_statements(sql("retention_due")):
        known = {"retained": retained} if "retained" in statement.named_parameters else None
        connection.execute(statement, known)


def _days(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    applied: Mapping[tuple[str, date], str],
) -> list[date]:
    """The landing days of chat events to be thinned; what is not is forgotten for this time."""
    days = connection.execute(
        "SELECT DISTINCT landing_day FROM retention.thinned_copies ORDER BY ALL"
    )
    due = [day for (day,) in days.fetchall()]
    kept = _known(settings, applied, _SOURCE, due)
    if len(kept) < len(due):
        for table in ("retention.thinned_copies", "removed_values"):
            connection.execute(
                f"DELETE FROM {table} WHERE landing_day NOT IN (SELECT unnest(?::DATE[]))", [kept]
            )
    return kept


def _known(
    settings: Settings,
    applied: Mapping[tuple[str, date], str],
    source: str,
    days: Iterable[date],
) -> list[date]:
    """Those of the landing days that are what the warehouse was made of; others came since."""
    current = Catalog(settings.catalog).lake_versions()
    return [
        day for day in days if current.get((source, day)) == applied.get((source, day)) is not None
    ]


def _keep_conversions(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    applied: Mapping[tuple[str, date], str],
) -> dict[tuple[str, date], str]:
    """Record results of conversion filters; return the version of the day, if it is known else."""
    kept = connection.sql(sql("retention_conversions")).to_arrow_table()
    today = (DECISIONS.name, datetime.now(UTC).date())
    is_applied = Catalog(settings.catalog).lake_versions().get(today) == applied.get(today)
    version = record_decisions(settings, {KEPT_CONVERSIONS: kept}, today[1])
    return {today: version} if version is not None and is_applied else {}


def _thin_lake(
    settings: Settings, connection: duckdb.DuckDBPyConnection, days: Iterable[date]
) -> dict[tuple[str, date], str]:
    """Remove the values from the lake; return the new versions of the landing days."""
    queries = {}
    for day in days:
        held = held_table(lake_folder(settings, _SOURCE, day) / "events.parquet")
        query = sql("retention_lake", held=held, day=literal(day.isoformat()))
        queries[day] = {"events": query}
    return rewrite_days(settings, connection, _SOURCE, queries)


def _thin_warehouse(
    connection: duckdb.DuckDBPyConnection, versions: Mapping[tuple[str, date], str]
) -> None:
    """Remove the values, and note that the warehouse holds the lake's new versions."""
    connection.execute("BEGIN")
    connection.execute(sql("retention_warehouse"))
    for (source, day), version in versions.items():
        connection.execute(
            "DELETE FROM state.applied_days WHERE source = ? AND landing_day = ?", [source, day]
        )
        connection.execute(
            "INSERT INTO state.applied_days VALUES (?, ?, ?)", [source, day, version]
        )
    connection.execute("COMMIT")


def _values(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(
        connection.execute(
            "SELECT register, count(*) FROM removed_values GROUP BY register ORDER BY register"
        ).fetchall()
    )


def _rows(connection: duckdb.DuckDBPyConnection, retained: datetime) -> dict[str, int]:
    return dict(connection.execute(sql("retention_rows"), {"retained": retained}).fetchall())


def _write_afresh_if_due(settings: Settings, retained: datetime) -> None:
    """Write the warehouse's file anew if it is time to; the next publication follows it."""
    history = PrivacyHistory(settings)
    since = history.in_free_blocks_since()
    is_small = settings.warehouse.stat().st_size <= _SMALL_BYTES
    if not is_small and since is not None and retained - since < _LONGEST_IN_FREE_BLOCKS:
        return
    rewrite_warehouse(settings)
    history.write_afresh(retained)
