"""A chatmart home in a temporary folder, and short ways to deliver, load and look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.ingest import (
    LAKE_SOURCES,
    Catalog,
    DirtyDay,
    IngestReport,
    ingest_days,
    journal,
    scan_landing,
    start_ingest,
)
from orchestration.settings import Settings

DAY = date(2026, 1, 1)


class Killed(BaseException):
    """Stands for a kill."""


@contextmanager
def killed_at(
    monkeypatch: pytest.MonkeyPatch, step: int, catalogued: tuple[object, str]
) -> Iterator[None]:
    """Die at the so many-th step of a commit: renaming, `catalogued` (a function), cleaning up."""
    steps = iter(range(100))

    def dying(function):
        def wrapped(*arguments, **named):
            if next(steps) == step:
                raise Killed
            return function(*arguments, **named)

        return wrapped

    with monkeypatch.context() as patch:
        # A killed process undoes nothing.
        patch.setattr(journal, "_undo", lambda *_: None)
        for owner, name in (
            (Path, "rename"),
            (Path, "replace"),
            catalogued,
            (journal.shutil, "rmtree"),
        ):
            patch.setattr(owner, name, dying(getattr(owner, name)))
        with suppress(Killed):
            yield


@dataclass
class Home:
    """A home folder under test."""

    settings: Settings
    catalog: Catalog

    def deliver(
        self,
        data: bytes | str | list,
        name: str = "file.jsonl",
        source: str = "chat_events",
        day: date = DAY,
    ) -> Path:
        """Write a landing file: bytes and text as they are, a list as JSON Lines."""
        if isinstance(data, list):
            data = "".join(json.dumps(record) + "\n" for record in data)
        if isinstance(data, str):
            data = data.encode()
        folder = self.settings.landing / source / f"dt={day}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(data)
        return path

    def dirty(self, **arguments) -> list[DirtyDay]:
        """List the dirty landing days."""
        return scan_landing(self.settings, self.catalog, today=date(2026, 6, 1), **arguments).dirty

    def load(self, **arguments) -> IngestReport:
        """Load every dirty landing day."""
        return ingest_days(self.settings, self.dirty(), **arguments)

    def rows(self, table: str = "events", source: str = "chat_events") -> list[dict]:
        """Read a lake table, in order of day, file and line."""
        return read(
            self.settings.lake / source / "*" / f"{table}.parquet",
            "landing_day, file_name, line"
            + (", position" if LAKE_SOURCES[source].kind == "webhook" else ""),
        )

    def rejected(self, source: str = "chat_events") -> list[dict]:
        """Read the quarantine of a source, in order of day, file and line."""
        if not any((self.settings.quarantine / source).glob("*/*.parquet")):
            return []
        return read(
            self.settings.quarantine / source / "*" / "*.parquet",
            "landing_day, file_name, line, raw",
        )

    def reasons(self, source: str = "chat_events") -> dict[int, str]:
        """Return line -> reason of everything rejected."""
        return {row["line"]: row["reason"] for row in self.rejected(source)}


def read(pattern: Path, order: str = "landing_day, file_name, line") -> list[dict]:
    """Return the rows of Parquet files as dicts."""
    with duckdb.connect() as connection:
        result = connection.execute(
            f"SELECT * FROM read_parquet(?, hive_partitioning = FALSE) ORDER BY {order}",
            [str(pattern)],
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    settings = Settings(tmp_path / "home with 'quote'")
    return Home(settings, start_ingest(settings))


def event(**fields) -> dict:
    """Return a chat event with everything that is required."""
    return {
        "event_id": "e1",
        "tenant_id": "acme",
        "event_name": "start",
        "occurred_at": "2026-01-01T10:00:00Z",
    } | fields
