"""What happens in journeys, and what users do: their records, good ones only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from tests.oracle.chat import GENERATED_PREFIX
from tests.oracle.json_values import object_or_none
from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place, read
from tests.oracle.values import UnreadableError, identifier, instant, required

JOURNEY_EVENTS, USER_EVENTS = "journey_events", "user_events"
EVENT_TYPES = (
    *("entered", "step_entered", "exited"),
    *("sent", "delivered", "viewed", "clicked", "failed", "custom"),
)
_OPTIONAL = ("step_id", "channel", "platform", "action_name", "trigger_event_id", "reason")


@dataclass(frozen=True)
class JourneyEvent:
    """One accepted record of `journey_events`; step and platform are '' where it names none."""

    place: Place
    tenant_id: str
    event_id: str
    journey_id: str
    user_id: str
    entry_id: str
    event_type: str
    occurred_at: datetime
    step_id: str
    channel: str | None
    platform: str
    action_name: str | None
    trigger_event_id: str | None
    reason: str | None

    @property
    def moment(self) -> tuple[datetime, str]:
        """What records order by."""
        return self.occurred_at, self.event_id

    @property
    def journey(self) -> tuple[str, str]:
        """The journey it happens in."""
        return self.tenant_id, self.journey_id


@dataclass(frozen=True)
class UserEvent:
    """Something that a user did, whichever source says so."""

    place: Place
    tenant_id: str
    event_id: str
    user_id: str
    event_name: str
    occurred_at: datetime
    attributes: dict = field(compare=False)

    @property
    def moment(self) -> tuple[datetime, str]:
        """What events order by."""
        return self.occurred_at, self.event_id


def read_journey_events(zone: LandingZone) -> tuple[list[JourneyEvent], list[FileLoad]]:
    """Accepted records of `journey_events` and the counts per file."""

    def parse(fields: dict, place: Place) -> JourneyEvent:
        typed = {
            name: required(fields.get(name))
            for name in ("tenant_id", "journey_id", "user_id", "entry_id", "event_type")
        }
        if typed["event_type"] not in EVENT_TYPES:
            raise UnreadableError("event_type is none of those known")
        typed["occurred_at"] = instant(fields.get("occurred_at"), place.landing_day)
        for name in _OPTIONAL:
            typed[name] = identifier(fields.get(name))
        event_id = identifier(fields.get("event_id"))
        generated = _generated(typed | {"payload": object_or_none(fields.get("payload"))})
        for name in ("step_id", "platform"):
            typed[name] = typed[name] or ""
        return JourneyEvent(place=place, event_id=event_id or generated, **typed)

    return read(zone, JOURNEY_EVENTS, parse)


def read_user_events(zone: LandingZone) -> tuple[list[UserEvent], list[FileLoad]]:
    """Accepted records of `user_events` and the counts per file."""

    def parse(fields: dict, place: Place) -> UserEvent:
        typed = {
            name: required(fields.get(name)) for name in ("tenant_id", "user_id", "event_name")
        }
        typed["occurred_at"] = instant(fields.get("occurred_at"), place.landing_day)
        typed["attributes"] = object_or_none(fields.get("attributes"))
        event_id = identifier(fields.get("event_id")) or _generated(typed)
        typed["attributes"] = typed["attributes"] or {}
        return UserEvent(place=place, event_id=event_id, **typed)

    return read(zone, USER_EVENTS, parse)


def _generated(typed: dict) -> str:
    return GENERATED_PREFIX + json.dumps(typed, sort_keys=True, default=str)
