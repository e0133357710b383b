"""One late event that converts one user: the record that brings it, and whose rows it changed."""

from __future__ import annotations

import gzip
import json

import duckdb

from benchmarks.generate import Parameters
from benchmarks.homes import Home
from benchmarks.late_record import SQL_FOLDER, LateRecord, Owner, day_after, noon_of_the_past


def land_late_conversion(home: Home, parameters: Parameters) -> Owner:
    """Deliver an event of a user that nothing has converted yet, and return the user.

    It happened a minute after an entry about a week before the last landing day.
    """
    around = noon_of_the_past(parameters).replace(tzinfo=None)
    definitions = home.landing / "journeys" / "*" / "*.gz"
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        warehouse.execute("set variable definitions = ?", [str(definitions)])
        warehouse.execute("set variable around = ?", [around])
        query = (SQL_FOLDER / "unconverted_user.sql").read_text()
        tenant_id, user_id, event_name, occurred_at = warehouse.execute(query).fetchall()[0]
    record = {
        "event_id": "late-conversion",
        "tenant_id": tenant_id,
        "user_id": user_id,
        "event_name": event_name,
        "occurred_at": occurred_at,
    }
    folder = home.landing / "user_events" / f"dt={day_after(parameters)}"
    folder.mkdir()
    (folder / "late.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(record)}\n".encode()))
    return tenant_id, user_id


LATE_CONVERSION = LateRecord(
    name="one late conversion",
    owners="users",
    owner_id="user_id",
    tables=("marts.fct_journey_entries",),
    land=land_late_conversion,
)
