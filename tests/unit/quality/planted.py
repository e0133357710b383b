"""Landing days to judge: sound by default, planted with whatever a test wants to see named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.quality import CheckOutcome, GateResult
from orchestration.quality.promises import promised_columns
from orchestration.quality.registry import TABLES

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12)

SCHEMAS = {
    (checks.source, checks.table): promised_columns(checks.source, checks.table)
    for checks in TABLES
}

# What a sound row has in each column of its table; all other columns are null.
SOUND_VALUES = {
    "tenant_id": "t1", "reporting_timezone": "Europe/Berlin", "is_known_timezone": True,
    "event_id": "e1", "event_key": 1, "event_name": "start", "occurred_at": NOON, "amount": 1.5,
    "id": "f1", "event_type": "start", "created_at": NOON, "entity_id": "n1",
    "position": 1, "business_account_id": "b1", "app": "a1", "direction": "inbound",
    "message_id": "m1", "message_key": 1, "status": "sent", "contact_phone": "4915112345678",
    "phone": "4915112345678", "inserted_at": NOON, "updated_at": NOON, "period": "hour",
    "stats_date": DAY, "hour": 12, "conversations": 1, "journey_id": "j1", "user_id": "u1",
    "entry_id": "n1", "conversion_event": "start", "stop_counting_after_exit_seconds": 0,
    "process_id": "p1", "code": "c1", "code_key": 1, "uploaded_at": NOON,
}  # fmt: skip

# Where one name means different things.
SOUND_VALUES_OF = {"journey_events": {"event_type": "sent"}}


@dataclass
class Load:
    """The part of a file load that the gate reads."""

    file_name: str
    received: int
    accepted: int
    quarantined: int = 0


@dataclass
class Day:
    """The part of a prepared day that the gate reads, with tools to plant violations."""

    source: str
    day: date
    folder: Path
    files: list[Load] = field(default_factory=list)
    received: int = 0
    accepted: int = 0
    quarantined: int = 0

    @property
    def rejected(self) -> Path:
        """Where the quarantine is, if there is one."""
        return self.folder / "rejected.parquet"

    def quarantine(self, *places: tuple[str, int, str]) -> Day:
        """Write the quarantine: file name, line and kind of what was rejected."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.execute("create table made (file_name varchar, line bigint, kind varchar)")
            connection.executemany("insert into made values (?, ?, ?)", places)
            connection.execute(f"copy made to '{self.rejected}' (format parquet)")
        return self

    def account(self, *loads: Load) -> Day:
        """Set the file loads and their totals."""
        self.files = list(loads)
        self.received = sum(load.received for load in loads)
        self.accepted = sum(load.accepted for load in loads)
        self.quarantined = sum(load.quarantined for load in loads)
        return self

    def write(self, table: str, *rows: dict, change: str = "select * from made") -> Day:
        """Write a table of sound rows, each changed by one of `rows`; lines count from 1.

        `change` is a query over the table `made` that may break its schema.
        """
        schema = SCHEMAS[self.source, table]
        with duckdb.connect() as connection:
            columns = ", ".join(f"{name} {data_type}" for name, data_type in schema.items())
            connection.execute(f"create table made ({columns})")
            for line, row in enumerate(rows, start=1):
                sound = {name: SOUND_VALUES[name] for name in schema if name in SOUND_VALUES}
                sound |= SOUND_VALUES_OF.get(self.source, {})
                values = {
                    "landing_day": self.day, "file_name": "a.jsonl", "line": line, **sound, **row,
                }  # fmt: skip
                connection.execute(
                    f"insert into made ({', '.join(values)}) values "
                    f"({', '.join('?' for _ in values)})",
                    list(values.values()),
                )
            self.folder.mkdir(parents=True, exist_ok=True)
            target = self.folder / f"{table}.parquet"
            connection.execute(f"copy ({change}) to '{target}' (format parquet)")
        return self


def failed(result: GateResult) -> dict[str, CheckOutcome]:
    """Map the names of the failed checks to their outcomes."""
    return {check.name: check for check in result.checks if not check.passed}
