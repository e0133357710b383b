"""Folders for work in progress, beside the lake; what a killed run left there is swept."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings

_MUTEX = ".mutex.lock"
_LOCK_SUFFIX = ".lock"


class Workspace:
    """A folder of our own under `settings.staging`, alive while its lock is held."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder = folder
        self._lock = lock

    def remove(self) -> None:
        """Delete the folder with all in it and give up its lock; may be called again."""
        shutil.rmtree(self.folder, ignore_errors=True)
        Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()


@contextmanager
def _mutex(settings: Settings) -> Iterator[None]:
    settings.staging.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.staging / _MUTEX):
        yield


def new_workspace(settings: Settings) -> Workspace:
    """Create a workspace."""
    name = uuid.uuid4().hex
    with _mutex(settings):
        lock = FileLock(settings.staging / f"{name}{_LOCK_SUFFIX}", thread_local=False)
        lock.acquire()
        folder = settings.staging / name
        folder.mkdir()
    return Workspace(folder, lock)


def sweep(settings: Settings) -> int:
    """Delete workspaces whose process is gone; returns how many."""
    swept = 0
    with _mutex(settings):
        for folder in settings.staging.iterdir():
            if not folder.is_dir():
                continue
            lock = FileLock(settings.staging / f"{folder.name}{_LOCK_SUFFIX}")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            Workspace(folder, lock).remove()
            swept += 1
        for left_lock in settings.staging.glob(f"*{_LOCK_SUFFIX}"):
            if left_lock.name != _MUTEX and not left_lock.with_suffix("").exists():
                left_lock.unlink(missing_ok=True)
    return swept
