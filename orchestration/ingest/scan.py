"""What changed in the landing zone since the lake was loaded from it."""

from __future__ import annotations

import errno
import os
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from orchestration.errors import LakeFileError, LandingFileError
from orchestration.ingest.catalog import (
    ARCHIVED,
    FAILED,
    Catalog,
    FileLoad,
    LakeFile,
    LandingDay,
)
from orchestration.ingest.engine import reader_fingerprint
from orchestration.ingest.lake_damage import Damage, find_damage, lost_rows
from orchestration.ingest.landing import (
    FileState,
    LandingFile,
    file_digest,
    is_ignored,
    list_files,
    printable,
    state_of,
)
from orchestration.ingest.sources import SOURCES
from orchestration.partitions import day_of_folder
from orchestration.settings import Settings


@dataclass(frozen=True, order=True)
class DirtyDay:
    """A landing day whose lake rows are not those of its landing files; names bytewise ordered.

    `added`, `changed` and `removed` are all empty if the files are as they were, but the reader is
    newer or the lake's own files are gone.
    """

    source: str
    day: date
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class LandingScan:
    """Dirty landing days by source and day, and what was found but is not ours to read.

    `errors` are files of the lake that nothing in the landing zone can replace: without their rows
    nothing may be published.
    """

    dirty: list[DirtyDay]
    warnings: list[str]
    errors: list[LakeFileError] = field(default_factory=list)


def scan_landing(
    settings: Settings,
    catalog: Catalog,
    sources: list[str] | None = None,
    first: date | None = None,
    last: date | None = None,
    today: date | None = None,
    *,
    remember: bool = True,
) -> LandingScan:
    """Compare landing zone and catalogue.

    `sources` and the inclusive days `first` to `last` narrow the search; `today` (UTC) decides
    which landing days lie in the future. Files found unchanged though they were touched are noted
    in the catalogue, unless `remember` is False: then nothing is written. A landing day whose files
    in the lake are gone or damaged is dirty, whatever days are asked for: marts would lack rows.
    Raises LandingFileError for a landing zone that is there but cannot be listed: taken for an
    empty one, it would empty the marts.
    """
    today = today or datetime.now(UTC).date()
    loads: dict[tuple[str, date], dict[str, FileLoad]] = defaultdict(dict)
    for load in catalog.file_loads():
        loads[load.source, load.landing_day][load.file_name] = load
    held = {(day.source, day.landing_day): day for day in catalog.landing_days()}
    recorded = catalog.lake_files()
    folders, warnings = _day_folders(settings, sources, today, known={*loads, *held})

    dirty, errors = [], []
    for key in sorted({*folders, *loads, *held}):
        source, day = key
        if source not in SOURCES or (sources is not None and source not in sources):
            continue
        comparison = _Comparison(
            settings, catalog, key, loads.get(key, {}), held.get(key), remember=remember
        )
        comparison.look_at_lake(recorded.get(key, {}))
        is_asked_for = not ((first and day < first) or (last and day > last))
        if not (is_asked_for or comparison.damage):
            continue
        files, unknown = _listed(folders[key]) if key in folders else ([], [])
        warnings += [
            f"{source} dt={day}: {name} is no file that we read, and is ignored."
            for name in unknown
        ]
        found = comparison.compare(files)
        outcome = "" if found is None else "; its landing day is loaded anew"
        warnings += [f"{damage}{outcome}." for damage in comparison.damage]
        errors += comparison.errors
        if found is not None:
            dirty.append(found)
    return LandingScan(dirty, warnings, errors)


