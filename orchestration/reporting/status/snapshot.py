"""SQLite databases read without touching them: even opening one may write beside it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.errors import BusyError
from orchestration.settings import Settings

# What belongs to a database: itself, its log and its rollback journal.
_SUFFIXES = ("", "-wal", "-journal")
_ATTEMPTS = 50
_SECONDS_BETWEEN = 0.02


@contextmanager
def copied(settings: Settings, database: Path) -> Iterator[Settings]:
    """Give a temporary home with nothing but a copy of the database, at its place.

    The copy is what the database was at one moment, as a crash at that moment would have left it;
    none if there is none. Raises OSError if it cannot be read, BusyError if it never rests.
    """
    with tempfile.TemporaryDirectory(prefix="chatmart-status-") as folder:
        copy = Settings(Path(folder))
        target = copy.home / database.relative_to(settings.home)
        target.parent.mkdir(parents=True)
        for suffix, data in _at_one_moment(database).items():
            target.with_name(target.name + suffix).write_bytes(data)
        yield copy


def _at_one_moment(database: Path) -> dict[str, bytes]:
    content = _read(database)
    for _ in range(_ATTEMPTS):
        before, content = content, _read(database)
        if content == before:
            # So it was at the moment between.
            return content
        time.sleep(_SECONDS_BETWEEN)
    raise BusyError(
        f"{database.name} is being written all the time.", way_out="Ask again in a moment."
    )


def _read(database: Path) -> dict[str, bytes]:
    content = {}
    for suffix in _SUFFIXES:
        try:
            content[suffix] = database.with_name(database.name + suffix).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
    return content
