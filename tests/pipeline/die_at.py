"""`chatmart run` that kills itself at an exact place.

`python -m tests.pipeline.die_at before|after MODULE FUNCTION [OPTION…]` runs the pipeline in
CHATMART_HOME, with these options of `chatmart run`, and sends itself SIGKILL right before or right
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
    main(["run", *sys.argv[4:]], prog_name="chatmart")
