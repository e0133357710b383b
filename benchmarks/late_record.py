"""One record that comes late: how it is delivered, and whose rows it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb

from benchmarks.generate import Parameters
from benchmarks.homes import Home

DAYS_LATE = 7
SQL_FOLDER = Path(__file__).parent / "late_record"
Owner = tuple[str, str]


@dataclass(frozen=True)
class LateRecord:
    """A record of the past, and the tables in which it may change rows of its owner alone.

    `land` delivers it to a home that holds the parameters' landing days, on one day more, and
    returns the tenant and the id of its owner, which is `owner_id` in `tables`; `name` and `owners`
    are for people.
    """

    name: str
    owners: str
    owner_id: str
    tables: tuple[str, ...]
    land: Callable[[Home, Parameters], Owner]

    def remember(self, warehouse: Path, copy: Path) -> None:
        """Copy the tables into a database file of their own."""
        copy.unlink(missing_ok=True)
        with duckdb.connect(str(copy)) as connection:
            connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
            for schema in sorted({table.split(".")[0] for table in self.tables}):
                connection.execute(f"create schema {schema}")
            for table in self.tables:
                connection.execute(f"create table {table} as from warehouse.{table}")

    def owners_that_differ(self, copy: Path, warehouse: Path) -> tuple[set[Owner], int]:
        """Return the owners of rows that came, went or changed since then, and those rows."""
        differing: list[Owner] = []
        query = (SQL_FOLDER / "differing_rows.sql").read_text()
        query = query.replace("{owner_id}", self.owner_id)
        with duckdb.connect() as connection:
            connection.execute(f"attach '{copy}' as before (read_only)")
            connection.execute(f"attach '{warehouse}' as after (read_only)")
            for table in self.tables:
                differing += connection.execute(query.replace("{table}", table)).fetchall()
        return set(differing), len(differing)


def noon_of_the_past(parameters: Parameters) -> datetime:
    """Return noon (UTC) a week before the last landing day, at the earliest on the first one."""
    day = parameters.landing_days[-1] - timedelta(days=DAYS_LATE)
    return datetime.combine(max(parameters.first_day, day), time(12), tzinfo=UTC)


def day_after(parameters: Parameters) -> date:
    """Return the landing day after the last one."""
    return parameters.landing_days[-1] + timedelta(days=1)
