"""Who watches the work."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Who watches a run."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` steps are expected where that is known."""

    def step(self, text: str) -> None:
        """One step of the stage was done."""

    def say(self, text: str) -> None:
        """Something worth a line of its own."""
