"""A reader that never lets go of the published marts, as a process of its own.

`python -m tests.pipeline.watching_reader HOME NOTES` reads until it gets SIGTERM or its parent is
gone; every reading is one JSON line in NOTES, a failed one with the key `failure`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

import duckdb

SECONDS_BETWEEN_READINGS = 0.25


def read_database(home: Path) -> dict:
    """The rows of every mart and the latest publication, over one fresh connection."""
    with duckdb.connect(str(home / "published" / "chatmart.duckdb"), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        ).fetchall()
        rows = {mart: _count(connection, f"marts.{mart}") for (mart,) in marts}
        latest = connection.execute(
            "select publication_id from audit.publications"
            " order by published_at desc, publication_id desc limit 1"
        ).fetchone()
    return {"from": "database", "publication": latest[0], "rows": rows}


def read_parquet(home: Path) -> dict:
    """(publication id, rows) of every mart, once for each publication its files are from.

    The publication may change between two marts, but not within one; a listing that went stale
    before its files were opened is listed again, once.
    """
    parquet = home / "published" / "parquet"
    with duckdb.connect() as connection:
        return {
            "from": "parquet",
            "marts": {
                mart: _read_mart(connection, parquet / mart)
                for mart in sorted(entry.name for entry in parquet.iterdir())
            },
        }


def _read_mart(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[tuple[str, int]]:
    try:
        return _read_files(connection, folder)
    except (FileNotFoundError, duckdb.IOException) as error:
        if isinstance(error, duckdb.IOException) and not any(
            missing in str(error) for missing in ("No such file", "No files found")
        ):
            raise
        return _read_files(connection, folder)


def _read_files(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for path in sorted(folder.glob("*.parquet")):
        name = str(path).replace("'", "''")
        day_and_time, rest, *_ = path.stem.removeprefix(f"{folder.name}-").split("-")
        publication_id = f"{day_and_time}-{rest}"
        rows = _count(connection, f"read_parquet('{name}')")
        found[publication_id] = found.get(publication_id, 0) + rows
    return list(found.items())


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    # The hash has every value read, not only the number of rows that the file states.
    (rows, _) = connection.execute(
        f"select count(*), bit_xor(hash(rows)) from {relation} as rows"
    ).fetchone()
    return rows


def main(home: Path, notes: TextIO) -> None:
    """Read and note until SIGTERM, or until whoever started it is gone."""
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    started_by = os.getppid()
    while not stopped and os.getppid() == started_by:
        for read in (read_database, read_parquet):
            try:
                note = read(home)
            # Whatever goes wrong for a reader is what the test is about.
            except Exception as error:  # noqa: BLE001
                note = {"failure": f"{read.__name__}: {error!r}"}
            notes.write(json.dumps(note) + "\n")
            notes.flush()
        time.sleep(SECONDS_BETWEEN_READINGS)


if __name__ == "__main__":
    with Path(sys.argv[2]).open("w", encoding="utf-8") as opened:
        main(Path(sys.argv[1]), opened)
