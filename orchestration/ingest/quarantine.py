"""The quarantine of a landing day: where it is, and a file in it that cannot be read at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.errors import LandingFileError
from orchestration.ingest.catalog import FAILED, Catalog, FileLoad
from orchestration.ingest.engine import literal, sql
from orchestration.ingest.landing import LandingFile, state_of
from orchestration.ingest.sources import Source
from orchestration.ingest.tables import QUARANTINE, write_table
from orchestration.settings import Settings


def quarantine_file(settings: Settings, source: str, day: date) -> Path:
    """Return where the rejected rows of a landing day are kept."""
    return settings.quarantine / source / f"dt={day.isoformat()}" / f"{QUARANTINE}.parquet"


def record_failed_file(
    settings: Settings,
    catalog: Catalog,
    source: Source,
    day: date,
    file: LandingFile,
    error: LandingFileError,
    workspace: Path,
) -> None:
    """Add a file to quarantine and catalogue; everything else of the day stays.

    What failed may have taken the day's database with it, so this needs none of it.
    """
    catalog.record_failure(_failed(source, day, file, error))
    target = quarantine_file(settings, source.name, day)
    known = sql("no_rejected")
    if target.exists():
        known = sql("rejected_records", path=literal(str(target)))
    aside = workspace / "failed.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TEMP TABLE failed_file AS SELECT ? AS source, ?::DATE AS landing_day,"
            " ? AS file_name, 0::BIGINT AS line, 'file' AS kind, ? AS reason,"
            " NULL::VARCHAR AS raw",
            [source.name, day, file.name, error.message],
        )
        write_table(connection, f"({known}) UNION ALL BY NAME (FROM failed_file)", aside)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside.replace(target)


def _failed(source: Source, day: date, file: LandingFile, error: LandingFileError) -> FileLoad:
    try:
        state = state_of(file.path.stat())
    except OSError:
        state = None
    return FileLoad(
        source=source.name,
        landing_day=day,
        file_name=file.name,
        size=state.size if state else 0,
        mtime_ns=state.mtime_ns if state else 0,
        ctime_ns=0,
        inode=state.inode if state else 0,
        digest="",
        received=0,
        accepted=0,
        quarantined=0,
        status=FAILED,
        reason=error.message,
        loaded_at=datetime.now(UTC),
    )
