"""What takes seconds of Python time and needs no data, done while landing days are read."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from orchestration.settings import Settings


@contextlib.contextmanager
def warming_up(settings: Settings) -> Iterator[None]:
    """Import Great Expectations and dbt and parse the project beside the work of the block.

    Reading landing days is mostly done outside of the interpreter, which leaves it to this. What
    fails here fails again where it is needed, and is reported there.
    """
    thread = threading.Thread(target=_prepare, args=(settings,), name="warm-up", daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _prepare(settings: Settings) -> None:
    from orchestration.quality import preload
    from orchestration.transform import parsed_project

    with contextlib.suppress(Exception):
        preload().join()
        import dbt.adapters.duckdb
        import dbt.cli.main
        import dbt.task.build  # noqa: F401

        parsed_project(settings)
