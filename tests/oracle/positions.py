"""Where in its process a module typically comes."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from tests.oracle.chat import Chat, ChatEvent
from tests.oracle.counts import module_heatmap
from tests.oracle.kpis import by_customer_and_process

GRAIN = ("tenant_id", "process_id", "module_id")


def dim_modules(chat: Chat) -> list[dict]:
    """`dim_modules`: the visited modules, numbered within their process in their usual order."""
    orders: dict[tuple, list[int]] = defaultdict(list)
    for events in by_customer_and_process(chat):
        for modules in _passes(events):
            for order, module_id in enumerate(modules, start=1):
                orders[events[0].tenant_id, events[0].process_id, module_id].append(order)
    by_process = defaultdict(list)
    for (tenant_id, process_id, module_id), found in orders.items():
        by_process[tenant_id, process_id].append((_median(found), module_id))
    positions = {
        (*process, module_id): position
        for process, modules in by_process.items()
        for position, (_, module_id) in enumerate(sorted(modules), start=1)
    }
    return [
        {name: module[name] for name in (*GRAIN, "module_name", "module_type")}
        | {"position": positions.get(tuple(module[name] for name in GRAIN))}
        for module in module_heatmap(chat)
    ]


def _passes(events: list[ChatEvent]) -> list[list[str]]:
    """The modules after each start and before the next one, in the order of their first visits."""
    found: list[dict[str, None]] = []
    for event in events:
        if event.event_name == "start":
            found.append({})
        elif event.event_name == "sub_process_visited" and found:
            found[-1].setdefault(event.module_id)
    return [list(modules) for modules in found]


def _median(orders: list[int]) -> Fraction:
    ordered = sorted(orders)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)
