"""Write believable landing folders of chat events: `python -m benchmarks.generate`.

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
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

SQL_FOLDER = Path(__file__).parent / "generator"
DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "chatmart-benchmark"
DEFAULT_FIRST_DAY = date(2025, 3, 11)
MEAN_SESSION_EVENTS = 6.0
THREADS = 2


@dataclass(frozen=True)
class Parameters:
    """What generated data depend on.

    `events_per_day` counts distinct events by the day their session starts; 0.5 % of them are
    delivered a second time on top of that.
    """

    events_per_day: int
    days: int
    first_day: date = DEFAULT_FIRST_DAY
    seed: int = 1

    @property
    def name(self) -> str:
        """The folder name of these data."""
        return f"{self.events_per_day}-a-day-{self.days}-days-from-{self.first_day}-{self.seed}"

    @property
    def landing_days(self) -> list[date]:
        """Every landing day, in order."""
        return [self.first_day + timedelta(days=number) for number in range(self.days)]

    @property
    def sessions_per_day(self) -> int:
        """Enough sessions for the events of a day; those beyond are cut off."""
        return math.ceil(self.events_per_day / MEAN_SESSION_EVENTS * 1.1) + 20

    def marker(self) -> dict[str, object]:
        """Return what the folder's marker file holds; equal markers mean equal data."""
        code = b"".join(path.read_bytes() for path in sorted(SQL_FOLDER.iterdir()))
        return {
            **asdict(self),
            "first_day": self.first_day.isoformat(),
            "generator": hashlib.sha256(code).hexdigest(),
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
    database = target / "events.duckdb"
    with duckdb.connect(str(database)) as connection:
        _build_events(connection, parameters)
        _write_tenants(connection, landing, parameters.first_day)
        with ThreadPoolExecutor(THREADS) as pool:
            for written in [
                pool.submit(_write_day, connection.cursor(), landing, day, parameters.seed)
                for day in parameters.landing_days
            ]:
                written.result()
    database.unlink()
    marker.write_text(json.dumps(parameters.marker(), indent=2) + "\n")
    return landing


def _build_events(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
    connection.execute(f"set threads = {THREADS}")
    _set_variables(
        connection,
        seed=parameters.seed,
        days=parameters.days,
        first_day=parameters.first_day,
        events_per_day=parameters.events_per_day,
        sessions_per_day=parameters.sessions_per_day,
        customers=parameters.sessions_per_day * 8,
        event_mix=str(SQL_FOLDER / "event_mix.csv"),
    )
    for name in ("macros", "tenants", "sessions", "events"):
        connection.execute((SQL_FOLDER / f"{name}.sql").read_text())


def _write_tenants(connection: duckdb.DuckDBPyConnection, landing: Path, day: date) -> None:
    folder = landing / "tenants" / f"dt={day}"
    folder.mkdir(parents=True)
    tenants = connection.table("tenants").select("tenant_id, tenant_name, reporting_timezone")
    lines = [json.dumps(dict(zip(tenants.columns, row, strict=True))) for row in tenants.fetchall()]
    (folder / "tenants.jsonl").write_text("\n".join(lines) + "\n")


def _write_day(cursor: duckdb.DuckDBPyConnection, landing: Path, day: date, seed: int) -> None:
    folder = landing / "chat_events" / f"dt={day}"
    folder.mkdir(parents=True)
    records = (SQL_FOLDER / "records.sql").read_text()
    for file_name, again in (("events.jsonl.gz", False), ("late.jsonl.gz", True)):
        _set_variables(cursor, seed=seed, landing_day=day, again=again)
        cursor.execute(
            f"copy ({records}) to '{folder / file_name}' (format json, compression gzip)"
        )


def _set_variables(connection: duckdb.DuckDBPyConnection, **variables: object) -> None:
    for name, value in variables.items():
        connection.execute(f"set variable {name} = ?", [value])


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; prints the landing folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--events", type=int, default=5_000_000, help="over all days")
    amount.add_argument("--events-per-day", type=int)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--first-day", type=date.fromisoformat, default=DEFAULT_FIRST_DAY)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    options = parser.parse_args(arguments)
    events_per_day = options.events_per_day or math.ceil(options.events / options.days)
    parameters = Parameters(events_per_day, options.days, options.first_day, options.seed)
    started = time.perf_counter()
    landing = generate(options.folder.absolute(), parameters)
    print(f"{landing} ({time.perf_counter() - started:.1f} s)")


if __name__ == "__main__":
    main()
