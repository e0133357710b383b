"""Checking a publication before readers see it, from its files as a reader would open them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.errors import PublicationError
from orchestration.publish import publication as files
from orchestration.settings import Settings
from orchestration.transform.state import open_warehouse

_SQL = Path(__file__).parent / "sql"
_WAY_OUT = "The previous publication stands. Run again; if it fails again, run --full-refresh."


def verify(settings: Settings, folder: Path, rows: dict[str, int]) -> None:
    """Raise PublicationError unless rows, columns and types are those of warehouse and contract."""
    with open_warehouse(settings) as connection:
        promised = connection.execute((_SQL / "promised_columns.sql").read_text()).fetchall()
        expected = {mart: _count(connection, f'marts."{mart}"') for mart in rows}
    with duckdb.connect(str(files.database_of(folder)), read_only=True) as published:
        delivered = published.execute((_SQL / "delivered_columns.sql").read_text()).fetchall()
        for mart, number in expected.items():
            _require(mart, number, _count(published, f'marts."{mart}"'), "chatmart.duckdb")
            parquet = [str(path) for path in (files.parquet_of(folder) / mart).iterdir()]
            counted = sum(pq.read_metadata(path).num_rows for path in parquet)
            _require(mart, number, counted, "Parquet")
    if promised != delivered:
        differing = sorted(set(promised) ^ set(delivered))[0]
        raise PublicationError(
            f"Column {differing[1]} of {differing[0]} is not what its contract says.",
            way_out=_WAY_OUT,
        )


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    counted = connection.execute(f"select count(*) from {relation}").fetchone()
    return counted[0] if counted else 0


def _require(mart: str, expected: int, found: int, where: str) -> None:
    if expected != found:
        raise PublicationError(
            f"{mart} has {expected} rows in the warehouse but {found} in {where}.",
            way_out=_WAY_OUT,
        )
