"""What is decided in the project itself rather than delivered: drawn winners, deleted entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Drawn:
    """One participation that a draw chose; `drawn_as_of` is the as-of time of the draw."""

    tenant_id: str
    process_id: str
    draw_id: str
    event_id: str
    customer_id: str | None
    created_at: datetime
    drawn_as_of: datetime
    participated_at: datetime


@dataclass(frozen=True)
class Deleted:
    """One entry that was deleted from a register: an event, a customer, or a code of a process."""

    tenant_id: str
    register: str
    entry_id: str
    process_id: str = ""


@dataclass(frozen=True)
class Decisions:
    """All decisions so far."""

    draws: tuple[Drawn, ...] = field(default=())
    deleted: frozenset[Deleted] = field(default=frozenset())
