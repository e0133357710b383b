"""The daily marts of the modules: a row only where one of the mart's events happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from tests.oracle.chat import Chat, ChatEvent
from tests.oracle.counts import distinct_customers
from tests.oracle.items import item
from tests.oracle.kpis import quotient
from tests.oracle.measures import BY_MODULE_TYPE, COUNTED, CUSTOMERS, POINTS, events_of
from tests.oracle.points import total_points

CHANNELS = ("web_push", "profiling", "reminder", "sms", "newsletter")
DECISIONS = tuple(f"option_{number}" for number in range(1, 8))
REDEMPTIONS = COUNTED["redemptions"]["redemptions"]


def grain(module: str) -> tuple[str, ...]:
    """The key of the module's daily mart."""
    channel = ("channel",) if module == "opt_ins" else ()
    return ("tenant_id", "process_id", "module_id", *channel, "event_date")


def module_daily(module: str) -> Callable[[Chat], list[dict]]:
    """What yields `fct_module_<module>_daily`."""

    def rows(chat: Chat) -> list[dict]:
        names, groups = events_of(module), defaultdict(list)
        for event in chat.events:
            if event.event_name in names and _is_of(module, event):
                channel = (_channel(event),) if module == "opt_ins" else ()
                place = (event.tenant_id, event.process_id, event.module_id)
                groups[*place, *channel, chat.day(event)].append(event)
        return [
            dict(zip(grain(module), key, strict=True)) | _measures(module, events)
            for key, events in groups.items()
        ]

    return rows


def _is_of(module: str, event: ChatEvent) -> bool:
    """Whether an event with one of the mart's names is one of the mart's."""
    if event.event_name not in BY_MODULE_TYPE:
        return True
    module_type, typed, other = BY_MODULE_TYPE[event.event_name]
    return module == (typed if event.module_type == module_type else other)


def _channel(event: ChatEvent) -> str:
    return next(name for name in CHANNELS if event.event_name.startswith(name + "_"))


def _measures(module: str, events: list[ChatEvent]) -> dict:
    def named(*names: str) -> list[ChatEvent]:
        return [event for event in events if event.event_name in names]

    counted = {name: len(named(*of)) for name, of in COUNTED.get(module, {}).items()}
    customers = {
        name: distinct_customers(named(of)) for name, of in CUSTOMERS.get(module, {}).items()
    }
    points = {name: total_points(named(of)) for name, of in POINTS.get(module, {}).items()}
    found = counted | customers | points
    if module == "decision_jump":
        chosen = sum(counted[option] for option in DECISIONS)
        found |= {f"{option}_share": quotient(counted[option], chosen) for option in DECISIONS}
    if module == "redemptions":
        rewards = {item(event.payload, "reward_id") for event in named(*REDEMPTIONS)}
        found["rewards"] = len(rewards - {""})
    return found
