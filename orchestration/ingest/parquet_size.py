"""What a Parquet file unpacks to, found out before anything of it is kept."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.ingest.engine import BROKEN_ENGINE, literal, quoted, sql
from orchestration.ingest.limits import too_much_unpacked, unpacked_limit

_LENGTHS = {"VARCHAR": "strlen", "JSON": "strlen", "BLOB": "octet_length"}
_ROWS_AT_ONCE = 65_536


def check_unpacked_size(
    connection: duckdb.DuckDBPyConnection, path: Path, types: dict[str, str], name: str
) -> None:
    """Raise LandingFileError if the file unpacks to more than it may.

    A page of a few bytes may stand for any number of values, and each of those for the same text
    of a dictionary, so pages, values and the lengths of texts are looked at, each for itself.
    """
    size = path.stat().st_size
    limit = unpacked_limit(size)
    if _claimed(connection, path) > limit or _text_length(connection, path, types) > limit:
        raise too_much_unpacked(name, size)


def _claimed(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Return what the file says it unpacks to: its pages, or its values if each took 8 bytes."""
    try:
        rows = connection.execute(sql("parquet_size", path=literal(str(path)))).fetchall()
        return rows[0][0]
    except duckdb.ConversionException:
        # Among its statistics is a time that DuckDB has no name for.
        metadata = pq.read_metadata(path)
        chunks = [
            metadata.row_group(group).column(column)
            for group in range(metadata.num_row_groups)
            for column in range(metadata.num_columns)
        ]
        return max(
            sum(chunk.total_uncompressed_size for chunk in chunks),
            sum(8 * chunk.num_values for chunk in chunks),
        )


def _text_length(connection: duckdb.DuckDBPyConnection, path: Path, types: dict[str, str]) -> int:
    lengths = ", ".join(
        f"coalesce(sum({_LENGTHS[kind]}({quoted(column)})), 0)"
        for column, kind in types.items()
        if kind in _LENGTHS
    )
    if not lengths:
        return 0
    scan = f"read_parquet({literal(str(path))}, hive_partitioning = FALSE)"
    try:
        rows = connection.execute(f"SELECT list_sum([{lengths}]) FROM {scan}").fetchall()
    except BROKEN_ENGINE:
        raise
    except duckdb.Error:
        return _length_as_dictionaries(path)
    return rows[0][0]


def _length_as_dictionaries(path: Path) -> int:
    """Add up the lengths of texts without unpacking any, be they valid or not."""
    length = 0
    with pq.ParquetFile(path) as plain:
        names = [
            field.name
            for field in plain.schema_arrow
            if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
        ]
    if not names:
        return 0
    with pq.ParquetFile(path, read_dictionary=names) as parquet:
        for batch in parquet.iter_batches(batch_size=_ROWS_AT_ONCE, columns=names):
            for column in batch.columns:
                lengths = column.dictionary.cast(pa.binary())
                lengths = pc.binary_length(lengths).take(column.indices)
                length += pc.sum(lengths.cast(pa.int64())).as_py() or 0
    return length
