"""Shaping what runs report: short texts and small tables, without personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from dagster import MetadataValue, TableColumn, TableMetadataValue, TableRecord, TableSchema

_RANGES_SHOWN = 5
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def dates_in_words(days: Iterable[date | str]) -> str:
    """Say which dates are meant: ranges of neighbours, and how many there are in all."""
    dates = sorted({day if isinstance(day, date) else date.fromisoformat(day) for day in days})
    if not dates:
        return "none"
    ranges = contiguous(dates)
    shown = [
        str(first) if first == last else f"{first} to {last}"
        for first, last in ranges[:_RANGES_SHOWN]
    ]
    if len(ranges) > _RANGES_SHOWN:
        shown.append("…")
    return f"{', '.join(shown)} ({len(dates)} {'date' if len(dates) == 1 else 'dates'})"


def contiguous(days: Iterable[date]) -> list[tuple[date, date]]:
    """Group days into ranges without holes: (first, last), both inclusive."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if ranges and day - ranges[-1][1] == timedelta(days=1):
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> TableMetadataValue:
    """Show rows as a table; numbers and truth values stay what they are, the rest becomes text."""
    records = [
        TableRecord(dict(zip(columns, (_plain(value) for value in row), strict=True)))
        for row in rows
    ]
    schema = TableSchema(
        columns=[TableColumn(name=column, type=_type_of(records, column)) for column in columns]
    )
    return MetadataValue.table(records, schema=schema)


def name_or_other(value: Any) -> Any:
    """Show text only if it looks like a name in code: anything else may be about a person."""
    if isinstance(value, str) and not _NAME.fullmatch(value):
        return "(other)"
    return value


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _type_of(records: Sequence[TableRecord], column: str) -> str:
    types = {type(record.data[column]) for record in records} - {type(None)}
    if types == {bool}:
        return "bool"
    if types and types <= {int, float}:
        return "float" if float in types else "int"
    return "string"
