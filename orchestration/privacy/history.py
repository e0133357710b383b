"""What privacy has to remember although lake and warehouse can be built anew.

SQLite database `privacy/history.sqlite`, readable by its owner alone.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from orchestration.errors import ChatmartError, OutOfSpaceError, is_out_of_space
from orchestration.privacy.keys import private_folder
from orchestration.settings import Settings

_SQL = Path(__file__).parent / "sql"
_BUSY_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class RetentionRun:
    """What retention with one as-of time removed from one register, in one run or several.

    `removed_rows` left the register; `removed_values` personal values left the lake. Times are UTC.
    """

    retained_as_of: datetime
    register: str
    applied_at: datetime
    removed_rows: int
    removed_values: int


@dataclass(frozen=True)
class Erasure:
    """That somebody was erased, not who: rows and files of the lake that changed, on what day."""

    erasure_id: str
    erased_on: date
    tenant_id: str
    changed_rows: int
    changed_files: int


def history_file(settings: Settings) -> Path:
    """Return where the database is."""
    return settings.privacy / "history.sqlite"


class PrivacyHistory:
    """The database; every method opens its own short connection."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = history_file(settings)

    def retained_as_of(self) -> datetime | None:
        """The latest as-of time that retention was applied with."""
        rows = self._rows("SELECT max(retained_as_of) FROM retention")
        return datetime.fromisoformat(rows[0][0]) if rows and rows[0][0] else None

    def retain(self, as_of: datetime) -> None:
        """Remember that retention is applied with this time, or was with a later one."""
        if (known := self.retained_as_of()) is None or known < as_of:
            with self._open() as connection:
                connection.execute("DELETE FROM retention")
                connection.execute("INSERT INTO retention VALUES (?)", [as_of.isoformat()])

    def retention_runs(self) -> list[RetentionRun]:
        """List what was removed, oldest first."""
        return [
            RetentionRun(
                datetime.fromisoformat(as_of), register, datetime.fromisoformat(applied), *counts
            )
            for as_of, register, applied, *counts in self._rows(
                "SELECT * FROM retention_runs ORDER BY retained_as_of, register"
            )
        ]

    def record_retention(
        self,
        retained_as_of: datetime,
        *,
        rows: Mapping[str, int] | None = None,
        values: Mapping[str, int] | None = None,
    ) -> None:
        """Add rows and values removed, by register, to what is known of the same as-of time."""
        rows, values = rows or {}, values or {}
        with self._open() as connection:
            connection.executemany(
                (_SQL / "record_retention.sql").read_text(),
                [
                    (
                        retained_as_of.isoformat(),
                        register,
                        _now(),
                        rows.get(register, 0),
                        values.get(register, 0),
                    )
                    for register in sorted(rows.keys() | values.keys())
                ],
            )

    def in_free_blocks_since(self) -> datetime | None:
        """The as-of time from which on the warehouse's file may hold what retention removed.

        It is that at which the file was last written anew for retention, else that of the first
        removal; None before it.
        """
        for table in ("written_afresh", "retention_runs"):
            ((since,),) = self._rows(f"SELECT min(retained_as_of) FROM {table}") or [(None,)]
            if since is not None:
                return datetime.fromisoformat(since)
        return None

    def write_afresh(self, as_of: datetime) -> None:
        """Remember that the warehouse's file was written anew."""
        with self._open() as connection:
            connection.execute("DELETE FROM written_afresh")
            connection.execute(
                "INSERT INTO written_afresh VALUES (?, ?)", [as_of.isoformat(), _now()]
            )

    def removals(self) -> int:
        """How many rows and values retention ever removed; whatever the clock says, it grows."""
        ((removed,),) = self._rows(
            "SELECT sum(removed_rows + removed_values) FROM retention_runs"
        ) or [(None,)]
        return removed or 0

    def last_writing_afresh(self) -> str | None:
        """What tells the last time the warehouse's file was written anew from all others."""
        rows = self._rows("SELECT retained_as_of || ' ' || written_at FROM written_afresh")
        return rows[0][0] if rows else None

    def erasures(self) -> list[Erasure]:
        """List the erasures, oldest first."""
        return [
            Erasure(erasure_id, date.fromisoformat(erased_on), tenant_id, *counts)
            for erasure_id, erased_on, tenant_id, *counts in self._rows(
                "SELECT * FROM erasures ORDER BY erased_on, erasure_id"
            )
        ]

    def record_erasure(self, erasure: Erasure) -> None:
        """Add an erasure, or replace what is known of it."""
        with self._open() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO erasures VALUES (?, ?, ?, ?, ?)",
                [
                    erasure.erasure_id,
                    erasure.erased_on.isoformat(),
                    erasure.tenant_id,
                    erasure.changed_rows,
                    erasure.changed_files,
                ],
            )

    def _rows(self, query: str, *parameters: str) -> list[tuple]:
        if not self._path.exists():
            return []
        with self._open() as connection:
            return connection.execute(query, parameters).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self._path.exists():
                private_folder(self._settings)
                os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
            connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_SECONDS)
            try:
                connection.execute("PRAGMA synchronous = FULL")
                connection.executescript((_SQL / "history.sql").read_text())
                with connection:
                    yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            if is_out_of_space(error):
                raise OutOfSpaceError(
                    f"No space left while writing {self._path.name}.",
                    way_out="Free disk space and run again.",
                ) from None
            raise ChatmartError(
                f"The history of retention and erasures, {self._path.name}, cannot be used: "
                f"{error}.",
                way_out="Check the permissions of the privacy folder and the disk. Do not delete "
                "it: what was removed could come back.",
            ) from None


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()
