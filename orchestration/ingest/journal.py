"""Replacing files and folders together, so that a kill leaves all of them old or all of them new.

What is replaced waits in a journal until the catalogue knows of the new version: `recover` then
either forgets the journal or puts everything back.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from orchestration.durable import flush
from orchestration.ingest.catalog import Catalog
from orchestration.settings import Settings

_JOURNALS = "_commits"
_INTENT = "intent.json"
_LOCK = ".commit.lock"


@dataclass(frozen=True)
class Swap:
    """One file or folder below the home folder to be replaced by `new`, or removed if that is None.

    `new` lies on the file system of `target`.
    """

    target: Path
    new: Path | None


@dataclass(frozen=True)
class Change:
    """What the swaps do to a landing day: `version` is what the catalogue will call it then.

    A change that `removes_day` is done once the catalogue no longer names the day.
    """

    source: str
    day: date
    version: str
    removes_day: bool = False


def carry_out(
    settings: Settings, change: Change, swaps: Sequence[Swap], catalogue: Callable[[], None]
) -> None:
    """Make all swaps and record them with `catalogue`, or leave everything as it was."""
    with _commit_lock(settings):
        _flush(swaps)
        journal = settings.lake / _JOURNALS / change.version
        _write_intent(settings, journal, change, swaps)
        try:
            for number, swap in enumerate(swaps):
                _replace(swap, _kept(journal, number))
            catalogue()
        except BaseException:
            _undo(settings, journal)
            raise
        shutil.rmtree(journal, ignore_errors=True)
        for swap in swaps:
            _remove_if_empty(swap.target.parent)


def recover(settings: Settings, catalog: Catalog) -> int:
    """Finish or undo commits that were killed; returns how many there were."""
    journals = settings.lake / _JOURNALS
    if not journals.is_dir():
        return 0
    recovered = 0
    with _commit_lock(settings):
        for journal in journals.iterdir():
            recovered += 1
            if _is_catalogued(catalog, journal):
                shutil.rmtree(journal, ignore_errors=True)
            else:
                _undo(settings, journal)
    return recovered


def unfinished_changes(settings: Settings) -> int:
    """Count the changes that are under way, or were killed and wait for `recover`."""
    try:
        return sum(1 for _ in (settings.lake / _JOURNALS).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _is_catalogued(catalog: Catalog, journal: Path) -> bool:
    """Whether the change got as far as the catalogue, and so is done."""
    versions = catalog.lake_versions()
    intent = _read_intent(journal)
    if intent is not None and intent["removes_day"]:
        return (intent["source"], date.fromisoformat(intent["day"])) not in versions
    return journal.name in versions.values()


def _read_intent(journal: Path) -> dict | None:
    try:
        return json.loads((journal / _INTENT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


@contextmanager
def _commit_lock(settings: Settings) -> Iterator[None]:
    settings.lake.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.lake / _LOCK):
        yield


def _write_intent(settings: Settings, journal: Path, change: Change, swaps: Sequence[Swap]) -> None:
    journal.mkdir(parents=True)
    intent = {
        "source": change.source,
        "day": change.day.isoformat(),
        "removes_day": change.removes_day,
        # Relative, so that a home that was moved after a crash is still put right.
        "targets": [str(swap.target.relative_to(settings.home)) for swap in swaps],
        "had": [swap.target.exists() for swap in swaps],
    }
    aside = journal / f"{_INTENT}.tmp"
    aside.write_text(json.dumps(intent), encoding="utf-8")
    aside.replace(journal / _INTENT)


def _kept(journal: Path, number: int) -> Path:
    """Where the old one of the swap of that number waits."""
    return journal / f"kept_{number}"


def _replace(swap: Swap, kept: Path) -> None:
    if swap.target.exists():
        swap.target.rename(kept)
    if swap.new is not None:
        swap.target.parent.mkdir(parents=True, exist_ok=True)
        swap.new.rename(swap.target)


def _undo(settings: Settings, journal: Path) -> None:
    """Put back what a change moved away, and remove what it put in its place."""
    intent = _read_intent(journal)
    if intent is None:
        # Killed before anything was moved.
        shutil.rmtree(journal, ignore_errors=True)
        return
    for number, (name, had_old) in enumerate(zip(intent["targets"], intent["had"], strict=True)):
        target, kept = settings.home / name, _kept(journal, number)
        was_moved = kept.exists()
        if had_old and not was_moved:
            continue
        _remove(target)
        if was_moved:
            kept.rename(target)
    shutil.rmtree(journal, ignore_errors=True)


def _flush(swaps: Sequence[Swap]) -> None:
    """Put the new files on the disk before the catalogue says that they are there."""
    for swap in swaps:
        if swap.new is None:
            continue
        for path in swap.new.iterdir() if swap.new.is_dir() else [swap.new]:
            flush(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
