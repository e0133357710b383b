"""The two DuckDB files of a publication: with everything, and without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

_SQL = Path(__file__).parent / "sql"

COMPLETE = "chatmart"
WITHOUT_PERSONAL_DATA = "chatmart_no_pii"
EDITIONS = (COMPLETE, WITHOUT_PERSONAL_DATA)

ColumnsByMart = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class PromisedColumn:
    """A column that a mart's contract promises.

    `is_personal` says whether it holds personal data, `is_in_grain` whether the mart has one row
    per value of it and the other columns of its grain.
    """

    name: str
    data_type: str
    is_personal: bool
    is_in_grain: bool


@dataclass(frozen=True)
class Edition:
    """One DuckDB file of a publication and, in order, the (name, type) of its marts' columns.

    `name` is that of the file, and what the file is attached as while it is written.
    """

    name: str
    columns: ColumnsByMart

    def select(self, mart: str) -> str:
        """List the mart's columns for a query."""
        return ", ".join(f'"{name}"' for name, _ in self.columns[mart])


@dataclass(frozen=True)
class Editions:
    """What both files of a publication are to hold."""

    complete: Edition
    without_personal_data: Edition

    @property
    def all(self) -> tuple[Edition, Edition]:
        """Both, the complete one first."""
        return self.complete, self.without_personal_data


def promised_editions(connection: duckdb.DuckDBPyConnection) -> Editions:
    """Read what the warehouse's contracts promise."""
    promised: dict[str, list[PromisedColumn]] = {}
    for mart, *column in connection.execute((_SQL / "promised_columns.sql").read_text()).fetchall():
        promised.setdefault(mart, []).append(PromisedColumn(*column))
    shown = {mart: without_personal_data(columns) for mart, columns in promised.items()}
    return Editions(
        Edition(COMPLETE, {mart: _described(columns) for mart, columns in promised.items()}),
        Edition(
            WITHOUT_PERSONAL_DATA,
            {mart: _described(columns) for mart, columns in shown.items() if columns},
        ),
    )


def without_personal_data(columns: Sequence[PromisedColumn]) -> list[PromisedColumn]:
    """Return the columns of a mart that are about nobody; none if the mart is left out whole.

    It is if its rows could no longer be told apart, or would say nothing but that they are there.
    """
    if not any(column.is_personal for column in columns):
        return list(columns)
    grain = [column for column in columns if column.is_in_grain]
    shown = [column for column in columns if not column.is_personal]
    says_something = any(not column.is_in_grain for column in shown)
    keeps_grain = bool(grain) and not any(column.is_personal for column in grain)
    return shown if keeps_grain and says_something else []


def delivered_columns(connection: duckdb.DuckDBPyConnection) -> ColumnsByMart:
    """Read the marts and columns that an opened file of a publication holds."""
    columns: ColumnsByMart = {}
    rows = connection.execute((_SQL / "delivered_columns.sql").read_text()).fetchall()
    for mart, name, data_type in rows:
        columns.setdefault(mart, []).append((name, data_type))
    return columns


def _described(columns: Sequence[PromisedColumn]) -> list[tuple[str, str]]:
    return [(column.name, column.data_type) for column in columns]
