"""A landing day read, judged and written aside, ready to replace what the lake holds of it."""

from __future__ import annotations

import os
import uuid
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.errors import LandingFileError, UsageError
from orchestration.ingest.catalog import ARCHIVED, LOADED, Catalog, FileLoad
from orchestration.ingest.engine import (
    BROKEN_ENGINE,
    Engine,
    plain_failures,
    reader_fingerprint,
    sql,
)
from orchestration.ingest.insert import incoming, judged
from orchestration.ingest.json_stream import STREAM_SCHEMA, JsonStream, json_reader
from orchestration.ingest.lake_queries import carried_query, lake_query, rejected_query, union_of
from orchestration.ingest.landing import FileState, LandingFile, day_folder, list_files
from orchestration.ingest.load import load_file, load_stream
from orchestration.ingest.quarantine import quarantine_file, record_failed_file
from orchestration.ingest.set_aside import SetAside
from orchestration.ingest.sources import PROVENANCE, QUARANTINE_COLUMNS, SOURCES, Source
from orchestration.ingest.staging import Workspace, new_workspace
from orchestration.ingest.tables import QUARANTINE, write_table
from orchestration.ingest.webhook import extract_elements
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.privacy.erasure import Erasure

MEMORY_LIMIT = "1200MB"
_DAY_FOLDER = "day"


@dataclass(frozen=True)
class RejectionReason:
    """Why `records` of a landing day were rejected, and where the first of them stands."""

    reason: str
    records: int
    file_name: str
    line: int

    def __str__(self) -> str:
        return f"{self.reason} ({self.records}, the first in {self.file_name}, line {self.line})"


@dataclass(frozen=True)
class PreparedDay:
    """One landing day, ready to be committed or discarded.

    `folder` holds `<table>.parquet` as the lake will; `rejected` is the day's quarantine, absent
    if nothing was rejected, for the `reasons` that come most often first. Without files the commit
    removes the day from the lake.
    """

    source: str
    day: date
    version: str
    fingerprint: str
    folder: Path
    rejected: Path
    files: list[FileLoad]
    reasons: list[RejectionReason]
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
    tenants: Sequence[PreparedDay] = (),
) -> PreparedDay:
    """Read a landing day of a source into a workspace of its own; the lake stays as it is.

    `engine` is what the days of a run share; without it this day gets its own. `tenants` are days
    of that source which were prepared before and are not in the lake yet: they may say whose
    business account it is that an erased person wrote to.
    Raises LandingFileError, naming the file, if a file cannot be read as a whole; quarantine and
    catalogue then say so and the day keeps what it had.
    """
    if source not in SOURCES:
        raise UsageError(
            f"There is no source {source}.", way_out="Sources: " + ", ".join(SOURCES) + "."
        )
    if engine is not None:
        try:
            return _prepared(settings, SOURCES[source], day, engine, tenants)
        except BROKEN_ENGINE:
            # Any of the days that share it may have broken it: this one is read again, alone.
            pass
    return _prepared(settings, SOURCES[source], day, None, tenants)


def _prepared(
    settings: Settings,
    source: Source,
    day: date,
    engine: Engine | None,
    tenants: Sequence[PreparedDay],
) -> PreparedDay:
    workspace = new_workspace(settings)
    try:
        preparation = _Preparation(
            settings, source, day, workspace, tenants, shares_engine=engine is not None
        )
        with plain_failures(f"{source.name} dt={day}", but=BROKEN_ENGINE if engine else ()):
            if engine is not None:
                return preparation.run(engine)
            with Engine(
                workspace.folder / "spill",
                threads=os.cpu_count() or 1,
                memory_limit=MEMORY_LIMIT,
            ) as engine_of_day:
                return preparation.run(engine_of_day)
    except BaseException:
        workspace.remove()
        raise


