"""The profile of landing days as a whole: accounting and volume."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from orchestration.quality.engine import patterns, sql
from orchestration.quality.expectations import MISPLACED, UNBALANCED, UNQUARANTINED, VOLUME
from orchestration.quality.profile import BAD_ROWS_LIMIT, BadRows, DayProfile
from orchestration.quality.volume import volume_ratios

if TYPE_CHECKING:
    import duckdb

    from orchestration.ingest import PreparedDay


def profile_deliveries(
    connection: duckdb.DuckDBPyConnection,
    days: Sequence[PreparedDay],
    trailing: Iterable[tuple[date, int]],
    rows_by_file: Sequence[dict[str | None, int] | None] | None,
) -> list[DayProfile]:
    """Profile the landing days of one source, in their order.

    `rows_by_file` holds per day the rows of the lake table by landing file, None for a day whose
    table cannot be read; None altogether for a source whose records are not rows one to one.
    """
    ratios = volume_ratios({day.day: day.accepted for day in days if day.files}, trailing)
    quarantined_by_file = _quarantined_by_file(connection, days)
    profiles = []
    for position, day in enumerate(days):
        profile = DayProfile({VOLUME: ratios.get(day.day)})
        profile.note(UNBALANCED, *_unbalanced(day))
        quarantined = {load.file_name: load.quarantined for load in day.files}
        profile.note(UNQUARANTINED, *_differences(quarantined, quarantined_by_file[position]))
        if rows_by_file is not None:
            accepted = {load.file_name: load.accepted for load in day.files}
            profile.note(MISPLACED, *_differences(accepted, rows_by_file[position]))
        profiles.append(profile)
    return profiles


def _unbalanced(day: PreparedDay) -> tuple[int, BadRows]:
    """Count the records unaccounted for, in each file and between the files and the day."""
    differences = {
        load.file_name: abs(load.received - load.accepted - load.quarantined) for load in day.files
    }
    totals = (
        abs(day.received - sum(load.received for load in day.files)),
        abs(day.accepted - sum(load.accepted for load in day.files)),
        abs(day.quarantined - sum(load.quarantined for load in day.files)),
    )
    return sum(differences.values()) + sum(totals), _files(differences)


def _quarantined_by_file(
    connection: duckdb.DuckDBPyConnection, days: Sequence[PreparedDay]
) -> list[dict[str | None, int]]:
    """Count the records in the quarantine of each day by landing file."""
    positions = {str(day.rejected): i for i, day in enumerate(days) if day.rejected.exists()}
    counts: list[dict[str | None, int]] = [{} for _ in days]
    if positions:
        for path, file_name, quarantined in connection.execute(
            sql("quarantined_records"), {"patterns": patterns(positions)}
        ).fetchall():
            counts[positions[path]][file_name] = quarantined
    return counts


def _differences(
    claimed: dict[str, int], found: dict[str | None, int] | None
) -> tuple[int | None, BadRows]:
    """Count the rows that the claims lack, or that no claim explains; None if none were read."""
    if found is None:
        return None, []
    differences = Counter(claimed)
    differences.subtract({name or "": rows for name, rows in found.items()})
    return sum(abs(rows) for rows in differences.values()), _files(differences)


def _files(differences: dict[str, int]) -> BadRows:
    return [(name, None) for name in sorted(differences) if differences[name]][:BAD_ROWS_LIMIT]
