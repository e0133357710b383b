"""What chatmart itself decides, recorded in the lake beside what was delivered.

A decision outlives the warehouse, which is rebuilt from the lake, and the next run sees by the new
version of its day that marts have to be made anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.ingest.catalog import LOADED, Catalog, FileLoad, LandingDay
from orchestration.ingest.commit import commit_day, lake_files, lake_folder
from orchestration.ingest.engine import plain_failures, reader_fingerprint
from orchestration.ingest.lake import ARROW_TYPES
from orchestration.ingest.prepare import PreparedDay
from orchestration.ingest.sources import PROVENANCE, Column
from orchestration.ingest.sources.decisions import DECISIONS, DELETED_ENTRIES
from orchestration.ingest.staging import Workspace, new_workspace
from orchestration.partitions import DAY_PREFIX, day_of_folder
from orchestration.settings import Settings

RECORDER = "chatmart"
"""What stands where other rows of the lake name their landing file."""


def record_decisions(
    settings: Settings, decisions: Mapping[str, pa.Table], day: date
) -> str | None:
    """Append rows to tables of the source `decisions`, all of them or none.

    `decisions` maps tables to their rows, without the columns that say where a row came from;
    `day` is the day (UTC) they are recorded on. Returns the new version of the day, None if there
    was nothing to record. The caller holds the lake lock and has called `start_ingest`.
    Raises KeyError for a table that is none, ValueError for rows with other columns than it has.
    """
    unknown = decisions.keys() - DECISIONS.tables.keys()
    if unknown:
        raise KeyError(f"no tables of decisions: {sorted(unknown)}")
    if not any(rows.num_rows for rows in decisions.values()):
        return None
    workspace = new_workspace(settings)
    try:
        with plain_failures(f"{DECISIONS.name} dt={day}"):
            prepared = _prepared(settings, decisions, day, workspace)
        commit_day(settings, Catalog(settings.catalog), prepared)
    finally:
        workspace.remove()
    return prepared.version


def recorded_decisions(settings: Settings, table: str) -> pa.Table:
    """Read all rows of a table of decisions, in the order they were recorded in.

    The caller holds the lake lock, so that no day is replaced meanwhile.
    """
    columns = DECISIONS.tables[table]
    with plain_failures(DECISIONS.name):
        folders = sorted((settings.lake / DECISIONS.name).glob("dt=*"))
        return pa.concat_tables(
            [_empty(columns), *(_held(folder / f"{table}.parquet", columns) for folder in folders)]
        )


def count_deleted_entries(settings: Settings) -> int:
    """Count the entries of registers that were ever deleted on demand, asked of footers alone."""
    files = (settings.lake / DECISIONS.name).glob(f"{DAY_PREFIX}*/{DELETED_ENTRIES}.parquet")
    with plain_failures(DECISIONS.name):
        return sum(pq.read_metadata(path).num_rows for path in files)


def catalogue_decisions(settings: Settings, catalog: Catalog) -> None:
    """Catalogue days of decisions that the catalogue lacks, after it was deleted and begun anew.

    Landing days would be read from the landing zone again; decisions are nowhere else.
    The caller holds the lake lock and has called `recover`.
    """
    folders = list((settings.lake / DECISIONS.name).glob(f"{DAY_PREFIX}*"))
    if not folders:
        return
    known = catalog.lake_versions()
    for folder in folders:
        day = day_of_folder(folder.name)
        if (DECISIONS.name, day) in known:
            continue
        with plain_failures(f"{DECISIONS.name} dt={day}"):
            tables = [folder / f"{table}.parquet" for table in DECISIONS.tables]
            rows = sum(pq.read_metadata(path).num_rows for path in tables if path.exists())
        load = _catalogued(day, rows)
        catalog.replace_day(
            LandingDay(
                source=DECISIONS.name,
                landing_day=day,
                version=uuid.uuid4().hex,
                fingerprint=reader_fingerprint(),
                accepted=rows,
                quarantined=0,
                loaded_at=load.loaded_at,
            ),
            [load],
            lake_files(settings, DECISIONS.name, day),
        )


def _prepared(
    settings: Settings, decisions: Mapping[str, pa.Table], day: date, workspace: Workspace
) -> PreparedDay:
    folder = workspace.folder / "day"
    folder.mkdir()
    held_in = lake_folder(settings, DECISIONS.name, day)
    rows = 0
    for table, columns in DECISIONS.tables.items():
        held = _held(held_in / f"{table}.parquet", columns)
        appended = _appended(held, decisions.get(table), columns, day)
        pq.write_table(appended, folder / f"{table}.parquet", compression="zstd")
        rows += appended.num_rows
    return PreparedDay(
        source=DECISIONS.name,
        day=day,
        version=uuid.uuid4().hex,
        fingerprint=reader_fingerprint(),
        folder=folder,
        rejected=workspace.folder / "rejected.parquet",
        files=[_catalogued(day, rows)],
        reasons=[],
        workspace=workspace,
    )


def _held(path: Path, columns: tuple[Column, ...]) -> pa.Table:
    """Read a table of a day, with today's columns; empty if there is none."""
    if not path.exists():
        return _empty(columns)
    with pq.ParquetFile(path) as file:
        found = file.read()
    lacking = [column for column in columns if column.name not in found.column_names]
    for column in lacking:
        found = found.append_column(column.name, pa.nulls(found.num_rows, ARROW_TYPES[column.type]))
    return found.select([column.name for column in columns]).cast(_schema(columns))


def _appended(
    held: pa.Table, rows: pa.Table | None, columns: tuple[Column, ...], day: date
) -> pa.Table:
    if rows is None or rows.num_rows == 0:
        return held
    own = [column for column in columns if column not in PROVENANCE]
    names = [column.name for column in own]
    if set(rows.column_names) != set(names):
        raise ValueError(f"the columns {sorted(rows.column_names)} are not {sorted(names)}")
    count = rows.num_rows
    first = max(held["line"].to_pylist(), default=0) + 1
    provenance = [
        pa.array([day] * count, pa.date32()),
        pa.array([RECORDER] * count, pa.string()),
        pa.array(range(first, first + count), pa.int64()),
    ]
    typed = rows.select(names).cast(_schema(tuple(own)))
    new = pa.table([*provenance, *typed.columns], schema=_schema(columns))
    return pa.concat_tables([held, new])


def _catalogued(day: date, rows: int) -> FileLoad:
    """Return what the catalogue says of the day; there is no landing file behind it."""
    return FileLoad.without_file(
        DECISIONS.name,
        day,
        RECORDER,
        accepted=rows,
        quarantined=0,
        status=LOADED,
        loaded_at=datetime.now(UTC),
    )


def _schema(columns: tuple[Column, ...]) -> pa.Schema:
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])


def _empty(columns: tuple[Column, ...]) -> pa.Table:
    return _schema(columns).empty_table()
