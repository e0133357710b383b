"""Exports of many rows, and their floor: `python -m benchmarks.export DATABASE`.

The floor is what DuckDB takes by itself to write the rows of `clicked` as CSV, into `rows.csv` in
the working folder: neither harmless texts nor a file that is there whole or not at all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

from benchmarks.homes import PROJECT_FOLDER, Home
from benchmarks.measure import Measurement, measure
from orchestration.publish.publication import (
    Publication,
    database_of,
    folder_of,
    parquet_of,
    swap,
    write_record,
)
from orchestration.settings import Settings

SQL_FOLDER = Path(__file__).parent / "export"
EXPORTS = (("clicked", ".csv"), ("clicked_users", ".csv"), ("clicked", ".xlsx"))
HAS_FLOOR = EXPORTS[0]
_ID = "synthetic"


def home_with_records(path: Path, rows: int) -> Home:
    """Return a home that has published so many records of journeys, all of them clicks."""
    home = Home(path)
    settings = Settings(path)
    folder = folder_of(settings, _ID)
    parquet_of(folder).mkdir(parents=True)
    with duckdb.connect(str(database_of(folder))) as connection:
        connection.execute("set variable rows = ?", [rows])
        connection.execute((SQL_FOLDER / "publication.sql").read_text())
    write_record(folder, Publication(_ID, "2025-03-11T00:00:00", None, "", "", {}))
    swap(settings, _ID)
    return home


def export(home: Home, metric: str, ending: str) -> Measurement:
    """Export a metric from the home."""
    file = home.path / f"{metric}{ending}"
    return measure(
        [
            *(sys.executable, "-m", "orchestration", "export", metric),
            *("--tenant", "tenant", "--out", str(file)),
        ],
        folder=PROJECT_FOLDER,
        environment={"CHATMART_HOME": str(home.path)},
    )


def run_export_floor(home: Home) -> Measurement:
    """Write the rows of `clicked` as CSV by hand."""
    return measure(
        [sys.executable, "-m", "benchmarks.export", str(home.published)],
        folder=home.path,
        environment={"PYTHONPATH": str(PROJECT_FOLDER)},
    )


def main() -> None:
    """Run the floor."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("database", type=Path)
    with duckdb.connect(str(parser.parse_args().database), read_only=True) as connection:
        connection.execute((SQL_FOLDER / "floor.sql").read_text())


if __name__ == "__main__":
    main()
