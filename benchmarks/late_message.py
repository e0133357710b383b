"""One late message of one contact: the webhook body that brings it, and whose rows it changed."""

from __future__ import annotations

import gzip
import json

import duckdb

from benchmarks.families import WHATSAPP
from benchmarks.generate import Parameters
from benchmarks.homes import Home
from benchmarks.late_record import SQL_FOLDER, LateRecord, Owner, day_after, noon_of_the_past


def land_late_message(home: Home, parameters: Parameters) -> Owner:
    """Deliver a body with one message of a contact that is known, and return the contact.

    The message was sent at noon a week before the last landing day; its contact wrote in the
    afternoon of that day too, so that the late message can open what that one opened.
    """
    sent = noon_of_the_past(parameters)
    sent_at = int(sent.timestamp())
    landing = home.landing / WHATSAPP.sources[0].name
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        warehouse.execute("set variable files = ?", [str(landing / f"dt={sent.date()}" / "*.gz")])
        warehouse.execute("set variable sent_at = ?", [sent_at])
        query = (SQL_FOLDER / "later_body.sql").read_text()
        later, tenant_id, contact_id = warehouse.execute(query).fetchall()[0]
    body = json.loads(later)
    value = body["entry"][0]["changes"][0]["value"]
    message = value["messages"][0]
    value["messages"] = [{**message, "id": f"{message['id']}-late", "timestamp": str(sent_at)}]
    folder = landing / f"dt={day_after(parameters)}"
    folder.mkdir()
    (folder / "late.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(body)}\n".encode()))
    return tenant_id, contact_id


LATE_MESSAGE = LateRecord(
    name="one late message",
    owners="contacts",
    owner_id="contact_id",
    tables=(
        "intermediate.int_threads",
        "intermediate.int_conversation_messages",
        "marts.dim_contacts",
    ),
    land=land_late_message,
)
