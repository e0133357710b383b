"""One late message of one contact: the webhook body that brings it, and whose rows it changed."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import duckdb

from benchmarks.generate import Parameters
from benchmarks.homes import Home

TABLES = (
    "intermediate.int_threads",
    "intermediate.int_conversation_messages",
    "marts.dim_contacts",
)
DAYS_LATE = 7
Contact = tuple[str, str]
SQL_FOLDER = Path(__file__).parent / "late_message"


def land_late_message(home: Home, parameters: Parameters) -> Contact:
    """Deliver, on one more landing day, a body with one message of a contact that is known.

    The message was sent at noon a week before the last landing day; its contact (tenant, contact)
    wrote in the afternoon of that day too, so that the late message can open what that one opened.
    """
    last_day = parameters.landing_days[-1]
    sent_on = max(parameters.first_day, last_day - timedelta(days=DAYS_LATE))
    sent_at = int(datetime.combine(sent_on, time(12), tzinfo=UTC).timestamp())
    landing = home.landing / parameters.family.source
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        warehouse.execute("set variable files = ?", [str(landing / f"dt={sent_on}" / "*.gz")])
        warehouse.execute("set variable sent_at = ?", [sent_at])
        query = (SQL_FOLDER / "later_body.sql").read_text()
        later, tenant_id, contact_id = warehouse.execute(query).fetchall()[0]
    body = json.loads(later)
    value = body["entry"][0]["changes"][0]["value"]
    message = value["messages"][0]
    value["messages"] = [{**message, "id": f"{message['id']}-late", "timestamp": str(sent_at)}]
    folder = landing / f"dt={last_day + timedelta(days=1)}"
    folder.mkdir()
    (folder / "late.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(body)}\n".encode()))
    return tenant_id, contact_id


def remember_contacts(warehouse: Path, copy: Path) -> None:
    """Copy the tables that hold what is known of contacts into a database file of their own."""
    copy.unlink(missing_ok=True)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        for schema in sorted({table.split(".")[0] for table in TABLES}):
            connection.execute(f"create schema {schema}")
        for table in TABLES:
            connection.execute(f"create table {table} as from warehouse.{table}")


def contacts_that_differ(copy: Path, warehouse: Path) -> tuple[set[Contact], int]:
    """Return the contacts with a row that came, went or changed since then, and those rows."""
    differing: list[Contact] = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}' as before (read_only)")
        connection.execute(f"attach '{warehouse}' as after (read_only)")
        query = (SQL_FOLDER / "differing_rows.sql").read_text()
        for table in TABLES:
            differing += connection.execute(query.replace("{table}", table)).fetchall()
    return set(differing), len(differing)
