"""Files of the lake that are gone or damaged: noticed cheaply, named, read whole where in doubt.

Every run compares sizes with the catalogue. A file that has its size and yet cannot be read is
noticed by whoever reads it; then digests are compared, and the catalogue remembers the doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from orchestration.errors import LakeFileError, is_out_of_space, says_out_of_space
from orchestration.ingest.catalog import ARCHIVED, Catalog, LakeFile
from orchestration.ingest.commit import lake_folder
from orchestration.ingest.journal import unfinished_changes
from orchestration.ingest.landing import day_folder, file_digest, list_files
from orchestration.ingest.sources import LAKE_SOURCES, SOURCES
from orchestration.ingest.tables import held_table
from orchestration.partitions import day_of_folder
from orchestration.settings import Settings
from orchestration.wording import some_of

_READ_WHOLE = "SELECT count(*), bit_xor(hash(held)) FROM ({query}) AS held"
# DuckDB has many names for a damaged file, some of which say nothing; these are never about one.
_ABOUT_THE_QUERY = re.compile(
    r"\b(Binder|Catalog|Parser|Constraint|Conversion|Out of Memory|Compilation|Interrupt) Error"
)


@dataclass(frozen=True)
class Damage:
    """A table of a landing day that is not as the catalogue has it; `reason` ends a sentence."""

    source: str
    day: date
    table: str
    reason: str

    def __str__(self) -> str:
        """The file, as it is found below the home folder, and what is wrong with it."""
        return f"lake/{self.source}/dt={self.day}/{self.table}.parquet {self.reason}"


def find_damage(
    settings: Settings,
    catalog: Catalog,
    source: str,
    day: date,
    recorded: Mapping[str, LakeFile],
    *,
    remember: bool = True,
) -> list[Damage]:
    """Compare the files of a landing day with what is `recorded` of them: sizes.

    Only a file in doubt is read; if it is whole by now, the catalogue is told so, unless `remember`
    is False.
    """
    found = []
    for table in _tables(source, recorded):
        path = lake_folder(settings, source, day) / f"{table}.parquet"
        try:
            size = path.stat().st_size
        except OSError as error:
            is_gone = isinstance(error, FileNotFoundError | NotADirectoryError)
            found.append(Damage(source, day, table, "is gone" if is_gone else "cannot be read"))
            continue
        known = recorded.get(table, LakeFile(size, None))
        if known.bytes is None:
            if not is_whole(path, known):
                found.append(Damage(source, day, table, "is damaged"))
            elif remember:
                catalog.note_lake_file(source, day, table, replace(known, bytes=size))
        elif size != known.bytes and not _is_being_replaced(settings, catalog, path, size):
            reason = f"is damaged: it has {size} bytes instead of {known.bytes}"
            found.append(Damage(source, day, table, reason))
    return found


def _tables(source: str, recorded: Mapping[str, LakeFile]) -> list[str]:
    """List the tables that a day should have; one that a newer version added it may lack."""
    return [table for table in LAKE_SOURCES[source].tables if not recorded or table in recorded]


def _is_being_replaced(settings: Settings, catalog: Catalog, path: Path, size: int) -> bool:
    """Whether the day is just loaded by somebody else, for not everybody who looks has a lock."""
    if unfinished_changes(settings):
        return True
    source, day = path.parent.parent.name, day_of_folder(path.parent.name)
    known = catalog.lake_files().get((source, day), {}).get(path.stem)
    return known is not None and known.bytes == size


def is_whole(path: Path, known: LakeFile) -> bool:
    """Whether a file of the lake has the bytes it was written with, or at least can be read."""
    try:
        if known.digest is not None:
            return file_digest(path) == known.digest
    except OSError:
        return False
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(_READ_WHOLE.format(query=held_table(path))).fetchall()
    except duckdb.Error as error:
        if is_out_of_space(error):
            raise
        return False
    return True


def lost_rows(damage: Damage, archived: list[str]) -> LakeFileError:
    """Say that a file is damaged whose landing files, or some of them, have left on purpose."""
    return LakeFileError(
        f"{damage}, and it alone had the rows of {len(archived)} landing files that were removed "
        f"({some_of(archived)}).",
        way_out="Restore it from a backup of the lake, or deliver those files again; an empty file "
        "under its name gives its rows up.",
    )


def require_decisions(settings: Settings, catalog: Catalog) -> None:
    """Raise LakeFileError if draws and deletions that were recorded are gone or damaged."""
    recorded = catalog.lake_files()
    for held in catalog.landing_days():
        if held.source in SOURCES:
            continue
        key = held.source, held.landing_day
        for damage in find_damage(settings, catalog, *key, recorded.get(key, {})):
            raise LakeFileError(
                f"{damage}: draws and deletions are recorded nowhere else.",
                way_out="Restore it from a backup of the lake.",
            )


def diagnose(settings: Settings, message: str) -> LakeFileError | None:
    """Find the damaged file of the lake that a failed query may have stumbled over, if there is.

    `message` is what the engine said. The catalogue remembers what was found: the next scan takes
    the landing day for one that is to be loaded anew.
    """
    if _ABOUT_THE_QUERY.search(message) or says_out_of_space(message):
        return None
    catalog = Catalog(settings.catalog)
    recorded = catalog.lake_files()
    for held in catalog.landing_days():
        if held.source not in LAKE_SOURCES:
            continue
        key = held.source, held.landing_day
        damage = find_unreadable(settings, catalog, *key, recorded.get(key, {}))
        if damage is not None:
            return _error(settings, catalog, damage)
    return None


def find_unreadable(
    settings: Settings, catalog: Catalog, source: str, day: date, recorded: Mapping[str, LakeFile]
) -> Damage | None:
    """Read a landing day of the lake whole; the catalogue remembers the first file in doubt."""
    for table in _tables(source, recorded):
        path = lake_folder(settings, source, day) / f"{table}.parquet"
        known = recorded.get(table, LakeFile(None, None))
        if not is_whole(path, known):
            catalog.note_lake_file(source, day, table, replace(known, bytes=None))
            return Damage(source, day, table, "is damaged" if path.exists() else "is gone")
    return None


def _error(settings: Settings, catalog: Catalog, damage: Damage) -> LakeFileError:
    archived = [
        load.file_name
        for load in catalog.file_loads(damage.source, damage.day)
        if load.status == ARCHIVED
    ]
    if archived:
        return lost_rows(damage, archived)
    if list_files(day_folder(settings, damage.source, damage.day))[0]:
        way_out = "Run again: its landing day is then read anew from the landing folder."
    else:
        way_out = "Restore it from a backup of the lake."
    return LakeFileError(f"{damage}.", way_out=way_out)


@contextmanager
def naming_damage(settings: Settings) -> Iterator[None]:
    """Name the damaged file of the lake if that is what made the block fail."""
    try:
        yield
    except duckdb.Error as error:
        found = diagnose(settings, str(error))
        if found is None:
            raise
        raise found from None
