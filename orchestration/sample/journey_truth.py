"""What was planted in a journey, counted from its entries and their records."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from orchestration.sample.calendar import NEVER, LocalTime, Window, iso_date
from orchestration.sample.journey_records import Happening
from orchestration.sample.journey_stories import Entry, window_after_exit
from orchestration.sample.journeys import Journey
from orchestration.sample.truth import SampleTruth

_STEP_EVENTS = ("sent", "delivered", "viewed", "clicked", "failed", "custom")


def tell_journey(
    truth: SampleTruth,
    journey: Journey,
    timezone: str,
    entries: list[Entry],
    happenings: list[Happening],
    window: Window,
) -> None:
    """Write down what was planted in one journey."""
    local = LocalTime(timezone, window)
    told: dict[str, Any] = {
        "journey_name": journey.name_at_the_end(window) if journey.is_defined else None,
        "is_defined": journey.is_defined,
        **_outcomes(journey, entries, window),
        "messages_sent": sum(happening.event_type == "sent" for happening in happenings),
        "steps": _steps(journey, happenings),
        "step_events": _nested(
            (happening.step_id, happening.event_type, happening.platform or "")
            for happening in happenings
            if happening.event_type in _STEP_EVENTS
        ),
        "actions": _nested(
            (happening.step_id, happening.action_name, happening.platform or "")
            for happening in happenings
            if happening.action_name
        ),
        "daily": _daily(entries, happenings, local),
    }
    truth.journeys.setdefault(journey.tenant_id, {})[journey.journey_id] = told


def _outcomes(journey: Journey, entries: list[Entry], window: Window) -> dict[str, int]:
    converted = [entry for entry in entries if entry.converted < NEVER]
    left = [entry for entry in entries if entry.exited < NEVER and entry.converted == NEVER]
    return {
        "entries": len(entries),
        "entered_users": len({entry.user for entry in entries}),
        "converted_users": len({entry.user for entry in converted}),
        "converted_entries_exited": sum(entry.exited < NEVER for entry in converted),
        "converted_entries_active": sum(entry.exited == NEVER for entry in converted),
        "exits": len(left),
        "active_entries": len(entries) - len(converted) - len(left),
        "open_window_exits": sum(
            entry.exited + window_after_exit(journey, entry.entered, window) >= window.end_ms
            for entry in left
        ),
    }


def _steps(journey: Journey, happenings: list[Happening]) -> dict[str, dict[str, int]]:
    """Records, users and drop-off by step; without a definition no step is after another."""
    order = {step.step_id: place for place, step in enumerate(journey.newest.steps)}
    entered = [one for one in happenings if one.event_type == "step_entered" and one.step_id]
    last: dict[int, int] = {}
    for one in entered:
        last[one.entry] = max(last.get(one.entry, 0), order[one.step_id or ""])
    told = {}
    for step_id, place in order.items():
        mine = [one for one in entered if one.step_id == step_id]
        if not mine:
            continue
        told[step_id] = {
            "entries": len(mine),
            "users": len({one.user for one in mine}),
            "drop_off": len(
                {one.entry for one in mine if last[one.entry] == place or not journey.is_defined}
            ),
        }
    return told


def _nested(keys: Any) -> dict[str, dict[str, dict[str, int]]]:
    counted: dict[str, dict[str, dict[str, int]]] = {}
    for (step_id, name, platform), count in Counter(keys).items():
        counted.setdefault(step_id, {}).setdefault(name, {})[platform] = count
    return counted


def _daily(
    entries: list[Entry], happenings: list[Happening], local: LocalTime
) -> dict[str, dict[str, int]]:
    converted = [entry for entry in entries if entry.converted < NEVER]
    moments = {
        "entries": [entry.entered for entry in entries],
        "conversions_by_entry_date": [entry.entered for entry in converted],
        "conversions_by_conversion_date": [entry.converted for entry in converted],
        "exits": [
            entry.exited for entry in entries if entry.exited < NEVER and entry.converted == NEVER
        ],
        "messages_sent": [one.moment for one in happenings if one.event_type == "sent"],
    }
    daily: dict[str, dict[str, int]] = {}
    for name, found in moments.items():
        days = local.dates(np.array(found, dtype=np.int64))
        for day, count in Counter(days.tolist()).items():
            daily.setdefault(iso_date(day), dict.fromkeys(moments, 0))[name] = count
    return daily
