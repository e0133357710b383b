"""Everything that counts for journeys: definitions, records, what users do, and the calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from tests.oracle.chat import Chat
from tests.oracle.journey_definitions import SOURCE as DEFINITIONS
from tests.oracle.journey_definitions import Definition, read_definitions, unsuperseded
from tests.oracle.journey_records import (
    JOURNEY_EVENTS,
    USER_EVENTS,
    JourneyEvent,
    UserEvent,
    read_journey_events,
    read_user_events,
)
from tests.oracle.landing import LandingZone
from tests.oracle.records import earliest
from tests.oracle.sources import as_of_time, end_of
from tests.oracle.tenants import Tenants

# A tenant and its journey.
Journey = tuple[str, str]


class Journeys:
    """The records of the journey sources; what is not said to be accepted is without duplicates.

    `as_of` is a day at whose end the windows are looked at, by default the last landing day.
    """

    def __init__(self, zone: LandingZone, chat: Chat, as_of: date | None = None) -> None:
        self.tenants = Tenants(zone)
        self._zone, self._chat, self._as_of_day = zone, chat, as_of
        self.accepted_events = read_journey_events(zone)[0]
        self.accepted_user_events = read_user_events(zone)[0]
        winners, self._superseded = unsuperseded(read_definitions(zone)[0])
        self.definitions: dict[Journey, list[Definition]] = defaultdict(list)
        for definition in winners:
            self.definitions[definition.tenant_id, definition.journey_id].append(definition)
        self.events, self._repeated_events = _unique(self.accepted_events)
        self.own_user_events, self._repeated_user_events = _unique(self.accepted_user_events)

    @cached_property
    def as_of(self) -> datetime:
        """The time at which windows are open or not."""
        return as_of_time(self._zone) if self._as_of_day is None else end_of(self._as_of_day)

    @cached_property
    def user_events(self) -> list[UserEvent]:
        """What users did: their own events, and chat events of customers."""
        return [
            *self.own_user_events,
            *(
                UserEvent(
                    event.place,
                    event.tenant_id,
                    event.event_id,
                    event.customer_id,
                    event.event_name,
                    event.occurred_at,
                    event.payload or {},
                )
                for event in self._chat.events
                if event.source == "chat_events" and event.customer_id is not None
            ),
        ]

    def duplicates(self) -> dict[str, list]:
        """The records that lost to another one, by source."""
        return {
            DEFINITIONS: self._superseded,
            JOURNEY_EVENTS: self._repeated_events,
            USER_EVENTS: self._repeated_user_events,
        }

    def by_journey(self) -> dict[Journey, list[JourneyEvent]]:
        """The records of every journey, defined or not, in order."""
        groups = defaultdict(list)
        for event in sorted(self.events, key=lambda event: event.moment):
            groups[event.journey].append(event)
        return groups

    def day(self, tenant_id: str, moment: datetime) -> date:
        """The local date of a naive UTC moment."""
        return self.tenants.local_date(tenant_id, moment)

    @cached_property
    def last_days(self) -> dict[str, date]:
        """Per tenant, the last local day with any accepted record of journeys or user events."""
        last: dict[str, date] = {}
        for record in (*self.accepted_events, *self.accepted_user_events):
            day = self.day(record.tenant_id, record.occurred_at)
            last[record.tenant_id] = max(day, last.get(record.tenant_id, day))
        return last


def _unique(records: Iterable) -> tuple[list, list]:
    return earliest(records, lambda record: (record.tenant_id, record.event_id))
