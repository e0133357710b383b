"""Judge prepared landing days before they are committed to the lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from orchestration.errors import QualityGateError
from orchestration.quality.delivery import profile_deliveries
from orchestration.quality.engine import profiling_connection
from orchestration.quality.expectations import DELIVERY, Expectation
from orchestration.quality.profile import (
    DayProfile,
    TableProfile,
    name_bad_rows,
    profile_table,
)
from orchestration.quality.promises import promised_columns
from orchestration.quality.registry import expectations_of, tables_of
from orchestration.quality.results import CheckOutcome, GateResult
from orchestration.quality.suite import failing_rows, open_context, preload

if TYPE_CHECKING:
    import duckdb
    from great_expectations.data_context import EphemeralDataContext

    from orchestration.ingest import PreparedDay
    from orchestration.settings import Settings

_NOT_MEASURED = "not measured"


def validate_days(
    settings: Settings,
    prepared: Sequence[PreparedDay],
    trailing: Mapping[str, Sequence[tuple[date, int]]],
) -> list[GateResult]:
    """Run every check on every prepared landing day; one result per day, in the given order.

    `trailing` maps a source to the accepted records of its landing days in the lake, for the
    comparison of volumes. Nothing of the lake or of the prepared folders is changed. Raises
    QualityGateError if a source has no checks or a check could not be validated: that is never
    a pass.
    """
    if not prepared:
        return []
    by_source: dict[str, list[PreparedDay]] = {}
    for day in prepared:
        by_source.setdefault(day.source, []).append(day)
    for source in by_source:
        if not tables_of(source):
            raise QualityGateError(
                f"The source {source} has no quality checks.",
                way_out="Add its tables to orchestration/quality/registry.py.",
            )
    loading = preload()
    results: dict[tuple[str, date], GateResult] = {}
    with profiling_connection(settings) as connection:
        profiles = {
            source: _profile_source(connection, source, days, trailing.get(source, ()))
            for source, days in by_source.items()
        }
        loading.join()
        context = open_context()
        for source, days in by_source.items():
            checks = _judge_source(connection, context, source, *profiles[source])
            for day, outcomes in zip(days, checks, strict=True):
                results[source, day.day] = GateResult.of(source, day.day, outcomes)
    return [results[day.source, day.day] for day in prepared]


def _profile_source(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    days: Sequence[PreparedDay],
    trailing: Sequence[tuple[date, int]],
) -> tuple[list[DayProfile], list[TableProfile]]:
    tables = [
        profile_table(
            connection,
            checks,
            expectations_of(source, checks.table),
            days,
            promised_columns(source, checks.table),
        )
        for checks in tables_of(source)
    ]
    rows_by_file = None
    if len(tables) == 1 and tables[0].checks.one_row_per_record:
        rows_by_file = [profile.rows_by_file for profile in tables[0].profiles]
    return profile_deliveries(connection, days, trailing, rows_by_file), tables


def _judge_source(
    connection: duckdb.DuckDBPyConnection,
    context: EphemeralDataContext,
    source: str,
    deliveries: list[DayProfile],
    tables: list[TableProfile],
) -> list[list[CheckOutcome]]:
    """Return the outcomes of each landing day, in the order of the registry."""
    outcomes: list[list[CheckOutcome]] = [[] for _ in deliveries]

    def judge(name: str, expectations: list[Expectation], profiles: list[DayProfile]) -> dict:
        rows = [profile.values for profile in profiles]
        failed = failing_rows(context, f"{source}_{name}", expectations, rows)
        for expectation in expectations:
            if not expectation.is_optional:
                failed[expectation.name] |= {
                    i for i, row in enumerate(rows) if row[expectation.column] is None
                }
        return failed

    def note(expectations: list[Expectation], profiles: list[DayProfile], failed: dict) -> None:
        for position, profile in enumerate(profiles):
            outcomes[position].extend(
                _outcome(e, profile, passed=position not in failed[e.name]) for e in expectations
            )

    expectations = expectations_of(source, DELIVERY)
    note(expectations, deliveries, judge(DELIVERY, expectations, deliveries))
    for table in tables:
        failed = judge(table.checks.table, table.expectations, table.profiles)
        name_bad_rows(connection, table, failed)
        note(table.expectations, table.profiles, failed)
    return outcomes


def _outcome(expectation: Expectation, profile: DayProfile, *, passed: bool) -> CheckOutcome:
    observed = profile.values[expectation.column]
    if observed is None and not expectation.is_optional:
        observed = _NOT_MEASURED
    return CheckOutcome(
        name=expectation.name,
        passed=passed,
        severity=expectation.severity,
        observed=observed,
        expected=expectation.expected,
        description=expectation.description,
        bad_rows=[] if passed else profile.bad_rows.get(expectation.column, []),
        details=() if passed else profile.details.get(expectation.column, ()),
        finding=expectation.finding,
    )
