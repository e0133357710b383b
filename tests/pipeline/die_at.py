"""A command that kills itself at an exact place.

`python -m tests.pipeline.die_at before|after MODULE FUNCTION [COMMAND] [OPTION…]` runs a command of
chatmart in CHATMART_HOME, `run` if none is named, and sends itself SIGKILL right before or right
after the first call of MODULE's FUNCTION.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys

from orchestration.cli import main


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
    arm(*sys.argv[1:4])
    command = sys.argv[4:]
    if not command or command[0].startswith("-"):
        command = ["run", *command]
    main(command, prog_name="chatmart")
