"""Landing days that the lake holds and the catalogue does not, after it was deleted and begun anew.

Files that lie in the landing zone are read again all the same. Rows of files that have left it are
nowhere but in the lake: they are catalogued as what they are, archived.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import duckdb

from orchestration.errors import LakeFileError, is_out_of_space
from orchestration.ingest.catalog import ARCHIVED, Catalog, FileLoad, LandingDay
from orchestration.ingest.commit import lake_files, lake_folder
from orchestration.ingest.engine import reader_fingerprint
from orchestration.ingest.quarantine import quarantine_file
from orchestration.ingest.sources import SOURCES
from orchestration.ingest.tables import held_table
from orchestration.partitions import DAY_PREFIX, day_of_folder
from orchestration.settings import Settings


def adopt_days(settings: Settings, catalog: Catalog) -> None:
    """Catalogue landing days that are in the lake alone; what the lake does not tell is lost.

    Of webhooks, bodies from which the lake has no row are not counted. The caller holds the lake
    lock and has called `recover`. Raises LakeFileError for a file that cannot be read.
    """
    found = {
        (source, day_of_folder(folder.name))
        for source in SOURCES
        for folder in (settings.lake / source).glob(f"{DAY_PREFIX}*")
    }
    for source, day in sorted(found - catalog.lake_versions().keys()):
        _adopt(settings, catalog, source, day)


def _adopt(settings: Settings, catalog: Catalog, source: str, day: date) -> None:
    tables = sorted(lake_folder(settings, source, day).glob("*.parquet"))
    rejected = quarantine_file(settings, source, day)
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            lines = " UNION ".join(
                f"SELECT file_name, line FROM ({held_table(path)})" for path in tables
            )
            accepted = _counts(connection, lines) if tables else {}
            quarantined = (
                _counts(connection, f"{held_table(rejected)} WHERE kind = 'record'")
                if rejected.exists()
                else {}
            )
    except duckdb.Error as error:
        if is_out_of_space(error):
            raise
        raise LakeFileError(
            f"The catalogue of the lake is gone, and lake/{source}/dt={day} or its quarantine "
            "cannot be read.",
            way_out="Restore them from a backup, or delete both folders: landing files that are "
            "still there are read anew.",
        ) from None
    now = datetime.now(UTC)
    loads = [
        # A file of that name in the landing zone is another one, and is read again.
        FileLoad.without_file(
            source,
            day,
            name,
            accepted=accepted.get(name, 0),
            quarantined=quarantined.get(name, 0),
            status=ARCHIVED,
            loaded_at=now,
        )
        for name in sorted({*accepted, *quarantined})
    ]
    catalog.replace_day(
        LandingDay(
            source=source,
            landing_day=day,
            version=uuid.uuid4().hex,
            fingerprint=reader_fingerprint(),
            accepted=sum(accepted.values()),
            quarantined=sum(quarantined.values()),
            loaded_at=now,
        ),
        loads,
        lake_files(settings, source, day),
    )


def _counts(connection: duckdb.DuckDBPyConnection, lines: str) -> dict[str, int]:
    return dict(
        connection.execute(
            f"SELECT file_name, count(*) FROM ({lines}) AS lines GROUP BY file_name"
        ).fetchall()
    )
