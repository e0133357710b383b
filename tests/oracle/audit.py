"""The bookkeeping marts: what each file held, and how many records lost to another one."""

from __future__ import annotations

from collections import Counter
from datetime import date

from tests.oracle.chat import read_chat_events, read_loyjoy_dimensions, read_loyjoy_facts
from tests.oracle.glific_contacts import read_contacts, read_histories
from tests.oracle.glific_counts import read_message_conversations, read_stats
from tests.oracle.glific_flows import read_flow_contexts
from tests.oracle.glific_messages import read_messages
from tests.oracle.gupshup import read_callbacks
from tests.oracle.landing import LandingZone
from tests.oracle.logs import WhatsApp
from tests.oracle.records import earliest, latest
from tests.oracle.tenants import read_tenants
from tests.oracle.whatsapp import read_bodies

READERS = (
    read_tenants,
    read_chat_events,
    read_loyjoy_facts,
    read_loyjoy_dimensions,
    read_bodies,
    read_callbacks,
    read_messages,
    read_contacts,
    read_histories,
    read_flow_contexts,
    read_message_conversations,
    read_stats,
)


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
        for reader in READERS
        for load in reader(zone)[1]
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
    }
    return dict(
        Counter(
            (source, record.place.landing_day)
            for source, records in losers.items()
            for record in records
        )
    )
