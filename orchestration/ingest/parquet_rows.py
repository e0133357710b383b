"""Parquet files as rows of text fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import LandingFileError
from orchestration.ingest.engine import literal, sql
from orchestration.ingest.insert import incoming, insert_fields, with_file_index
from orchestration.ingest.sources import Field, Source

_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")
_ROWS_PER_BATCH = 8192
_INVALID_TEXT = "the row holds text that is no valid UTF-8"


def insert_parquet(
    connection: duckdb.DuckDBPyConnection, source: Source, path: Path, name: str, file_index: int
) -> None:
    """Append the rows of a Parquet file to `staged`; rejected ones show as JSON in `raw`.

    `path` must be free of glob characters; `name` is how the file is called in errors.
    """
    try:
        types = _column_types(connection, path)
    except duckdb.Error:
        raise LandingFileError(
            f"{name} is no Parquet file, or not all of it.",
            way_out="Deliver it again or remove it, and run again.",
        ) from None
    parts = {
        "columns": ", ".join(
            f'{_delivered(field, types)} AS "{field.name}"' for field in source.fields
        ),
        "nested_reasons": _nested_reasons(source, types),
    }
    try:
        reader = sql("read_parquet", path=literal(str(path)), **parts)
        insert_fields(connection, source, with_file_index(reader, file_index))
        if _has_rejected(connection, file_index):
            connection.execute(
                sql("parquet_raw", path=literal(str(path)), file_index=str(int(file_index)))
            )
    except duckdb.InvalidInputException as error:
        if "encoding" not in str(error):
            raise
        connection.execute("DELETE FROM staged WHERE file_index = ?", [file_index])
        _insert_repaired(connection, source, path, parts, file_index)


def _column_types(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    rows = connection.execute(
        f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning = FALSE)"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _has_rejected(connection: duckdb.DuckDBPyConnection, file_index: int) -> bool:
    return bool(
        connection.execute(
            "SELECT 1 FROM staged WHERE file_index = ? AND reason IS NOT NULL LIMIT 1",
            [file_index],
        ).fetchone()
    )


def _is_nested(type_name: str) -> bool:
    return type_name.startswith(_NESTED) or type_name.endswith("]")


def _delivered(field: Field, types: dict[str, str]) -> str:
    """Return the SQL of a field as text, or as JSON where the record may hold an object."""
    column, type_name = f'"{field.name}"', types.get(field.name)
    if type_name is None:
        return "NULL::JSON" if field.kind == "object" else "NULL::VARCHAR"
    if field.kind == "object":
        return column if type_name == "JSON" else f"to_json({column})"
    if _is_nested(type_name):
        return "NULL::VARCHAR"
    if type_name == "JSON":
        return f"json_extract_string({column}, '$')"
    if type_name == "BLOB":
        return f"try(decode({column}))"
    if type_name == "TIMESTAMP WITH TIME ZONE":
        return f"strftime({column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    if type_name == "TIMESTAMP_NS":
        # strftime would round, or garble the nanoseconds.
        return f"replace({column}::VARCHAR, ' ', 'T') || 'Z'"
    if type_name.startswith("TIMESTAMP"):
        return f"strftime({column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')"
    return f"{column}::VARCHAR"


def _nested_reasons(source: Source, types: dict[str, str]) -> str:
    reasons = [
        f"WHEN \"{field.name}\" IS NOT NULL THEN '{field.name} is an object or array, not text'"
        for field in source.fields
        if field.kind != "object" and _is_nested(types.get(field.name, ""))
    ]
    return " ".join(reasons) or "WHEN FALSE THEN NULL"


def _insert_repaired(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    path: Path,
    parts: dict[str, str],
    file_index: int,
) -> None:
    """Read rows outside DuckDB, which refuses the whole file for one invalid byte."""
    with pq.ParquetFile(path) as parquet:
        schema = parquet.schema_arrow
        quoted = [name.replace('"', '""') for name in schema.names]
        reader = sql(
            "read_parquet_repaired",
            packed=", ".join(f'"{name}" := "{name}"' for name in quoted),
            **parts,
        )
        repaired = pa.schema(
            [
                pa.field("delivered_line", pa.int64()),
                pa.field("byte_problem", pa.string()),
                *schema.remove_metadata(),
            ]
        )
        with incoming(connection, repaired, _repaired_batches(parquet, repaired)):
            insert_fields(connection, source, with_file_index(reader, file_index))


def _repaired_batches(parquet: pq.ParquetFile, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    line = 1
    for batch in parquet.iter_batches(batch_size=_ROWS_PER_BATCH):
        problems: list[str | None] = [None] * batch.num_rows
        columns = [_repaired(column, problems) for column in batch.columns]
        lines = pa.array(range(line, line + batch.num_rows), pa.int64())
        line += batch.num_rows
        yield pa.record_batch([lines, pa.array(problems, pa.string()), *columns], schema=schema)


def _repaired(column: pa.Array, problems: list[str | None]) -> pa.Array:
    """Show invalid bytes of a text column as `\\xNN` and note the rows that hold them."""
    try:
        column.validate(full=True)
        return column
    except pa.ArrowInvalid:
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise
    binary = pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary()
    texts: list[str | None] = []
    for row, value in enumerate(column.view(binary).to_pylist()):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            texts.append(value.decode("utf-8", "backslashreplace"))
            problems[row] = _INVALID_TEXT
    return pa.array(texts, column.type)
