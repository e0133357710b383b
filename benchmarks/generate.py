"""Write believable landing folders of one family: `python -m benchmarks.generate`.

The data depend on nothing but the parameters, so a folder made with the same ones is reused.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from benchmarks.families import CHAT, FAMILIES, Family

SQL_FOLDER = Path(__file__).parent / "generator"
DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "chatmart-benchmark"
DEFAULT_FIRST_DAY = date(2025, 3, 11)
THREADS = 2


@dataclass(frozen=True)
class Parameters:
    """What generated data depend on.

    `per_day` counts what the family counts, events or messages, by the day their session starts (of
    journeys, and of users beside them, over all days); what is delivered a second time comes on top
    of that.
    """

    per_day: int
    days: int
    family: Family = CHAT
    first_day: date = DEFAULT_FIRST_DAY
    seed: int = 1

    @property
    def name(self) -> str:
        """The folder name of these data."""
        size = f"{self.per_day}-a-day-{self.days}-days"
        return f"{self.family.name}-{size}-from-{self.first_day}-{self.seed}"

    @property
    def landing_days(self) -> list[date]:
        """Every landing day, in order."""
        return [self.first_day + timedelta(days=number) for number in range(self.days)]

    @property
    def amount(self) -> str:
        """How much there is of what is counted, for people."""
        number = f"{self.per_day * self.days:,}"
        counts = " and ".join(f"{number} {counted}" for counted in self.family.counted)
        return f"{counts}, {self.days} days"

    @property
    def sql_folder(self) -> Path:
        """Where the SQL of the family lies."""
        return SQL_FOLDER / self.family.name

    def marker(self) -> dict[str, object]:
        """Return what the folder's marker file holds; equal markers mean equal data."""
        scripts = [SQL_FOLDER / "macros.sql", *sorted(self.sql_folder.iterdir())]
        return {
            "family": self.family.name,
            "per_day": self.per_day,
            "days": self.days,
            "first_day": self.first_day.isoformat(),
            "seed": self.seed,
            "generator": hashlib.sha256(b"".join(map(Path.read_bytes, scripts))).hexdigest(),
            "duckdb": duckdb.__version__,
        }


def generate(folder: Path, parameters: Parameters) -> Path:
    """Return a landing folder with `parameters`' data, below `folder`; made if not there yet."""
    target = folder / parameters.name
    marker = target / "parameters.json"
    if marker.is_file() and json.loads(marker.read_text()) == parameters.marker():
        return target / "landing"
    shutil.rmtree(target, ignore_errors=True)
    landing = target / "landing"
    landing.mkdir(parents=True)
    database = target / "generated.duckdb"
    with duckdb.connect(str(database)) as connection:
        _build(connection, parameters)
        _write_tenants(connection, landing, parameters.first_day)
        with ThreadPoolExecutor(THREADS) as pool:
            for written in [
                pool.submit(_write_day, connection.cursor(), landing, day, parameters)
                for day in parameters.landing_days
            ]:
                written.result()
    database.unlink()
    marker.write_text(json.dumps(parameters.marker(), indent=2) + "\n")
    return landing


def _build(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
    connection.execute(f"set threads = {THREADS}")
    _set_variables(
        connection,
        seed=parameters.seed,
        days=parameters.days,
        first_day=parameters.first_day,
        per_day=parameters.per_day,
        sql_folder=str(parameters.sql_folder),
    )
    connection.execute((SQL_FOLDER / "macros.sql").read_text())
    for name in parameters.family.scripts:
        connection.execute((parameters.sql_folder / f"{name}.sql").read_text())


def _write_tenants(connection: duckdb.DuckDBPyConnection, landing: Path, day: date) -> None:
    folder = landing / "tenants" / f"dt={day}"
    folder.mkdir(parents=True)
    connection.execute(f"copy tenant_records to '{folder / 'tenants.jsonl'}' (format json)")


def _write_day(
    cursor: duckdb.DuckDBPyConnection, landing: Path, day: date, parameters: Parameters
) -> None:
    for source in parameters.family.sources:
        folder = landing / source.name / f"dt={day}"
        folder.mkdir(parents=True)
        records = (parameters.sql_folder / f"{source.records}.sql").read_text()
        for name in source.files:
            _set_variables(cursor, seed=parameters.seed, landing_day=day, file=name)
            cursor.execute(
                f"copy ({records}) to '{folder / name}.jsonl.gz' (format json, compression gzip,"
                f" write_empty_file {not source.skips_empty_files})"
            )


def _set_variables(connection: duckdb.DuckDBPyConnection, **variables: object) -> None:
    for name, value in variables.items():
        connection.execute(f"set variable {name} = ?", [value])


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; prints the landing folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--total", type=int, default=5_000_000, help="over all days")
    amount.add_argument("--per-day", type=int)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--first-day", type=date.fromisoformat, default=DEFAULT_FIRST_DAY)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    options = parser.parse_args(arguments)
    parameters = Parameters(
        per_day=options.per_day or math.ceil(options.total / options.days),
        days=options.days,
        family=FAMILIES[options.family],
        first_day=options.first_day,
        seed=options.seed,
    )
    started = time.perf_counter()
    landing = generate(options.folder.absolute(), parameters)
    print(f"{landing} ({time.perf_counter() - started:.1f} s)")


if __name__ == "__main__":
    main()
