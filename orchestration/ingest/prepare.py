"""A landing day read, judged and written aside, ready to replace what the lake holds of it."""

from __future__ import annotations

import os
import uuid
import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.errors import LandingFileError, UsageError
from orchestration.ingest.catalog import ARCHIVED, FAILED, LOADED, Catalog, FileLoad
from orchestration.ingest.engine import Engine, literal, plain_failures, reader_fingerprint, sql
from orchestration.ingest.landing import LandingFile, day_folder, list_files, state_of
from orchestration.ingest.load import load_file
from orchestration.ingest.sources import PROVENANCE, QUARANTINE_COLUMNS, SOURCES, Source
from orchestration.ingest.staging import Workspace, new_workspace
from orchestration.ingest.webhook import extract_elements
from orchestration.settings import Settings

DEFAULT_MEMORY_LIMIT = "1200MB"
_DAY_FOLDER = "day"
_REJECTED_FILE = "rejected.parquet"
# Level 1 writes faster than the default and no larger: the columns are dictionary-encoded anyway.
_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false)"


@dataclass(frozen=True)
class PreparedDay:
    """One landing day, ready to be committed or discarded.

    `folder` holds `<table>.parquet` as the lake will; `rejected` is the day's quarantine, absent
    if nothing was rejected. Without files the commit removes the day from the lake.
    """

    source: str
    day: date
    version: str
    fingerprint: str
    folder: Path
    rejected: Path
    files: list[FileLoad]
    reasons: dict[str, int]
    workspace: Workspace = field(repr=False, compare=False)

    @property
    def received(self) -> int:
        """Records received: accepted + quarantined."""
        return sum(load.received for load in self.files)

    @property
    def accepted(self) -> int:
        """Records the lake takes."""
        return sum(load.accepted for load in self.files)

    @property
    def quarantined(self) -> int:
        """Records rejected; elements of webhook bodies are not counted."""
        return sum(load.quarantined for load in self.files)


def prepare_day(
    settings: Settings,
    source: str,
    day: date,
    *,
    engine: Engine | None = None,
) -> PreparedDay:
    """Read a landing day of a source into a workspace of its own; the lake stays as it is.

    `engine` is what the days of a run share; without it this day gets its own.
    Raises LandingFileError, naming the file, if a file cannot be read as a whole; quarantine and
    catalogue then say so and the day keeps what it had.
    """
    if source not in SOURCES:
        raise UsageError(
            f"There is no source {source}.", way_out="Sources: " + ", ".join(SOURCES) + "."
        )
    workspace = new_workspace(settings)
    try:
        with plain_failures(f"{source} dt={day}"):
            preparation = _Preparation(settings, SOURCES[source], day, workspace)
            if engine is not None:
                return preparation.run(engine)
            with Engine(
                workspace.folder / "spill",
                threads=os.cpu_count() or 1,
                memory_limit=DEFAULT_MEMORY_LIMIT,
            ) as engine_of_day:
                return preparation.run(engine_of_day)
    except BaseException:
        workspace.remove()
        raise


