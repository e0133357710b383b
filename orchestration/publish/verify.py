"""Checking a publication before readers see it, from its files as a reader would open them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.errors import PublicationError
from orchestration.publish import publication as files
from orchestration.publish.parquet import MartFiles
from orchestration.publish.publication import Publication

_SQL = Path(__file__).parent / "sql"
_WAY_OUT = "The previous publication stands. Run again; if it fails again, run --full-refresh."


def verify(warehouse: duckdb.DuckDBPyConnection, folder: Path, publication: Publication) -> None:
    """Raise PublicationError unless rows, columns and types are those of warehouse and contract."""
    promised = warehouse.execute((_SQL / "promised_columns.sql").read_text()).fetchall()
    with duckdb.connect(str(files.database_of(folder)), read_only=True) as published:
        delivered = published.execute((_SQL / "delivered_columns.sql").read_text()).fetchall()
        for mart in publication.rows:
            expected = _count(warehouse, mart)
            _require(mart, expected, _count(published, mart), "chatmart.duckdb")
            parquet = MartFiles(folder, publication.publication_id, mart)
            _require(mart, expected, parquet.count_rows(), "Parquet")
    if promised != delivered:
        differing = sorted(set(promised) ^ set(delivered))[0]
        raise PublicationError(
            f"Column {differing[1]} of {differing[0]} is not what its contract says.",
            way_out=_WAY_OUT,
        )


def _count(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    counted = connection.execute(f'select count(*) from marts."{mart}"').fetchone()
    return counted[0] if counted else 0


def _require(mart: str, expected: int, found: int, where: str) -> None:
    if expected != found:
        raise PublicationError(
            f"{mart} has {expected} rows in the warehouse but {found} in {where}.",
            way_out=_WAY_OUT,
        )
