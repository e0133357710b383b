"""A command of `chatmart` that kills itself at an exact place.

`python -m tests.pipeline.die_at before|after MODULE FUNCTION [COMMAND] [OPTION…]` carries out the
command (default: run) in CHATMART_HOME, and sends itself SIGKILL right before or right after the
first call of MODULE's FUNCTION.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys

from orchestration.cli import main
from tests.pipeline.data_tests import leave_out_if_told


def arm(moment: str, module_name: str, function: str) -> None:
    """Replace the function by one that dies."""
    module = importlib.import_module(module_name)
    original = getattr(module, function)

    def dying(*arguments, **named):
        if moment == "after":
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, function, dying)


if __name__ == "__main__":
    leave_out_if_told()
    arm(*sys.argv[1:4])
    given = sys.argv[4:]
    has_command = bool(given) and not given[0].startswith("-")
    main(given if has_command else ["run", *given], prog_name="chatmart")
