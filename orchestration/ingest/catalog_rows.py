"""The tables of the catalogue, and their rows as objects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

SCHEMA = Path(__file__).with_name("catalog.sql").read_text()


@dataclass(frozen=True)
class FileLoad:
    """What became of one landing file; received = accepted + quarantined.

    `digest` is the BLAKE2b digest of the file's bytes, empty if it could not be read to its end.
    `ctime_ns` is 0 when the file was touched so shortly before it was read that its times prove
    nothing: the next scan then compares digests.
    """

    source: str
    landing_day: date
    file_name: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str
    received: int
    accepted: int
    quarantined: int
    status: str
    reason: str | None
    loaded_at: datetime

    @classmethod
    def without_file(
        cls,
        source: str,
        landing_day: date,
        file_name: str,
        *,
        accepted: int,
        quarantined: int,
        status: str,
        loaded_at: datetime,
    ) -> FileLoad:
        """Return rows that no file of the landing zone stands behind: one that does is another."""
        return cls(
            source=source,
            landing_day=landing_day,
            file_name=file_name,
            size=0,
            mtime_ns=0,
            ctime_ns=0,
            inode=0,
            digest="",
            received=accepted + quarantined,
            accepted=accepted,
            quarantined=quarantined,
            status=status,
            reason=None,
            loaded_at=loaded_at,
        )


@dataclass(frozen=True)
class LakeFile:
    """A file of the lake: how many bytes it has, None for one in doubt, and their digest."""

    bytes: int | None
    digest: str | None


LakeFilesByDay = dict[tuple[str, date], dict[str, LakeFile]]
"""Files of the lake by (source, landing day) and table."""


@dataclass(frozen=True)
class LandingDay:
    """One landing day of a source as the lake holds it; `version` changes with every load."""

    source: str
    landing_day: date
    version: str
    fingerprint: str
    accepted: int
    quarantined: int
    loaded_at: datetime


@dataclass(frozen=True)
class RefusedDay:
    """A landing day that was not let into the lake when it was last read, and why."""

    source: str
    landing_day: date
    reason: str
    way_out: str
    refused_at: datetime


def encode_name(name: str) -> str:
    """Make a file name storable: names that are no UTF-8 keep their bytes as `\\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


FILE_COLUMNS = (
    "source, landing_day, file_name, size, mtime_ns, ctime_ns, inode, digest, "
    "received, accepted, quarantined, status, reason, loaded_at"
)
DAY_COLUMNS = "source, landing_day, version, fingerprint, accepted, quarantined, loaded_at"
REFUSAL_COLUMNS = "source, landing_day, reason, way_out, refused_at"


def placeholders(columns: str) -> str:
    """Return as many question marks as there are columns."""
    return ", ".join("?" for _ in columns.split(","))


def row_of_file(load: FileLoad) -> tuple:
    """Return a file as a row of `FILE_COLUMNS`."""
    return (
        load.source, load.landing_day.isoformat(), encode_name(load.file_name),
        load.size, load.mtime_ns, load.ctime_ns, load.inode, load.digest,
        load.received, load.accepted, load.quarantined,
        load.status, load.reason, load.loaded_at.isoformat(),
    )  # fmt: skip


def file_of_row(row: tuple) -> FileLoad:
    """Return a row of `FILE_COLUMNS` as a file."""
    return FileLoad(*_with_times(row))


def day_of_row(row: tuple) -> LandingDay:
    """Return a row of `DAY_COLUMNS` as a landing day."""
    return LandingDay(*_with_times(row))


def refusal_of_row(row: tuple) -> RefusedDay:
    """Return a row of `REFUSAL_COLUMNS` as a refused day."""
    return RefusedDay(*_with_times(row))


def _with_times(row: tuple) -> list:
    values = list(row)
    values[1] = date.fromisoformat(values[1])
    values[-1] = datetime.fromisoformat(values[-1])
    return values
