"""What dbt tells while it runs, as far as somebody listens; imports dbt."""

from __future__ import annotations

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

NODE_FINISHED = "NodeFinished"
"""The event that a run listens to."""

_QUIET = frozenset({EventLevel.DEBUG, EventLevel.TEST, EventLevel.INFO})


class FewEvents(EventManager):
    """Passes warnings, errors and finished nodes on, all else only where something is logged.

    dbt tells two dozen things of every node, and to write one down costs more than many a query.
    """

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        """Pass an event on to loggers and callbacks."""
        is_heard = (
            bool(self.loggers)
            or force_warn_or_error_handling
            or type(e).__name__ == NODE_FINISHED
            or (level or e.level_tag()) not in _QUIET
        )
        if is_heard:
            super().fire_event(e, level, node, force_warn_or_error_handling)
