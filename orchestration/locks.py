"""One writer at a time: operating-system file locks, which no crash can leave behind."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from orchestration.errors import BusyError, UsageError
from orchestration.settings import Settings

TIMEOUT_VARIABLE = "CHATMART_LOCK_TIMEOUT_SECONDS"
_POLL_SECONDS = 0.2
_LOOKS = 3
_LOOKS_FOR_A_NAME = 10
_SECONDS_BETWEEN_LOOKS = 0.05
_LAKE, _WAREHOUSE = "lake.lock", "warehouse.lock"


@dataclass(frozen=True)
class Holder:
    """Who holds a lock, or held it last; times are UTC.

    `began` is when its process took a lock for the first time, `since` when it took this one.
    `until` says when it gave it up, None as long as it holds it; `was_killed` that it is gone
    without having given it up.
    """

    work: str
    process: int
    began: datetime
    since: datetime
    until: datetime | None
    is_working: bool
    was_killed: bool


def last_holders(settings: Settings) -> list[Holder]:
    """Return who holds each of the locks or held it last, as far as that is known.

    Nothing is written, and whoever works is not disturbed.
    """
    locks = (settings.home / name for name in (_LAKE, _WAREHOUSE))
    found = [_last_holder(lock) for lock in locks]
    return [holder for holder in found if holder is not None]


@contextmanager
def lake_lock(settings: Settings, work: str, *, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the lake's lock; `work` names the holder to whoever waits for it."""
    with _held(settings.home / _LAKE, work, on_wait):
        yield


@contextmanager
def warehouse_lock(
    settings: Settings, work: str, *, on_wait: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock of warehouse and publication; `work` names the holder to whoever waits."""
    with _held(settings.home / _WAREHOUSE, work, on_wait):
        yield


@contextmanager
def _held(path: Path, work: str, on_wait: Callable[[str], None]) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait(f"Waiting for {_describe(path)} to finish.")
        try:
            lock.acquire(timeout=_longest_wait_seconds(), poll_interval=_POLL_SECONDS)
        except Timeout:
            raise BusyError(
                f"Another run is still working: {_describe(path)}.",
                way_out="Wait for it to end, or stop it; then run again.",
            ) from None
    process = os.getpid()
    told = {
        "process": process,
        "work": work,
        "began": _first_lock_of(process),
        "since": _now(),
        "until": None,
    }
    try:
        _tell(path, told)
        yield
    finally:
        # Whoever is killed does not get here, and is known by that.
        _tell(path, {**told, "until": _now()})
        lock.release()


def _tell(lock: Path, told: dict[str, Any]) -> None:
    """Say who holds the lock, in one piece: others read it without holding anything.

    Where nothing can be written, nothing is said: the lock is held all the same.
    """
    holder = _holder_file(lock)
    aside = holder.with_suffix(".tmp")
    with contextlib.suppress(OSError):
        aside.write_text(json.dumps(told))
        aside.replace(holder)


def _longest_wait_seconds() -> float:
    text = os.environ.get(TIMEOUT_VARIABLE, "7200")
    try:
        return float(text)
    except ValueError:
        raise UsageError(
            f"{TIMEOUT_VARIABLE} is no number of seconds.", way_out="Set it to one, or unset it."
        ) from None


def _describe(lock: Path) -> str:
    """Say who holds a lock; whoever has only just taken it may not have given its name yet."""
    for _ in range(_LOOKS_FOR_A_NAME):
        try:
            known = _told(lock)
            if not known.get("until") and _is_alive(known["process"]):
                since = datetime.fromisoformat(known["since"]).isoformat(timespec="seconds")
                return f"{known['work']} (process {known['process']}, since {since})"
        except (ValueError, KeyError, TypeError, AttributeError):
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


def _holder_file(lock: Path) -> Path:
    return lock.with_suffix(".holder.json")


def _last_holder(lock: Path) -> Holder | None:
    told = _told(lock)
    for _ in range(_LOOKS):
        # Who has said that it is over is not asked for, so that no newcomer meets us.
        is_working = isinstance(told, dict) and not told.get("until") and _is_held(lock)
        before, told = told, _told(lock)
        if told == before:
            break
        # It changed hands in between, so the one says nothing about the other.
    try:
        until = told.get("until")
        # An earlier version noted nothing of the end, so it is not known.
        notes_its_end = "until" in told
        return Holder(
            work=str(told["work"]),
            process=int(told["process"]),
            began=datetime.fromisoformat(told.get("began") or told["since"]),
            since=datetime.fromisoformat(told["since"]),
            until=datetime.fromisoformat(until) if until else None,
            is_working=is_working,
            was_killed=notes_its_end and until is None and not is_working,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _told(lock: Path) -> dict[str, Any] | None:
    try:
        return json.loads(_holder_file(lock).read_text())
    except (OSError, ValueError):
        return None


def _is_held(lock: Path) -> bool:
    """Whether somebody holds the lock: then not even a shared one can be had."""
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EAGAIN, errno.EACCES)
    finally:
        os.close(descriptor)
    return False


@functools.cache
def _first_lock_of(process: int) -> str:  # noqa: ARG001
    """When this process took its first lock; by its id, because a fork is another process."""
    return _now()


def _now() -> str:
    # To the microsecond: who takes a lock again within a second is told from the time before.
    return datetime.now(UTC).isoformat()
