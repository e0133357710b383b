"""Event counts, module visits and the heatmap."""

from __future__ import annotations

from collections import defaultdict

from tests.oracle.catalogue import CATALOGUED
from tests.oracle.chat import Chat, ChatEvent


def event_counts_daily(chat: Chat) -> list[dict]:
    """`fct_event_counts_daily`."""
    groups = defaultdict(list)
    for event in chat.events:
        key = (
            event.tenant_id,
            event.process_id,
            event.module_id,
            event.event_name,
            chat.day(event),
        )
        groups[key].append(event)
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            "module_id": module_id,
            "event_name": event_name,
            "event_date": day,
            "events": len(events),
            "customers": distinct_customers(events),
            "is_catalogued": event_name in CATALOGUED | chat.custom_events,
        }
        for (tenant_id, process_id, module_id, event_name, day), events in groups.items()
    ]


def module_visits_daily(chat: Chat) -> list[dict]:
    """`fct_module_visits_daily`: the module is called what the date's latest visit calls it."""
    groups = defaultdict(list)
    for event in _visits(chat):
        groups[event.tenant_id, event.process_id, event.module_id, chat.day(event)].append(event)
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            "module_id": module_id,
            "visit_date": day,
            "module_name": visits[-1].module_name,
            "module_type": visits[-1].module_type,
            "visits": len(visits),
            "customers": distinct_customers(visits),
        }
        for (tenant_id, process_id, module_id, day), visits in groups.items()
    ]


def module_heatmap(chat: Chat) -> list[dict]:
    """`module_heatmap`, over all time."""
    groups = defaultdict(list)
    for event in _visits(chat):
        groups[event.tenant_id, event.process_id, event.module_id].append(event)
    most = defaultdict(int)
    for (tenant_id, process_id, _), visits in groups.items():
        most[tenant_id, process_id] = max(most[tenant_id, process_id], len(visits))
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            "module_id": module_id,
            "module_name": visits[-1].module_name,
            "module_type": visits[-1].module_type,
            "visits": len(visits),
            "relative_frequency": len(visits) / most[tenant_id, process_id],
            "heat": heat(len(visits), most[tenant_id, process_id]),
        }
        for (tenant_id, process_id, module_id), visits in groups.items()
    ]


def heat(visits: int, most_visits: int) -> str:
    """The colour of a module, by quarters of the most visited one of its process."""
    if 4 * visits < most_visits:
        return "blue"
    if 4 * visits < 2 * most_visits:
        return "green"
    return "yellow" if 4 * visits < 3 * most_visits else "red"


def distinct_customers(events: list[ChatEvent]) -> int:
    """Distinct customers; nobody is no customer."""
    return len({event.customer_id for event in events} - {None})


def _visits(chat: Chat) -> list[ChatEvent]:
    return [event for event in chat.events if event.event_name == "sub_process_visited"]
