"""Forgetting one person among a million: what it costs, and which files it touches."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.homes import PROJECT_FOLDER, Home
from benchmarks.measure import Measurement, measure

CUSTOMERS = 1_000_000
_SQL = Path(__file__).parent / "erasure"


@dataclass(frozen=True)
class Erasure:
    """What an erasure cost, of how many customers, and the lake's files: those that held the
    person, and those that were rewritten.
    """

    run: Measurement
    customers: int
    holding: set[Path]
    rewritten: set[Path]


def land_registrations(home: Home, days: list[date]) -> None:
    """Deliver a million customers more, who register and never come back, over all days."""
    with duckdb.connect() as connection:
        connection.execute("set variable customers = ?", [CUSTOMERS])
        connection.execute("set variable days = ?", [len(days)])
        for number, day in enumerate(days):
            connection.execute("set variable day = ?", [day])
            connection.execute("set variable day_number = ?", [number])
            file = home.landing / "chat_events" / f"dt={day}" / "registrations.jsonl.gz"
            query = (_SQL / "registrations.sql").read_text()
            connection.execute(f"copy ({query}) to '{file}' (format json, compression gzip)")


def erase_one(home: Home) -> Erasure:
    """Erase a customer with a few sessions and an e-mail address."""
    with duckdb.connect(str(home.published), read_only=True) as published:
        ((customers,),) = published.execute("select count(*) from marts.dim_customers").fetchall()
        tenant, customer = published.execute((_SQL / "person.sql").read_text()).fetchall()[0]
    before = _inodes(home)
    holding = _holding(home, tenant, customer)
    person = ["--tenant", tenant, "--customer-id", customer]
    run = measure(
        [sys.executable, "-m", "orchestration", "erase", "--json", *person],
        folder=PROJECT_FOLDER,
        environment={"CHATMART_HOME": str(home.path)},
    )
    after = _inodes(home)
    rewritten = {path for path, inode in before.items() if after.get(path) != inode}
    return Erasure(run, customers, holding, rewritten)


def _inodes(home: Home) -> dict[Path, int]:
    return {path: path.stat().st_ino for path in home.path.glob("lake/*/dt=*/*.parquet")}


def _holding(home: Home, tenant: str, customer: str) -> set[Path]:
    with duckdb.connect() as connection:
        files = str(home.path / "lake" / "chat_events" / "dt=*" / "events.parquet")
        for name, value in (("files", files), ("tenant", tenant), ("customer", customer)):
            connection.execute(f"set variable {name} = ?", [value])
        query = (_SQL / "files_with_person.sql").read_text()
        return {Path(file) for (file,) in connection.execute(query).fetchall()}
