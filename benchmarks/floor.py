"""The floor: the same marts by hand, in one DuckDB process: `python -m benchmarks.floor`.

What a competent analyst would write for one full load: no quarantine beyond required fields, no
increments, no tests, no publication. It bounds from below what the pipeline can cost.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path

import duckdb

from benchmarks.families import FAMILIES, Family

SQL_FOLDER = Path(__file__).parent / "floor"
CATALOGUE = Path(__file__).parent.parent / "seeds" / "event_catalogue.csv"


def build(family: Family, landing: Path, output: Path) -> dict[str, float]:
    """Write `output`/floor.duckdb and `output`/parquet/<mart>/; return seconds by step."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    timings: dict[str, float] = {}
    with duckdb.connect(str(output / "floor.duckdb")) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("create schema marts")
        connection.execute("set variable landing = ?", [str(landing)])
        connection.execute("set variable catalogue = ?", [str(CATALOGUE)])
        for script in sorted((SQL_FOLDER / family.name).glob("*.sql")):
            started = time.perf_counter()
            connection.execute(script.read_text())
            timings[script.stem[3:]] = time.perf_counter() - started
        started = time.perf_counter()
        _export(connection, output / "parquet")
        connection.execute("checkpoint")
        timings["export"] = time.perf_counter() - started
    return timings


def _export(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for (mart,) in connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts'"
    ).fetchall():
        (folder / mart).mkdir(parents=True)
        file = folder / mart / "part.parquet"
        connection.execute(f"copy marts.{mart} to '{file}' (format parquet, compression zstd)")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; prints a JSON object with the seconds of each step."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("landing", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args(arguments)
    print(json.dumps({"timings": build(FAMILIES[options.family], options.landing, options.output)}))


if __name__ == "__main__":
    main()
