"""Registers of games: who took part in giveaways and instant wins, who won."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.chat import ChatEvent
from tests.oracle.kpis import by_customer_and_process
from tests.oracle.registers import Registers


def giveaway_participations(registers: Registers) -> list[dict]:
    """`fct_giveaway_participations`."""
    drawn_at: dict[tuple[str, str], datetime] = {}
    for drawn in sorted(registers.decisions.draws, key=lambda drawn: drawn.created_at):
        drawn_at.setdefault((drawn.tenant_id, drawn.event_id), drawn.created_at)
    return [
        _participation(registers, event, event_id)
        | {
            "is_drawn": (event.tenant_id, event_id) in drawn_at,
            "drawn_at": drawn_at.get((event.tenant_id, event_id)),
        }
        for event, event_id in registers.events(
            "giveaways", lambda event: event.event_name == "participation"
        )
    ]


def giveaway_draws(registers: Registers) -> list[dict]:
    """`fct_giveaway_draws`, whether or not the participation is still there."""
    return [
        {
            "tenant_id": drawn.tenant_id,
            "draw_id": drawn.draw_id,
            "event_id": drawn.event_id,
            "process_id": drawn.process_id,
            "customer_id": drawn.customer_id,
            "created_at": drawn.created_at,
            "participated_at": drawn.participated_at,
        }
        for drawn in registers.decisions.draws
        if registers.has("draws", drawn.tenant_id, drawn.event_id, drawn.drawn_as_of)
    ]


def instant_win_participations(registers: Registers) -> list[dict]:
    """`fct_instant_win_participations`: won if told so before the customer takes part again."""
    won_at: dict[int, datetime] = {}
    for events in by_customer_and_process(registers.chat):
        latest: ChatEvent | None = None
        for event in events:
            if event.event_name == "win_participation":
                latest = event
            elif event.event_name == "win_won" and latest is not None:
                won_at.setdefault(id(latest), event.occurred_at)
    return [
        _participation(registers, event, event_id)
        | {"is_won": id(event) in won_at, "drawn_at": won_at.get(id(event))}
        for event, event_id in registers.events(
            "instant_wins", lambda event: event.event_name == "win_participation"
        )
    ]


def _participation(registers: Registers, event: ChatEvent, event_id: str) -> dict:
    return {
        "tenant_id": event.tenant_id,
        "event_id": event_id,
        "customer_id": event.customer_id,
        **registers.profile(event),
        "process_id": event.process_id,
        "participated_at": event.occurred_at,
    }
