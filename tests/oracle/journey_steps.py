"""Marts of single records of journeys: which steps are entered, and what happens in them."""

from __future__ import annotations

from collections import defaultdict

from tests.oracle.journey_definitions import Step, newest
from tests.oracle.journey_records import JourneyEvent
from tests.oracle.journeys import Journey, Journeys

STEP_EVENTS = ("sent", "delivered", "viewed", "clicked", "failed", "custom")


def journey_events(journeys: Journeys) -> list[dict]:
    """`fct_journey_events`: every record that is no duplicate, of every journey."""
    return [
        {
            "tenant_id": event.tenant_id,
            "journey_id": event.journey_id,
            "event_id": event.event_id,
            "user_id": event.user_id,
            "entry_id": event.entry_id,
            "event_type": event.event_type,
            "occurred_at": event.occurred_at,
            "event_date": journeys.day(event.tenant_id, event.occurred_at),
            "step_id": event.step_id,
            "channel": event.channel,
            "platform": event.platform,
            "action_name": event.action_name,
            "reason": event.reason,
        }
        for event in journeys.events
    ]


def journey_step_events(journeys: Journeys) -> list[dict]:
    """`fct_journey_step_events`: what happened to messages and otherwise, by step."""
    groups = defaultdict(list)
    for event in journeys.events:
        if event.event_type in STEP_EVENTS:
            groups[*event.journey, event.step_id, event.event_type, event.platform].append(event)
    names = ("tenant_id", "journey_id", "step_id", "event_type", "platform")
    return [_counted(names, key, events) for key, events in groups.items()]


def journey_step_actions(journeys: Journeys) -> list[dict]:
    """`fct_journey_step_actions`: records of any type that name an action."""
    groups = defaultdict(list)
    for event in journeys.events:
        if event.action_name is not None:
            groups[*event.journey, event.step_id, event.action_name, event.platform].append(event)
    names = ("tenant_id", "journey_id", "step_id", "action_name", "platform")
    return [_counted(names, key, events) for key, events in groups.items()]


def _counted(names: tuple[str, ...], key: tuple[str, ...], events: list[JourneyEvent]) -> dict:
    counts = {"events": len(events), "users": len({event.user_id for event in events})}
    return dict(zip(names, key, strict=True)) | counts


def journey_steps(journeys: Journeys) -> list[dict]:
    """`fct_journey_steps`: the steps of the newest version, and others that were entered."""
    entered = _step_entries(journeys)
    rows = []
    for journey in journeys.definitions.keys() | entered.keys():
        steps, events = _steps(journeys, journey), entered.get(journey, [])
        for step_id in steps.keys() | {event.step_id for event in events}:
            step = steps.get(step_id)
            here = [event for event in events if event.step_id == step_id]
            rows.append(
                {
                    "tenant_id": journey[0],
                    "journey_id": journey[1],
                    "step_id": step_id,
                    "step_name": step and step.step_name,
                    "channel": step and step.channel,
                    "position": step and step.position,
                    "entries": len(here),
                    "users": len({event.user_id for event in here}),
                    "drop_off": sum(
                        _is_drop_off(steps, step_id, entry_id, events)
                        for entry_id in {event.entry_id for event in here}
                    ),
                }
            )
    return rows


def journey_entry_steps(journeys: Journeys) -> list[dict]:
    """`fct_journey_entry_steps`: one row per entry and step that it entered."""
    rows = []
    for journey, events in _step_entries(journeys).items():
        steps = _steps(journeys, journey)
        groups = defaultdict(list)
        for event in sorted(events, key=lambda event: event.moment):
            groups[event.entry_id, event.step_id].append(event)
        for (entry_id, step_id), times in groups.items():
            rows.append(
                {
                    "tenant_id": journey[0],
                    "journey_id": journey[1],
                    "entry_id": entry_id,
                    "step_id": step_id,
                    "user_id": times[0].user_id,
                    "first_entered_at": times[0].occurred_at,
                    "first_entered_date": journeys.day(journey[0], times[0].occurred_at),
                    "times_entered": len(times),
                    "is_drop_off": _is_drop_off(steps, step_id, entry_id, events),
                }
            )
    return rows


def _step_entries(journeys: Journeys) -> dict[Journey, list[JourneyEvent]]:
    groups = defaultdict(list)
    for event in journeys.events:
        if event.event_type == "step_entered":
            groups[event.journey].append(event)
    return groups


def _steps(journeys: Journeys, journey: Journey) -> dict[str, Step]:
    versions = journeys.definitions.get(journey)
    return {step.step_id: step for step in newest(versions).steps} if versions else {}


def _is_drop_off(
    steps: dict[str, Step], step_id: str, entry_id: str, events: list[JourneyEvent]
) -> bool:
    """Whether an entry entered no step after this one; nothing is after a step of no position."""
    if step_id not in steps:
        return True
    return not any(
        event.entry_id == entry_id
        and event.step_id in steps
        and steps[event.step_id].position > steps[step_id].position
        for event in events
    )
