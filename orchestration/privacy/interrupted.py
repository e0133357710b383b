"""Finishing what an interrupted erasure left, before anything else is done to lake or marts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from orchestration.privacy.work import unfinished_work
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.progress import Progress


def finish_interrupted_erasure(settings: Settings, progress: Callable[[], Progress]) -> None:
    """Finish an erasure that a crash interrupted, if there is one. The caller holds no lock."""
    if unfinished_work(settings) is None:
        return
    # The erasure builds and publishes, so it imports the pipeline, which begins with this.
    from orchestration.privacy.erase import finish_erasure

    finish_erasure(settings, progress())
