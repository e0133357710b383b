"""Chat events of both chat sources: reading, duplicates, and what the series end on."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from tests.oracle.json_values import object_or_none
from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place, earliest, latest, read
from tests.oracle.tenants import Tenants
from tests.oracle.values import (
    UnreadableError,
    finite_number,
    identifier,
    instant,
    required,
    text,
)

SCORE_PREFIXES = {
    "nps_survey_score_": "nps_survey",
    "data_collection_nps_survey_score_": "data_collection",
}
SCORES = {str(score): score for score in range(11)}
# The project may form the ids of records without one as it likes; these only collapse alike.
GENERATED_PREFIX = "generated:"
OWN_PREFIXES = ("chat_events:", "loyjoy_facts:")


@dataclass(frozen=True)
class ChatEvent:
    """One accepted chat event; ids a source lacks are None, process and module then ''."""

    source: str
    place: Place
    tenant_id: str
    event_id: str
    event_name: str
    occurred_at: datetime
    customer_id: str | None = None
    process_id: str = ""
    module_id: str = ""
    module_name: str | None = None
    module_type: str | None = None
    payload: dict | None = field(default=None, compare=False)
    amount: float | None = None
    process_instance_id: str | None = None

    @property
    def moment(self) -> tuple[datetime, str]:
        """What events order by."""
        return self.occurred_at, self.event_id


@dataclass(frozen=True)
class Dimension:
    """One accepted row of `loyjoy_dimensions`."""

    place: Place
    tenant_id: str
    entity_id: str
    process_id: str | None


def nps_score(event_name: str) -> tuple[str, int] | None:
    """(source, score) of a score event, None for any other name; a bad ending is unreadable."""
    for prefix, source in SCORE_PREFIXES.items():
        if event_name.startswith(prefix):
            ending = event_name.removeprefix(prefix)
            if ending not in SCORES:
                raise UnreadableError("no NPS score")
            return source, SCORES[ending]
    return None


def read_chat_events(zone: LandingZone) -> tuple[list[ChatEvent], list[FileLoad]]:
    """Accepted records of `chat_events` and the counts per file."""

    def parse(fields: dict, place: Place) -> ChatEvent:
        typed = {
            "tenant_id": required(fields.get("tenant_id")),
            "event_name": required(fields.get("event_name")),
            "occurred_at": instant(fields.get("occurred_at"), place.landing_day),
            "amount": finite_number(fields.get("amount")),
            "payload": object_or_none(fields.get("payload")),
        }
        for name in ("customer_id", "session_id", "process_instance_id", "process_id", "module_id"):
            typed[name] = identifier(fields.get(name))
        for name in ("process_name", "module_name", "module_type", "platform"):
            typed[name] = text(fields.get(name))
        nps_score(typed["event_name"])
        return ChatEvent(
            "chat_events",
            place,
            typed["tenant_id"],
            identifier(fields.get("event_id")) or _generated(typed),
            typed["event_name"],
            typed["occurred_at"],
            typed["customer_id"],
            typed["process_id"] or "",
            typed["module_id"] or "",
            typed["module_name"],
            typed["module_type"],
            typed["payload"],
            typed["amount"],
            typed["process_instance_id"],
        )

    return read(zone, "chat_events", parse)


def read_loyjoy_dimensions(zone: LandingZone) -> tuple[list[Dimension], list[FileLoad]]:
    """Accepted records of `loyjoy_dimensions` and the counts per file."""

    def parse(fields: dict, place: Place) -> Dimension:
        for name in ("tenant_name", "bot_id", "bot_name", "process_name"):
            text(fields.get(name))
        return Dimension(
            place,
            required(fields.get("tenant_id")),
            required(fields.get("entity_id")),
            identifier(fields.get("process_id")),
        )

    return read(zone, "loyjoy_dimensions", parse)


def read_loyjoy_facts(zone: LandingZone) -> tuple[list[ChatEvent], list[FileLoad]]:
    """Accepted records of `loyjoy_facts` as chat events, and the counts per file."""
    dimensions, _ = latest(
        read_loyjoy_dimensions(zone)[0], key=lambda row: (row.tenant_id, row.entity_id)
    )
    processes = {(row.tenant_id, row.entity_id): row.process_id for row in dimensions}

    def parse(fields: dict, place: Place) -> ChatEvent:
        typed = {
            "tenant_id": required(fields.get("tenant_id")),
            "event_type": required(fields.get("event_type")),
            "created_at": instant(fields.get("created_at"), place.landing_day),
            "entity_id": identifier(fields.get("entity_id")),
            "amount": finite_number(fields.get("amount")),
        }
        nps_score(typed["event_type"])
        return ChatEvent(
            "loyjoy_facts",
            place,
            typed["tenant_id"],
            identifier(fields.get("id")) or _generated(typed),
            typed["event_type"],
            typed["created_at"],
            process_id=processes.get((typed["tenant_id"], typed["entity_id"])) or "",
            amount=typed["amount"],
        )

    return read(zone, "loyjoy_facts", parse)


def _generated(typed: dict) -> str:
    return GENERATED_PREFIX + json.dumps(typed, sort_keys=True, default=str)


class Chat:
    """The chat events that count, in order, and the calendar of each tenant's chat series.

    `custom_events` are the names of a user's own events.
    """

    def __init__(self, zone: LandingZone, custom_events: Collection[str] = ()) -> None:
        self.custom_events = frozenset(custom_events)
        self.tenants = Tenants(zone)
        self.accepted = [*read_chat_events(zone)[0], *read_loyjoy_facts(zone)[0]]
        winners, _ = earliest(
            self.accepted, key=lambda event: (event.source, event.tenant_id, event.event_id)
        )
        self.events = sorted(winners, key=lambda event: (event.moment, event.source))

    @cached_property
    def ids(self) -> dict[int, str]:
        """Ids in marts, by event; one of LoyJoy's that a chat event has too says whose it is.

        So does one that looks as if it said so.
        """
        taken = {
            (event.tenant_id, event.event_id)
            for event in self.events
            if event.source == "chat_events"
        }
        return {
            id(event): f"{event.source}:{event.event_id}"
            if event.event_id.startswith(OWN_PREFIXES)
            or (event.source == "loyjoy_facts" and (event.tenant_id, event.event_id) in taken)
            else event.event_id
            for event in self.events
        }

    def day(self, event: ChatEvent) -> date:
        """The event's local date."""
        return self.tenants.local_date(event.tenant_id, event.occurred_at)

    @cached_property
    def last_days(self) -> dict[str, date]:
        """Per tenant, the last local day with any accepted chat record, duplicates included."""
        last: dict[str, date] = {}
        for event in self.accepted:
            day = self.day(event)
            last[event.tenant_id] = max(day, last.get(event.tenant_id, day))
        return last
