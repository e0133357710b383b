"""One writer at a time: operating-system file locks, which no crash can leave behind."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.errors import BusyError, UsageError
from orchestration.settings import Settings

TIMEOUT_VARIABLE = "CHATMART_LOCK_TIMEOUT_SECONDS"
_POLL_SECONDS = 0.2
_LOOKS_FOR_A_NAME = 10
_SECONDS_BETWEEN_LOOKS = 0.05


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
        _name(holder, work)
        yield
    finally:
        # Else whoever looks before the next holder has given its name would be told this one's.
        holder.unlink(missing_ok=True)
        lock.release()


def _name(holder: Path, work: str) -> None:
    """Say who holds the lock, in one piece: others read it without holding anything."""
    aside = holder.with_suffix(".tmp")
    aside.write_text(
        json.dumps(
            {
                "process": os.getpid(),
                "work": work,
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )
    )
    aside.replace(holder)


def _longest_wait_seconds() -> float:
    text = os.environ.get(TIMEOUT_VARIABLE, "7200")
    try:
        return float(text)
    except ValueError:
        raise UsageError(
            f"{TIMEOUT_VARIABLE} is no number of seconds.", way_out="Set it to one, or unset it."
        ) from None


def _describe(holder: Path) -> str:
    """Say who holds a lock; whoever has only just taken it may not have given its name yet."""
    for _ in range(_LOOKS_FOR_A_NAME):
        try:
            known = json.loads(holder.read_text())
            if _is_alive(known["process"]):
                return f"{known['work']} (process {known['process']}, since {known['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            pass
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return "a process that has not given its name"


def _is_alive(process: int) -> bool:
    """Whether there is such a process: one that was killed leaves its name behind."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Another user's.
        return True
    return True
