"""Entries of journeys: from when to when, under which definition, and exits that fit none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.journey_definitions import Definition, version_at
from tests.oracle.journey_records import JourneyEvent, UserEvent
from tests.oracle.journeys import Journeys
from tests.oracle.json_values import is_same

WITHOUT_ENTRY, BEFORE_ENTRY = "exit without its entry", "exit before its entry"


@dataclass(frozen=True)
class Entry:
    """One way of one user through a defined journey."""

    entered: JourneyEvent
    exited_at: datetime | None
    definition: Definition

    @property
    def key(self) -> tuple[str, str, str]:
        """Tenant, journey and entry."""
        return *self.entered.journey, self.entered.entry_id

    @property
    def window_closes_at(self) -> datetime | None:
        """The last instant that counts; None while nobody knows."""
        if self.exited_at is None:
            return None
        return self.exited_at + self.definition.counting_after_exit

    def is_window_open(self, as_of: datetime) -> bool:
        """Whether something that counts may still happen."""
        return self.exited_at is None or as_of <= self.window_closes_at

    def counts(self, event: UserEvent) -> bool:
        """Whether this is what the journey is to lead to, while it may still count."""
        closes_at = self.window_closes_at
        return (
            event.tenant_id == self.entered.tenant_id
            and event.user_id == self.entered.user_id
            and event.event_id != self.entered.trigger_event_id
            and event.event_name == self.definition.conversion_event
            and self.entered.occurred_at <= event.occurred_at
            and (closes_at is None or event.occurred_at <= closes_at)
            and all(
                name in event.attributes and is_same(value, event.attributes[name])
                for name, value in self.definition.conversion_filters.items()
            )
        )


def entries(journeys: Journeys) -> list[Entry]:
    """Every entry of a journey that has a valid definition."""
    found = []
    for journey, events in journeys.by_journey().items():
        versions = journeys.definitions.get(journey)
        for entered in _counting(events).values() if versions else ():
            exits = [
                event.occurred_at
                for event in events
                if (event.event_type, event.entry_id) == ("exited", entered.entry_id)
                and event.occurred_at >= entered.occurred_at
            ]
            definition = version_at(versions, entered.occurred_at)
            found.append(Entry(entered, min(exits, default=None), definition))
    return found


def rejected_exits(journeys: Journeys) -> Iterator[tuple[JourneyEvent, str]]:
    """(record, reason) of exits that end no entry, of journeys with and without definition."""
    for events in journeys.by_journey().values():
        counting = _counting(events)
        for event in events:
            if event.event_type != "exited":
                continue
            entered = counting.get(event.entry_id)
            if entered is None:
                yield event, WITHOUT_ENTRY
            elif event.occurred_at < entered.occurred_at:
                yield event, BEFORE_ENTRY


def _counting(events: list[JourneyEvent]) -> dict[str, JourneyEvent]:
    """The first `entered` of each entry, from the records of one journey in order."""
    counting: dict[str, JourneyEvent] = {}
    for event in events:
        if event.event_type == "entered":
            counting.setdefault(event.entry_id, event)
    return counting
