"""A command whose disk is full from an exact place on.

`python -m tests.faults.full_disk BYTES MODULE FUNCTION COMMAND [OPTION…]` runs a command of
chatmart; from the first call of MODULE's FUNCTION on, the operating system lets no file grow beyond
BYTES. It refuses with EFBIG, as it does with ENOSPC where a disk is full and with EDQUOT where a
quota is used up, whoever the user is.
"""

from __future__ import annotations

import importlib
import resource
import sys

from orchestration.__main__ import run_command


def arm(limit: int, module_name: str, function: str) -> None:
    """Replace the function by one that limits files before it does what it did."""
    module = importlib.import_module(module_name)
    original = getattr(module, function)

    def limiting(*arguments, **named):
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        return original(*arguments, **named)

    setattr(module, function, limiting)


if __name__ == "__main__":
    arm(int(sys.argv[1]), sys.argv[2], sys.argv[3])
    sys.argv[1:] = sys.argv[4:]
    run_command()
