"""The bookkeeping marts: what each file held, and how many records lost to another one."""

from __future__ import annotations

from collections import Counter
from datetime import date

from tests.oracle.chat import (
    GENERATED_PREFIX,
    Chat,
    read_chat_events,
    read_loyjoy_dimensions,
    read_loyjoy_facts,
)
from tests.oracle.compare import compare
from tests.oracle.journey_entries import rejected_exits
from tests.oracle.journey_records import JOURNEY_EVENTS
from tests.oracle.journeys import Journeys
from tests.oracle.landing import LandingZone
from tests.oracle.logs import WhatsApp
from tests.oracle.records import earliest, latest
from tests.oracle.sources import loads
from tests.oracle.tenants import read_tenants
from tests.oracle.uploads import READERS as UPLOAD_READERS
from tests.oracle.uploads import counting

FILE = ("source", "landing_day", "file_name")


def file_loads(zone: LandingZone) -> list[dict]:
    """`audit.file_loads` without `status` and `loaded_at`: one row per file."""
    return [
        {
            "source": load.source,
            "landing_day": load.landing_day,
            "file_name": load.file_name,
            "received": load.received,
            "accepted": load.accepted,
            "quarantined": load.quarantined,
        }
        for load in loads(zone)
    ]


def duplicates(zone: LandingZone) -> dict[tuple[str, date], int]:
    """Losers per source and their own landing day; days without any are left out."""
    losers = {
        "tenants": latest(read_tenants(zone)[0], lambda row: row.tenant_id)[1],
        "loyjoy_dimensions": latest(
            read_loyjoy_dimensions(zone)[0], lambda row: (row.tenant_id, row.entity_id)
        )[1],
        "chat_events": earliest(
            read_chat_events(zone)[0], lambda event: (event.tenant_id, event.event_id)
        )[1],
        "loyjoy_facts": earliest(
            read_loyjoy_facts(zone)[0], lambda event: (event.tenant_id, event.event_id)
        )[1],
        **WhatsApp(zone).duplicates(),
        **Journeys(zone, Chat(zone)).duplicates(),
        **{source: counting(reader(zone)[0])[1] for source, reader in UPLOAD_READERS.items()},
    }
    return dict(
        Counter(
            (source, record.place.landing_day)
            for source, records in losers.items()
            for record in records
        )
    )


def rejected_rows(zone: LandingZone) -> list[dict]:
    """`audit.rejected_rows`: accepted records that others show to be wrong; duplicates never are.

    `key` is the event's id.
    """
    return [
        {
            "source": JOURNEY_EVENTS,
            "key": event.event_id,
            "reason": reason,
            "landing_day": event.place.landing_day,
            "file_name": event.place.file_name.decode(),
            "line": event.place.line,
        }
        for event, reason in rejected_exits(Journeys(zone, Chat(zone)))
    ]


def compare_audit(actual: dict[str, list[dict]], zone: LandingZone) -> list[str]:
    """The differences of `file_loads` and `rejected_rows`, each line led by the table's name."""
    differences = []
    for name, rows, key, generated in (
        ("file_loads", file_loads(zone), FILE, None),
        ("rejected_rows", rejected_rows(zone), (*FILE, "line"), "key"),
    ):
        found = compare(
            actual[name], rows, key, generated=generated, generated_prefix=GENERATED_PREFIX
        )
        differences += [f"{name}: {difference}" for difference in found]
    return differences
