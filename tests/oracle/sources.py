"""All sources, and until when they tell: the as-of time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tests.oracle.chat import read_chat_events, read_loyjoy_dimensions, read_loyjoy_facts
from tests.oracle.glific_contacts import read_contacts, read_histories
from tests.oracle.glific_counts import read_message_conversations, read_stats
from tests.oracle.glific_flows import read_flow_contexts
from tests.oracle.glific_messages import read_messages
from tests.oracle.gupshup import read_callbacks
from tests.oracle.journey_definitions import read_definitions
from tests.oracle.journey_records import read_journey_events, read_user_events
from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad
from tests.oracle.tenants import read_tenants
from tests.oracle.uploads import read_codes, read_coupons
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
    read_definitions,
    read_journey_events,
    read_user_events,
    read_coupons,
    read_codes,
)


def loads(zone: LandingZone) -> list[FileLoad]:
    """What became of the records of every file, whatever its source."""
    return [load for reader in READERS for load in reader(zone)[1]]


def end_of(day: date) -> datetime:
    """The (naive UTC) midnight that ends a day."""
    return datetime.combine(day, time()) + timedelta(days=1)


def as_of_time(zone: LandingZone) -> datetime | None:
    """The end of the last landing day with an accepted record; None if there is none."""
    days = [load.landing_day for load in loads(zone) if load.accepted]
    return end_of(max(days)) if days else None
