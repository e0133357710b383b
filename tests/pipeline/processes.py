"""Commands in processes of their own, to be killed or to get into each other's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from orchestration.settings import PROJECT_ROOT

KILLED = -signal.SIGKILL
COMMAND = "tests.pipeline.command"
"""The module that is `chatmart`, without dbt's data tests where the test that starts it is."""

_HEAVY = ("dbt", "great_expectations", "dagster", "pandas")
_LONGEST_RUN_SECONDS = 240
_SECONDS_BETWEEN_LOOKS = 0.002


class Run:
    """`chatmart run`, or another module, in a process group of its own, to be killed."""

    def __init__(self, home: Path, *command: str, name: str = "run", **environment: str) -> None:
        self.home = home
        self.stderr = home.parent / f"stderr of {name}.txt"
        with self.stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *(command or (COMMAND, "run"))],
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env=os.environ | {"CHATMART_HOME": str(home)} | environment,
                cwd=PROJECT_ROOT,
                start_new_session=True,
            )

    def kill(self) -> int:
        """Kill the whole group at once; gives the exit code."""
        os.killpg(self._process.pid, signal.SIGKILL)
        return self.wait()

    def wait(self, codes: Sequence[int] = (0, KILLED)) -> int:
        """Wait for the end; gives the exit code. A run that failed instead of dying is a bug."""
        code = self._process.wait(timeout=_LONGEST_RUN_SECONDS)
        assert code in codes, self.stderr.read_text()
        return code

    def kill_once(self, has_come: Callable[[Path], bool]) -> int:
        """Kill as soon as the home looks as described; gives the exit code."""
        give_up_at = time.monotonic() + _LONGEST_RUN_SECONDS
        while not has_come(self.home):
            if self._process.poll() is not None or time.monotonic() > give_up_at:
                break
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return self.kill() if self._process.poll() is None else self.wait()

    def kill_after(self, seconds: float) -> int:
        """Kill after so many seconds, unless the run ends before; gives the exit code."""
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return self.kill()
        return self.wait()


def killed_at(home: Path, place: Sequence[str], *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that is killed at a place; gives what it printed until then."""
    process = _ended(home, "-m", "tests.pipeline.die_at", *place, *command)
    assert process.returncode == KILLED, process.stderr
    return process


def heavy_imports(home: Path, command: str) -> str:
    """Tell which of the packages that real work needs a command has imported, as a list."""
    look = (
        f"import sys; from orchestration.cli import main; main([{command!r}], "
        "standalone_mode=False);"
        f"print([name for name in {_HEAVY!r} if name in sys.modules])"
    )
    process = _ended(home, "-c", look)
    process.check_returncode()
    return process.stdout.splitlines()[-1]


def _ended(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"CHATMART_HOME": str(home)},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
