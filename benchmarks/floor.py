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
SEEDS = Path(__file__).parent.parent / "seeds"
# What the pipeline's Parquet is compressed with.
PARQUET_FORMAT = "format parquet, compression zstd, compression_level 1"
COMPLETE = "floor.duckdb"
WITHOUT_PERSONAL_DATA = "floor_no_pii.duckdb"

ColumnsByMart = dict[str, list[str]]


def build(
    family: Family, landing: Path, output: Path, shown_columns: ColumnsByMart
) -> dict[str, float]:
    """Write both databases and parquet/<mart>/ into `output`; return seconds by step.

    `shown_columns` are those without personal data, as `benchmarks.shown_columns` writes them.
    """
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    timings: dict[str, float] = {}
    with duckdb.connect(str(output / COMPLETE)) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("create schema marts")
        connection.execute("set variable landing = ?", [str(landing)])
        connection.execute("set variable seeds = ?", [str(SEEDS)])
        for script in sorted((SQL_FOLDER / family.name).glob("*.sql")):
            started = time.perf_counter()
            connection.execute(script.read_text())
            timings[script.stem[3:]] = time.perf_counter() - started
        started = time.perf_counter()
        _export(connection, output / "parquet")
        connection.execute("checkpoint")
        timings["export"] = time.perf_counter() - started
        started = time.perf_counter()
        _leave_out_personal_data(connection, output / WITHOUT_PERSONAL_DATA, shown_columns)
        timings["without_personal_data"] = time.perf_counter() - started
    return timings


def _export(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for mart in _columns(connection):
        (folder / mart).mkdir(parents=True)
        file = folder / mart / "part.parquet"
        connection.execute(f"copy marts.{mart} to '{file}' ({PARQUET_FORMAT})")


def _leave_out_personal_data(
    connection: duckdb.DuckDBPyConnection, file: Path, shown_columns: ColumnsByMart
) -> None:
    connection.execute(f"attach '{file}' as no_pii")
    connection.execute("begin")
    connection.execute("create schema no_pii.marts")
    for mart, columns in _columns(connection).items():
        if shown := [name for name in columns if name in shown_columns[mart]]:
            selected = ", ".join(f'"{name}"' for name in shown)
            connection.execute(
                f"create table no_pii.marts.{mart} as select {selected} from marts.{mart}"
            )
    connection.execute("commit")
    connection.execute("detach no_pii")


def _columns(connection: duckdb.DuckDBPyConnection) -> ColumnsByMart:
    return dict(
        connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns()"
            " where database_name = current_database() and schema_name = 'marts'"
            " group by table_name order by table_name"
        ).fetchall()
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; prints a JSON object with the seconds of each step."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("landing", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument(
        "shown_columns", type=Path, help="file of python -m benchmarks.shown_columns"
    )
    options = parser.parse_args(arguments)
    shown_columns = json.loads(options.shown_columns.read_text())
    timings = build(FAMILIES[options.family], options.landing, options.output, shown_columns)
    print(json.dumps({"timings": timings}))


if __name__ == "__main__":
    main()