class _Preparation:
    """The state of preparing one landing day."""

    def __init__(
        self,
        settings: Settings,
        source: Source,
        day: date,
        workspace: Workspace,
        tenants: Sequence[PreparedDay],
        *,
        shares_engine: bool,
    ) -> None:
        self.shares_engine = shares_engine
        self.settings = settings
        self.source = source
        self.day = day
        self.workspace = workspace
        self.tenants = {day.day: day.folder for day in tenants}
        self.erasure: Erasure | None = None
        self.catalog = Catalog(settings.catalog)
        self.folder = workspace.folder / _DAY_FOLDER
        self.rejected = workspace.folder / f"{QUARANTINE}.parquet"
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
        loads, reasons = archived, []
        if files or archived:
            with engine.session(self.day) as connection:
                loads = self._load(connection, files, archived) + archived
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

    def _load(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: list[LandingFile],
        archived: list[FileLoad],
    ) -> list[FileLoad]:
        """Write lake tables and quarantine, with the rows of archived files carried over."""
        create_staging(connection, self.source)
        self.erasure = self._known_erasures(connection)
        connection.execute("SET VARIABLE file_names = ?", [[file.name for file in files]])
        connection.execute("CREATE TEMP TABLE archived_files (file_name VARCHAR)")
        if archived:
            connection.executemany(
                "INSERT INTO archived_files VALUES (?)", [[load.file_name] for load in archived]
            )
        read = self._stage(connection, files)
        stream = JsonStream({i: file for i, file in enumerate(files) if file.format == "json"})
        with self._blaming(lambda: stream.current):
            if self.source.kind == "webhook":
                load_stream(connection, self.source, stream)
                extract_elements(connection, self.source)
                self._write_staged(connection, bool(archived))
            elif stream.files:
                self._write_streamed(connection, stream, bool(read), bool(archived))
            else:
                self._write_staged(connection, bool(archived))
        self._write_rejected(connection, bool(archived))
        return self._file_loads(connection, files, read | stream.read, stream)

    def _stage(
        self, connection: duckdb.DuckDBPyConnection, files: list[LandingFile]
    ) -> dict[int, tuple[FileState, str]]:
        """Read CSV and Parquet files into `staged`; return their states and digests by index."""
        read = {}
        for index, file in enumerate(files):
            if file.format != "json":
                with self._blaming(lambda file=file: file):
                    read[index] = load_file(
                        connection, self.source, file, index, self.workspace.folder
                    )
        return read

    @contextmanager
    def _blaming(self, culprit: Callable[[], LandingFile | None]) -> Iterator[None]:
        """Turn a failure into a LandingFileError that names the file and is on record."""
        try:
            yield
        except Exception as failure:
            file = culprit()
            if file is None or (self.shares_engine and isinstance(failure, BROKEN_ENGINE)):
                raise
            try:
                with plain_failures(file.name):
                    raise
            except LandingFileError as error:
                record_failed_file(
                    self.settings, self.catalog, self.source, self.day, file, error,
                    self.workspace.folder,
                )  # fmt: skip
                # Many landing days hold a file of the same name.
                raise LandingFileError(
                    f"{self.source.name} dt={self.day}: {error.message}", way_out=error.way_out
                ) from None

    def _write_staged(self, connection: duckdb.DuckDBPyConnection, with_archived: bool) -> None:
        """Write the lake tables from what was staged."""
        for table in self.source.tables:
            is_record = self.source.kind == "record"
            query = lake_query(
                self.source,
                table,
                "staged" if is_record else f"staged_{table}",
                "WHERE staged.reason IS NULL" if is_record else "",
            )
            self._write_table(connection, table, [query], with_archived)

    def _write_streamed(
        self,
        connection: duckdb.DuckDBPyConnection,
        stream: JsonStream,
        has_staged: bool,
        with_archived: bool,
    ) -> None:
        """Write the lake table straight from the JSON stream, and add what was staged before.

        `staged` then holds the stream's rejected records, and none of its accepted ones.
        """
        table = self.source.record_table
        aside = SetAside(connection, self.workspace.folder / "set_aside.arrows")
        with aside, incoming(connection, STREAM_SCHEMA, stream.batches()):
            records = judged(connection, self.source, json_reader(self.source))
            queries = [lake_query(self.source, table, f"({records})", f"WHERE {aside.condition}")]
            if has_staged:
                queries.append(
                    lake_query(self.source, table, "staged", "WHERE staged.reason IS NULL")
                )
            self._write_table(connection, table, queries, with_archived)
        aside.insert()

    def _write_table(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        queries: list[str],
        with_archived: bool,
    ) -> None:
        lake_day = self.settings.lake / self.source.name / f"dt={self.day.isoformat()}"
        carried = lake_day / f"{table}.parquet"
        if with_archived and carried.exists():
            queries = [*queries, carried_query(self.source.tables[table], carried)]
        path = self.folder / f"{table}.parquet"
        write_table(connection, union_of(queries), path)
        if self.erasure is not None:
            self.erasure.apply_to_table(self.source.name, path)

    def _write_rejected(self, connection: duckdb.DuckDBPyConnection, with_archived: bool) -> None:
        queries = [rejected_query(self.source)]
        carried = quarantine_file(self.settings, self.source.name, self.day)
        if with_archived and carried.exists():
            queries.append(carried_query(QUARANTINE_COLUMNS, carried))
        written = write_table(connection, union_of(queries), self.rejected)
        if written == 0:
            self.rejected.unlink()
        elif self.erasure is not None:
            self.erasure.apply_to_quarantine(self.rejected)

    def _known_erasures(self, connection: duckdb.DuckDBPyConnection) -> Erasure | None:
        """Return what makes people who were erased stay so, if there are any."""
        # Erasure knows the sources, which are part of this package.
        from orchestration.privacy.erasure import Erasure

        return Erasure.known(connection, self.settings, self.tenants)

    def _file_loads(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: list[LandingFile],
        read: dict[int, tuple[FileState, str]],
        stream: JsonStream,
    ) -> list[FileLoad]:
        staged = {
            index: (received, quarantined)
            for index, received, quarantined in connection.execute(sql("file_counts")).fetchall()
        }
        loads = []
        for index, file in enumerate(files):
            state, digest = read[index]
            received, quarantined = staged.get(index, (0, 0))
            received = stream.received.get(index, received)
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
                    accepted=received - quarantined,
                    quarantined=quarantined,
                    status=LOADED,
                    reason=None,
                    loaded_at=self.loaded_at,
                )
            )
        return loads

    def _reasons(self, connection: duckdb.DuckDBPyConnection) -> list[RejectionReason]:
        rows = connection.execute(sql("rejection_reasons")).fetchall()
        return [RejectionReason(*row) for row in rows]


def create_staging(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Create the tables that the files of a landing day are read into."""
    if source.kind == "webhook":
        columns = [
            f"{field.name} {'JSON' if field.is_json else 'VARCHAR'}" for field in source.fields
        ]
    else:
        columns = [
            f"{column.staged_name} {column.type}"
            for column in source.tables[source.record_table]
            if column not in PROVENANCE
        ]
    connection.execute(sql("record_staging", columns=", ".join(columns)))
    if source.name == "tenants":
        zones = sorted(zoneinfo.available_timezones())
        connection.execute(sql("known_time_zones"), {"zones": zones})
