"""Measure one command: wall seconds, CPU seconds and peak memory of its whole process tree."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.05


class CommandError(Exception):
    """A measured command failed; carries the end of what it printed."""


@dataclass(frozen=True)
class Measurement:
    """What one run of a command cost.

    `cpu_seconds` is user plus system time of the command and the children it waited for.
    `peak_bytes` is the largest sum of resident sets over the process tree, sampled every 50 ms,
    or the largest set any one process ever had, if that is more. Pages that processes share count
    once for each. It is 0 on systems without `/proc`.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def measure(
    command: list[str], *, folder: Path, environment: dict[str, str] | None = None
) -> Measurement:
    """Run `command` in `folder`, `environment` added to this process's own; say what it cost.

    Raises CommandError if it exits with anything but 0.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=errors,
        )
        sampler = _PeakSampler(process.pid)
        sampler.start()
        # wait4 rather than wait: it alone says what this one command and its children used.
        _, status, usage = os.wait4(process.pid, 0)
        wall_seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.stop()
        text, error_text = _text(output), _text(errors)
    if process.returncode != 0:
        tail = "\n".join((text + error_text).splitlines()[-20:])
        raise CommandError(f"{' '.join(command)} exited with {process.returncode}:\n{tail}")
    return Measurement(
        wall_seconds=wall_seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        # Not ru_maxrss: a child starts with the peak of the process that started it.
        peak_bytes=sampler.peak_bytes,
        output=text,
    )


class _PeakSampler(threading.Thread):
    """Remembers the largest resident memory of a process and its descendants."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process_id = process_id
        self._stopped = threading.Event()
        self.peak_bytes = 0

    def run(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            memory = [_memory_bytes(process) for process in _process_tree(self._process_id)]
            resident = sum(now for now, _ in memory)
            self.peak_bytes = max(self.peak_bytes, resident, *(peak for _, peak in memory))

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def _process_tree(process_id: int) -> list[int]:
    """List the process and its descendants; those that have just ended are left out."""
    found = [process_id]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found.extend(map(int, children.read_text().split()))
            except OSError:
                continue
    return found


def _memory_bytes(process_id: int) -> tuple[int, int]:
    """Return the resident set of one process, now and at its largest; zeros if it has ended."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    fields = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    # A process that is just ending has a status without memory.
    now, peak = (int(fields.get(name, "0").split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def _text(stream: tempfile._TemporaryFileWrapper) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace")
