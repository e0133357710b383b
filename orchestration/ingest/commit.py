"""Replacing a landing day in lake, quarantine and catalogue so that a kill leaves old or new."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock

from orchestration.ingest.catalog import Catalog, LandingDay
from orchestration.ingest.engine import plain_failures
from orchestration.ingest.prepare import PreparedDay, quarantine_file
from orchestration.settings import Settings

_JOURNALS = "_commits"
_INTENT = "intent.json"
_LOCK = ".commit.lock"


@dataclass(frozen=True)
class _Swap:
    """One path to be replaced: by `new`, or by nothing; `kept` is where the old one waits."""

    target: Path
    new: Path | None
    kept: Path


def lake_folder(settings: Settings, source: str, day: date) -> Path:
    """Return the folder of a landing day in the lake."""
    return settings.lake / source / f"dt={day.isoformat()}"


def commit_day(settings: Settings, catalog: Catalog, prepared: PreparedDay) -> None:
    """Make the prepared day what the lake holds; its workspace is gone afterwards.

    The old folders wait in a journal until the catalogue names the new version, so that
    `recover` can finish or undo a commit that was killed.
    """
    with plain_failures(f"{prepared.source} dt={prepared.day}"), _commit_lock(settings):
        _flush(prepared)
        journal = settings.lake / _JOURNALS / prepared.version
        swaps = _swaps(settings, prepared.source, prepared.day, journal)
        if prepared.files:
            new = [prepared.rejected if prepared.rejected.exists() else None, prepared.folder]
            swaps = [
                _Swap(swap.target, path, swap.kept) for swap, path in zip(swaps, new, strict=True)
            ]
        _write_intent(journal, prepared, swaps)
        try:
            for swap in swaps:
                _replace(swap)
            _catalogue(catalog, prepared)
        except BaseException:
            _undo(settings, journal)
            raise
        shutil.rmtree(journal, ignore_errors=True)
        for swap in swaps:
            _remove_if_empty(swap.target.parent)
    prepared.workspace.remove()


def discard_day(prepared: PreparedDay) -> None:
    """Forget a prepared day; the lake stays as it is."""
    prepared.workspace.remove()


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


def _is_catalogued(catalog: Catalog, journal: Path) -> bool:
    """Whether the commit got as far as the catalogue, and so is done."""
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


def _swaps(settings: Settings, source: str, day: date, journal: Path) -> list[_Swap]:
    return [
        _Swap(quarantine_file(settings, source, day), None, journal / "quarantine.parquet"),
        _Swap(lake_folder(settings, source, day), None, journal / "lake"),
    ]


def _write_intent(journal: Path, prepared: PreparedDay, swaps: list[_Swap]) -> None:
    journal.mkdir(parents=True)
    intent = {
        "source": prepared.source,
        "day": prepared.day.isoformat(),
        "had": [swap.target.exists() for swap in swaps],
        "removes_day": not prepared.files,
    }
    aside = journal / f"{_INTENT}.tmp"
    aside.write_text(json.dumps(intent), encoding="utf-8")
    aside.replace(journal / _INTENT)


def _replace(swap: _Swap) -> None:
    if swap.target.exists():
        swap.target.rename(swap.kept)
    if swap.new is not None:
        swap.target.parent.mkdir(parents=True, exist_ok=True)
        swap.new.rename(swap.target)


def _undo(settings: Settings, journal: Path) -> None:
    """Put back what a commit moved away, and remove what it put in its place."""
    intent = _read_intent(journal)
    if intent is None:
        # Killed before anything was moved.
        shutil.rmtree(journal, ignore_errors=True)
        return
    swaps = _swaps(settings, intent["source"], date.fromisoformat(intent["day"]), journal)
    for swap, had_old in zip(swaps, intent["had"], strict=True):
        was_moved = swap.kept.exists()
        if had_old and not was_moved:
            continue
        _remove(swap.target)
        if was_moved:
            swap.kept.rename(swap.target)
    shutil.rmtree(journal, ignore_errors=True)


def _catalogue(catalog: Catalog, prepared: PreparedDay) -> None:
    if not prepared.files:
        catalog.remove_day(prepared.source, prepared.day)
        return
    catalog.replace_day(
        LandingDay(
            source=prepared.source,
            landing_day=prepared.day,
            version=prepared.version,
            fingerprint=prepared.fingerprint,
            accepted=prepared.accepted,
            quarantined=prepared.quarantined,
            loaded_at=datetime.now(UTC),
        ),
        prepared.files,
    )


def _flush(prepared: PreparedDay) -> None:
    """Put the new files on the disk before the catalogue says that they are there."""
    for path in [*prepared.folder.iterdir(), prepared.rejected]:
        if path.exists():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


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
