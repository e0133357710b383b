"""Running the pipeline in a temporary home and reading what it published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.pipeline import RunOptions, RunReport, run_pipeline
from orchestration.settings import Settings
from tests.oracle import MART_KEYS, LandingZone, compare_marts, duplicates, marts, write
from tests.oracle.sources import as_of_time


class Silence:
    """Nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Ignore it."""

    def step(self, text: str) -> None:
        """Ignore it."""

    def say(self, text: str) -> None:
        """Ignore it."""


def run(home: Path, **options) -> RunReport:
    """Run the pipeline and insist that nothing failed."""
    report = run_pipeline(Settings(home), RunOptions(**options), Silence())
    assert report.errors == []
    return report


def land(home: Path, zone: LandingZone) -> None:
    """Make the home's landing folder hold exactly this landing zone."""
    write(zone, home / "landing")


def open_published(home: Path) -> duckdb.DuckDBPyConnection:
    """Open what readers open."""
    return duckdb.connect(str(home / "published" / "chatmart.duckdb"), read_only=True)


def rows_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[dict]:
    """Every row of a relation as a dict."""
    result = connection.execute(f"select * from {relation}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def published_marts(home: Path) -> dict[str, list[dict]]:
    """The marts that the oracle knows."""
    with open_published(home) as connection:
        return {name: rows_of(connection, f"marts.{name}") for name in MART_KEYS}


def published_duplicates(home: Path) -> dict[tuple[str, date], int]:
    """`audit.duplicates` by source and landing day."""
    with open_published(home) as connection:
        return {
            (row["source"], row["landing_day"]): row["duplicates"]
            for row in rows_of(connection, "audit.duplicates")
        }


Differences = Callable[[Path, LandingZone, date | None], list[str]]


def differences_from_oracle(
    home: Path, zone: LandingZone, retained_as_of: date | None = None
) -> list[str]:
    """Where the published marts are not what the definitions say of the landing zone.

    `retained_as_of` is the latest day that the home was ever run as of, its last landing day else.
    """
    expected = marts(zone, retained_as_of=retained_as_of)
    actual = published_marts(home)
    found = compare_marts(actual, expected)
    if published_duplicates(home) != duplicates(zone):
        found.append(f"duplicates: {published_duplicates(home)} is not {duplicates(zone)}")
    return found


def last_landing_day(zone: LandingZone) -> date | None:
    """The day at whose end windows and registers are looked at."""
    as_of = as_of_time(zone)
    return None if as_of is None else (as_of - timedelta(days=1)).date()


def run_through(
    home: Path, steps: list[LandingZone], told_apart: Differences = differences_from_oracle
) -> date | None:
    """Land and run one state of the landing zone after the other, each held against the oracle.

    Gives the latest day that entries of registers were ever looked at.
    """
    retained_as_of = None
    for number, zone in enumerate(steps, start=1):
        land(home, zone)
        # Random logs are small: a bad record or two can be more than a fifth of a landing day.
        run(home, accept_quarantine=True)
        retained_as_of = max(filter(None, (retained_as_of, last_landing_day(zone))), default=None)
        found = told_apart(home, zone, retained_as_of)
        assert found == [], f"after run {number} of {len(steps)}"
    return retained_as_of


def assert_loaded_at_once_is_the_same(
    home: Path, new_home: Callable[[str], Path], zone: LandingZone, retained_as_of: date | None
) -> None:
    """Another home that loads `zone` at once, and has once looked at it as late, has the same."""
    other = new_home("at_once")
    land(other, zone)
    run(other, accept_quarantine=True, as_of=retained_as_of)
    if retained_as_of != last_landing_day(zone):
        run(other, accept_quarantine=True)
    assert differences_between(home, other) == []


def differences_between(home: Path, other: Path) -> list[str]:
    """Marts whose rows differ between two homes, every column and row compared."""
    found = []
    with duckdb.connect() as connection:
        attach_both(connection, home, other)
        names = [
            mart
            for (mart,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'one' "
                "and schema_name = 'marts' order by 1"
            ).fetchall()
        ]
        assert names
        for mart in [*(f"marts.{name}" for name in names), "audit.duplicates"]:
            found += lacking_rows(
                connection, mart, lambda side, mart=mart: f"select * from {side}.{mart}"
            )
    return found


def attach_both(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    other: Path,
    database: str = "chatmart.duckdb",
) -> None:
    """Attach what two homes published, as `one` and `other`."""
    for name, folder in (("one", home), ("other", other)):
        path = str(folder / "published" / database).replace("'", "''")
        connection.execute(f"attach '{path}' as {name} (read_only)")


def lacking_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: Callable[[str], str],
) -> list[str]:
    """Some rows that only one of two attached publications has; `rows` asks one of them."""
    found = []
    for left, right in (("one", "other"), ("other", "one")):
        only = connection.execute(f"{rows(left)} except all {rows(right)} limit 3").fetchall()
        found += [f"{name}: only in {left}: {row}" for row in only]
    return found
