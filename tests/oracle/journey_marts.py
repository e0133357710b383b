"""Marts of entries and conversions of journeys."""

from __future__ import annotations

from collections import Counter

from tests.oracle.journey_conversions import Outcome, outcomes
from tests.oracle.journey_definitions import newest
from tests.oracle.journeys import Journeys
from tests.oracle.tenants import days_through


def journey_entries(journeys: Journeys) -> list[dict]:
    """`fct_journey_entries`: one row per entry of a journey with a valid definition."""
    rows = []
    for outcome in outcomes(journeys):
        tenant_id, journey_id, entry_id = outcome.entry.key
        entered_at, exited_at = outcome.entry.entered.occurred_at, outcome.entry.exited_at
        conversion = outcome.conversion
        converted_at = None if conversion is None else conversion.occurred_at
        dates = {
            name: None if at is None else journeys.day(tenant_id, at)
            for name, at in (
                ("entered_date", entered_at),
                ("exited_date", exited_at),
                ("converted_date", converted_at),
            )
        }
        rows.append(
            {
                "tenant_id": tenant_id,
                "journey_id": journey_id,
                "entry_id": entry_id,
                "user_id": outcome.entry.entered.user_id,
                "entered_at": entered_at,
                "exited_at": exited_at,
                "is_converted": conversion is not None,
                "converted_at": converted_at,
                "conversion_event_id": None if conversion is None else conversion.event_id,
                "window_closes_at": outcome.entry.window_closes_at,
                "is_window_open": outcome.entry.is_window_open(journeys.as_of),
                "outcome": outcome.name,
                **dates,
            }
        )
    return rows


def journeys_of_all_time(journeys: Journeys) -> list[dict]:
    """`fct_journeys`: one row per journey with a valid definition, also if nobody entered it."""
    found = outcomes(journeys)
    rows = []
    for (tenant_id, journey_id), versions in journeys.definitions.items():
        own = [one for one in found if one.entry.key[:2] == (tenant_id, journey_id)]
        names = Counter(one.name for one in own)
        users = {one.entry.entered.user_id for one in own}
        converted = {one.entry.entered.user_id for one in own if one.conversion is not None}
        credited = names["converted_exited"] + names["converted_active"]
        rows.append(
            {
                "tenant_id": tenant_id,
                "journey_id": journey_id,
                "journey_name": newest(versions).journey_name,
                "messages_sent": sum(
                    event.journey == (tenant_id, journey_id) and event.event_type == "sent"
                    for event in journeys.events
                ),
                "total_entries": len(own),
                "entered_users": len(users),
                "converted_users": len(converted),
                "conversion_rate": len(converted) / len(users) if users else None,
                "converted_entries": credited,
                "converted_entries_exited": names["converted_exited"],
                "converted_entries_active": names["converted_active"],
                "entry_conversion_rate": credited / len(own) if own else None,
                "total_exits": names["exited"],
                "active_entries": names["active"],
                "open_window_exits": sum(one.is_open_exit(journeys.as_of) for one in own),
            }
        )
    return rows


def journey_daily(journeys: Journeys) -> list[dict]:
    """`fct_journey_daily`: one row per defined journey and day, from its first record on."""
    found = outcomes(journeys)
    rows = []
    for (tenant_id, journey_id), events in journeys.by_journey().items():
        if (tenant_id, journey_id) not in journeys.definitions:
            continue
        own = [one for one in found if one.entry.key[:2] == (tenant_id, journey_id)]
        measures = _measures(journeys, tenant_id, own)
        measures["messages_sent"] = Counter(
            journeys.day(tenant_id, event.occurred_at)
            for event in events
            if event.event_type == "sent"
        )
        first = min(journeys.day(tenant_id, event.occurred_at) for event in events)
        counted = [day for days in measures.values() for day in days]
        last = max([journeys.last_days[tenant_id], *counted])
        for day in days_through(first, last):
            row = {"tenant_id": tenant_id, "journey_id": journey_id, "activity_date": day}
            rows.append(row | {measure: days[day] for measure, days in measures.items()})
    return rows


def _measures(journeys: Journeys, tenant_id: str, own: list[Outcome]) -> dict[str, Counter]:
    measures = {
        name: Counter()
        for name in (
            *("entries", "conversions_by_entry_date", "conversions_by_conversion_date", "exits"),
        )
    }
    for outcome in own:
        entered_on = journeys.day(tenant_id, outcome.entry.entered.occurred_at)
        measures["entries"][entered_on] += 1
        if outcome.conversion is not None:
            converted_on = journeys.day(tenant_id, outcome.conversion.occurred_at)
            measures["conversions_by_entry_date"][entered_on] += 1
            measures["conversions_by_conversion_date"][converted_on] += 1
        elif outcome.entry.exited_at is not None:
            measures["exits"][journeys.day(tenant_id, outcome.entry.exited_at)] += 1
    return measures