class _Preparation:
    """The state of preparing one landing day."""

    def __init__(
        self, settings: Settings, source: Source, day: date, workspace: Workspace
    ) -> None:
        self.settings = settings
        self.source = source
        self.day = day
        self.workspace = workspace
        self.catalog = Catalog(settings.catalog)
        self.folder = workspace.folder / _DAY_FOLDER
        self.rejected = workspace.folder / _REJECTED_FILE
        self.loaded_at = datetime.now(UTC)

    def run(self, engine: Engine) -> PreparedDay:
        files, _ = list_files(day_folder(self.settings, self.source.name, self.day))
        names = {file.name for file in files}
        archived = [
            load
            for load in self.catalog.file_loads(self.source.name, self.day)
            if load.status == ARCHIVED and load.file_name not in names
        ]
        self.folder.mkdir()
        loads, reasons = archived, {}
        if files or archived:
            with engine.session(self.day) as connection:
                loads = self._load_files(connection, files) + archived
                self._write(connection, archived)
                reasons = self._reasons(connection)
        return PreparedDay(
            source=self.source.name,
            day=self.day,
            version=uuid.uuid4().hex,
            fingerprint=reader_fingerprint(),
            folder=self.folder,
            rejected=self.rejected,
            files=sorted(loads, key=lambda load: load.file_name.encode()),
            reasons=reasons,
            workspace=self.workspace,
        )

    def _load_files(
        self, connection: duckdb.DuckDBPyConnection, files: list[LandingFile]
    ) -> list[FileLoad]:
        create_staging(connection, self.source)
        states = []
        for index, file in enumerate(files):
            connection.execute("INSERT INTO staged_files VALUES (?, ?)", [index, file.name])
            try:
                states.append(
                    load_file(connection, self.source, file, index, self.workspace.folder)
                )
            except LandingFileError as error:
                self._record_failure(connection, file, error)
                # Many landing days hold a file of the same name.
                raise LandingFileError(
                    f"{self.source.name} dt={self.day}: {error.message}", way_out=error.way_out
                ) from None
        if self.source.kind == "webhook":
            extract_elements(connection)
        counts = {
            index: (received, accepted)
            for index, received, accepted in connection.execute(sql("file_counts")).fetchall()
        }
        loads = []
        for index, (file, (state, digest)) in enumerate(zip(files, states, strict=True)):
            received, accepted = counts.get(index, (0, 0))
            loads.append(
                FileLoad(
                    source=self.source.name,
                    landing_day=self.day,
                    file_name=file.name,
                    size=state.size,
                    mtime_ns=state.mtime_ns,
                    ctime_ns=state.ctime_ns,
                    inode=state.inode,
                    digest=digest,
                    received=received,
                    accepted=accepted,
                    quarantined=received - accepted,
                    status=LOADED,
                    reason=None,
                    loaded_at=self.loaded_at,
                )
            )
        return loads

    def _write(self, connection: duckdb.DuckDBPyConnection, archived: list[FileLoad]) -> None:
        """Write lake tables and quarantine, with the rows of archived files carried over."""
        connection.execute("CREATE TEMP TABLE archived_files (file_name VARCHAR)")
        if archived:
            connection.executemany(
                "INSERT INTO archived_files VALUES (?)", [[load.file_name] for load in archived]
            )
        lake_day = self.settings.lake / self.source.name / f"dt={self.day.isoformat()}"
        for table, columns in self.source.tables.items():
            query = _lake_query(self.source, table)
            carried = lake_day / f"{table}.parquet"
            if archived and carried.exists():
                names = ", ".join(column.name for column in columns)
                query = (
                    f"({query}) UNION ALL BY NAME"
                    f" ({sql('carried_rows', columns=names, path=literal(str(carried)))})"
                )
            _copy(connection, query, self.folder / f"{table}.parquet")

        query = sql(
            "rejected", source=literal(self.source.name), rejected=_rejected_query(self.source)
        )
        carried = quarantine_file(self.settings, self.source.name, self.day)
        if archived and carried.exists():
            names = ", ".join(column.name for column in QUARANTINE_COLUMNS)
            query = (
                f"({query}) UNION ALL BY NAME"
                f" ({sql('carried_rows', columns=names, path=literal(str(carried)))})"
            )
        written = _copy(connection, query, self.rejected)
        if written == 0:
            self.rejected.unlink()

    def _reasons(self, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
        rows = connection.execute(
            "SELECT reason, count(*) FROM staged WHERE reason IS NOT NULL GROUP BY reason"
        ).fetchall()
        return dict(Counter(dict(rows)).most_common())

    def _record_failure(
        self, connection: duckdb.DuckDBPyConnection, file: LandingFile, error: LandingFileError
    ) -> None:
        """Add the file to quarantine and catalogue; everything else of the day stays."""
        try:
            state = state_of(file.path.stat())
        except OSError:
            state = None
        self.catalog.record_failure(
            FileLoad(
                source=self.source.name,
                landing_day=self.day,
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
                loaded_at=self.loaded_at,
            )
        )
        target = quarantine_file(self.settings, self.source.name, self.day)
        known = sql("no_rejected")
        if target.exists():
            known = sql("rejected_records", path=literal(str(target)))
        aside = self.workspace.folder / "failed.parquet"
        connection.execute(
            "CREATE TEMP TABLE failed_file AS SELECT ? AS source,"
            " getvariable('landing_day') AS landing_day, ? AS file_name, 0::BIGINT AS line,"
            " 'file' AS kind, ? AS reason, NULL::VARCHAR AS raw",
            [self.source.name, file.name, error.message],
        )
        _copy(connection, f"({known}) UNION ALL BY NAME (FROM failed_file)", aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(target)


def quarantine_file(settings: Settings, source: str, day: date) -> Path:
    """Return where the rejected rows of a landing day are kept."""
    return settings.quarantine / source / f"dt={day.isoformat()}" / _REJECTED_FILE


def create_staging(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Create the tables that the files of a landing day are read into."""
    connection.execute("CREATE TEMP TABLE staged_files (file_index INTEGER, file_name VARCHAR)")
    if source.kind == "webhook":
        connection.execute(sql("webhook_staging"))
        return
    columns = [
        f"{column.name} {column.type}"
        for column in source.tables[source.record_table]
        if column not in PROVENANCE
    ]
    connection.execute(sql("record_staging", columns=", ".join(columns)))
    if source.name == "tenants":
        connection.execute("CREATE TEMP TABLE known_time_zones (time_zone VARCHAR)")
        connection.execute(
            "INSERT INTO known_time_zones SELECT unnest(?)",
            [sorted(zoneinfo.available_timezones())],
        )


def _lake_query(source: Source, table: str) -> str:
    columns = [column for column in source.tables[table] if column not in PROVENANCE]
    return sql(
        "lake_table",
        columns=", ".join(f"staged.{column.name}::{column.type} AS {column.name}"
                          for column in columns),
        staged="staged" if source.kind == "record" else f"staged_{table}",
        condition="WHERE staged.reason IS NULL" if source.kind == "record" else "",
    )  # fmt: skip


def _rejected_query(source: Source) -> str:
    return sql("rejected_bodies" if source.kind == "webhook" else "rejected_lines")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    row = connection.execute(f"COPY ({query}) TO {literal(str(path))} {_PARQUET}").fetchone()
    return row[0] if row else 0
