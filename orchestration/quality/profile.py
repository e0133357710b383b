"""DuckDB reduces the tables of prepared landing days to counts of violations, one row per day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.partitions import EARLIEST_ACCEPTED, latest_accepted
from orchestration.quality.engine import patterns, sql
from orchestration.quality.expectations import (
    ABSENT_STATE,
    READ_STATE,
    READABLE,
    REPEATED_KEYS,
    SCHEMA,
    UNREADABLE_STATE,
    Expectation,
)
from orchestration.quality.seeds import seed_values

if TYPE_CHECKING:
    from orchestration.ingest import PreparedDay
    from orchestration.quality.registry import TableChecks

BAD_ROWS_LIMIT = 20
NAMES_LIMIT = 20

BadRows = list[tuple[str, int | None]]

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_OTHER_NAMES = "(names that do not look like identifiers)"
_LINE_BITS = {2: 6, 3: 4}
_BITMAP_BITS = 6


@dataclass
class DayProfile:
    """What was measured of one landing day: a value per profile column, None if not measured.

    `details` and `bad_rows` explain a column; names and places only. `unlisted` holds unlisted
    values as they are, which is why they must not be shown.
    """

    values: dict[str, int | float | str | None] = field(default_factory=dict)
    details: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bad_rows: dict[str, BadRows] = field(default_factory=dict)
    unlisted: dict[str, list[str]] = field(default_factory=dict)
    rows_by_file: dict[str | None, int] | None = None

    def note(self, column: str, value: int | None, bad_rows: BadRows) -> None:
        """Set a column together with the places that explain it."""
        self.values[column] = value
        self.bad_rows[column] = bad_rows


@dataclass
class TableProfile:
    """The profiles of one lake table, one per landing day of `days`, in the same order."""

    checks: TableChecks
    expectations: list[Expectation]
    days: Sequence[PreparedDay]
    profiles: list[DayProfile]

    def path(self, position: int) -> str:
        """Where the table of a landing day is, or would be."""
        return str(self.days[position].folder / f"{self.checks.table}.parquet")


def profile_table(
    connection: duckdb.DuckDBPyConnection,
    checks: TableChecks,
    expectations: list[Expectation],
    days: Sequence[PreparedDay],
    promised: dict[str, str],
) -> TableProfile:
    """Measure one table of the landing days against its expectations.

    `promised` maps column names to DuckDB types. A day whose table is unreadable or has other
    columns is measured in these two respects only. A table without rows has no violations.
    """
    table = TableProfile(checks, expectations, days, [])
    for position in range(len(days)):
        table.profiles.append(_profile_schema(connection, table.path(position), promised))
    sound = [i for i, profile in enumerate(table.profiles) if profile.values.get(SCHEMA) == 0]
    for position in sound:
        profile = table.profiles[position]
        profile.values |= {e.column: 0 for e in expectations if e.column not in profile.values}
        profile.rows_by_file = {}
    present = {table.path(i): i for i in sound if table.profiles[i].values[READABLE] == READ_STATE}
    if present:
        _count_violations(connection, table, present)
        _count_repeated_keys(connection, table, present)
        for expectation in expectations:
            if expectation.listed_in:
                _measure_unlisted(connection, table, present, expectation)
    for profile in table.profiles:
        profile.values = {e.column: profile.values.get(e.column) for e in expectations}
    return table


def _profile_schema(
    connection: duckdb.DuckDBPyConnection, path: str, promised: dict[str, str]
) -> DayProfile:
    if not Path(path).exists():
        return DayProfile({READABLE: ABSENT_STATE, SCHEMA: 0})
    try:
        columns = connection.execute(
            "describe select * from read_parquet($patterns, hive_partitioning = false)",
            {"patterns": patterns([path])},
        ).fetchall()
    except duckdb.Error:
        return DayProfile({READABLE: UNREADABLE_STATE})
    found = {name: data_type for name, data_type, *_ in columns}
    differences = [
        *(f"{name} is missing" for name in promised if name not in found),
        *(
            f"{name} is {found[name]}, not {data_type}"
            for name, data_type in promised.items()
            if name in found and found[name] != data_type
        ),
        *(f"{name} was not promised" for name in found if name not in promised),
    ]
    profile = DayProfile({READABLE: READ_STATE, SCHEMA: len(differences)})
    if differences:
        profile.details[SCHEMA] = tuple(differences)
    return profile


def _count_violations(
    connection: duckdb.DuckDBPyConnection, table: TableProfile, present: dict[str, int]
) -> None:
    counted = [e for e in table.expectations if e.violation]
    measures = ", ".join(f"count(*) filter (where {e.violation}) as {e.column}" for e in counted)
    for path, _, *counts in connection.execute(
        sql("profile", measures=measures), _day_parameters(table, present)
    ).fetchall():
        profile = table.profiles[present[path]]
        profile.values |= dict(zip((e.column for e in counted), counts, strict=True))


def _count_repeated_keys(
    connection: duckdb.DuckDBPyConnection, table: TableProfile, present: dict[str, int]
) -> None:
    line_bits = _LINE_BITS[len(table.checks.key)]
    position = table.checks.key[2] if len(table.checks.key) > 2 else "0::bigint"
    for path, file_name, rows, repeated in connection.execute(
        sql("repeated_keys", position=position),
        {
            "patterns": patterns(present),
            "line_bits": line_bits,
            "position_bits": _BITMAP_BITS - line_bits,
        },
    ).fetchall():
        profile = table.profiles[present[path]]
        profile.rows_by_file[file_name] = rows
        profile.values[REPEATED_KEYS] += repeated


def _measure_unlisted(
    connection: duckdb.DuckDBPyConnection,
    table: TableProfile,
    present: dict[str, int],
    expectation: Expectation,
) -> None:
    for path, rows, unlisted, names in connection.execute(
        sql("unlisted", column=expectation.listed_column),
        {
            "patterns": patterns(present),
            "listed": seed_values(expectation.listed_in),
            "limit": NAMES_LIMIT,
        },
    ).fetchall():
        profile = table.profiles[present[path]]
        profile.values[expectation.column] = unlisted / rows
        if names:
            profile.unlisted[expectation.column] = names
            profile.details[expectation.column] = _presentable(names)


def name_bad_rows(
    connection: duckdb.DuckDBPyConnection,
    table: TableProfile,
    failed: dict[str, set[int]],
) -> None:
    """Look up the first offending rows of the failed checks and note them in the profiles.

    `failed` maps names of expectations to positions of landing days. One query per table, over
    the days that failed, whatever the number of checks.
    """
    counted = [
        e for e in table.expectations if failed.get(e.name) and (e.violation or e.listed_column)
    ]
    positions = {i for e in counted for i in failed[e.name] if _was_read(table, i)}
    if positions:
        _name_violating_rows(connection, table, counted, positions)
    for expectation in table.expectations:
        if expectation.column == REPEATED_KEYS:
            repeated = {i for i in failed.get(expectation.name, ()) if _was_read(table, i)}
            if repeated:
                _name_repeated_keys(connection, table, repeated)


def _was_read(table: TableProfile, position: int) -> bool:
    values = table.profiles[position].values
    return values[READABLE] == READ_STATE and values[SCHEMA] == 0


def _name_violating_rows(
    connection: duckdb.DuckDBPyConnection,
    table: TableProfile,
    expectations: list[Expectation],
    positions: set[int],
) -> None:
    present = {table.path(i): i for i in sorted(positions)}
    parameters = _day_parameters(table, present) | {"limit": BAD_ROWS_LIMIT}
    measures = []
    for number, expectation in enumerate(expectations):
        condition = expectation.violation
        if expectation.listed_column:
            condition = f"list_contains($names_{number}, {expectation.listed_column})"
            parameters[f"names_{number}"] = sorted(
                {
                    n
                    for i in positions
                    for n in table.profiles[i].unlisted.get(expectation.column, ())
                }
            )
        measures.append(
            f"min(row(coalesce(file_name, ''), line), $limit) filter (where {condition})"
            f" as check_{number}"
        )
    for path, *found in connection.execute(
        sql("bad_rows", measures=", ".join(measures)), parameters
    ).fetchall():
        profile = table.profiles[present[path]]
        for expectation, rows in zip(expectations, found, strict=True):
            profile.bad_rows[expectation.column] = rows or []


def _name_repeated_keys(
    connection: duckdb.DuckDBPyConnection, table: TableProfile, positions: set[int]
) -> None:
    present = {table.path(i): i for i in sorted(positions)}
    for path, rows in connection.execute(
        sql("repeated_key_rows", key=", ".join(table.checks.key)),
        {"patterns": patterns(present), "limit": BAD_ROWS_LIMIT},
    ).fetchall():
        table.profiles[present[path]].bad_rows[REPEATED_KEYS] = rows


def _presentable(names: list[str]) -> tuple[str, ...]:
    """Keep the names that look like identifiers; anything else could be text of a person."""
    shown = [name for name in names if _IDENTIFIER.fullmatch(name)]
    return (*shown, *([_OTHER_NAMES] if len(shown) < len(names) else ()))


def _day_parameters(table: TableProfile, present: dict[str, int]) -> dict[str, Any]:
    folder_days = [table.days[position].day for position in present.values()]
    return {
        "patterns": patterns(present),
        "paths": list(present),
        "folder_days": folder_days,
        "latest": [latest_accepted(day).replace(tzinfo=None) for day in folder_days],
        "earliest": EARLIEST_ACCEPTED.replace(tzinfo=None),
    }
