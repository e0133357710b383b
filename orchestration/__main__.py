"""The process of one `chatmart` command: it lives briefly and holds a million imported objects."""

from __future__ import annotations

import atexit
import contextlib
import gc
import logging
import os
import sys

from orchestration.cli import main

# Importing and parsing allocate much and free little; at the default of 700 the collector walks
# over all of it again and again, for nothing.
_ALLOCATIONS_BETWEEN_COLLECTIONS = 200_000


class _Leaving:
    """Ends the process after all other exit handlers, with `code`.

    Freeing every object one by one would take longer than a run with nothing new.
    """

    def __init__(self) -> None:
        self.code = 1

    def __call__(self) -> None:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(self.code)


def run_command() -> None:
    """Run the command line and end the process with its exit code."""
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    leaving = _Leaving()
    # The handler registered first is called last.
    atexit.register(leaving)
    try:
        main(prog_name="chatmart")
        leaving.code = 0
    except SystemExit as left:
        leaving.code = left.code if isinstance(left.code, int) else int(left.code is not None)
        raise


if __name__ == "__main__":
    run_command()
