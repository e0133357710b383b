"""Rows against rows, with differences that a person can read."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

TOLERANCE = 1e-9
MOST_SHOWN = 20


def compare(
    actual: Iterable[dict],
    expected: Iterable[dict],
    key: Sequence[str],
    *,
    ignore: Sequence[str] = (),
    generated: str | None = None,
    generated_prefix: str = "generated:",
    tolerance: float = TOLERANCE,
) -> list[str]:
    """The differences between two sets of rows, empty if there are none.

    Every column of the expected rows is compared, except those to `ignore`; further actual columns
    are nobody's business. Floats agree within the relative (near zero: absolute) tolerance.
    `generated` names an id column whose generated values, expected with `generated_prefix`, may be
    anything: such rows are compared by their other columns alone.
    """
    expected = [_plain(row) for row in expected]
    columns = [name for name in (expected[0] if expected else ()) if name not in ignore]
    actual = [_plain(row) for row in actual]
    missing = [name for name in columns if actual and name not in actual[0]]
    if missing:
        return [f"missing columns: {', '.join(missing)}"]
    if generated:
        _mask(expected, generated, lambda value: value.startswith(generated_prefix))
        given = {row[generated] for row in expected}
        _mask(actual, generated, lambda value: value not in given)
    differences = []
    wanted, found = _by_key(expected, key), _by_key(actual, key)
    for place in sorted(wanted.keys() | found.keys(), key=repr):
        differences += _of_key(place, found[place], wanted[place], columns, key, tolerance)
    if len(differences) > MOST_SHOWN:
        hidden = len(differences) - MOST_SHOWN
        differences = [*differences[:MOST_SHOWN], f"… and {hidden} more"]
    return differences


def _of_key(place, found, wanted, columns, key, tolerance) -> list[str]:
    name = ", ".join(f"{column}={value!r}" for column, value in zip(key, place, strict=True))
    if len(found) != len(wanted):
        shown = [*(f"  expected {row}" for row in wanted), *(f"  actual {row}" for row in found)]
        head = f"[{name}] {len(found)} rows instead of {len(wanted)}"
        return ["\n".join([head, *shown])]

    def rank(row: dict) -> list[tuple]:
        return [(row[column] is not None, repr(row[column])) for column in columns]

    differences = []
    pairs = zip(sorted(found, key=rank), sorted(wanted, key=rank), strict=True)
    for actual_row, expected_row in pairs:
        for column in columns:
            if not _same(actual_row[column], expected_row[column], tolerance):
                differences.append(
                    f"[{name}] {column}: {actual_row[column]!r}, expected {expected_row[column]!r}"
                )
    return differences


def _by_key(rows: list[dict], key: Sequence[str]) -> dict[tuple, list[dict]]:
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in key)].append(row)
    return groups


def _mask(rows: list[dict], column: str, is_generated) -> None:
    for row in rows:
        if row[column] is not None and is_generated(row[column]):
            row[column] = "<generated>"


def _plain(row: dict) -> dict:
    return {column: _plain_value(value) for column, value in row.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _same(actual: object, expected: object, tolerance: float) -> bool:
    numbers = isinstance(actual, int | float) and isinstance(expected, int | float)
    if numbers and isinstance(actual, bool) == isinstance(expected, bool):
        return math.isclose(actual, expected, rel_tol=tolerance, abs_tol=tolerance)
    return type(actual) is type(expected) and actual == expected
