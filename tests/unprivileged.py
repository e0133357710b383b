"""Commands to which what is forbidden is forbidden, whoever runs the tests."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

from orchestration.settings import PROJECT_ROOT

_DROP_FROM_BOUNDING_SET = 24
# What lets root read and write files whatever their permissions say.
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def _give_up_privileges() -> None:
    """Let the program that this process becomes have no more rights than files give to it."""
    if os.geteuid() != 0:
        return
    library = ctypes.CDLL(None, use_errno=True)
    for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        if library.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "root cannot give up its privileges")


def unprivileged(
    home: Path, *arguments: str, module: str = "orchestration"
) -> subprocess.CompletedProcess[str]:
    """Run a command of chatmart that obeys the permissions of files and folders."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | {"CHATMART_HOME": str(home)},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_give_up_privileges,
    )
