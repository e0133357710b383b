"""One writer at a time: operating-system file locks, which no crash can leave behind."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.errors import BusyError, UsageError
from orchestration.settings import Settings

TIMEOUT_VARIABLE = "CHATMART_LOCK_TIMEOUT_SECONDS"
_POLL_SECONDS = 0.2


@contextmanager
def lake_lock(settings: Settings, work: str, *, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the lake's lock; `work` names the holder to whoever waits for it."""
    with _held(settings.home / "lake.lock", work, on_wait):
        yield


@contextmanager
def warehouse_lock(
    settings: Settings, work: str, *, on_wait: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock of warehouse and publication; `work` names the holder to whoever waits."""
    with _held(settings.home / "warehouse.lock", work, on_wait):
        yield


@contextmanager
def _held(path: Path, work: str, on_wait: Callable[[str], None]) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    holder = path.with_suffix(".holder.json")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait(f"Waiting for {_describe(holder)} to finish.")
        try:
            lock.acquire(timeout=_longest_wait_seconds(), poll_interval=_POLL_SECONDS)
        except Timeout:
            raise BusyError(
                f"Another run is still working: {_describe(holder)}.",
                way_out="Wait for it to end, or stop it; then run again.",
            ) from None
    try:
        holder.write_text(
            json.dumps(
                {
                    "process": os.getpid(),
                    "work": work,
                    "since": datetime.now(UTC).isoformat(timespec="seconds"),
                }
            )
        )
        yield
    finally:
        lock.release()


def _longest_wait_seconds() -> float:
    text = os.environ.get(TIMEOUT_VARIABLE, "7200")
    try:
        return float(text)
    except ValueError:
        raise UsageError(
            f"{TIMEOUT_VARIABLE} is no number of seconds.", way_out="Set it to one, or unset it."
        ) from None


def _describe(holder: Path) -> str:
    try:
        known = json.loads(holder.read_text())
        return f"{known['work']} (process {known['process']}, since {known['since']})"
    except (OSError, ValueError, KeyError):
        return "another run"