class _Comparison:
    """One landing day: its files against what the catalogue knows of them."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        key: tuple[str, date],
        known: dict[str, FileLoad],
        held: LandingDay | None,
        *,
        remember: bool,
    ) -> None:
        self.settings = settings
        self.catalog = catalog
        self.source, self.day = key
        self.known = known
        self.held = held
        self.remember = remember
        self.damage: list[Damage] = []
        self.errors: list[LakeFileError] = []

    def look_at_lake(self, recorded: Mapping[str, LakeFile]) -> None:
        """Find out whether the lake has the files that it should have of the day."""
        if self.held is not None:
            self.damage = find_damage(
                self.settings,
                self.catalog,
                self.source,
                self.day,
                recorded,
                remember=self.remember,
            )

    def compare(self, files: list[LandingFile]) -> DirtyDay | None:
        archived = [name for name, load in self.known.items() if load.status == ARCHIVED]
        if self.damage and archived:
            # Loaded anew, it would lack their rows for good.
            self.errors += [lost_rows(damage, archived) for damage in self.damage]
            return None
        names = {file.name for file in files}
        added = [file.name for file in files if file.name not in self.known]
        changed = [
            file.name
            for file in files
            if file.name in self.known and self._is_changed(file, self.known[file.name])
        ]
        removed = [
            name
            for name, load in self.known.items()
            if name not in names and load.status != ARCHIVED
        ]
        removed.sort(key=str.encode)
        is_stale = False
        if self.held is not None:
            is_outdated = self.held.fingerprint != reader_fingerprint()
            is_stale = bool(files) and (is_outdated or bool(self.damage))
        elif files and not added and not changed:
            # Catalogued files without a lake day: its load never came to an end.
            is_stale = True
        if added or changed or removed or is_stale:
            return DirtyDay(self.source, self.day, tuple(added), tuple(changed), tuple(removed))
        return None

    def _is_changed(self, file: LandingFile, load: FileLoad) -> bool:
        if load.status == FAILED:
            return True
        try:
            state = state_of(file.path.stat())
            if state.is_proof and state == _state(load):
                return False
            if load.digest != file_digest(file.path):
                return True
            # What was hashed is what the state describes only if it is still the same.
            if self.remember and state_of(file.path.stat()) == state:
                self._remember(load, state)
        except OSError:
            return True
        return False

    def _remember(self, load: FileLoad, state: FileState) -> None:
        self.catalog.update_stat(
            replace(
                load,
                size=state.size,
                mtime_ns=state.mtime_ns,
                ctime_ns=state.ctime_ns,
                inode=state.inode,
            )
        )


def _state(load: FileLoad) -> FileState:
    return FileState(load.size, load.mtime_ns, load.ctime_ns, load.inode)


def _day_folders(
    settings: Settings, sources: list[str] | None, today: date, known: Set[tuple[str, date]]
) -> tuple[dict[tuple[str, date], Path], list[str]]:
    """Find the folders of landing days, and name those that are not.

    A landing day that was loaded before lies in no future, whatever the clock has come to say.
    """
    folders: dict[tuple[str, date], Path] = {}
    warnings: list[str] = []
    for source_folder in _entries(settings.landing, "The landing folder"):
        source = printable(source_folder.name)
        if source not in SOURCES:
            warnings.append(f"landing/{source} is no source that we know, and is ignored.")
            continue
        if sources is not None and source not in sources:
            continue
        for folder in _entries(source_folder, f"landing/{source}"):
            name = printable(folder.name)
            day = _day_of(folder)
            if day is None:
                warnings.append(
                    f"landing/{source}/{name} is no landing day (dt=YYYY-MM-DD), and is ignored."
                )
            elif day > today + timedelta(days=1) and (source, day) not in known:
                warnings.append(f"landing/{source}/{name} lies in the future, and is ignored.")
            else:
                folders[source, day] = folder
    return folders, warnings


def _entries(folder: Path, called: str) -> list[Path]:
    """List a folder; a missing one has no entries."""
    try:
        entries = [entry for entry in folder.iterdir() if not is_ignored(entry.name)]
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(folder):
            return []
        raise _cannot_be_listed(folder, called, error) from None
    return sorted(entries, key=lambda entry: os.fsencode(entry.name))


def _listed(folder: Path) -> tuple[list[LandingFile], list[str]]:
    try:
        return list_files(folder)
    except OSError as error:
        raise _cannot_be_listed(folder, f"landing/{folder.parent.name}", error) from None


def _day_of(folder: Path) -> date | None:
    try:
        day = day_of_folder(folder.name)
    except ValueError:
        return None
    if folder.is_dir():
        return day
    if folder.is_symlink():
        # Its files are elsewhere, and not at hand: that does not mean that there are none.
        error = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        raise _cannot_be_listed(folder, f"landing/{folder.parent.name}", error)
    return None


def _cannot_be_listed(folder: Path, called: str, error: OSError) -> LandingFileError:
    return LandingFileError(
        f"{called} cannot be listed: {folder}: {error.strerror or type(error).__name__}.",
        way_out="Make it a folder that can be read, and run again; nothing was changed.",
    )
