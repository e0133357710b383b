"""Checking a publication before readers see it, from its files as a reader would open them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.errors import PublicationError
from orchestration.publish import publication as files
from orchestration.publish.editions import ColumnsByMart, Editions, delivered_columns
from orchestration.publish.parquet import MartFiles
from orchestration.publish.publication import Publication

_WAY_OUT = "The previous publication stands. Run again; if it fails again, run --full-refresh."


def verify(
    warehouse: duckdb.DuckDBPyConnection,
    folder: Path,
    editions: Editions,
    publication: Publication,
) -> None:
    """Raise PublicationError unless rows, columns and types are those of warehouse and contract."""
    expected = {mart: _count(warehouse, mart) for mart in publication.rows}
    for edition in editions.all:
        path = files.database_of(folder, edition.name)
        with duckdb.connect(str(path), read_only=True) as published:
            delivered = delivered_columns(published)
            for mart in delivered.keys() & expected.keys():
                _require(mart, expected[mart], _count(published, mart), path.name)
        _require_columns(edition.columns, delivered, path.name)
    for mart, rows in expected.items():
        parquet = MartFiles(folder, publication.publication_id, mart)
        _require(mart, rows, parquet.count_rows(), "Parquet")


def _require_columns(promised: ColumnsByMart, delivered: ColumnsByMart, where: str) -> None:
    if promised == delivered:
        return
    marts = promised.keys() | delivered.keys()
    differing = min(mart for mart in marts if promised.get(mart) != delivered.get(mart))
    raise PublicationError(
        f"The columns of {differing} in {where} are not what its contract says.", way_out=_WAY_OUT
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
