"""Measure four ways to build 24-hour threads: `python -m benchmarks.greedy_windows`.

Each variant works on the same messages in a process of its own, because its peak memory is
measured; one that takes longer than the limit is stopped. Exits with 1 if their threads differ.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb

from benchmarks.homes import PROJECT_FOLDER
from benchmarks.measure import measure
from benchmarks.results import GIBIBYTE

SQL_FOLDER = Path(__file__).parent
VARIANTS = ("recursive", "struct_fold", "island_fold_of_rows", "island_fold")
DISTRIBUTIONS = ("A", "B")
THREADS = 2


def build_messages(database: Path, distribution: str, messages: int, days: int) -> None:
    """Write the messages of a distribution into a database file."""
    with _connection(database) as connection:
        connection.execute("set variable distribution = ?", [distribution])
        connection.execute("set variable messages = ?", [messages])
        connection.execute("set variable days = ?", [days])
        connection.execute(_sql("messages"))


def run_variant(database: Path, variant: str, limit: float) -> dict[str, object]:
    """Build the threads of a database file; return seconds and a summary, or `stopped_after`."""
    with _connection(database) as connection:
        timer = threading.Timer(limit, connection.interrupt)
        timer.start()
        started, cpu_started = time.perf_counter(), time.process_time()
        try:
            connection.execute(_sql(variant))
        except duckdb.InterruptException:
            return {"stopped_after": limit}
        finally:
            timer.cancel()
        return {
            "seconds": time.perf_counter() - started,
            "cpu_seconds": time.process_time() - cpu_started,
            "summary": connection.execute(_sql("summary")).fetchall()[0],
        }


def compare_variants(folder: Path, distribution: str, options: argparse.Namespace) -> bool:
    """Print a line for each variant on a distribution; say whether those that ended agree."""
    original = folder / "messages.duckdb"
    original.unlink(missing_ok=True)
    build_messages(original, distribution, options.messages, options.days)
    summaries = []
    for variant in VARIANTS:
        database = folder / f"{variant}.duckdb"
        shutil.copyfile(original, database)
        arguments = ["--folder", str(folder), "--variant", variant, "--limit", str(options.limit)]
        measurement = measure(
            [sys.executable, "-m", "benchmarks.greedy_windows", *arguments], folder=PROJECT_FOLDER
        )
        database.unlink()
        found = json.loads(measurement.output)
        if "seconds" in found:
            cost = f"{found['seconds']:.1f} s | {found['cpu_seconds']:.1f} s"
            summaries.append(found["summary"])
        else:
            cost = f"stopped after {found['stopped_after']:.0f} s | -"
        peak = f"{measurement.peak_bytes / GIBIBYTE:.2f} GiB"
        print(f"| {distribution} | {variant} | {cost} | {peak} |", flush=True)
    original.unlink()
    return all(summary == summaries[0] for summary in summaries)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; prints a table of seconds and peak memory."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.greedy_windows", description=__doc__
    )
    parser.add_argument("--messages", type=int, default=5_000_000)
    parser.add_argument("--days", type=int, default=30, help="over which they are spread")
    parser.add_argument("--limit", type=float, default=120, help="seconds of one variant")
    parser.add_argument("--folder", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--variant", choices=VARIANTS, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.variant:
        database = options.folder / f"{options.variant}.duckdb"
        print(json.dumps(run_variant(database, options.variant, options.limit)))
        return
    print("| distribution | variant | wall | CPU | peak memory |\n|---|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        agree = [
            compare_variants(Path(folder), distribution, options) for distribution in DISTRIBUTIONS
        ]
    if not all(agree):
        sys.exit("The variants found different threads.")
    print("All that ended found the same threads.")


def _connection(database: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(database))
    connection.execute(f"set threads = {THREADS}")
    connection.execute("set preserve_insertion_order = false")
    return connection


def _sql(name: str) -> str:
    return (SQL_FOLDER / f"{name}.sql").read_text()


if __name__ == "__main__":
    main()
