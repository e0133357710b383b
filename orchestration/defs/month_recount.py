"""Holding the monthly marts against a recount of what they sum up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from orchestration.transform.state import open_warehouse

_SQL = Path(__file__).parent / "sql"
_RECOUNTS = {path.stem: path for path in sorted((_SQL / "closing").glob("*.sql"))}

MONTHLY_MARTS = tuple(_RECOUNTS)
"""The marts that are closed with a month: those with a recount in `sql/closing/`."""


@dataclass(frozen=True)
class MonthRecount:
    """One monthly mart in one month: its rows, and those that mart or recount have alone."""

    mart: str
    rows: int
    differing: int


def recount_month(settings: Settings, month: date) -> list[MonthRecount]:
    """Recount every monthly mart; `month` is the first day of it.

    The caller holds the warehouse lock.
    """
    with open_warehouse(settings, read_only=True) as connection:
        return [_recount(connection, mart, month) for mart in MONTHLY_MARTS]


def _recount(connection: duckdb.DuckDBPyConnection, mart: str, month: date) -> MonthRecount:
    recount = _RECOUNTS[mart].read_text()
    connection.execute(f"select * from ({recount}) limit 0", {"month": month})
    columns = [column[0] for column in connection.description or []]
    (month_column,) = (column for column in columns if column.endswith("_month"))
    query = (
        (_SQL / "month_differences.sql")
        .read_text()
        .format(recount=recount, columns=", ".join(columns), mart=mart, month_column=month_column)
    )
    found = connection.execute(query, {"month": month}).fetchone()
    return MonthRecount(mart, *(found or (0, 0)))
