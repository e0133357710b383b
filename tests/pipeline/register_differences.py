"""Published marts and audit against the definitions, where entries of registers expire."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.oracle import (
    MART_KEYS,
    REGISTERS,
    LandingZone,
    compare,
    compare_audit,
    compare_marts,
    duplicates,
    marts,
)
from tests.oracle.chat import GENERATED_PREFIX
from tests.oracle.profiles import PROFILE
from tests.pipeline.support import (
    open_published,
    published_duplicates,
    published_marts,
    rows_of,
)

AUDIT = ("file_loads", "rejected_rows")


def differences(home: Path, zone: LandingZone, retained_as_of: date | None) -> list[str]:
    """Where marts or audit are not what the definitions say of the landing zone."""
    found = compare_marts(published_marts(home), marts(zone, retained_as_of=retained_as_of))
    return found + _differences_of_audit(home, zone)


def differences_but_for_what_was_lost(
    home: Path, zone: LandingZone, retained_as_of: date | None
) -> list[str]:
    """The same, but a value that had expired may be missing though it would be shown again."""
    actual, expected = published_marts(home), marts(zone, retained_as_of=retained_as_of)
    others = {name: rows for name, rows in expected.items() if name not in REGISTERS}
    found = compare_marts(actual, others) + _differences_of_audit(home, zone)
    for name in REGISTERS:
        found += [
            f"{name}: {difference}"
            for difference in compare(
                actual[name],
                expected[name],
                MART_KEYS[name],
                ignore=PROFILE,
                generated="event_id" if "event_id" in MART_KEYS[name] else None,
                generated_prefix=GENERATED_PREFIX,
            )
        ]
        wanted = {tuple(row[key] for key in MART_KEYS[name]): row for row in expected[name]}
        for row in actual[name]:
            told = wanted.get(tuple(row[key] for key in MART_KEYS[name]), row)
            found += [
                f"{name}: {row[column]!r} is not {told[column]!r}"
                for column in PROFILE
                if row.get(column) not in (None, told.get(column))
            ]
    return found


def _differences_of_audit(home: Path, zone: LandingZone) -> list[str]:
    with open_published(home) as connection:
        audit = {name: rows_of(connection, f"audit.{name}") for name in AUDIT}
    found = compare_audit(audit, zone)
    if published_duplicates(home) != duplicates(zone):
        found.append(f"duplicates: {published_duplicates(home)} is not {duplicates(zone)}")
    return found
