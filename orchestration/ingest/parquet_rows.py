"""Parquet files as rows of text fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import LandingFileError
from orchestration.ingest.engine import literal, quoted, sql
from orchestration.ingest.exchange import exchangeable, exchangeable_type
from orchestration.ingest.insert import incoming, insert_fields, with_file_index
from orchestration.ingest.parquet_size import check_unpacked_size
from orchestration.ingest.sources import Field, Source

_WITH_TIME_ZONE = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS")
_FLOATING = ("FLOAT", "DOUBLE")
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")
_ROWS_PER_BATCH = 8192
_INVALID_TEXT = "the row holds text that is no valid UTF-8"
_REPAIRABLE = ("encoding", "decode", "Invalid JSON", "Timestamp")
_ROW_NUMBER = "file_row_number"


def insert_parquet(
    connection: duckdb.DuckDBPyConnection, source: Source, path: Path, name: str, file_index: int
) -> None:
    """Append the rows of a Parquet file to `staged`; rejected ones show as JSON in `raw`.

    `path` must be free of glob characters; `name` is how the file is called in errors.
    """
    scan = f"read_parquet({literal(str(path))}, hive_partitioning = FALSE)"
    try:
        types = _column_types(connection, scan)
    except duckdb.Error:
        raise LandingFileError(
            f"{name} is no Parquet file, or not all of it.",
            way_out="Deliver it again or remove it, and run again.",
        ) from None
    check_unpacked_size(connection, path, types, name)
    # DuckDB cannot number the rows of a file that has a column of that name.
    if _ROW_NUMBER in (column.lower() for column in types):
        _insert_repaired(connection, source, path, file_index)
        return
    try:
        _insert_directly(connection, source, path, types, file_index)
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        if not any(what in str(error) for what in _REPAIRABLE):
            raise
        connection.execute("DELETE FROM staged WHERE file_index = ?", [file_index])
        _insert_repaired(connection, source, path, file_index)


def _insert_directly(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    path: Path,
    types: dict[str, str],
    file_index: int,
) -> None:
    """Read rows with DuckDB, which fails for text that is no valid UTF-8 or no JSON as typed.

    So it does for times of millennia that it does not know.
    """
    reader = sql(
        "read_parquet",
        path=literal(str(path)),
        columns=_delivered_fields(source, types),
        nested_reasons=_nested_reasons(source, types),
    )
    insert_fields(connection, source, with_file_index(reader, file_index))
    if _has_rejected(connection, file_index):
        connection.execute(
            sql(
                "parquet_raw",
                path=literal(str(path)),
                packed=_packed(types),
                file_index=str(int(file_index)),
            )
        )


def _column_types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {row[0]: row[1] for row in rows}


def _packed(columns: Iterable[str]) -> str:
    return ", ".join(f"{quoted(name)} := delivered.{quoted(name)}" for name in columns)


def _delivered_fields(source: Source, types: dict[str, str]) -> str:
    return ", ".join(f'{_delivered(field, types)} AS "{field.name}"' for field in source.fields)


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
        return "NULL::JSON" if field.is_json else "NULL::VARCHAR"
    if field.is_json:
        return _json(column, type_name)
    if _is_nested(type_name):
        return "NULL::VARCHAR"
    if type_name == "JSON":
        return f"json_extract_string({column}, '$')"
    if type_name == "BLOB":
        return f"decode({column})"
    if type_name.startswith("TIMESTAMP"):
        text = _time_text(column, type_name)
        if field.kind == "local_time" or type_name in _WITH_TIME_ZONE:
            return text
        # Without a zone it is in UTC, unless a field is known to be in local time.
        return f"{text} || 'Z'"
    if field.kind == "text" and type_name in _FLOATING:
        return f"CASE WHEN isfinite({column}) THEN {column}::VARCHAR END"
    return f"{column}::VARCHAR"


def _json(column: str, type_name: str) -> str:
    """Return the SQL of a column as JSON; text becomes a JSON string, whatever it holds."""
    if type_name == "BLOB":
        return f"to_json(decode({column}))"
    if type_name == "JSON":
        return f"to_json({column}::VARCHAR)"
    if type_name.startswith("STRUCT") and not type_name.endswith("]"):
        # Every row of the file has every member: one that is NULL was not given.
        return f"json_merge_patch('{{}}', to_json({column}))"
    return f"to_json({column})"


def _time_text(column: str, type_name: str) -> str:
    """Return the SQL of a time as text; one with a zone is shown in UTC, with a Z."""
    if type_name == "TIMESTAMP WITH TIME ZONE":
        return f"strftime({column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    if type_name == "TIMESTAMPTZ_NS":
        return f"replace(({column} AT TIME ZONE 'UTC')::VARCHAR, ' ', 'T') || 'Z'"
    if type_name == "TIMESTAMP_NS":
        # strftime would round, or garble the nanoseconds.
        return f"replace({column}::VARCHAR, ' ', 'T')"
    return f"strftime({column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%f')"


def _nested_reasons(source: Source, types: dict[str, str]) -> str:
    reasons = [
        f"WHEN \"{field.name}\" IS NOT NULL THEN '{field.name} is an object or array, not text'"
        for field in source.fields
        if not field.is_json and _is_nested(types.get(field.name, ""))
    ]
    return " ".join(reasons) or "WHEN FALSE THEN NULL"


def _insert_repaired(
    connection: duckdb.DuckDBPyConnection, source: Source, path: Path, file_index: int
) -> None:
    """Read rows outside DuckDB, which refuses the whole file for one broken value."""
    with pq.ParquetFile(path) as parquet:
        delivered = parquet.schema_arrow
        line, byte_problem = _free_names(delivered.names, "delivered_line", "byte_problem")
        repaired = pa.schema(
            [
                pa.field(line, pa.int64()),
                pa.field(byte_problem, pa.string()),
                *(pa.field(column.name, _readable_type(column.type)) for column in delivered),
            ]
        )
        judged = {field.name for field in source.fields}
        with incoming(connection, repaired, _repaired_batches(parquet, repaired, judged)):
            types = _column_types(connection, "incoming")
            reader = sql(
                "read_parquet_repaired",
                line=line,
                byte_problem=byte_problem,
                packed=_packed(name for name in types if name not in (line, byte_problem)),
                columns=_delivered_fields(source, types),
                nested_reasons=_nested_reasons(source, types),
            )
            insert_fields(connection, source, with_file_index(reader, file_index))


def _free_names(taken: Iterable[str], *names: str) -> list[str]:
    """Prefix names until they differ from all taken ones, in whatever case."""
    known = {name.lower() for name in taken}
    prefix = ""
    while any(prefix + name in known for name in names):
        prefix += "_"
    return [prefix + name for name in names]


def _readable_type(data_type: pa.DataType) -> pa.DataType:
    """Return the type a column is passed on in: bytes and JSON as text, no dictionaries."""
    if isinstance(data_type, pa.JsonType):
        return _readable_type(data_type.storage_type)
    if pa.types.is_dictionary(data_type):
        return _readable_type(data_type.value_type)
    if _is_bytes(data_type):
        return pa.large_string() if pa.types.is_large_binary(data_type) else pa.string()
    return exchangeable_type(data_type)


def _is_bytes(data_type: pa.DataType) -> bool:
    return (
        pa.types.is_binary(data_type)
        or pa.types.is_large_binary(data_type)
        or pa.types.is_fixed_size_binary(data_type)
    )


def _repaired_batches(
    parquet: pq.ParquetFile, schema: pa.Schema, judged: set[str]
) -> Iterator[pa.RecordBatch]:
    """Number the rows and repair their text; only `judged` columns make a row a bad one."""
    line = 1
    for batch in parquet.iter_batches(batch_size=_ROWS_PER_BATCH):
        problems: list[str | None] = [None] * batch.num_rows
        columns = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            repaired, damaged = _repaired(column)
            columns.append(repaired)
            if name in judged:
                for row in damaged:
                    problems[row] = _INVALID_TEXT
        lines = pa.array(range(line, line + batch.num_rows), pa.int64())
        line += batch.num_rows
        yield pa.record_batch([lines, pa.array(problems, pa.string()), *columns], schema=schema)


def _repaired(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """Show invalid bytes of a text column as `\\xNN`; return it and the rows that hold them."""
    if isinstance(column.type, pa.JsonType):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    readable = _readable_type(column.type)
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    if not (is_text or _is_bytes(column.type)):
        column, damaged = _without_damaged_rows(column)
        return exchangeable(column), damaged
    if is_text:
        try:
            column.validate(full=True)
            return column, []
        except pa.ArrowInvalid:
            column = column.view(
                pa.binary() if pa.types.is_string(column.type) else pa.large_binary()
            )
    texts: list[str | None] = []
    damaged = []
    for row, value in enumerate(column.to_pylist()):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            texts.append(value.decode("utf-8", "backslashreplace"))
            damaged.append(row)
    return pa.array(texts, readable), damaged


def _without_damaged_rows(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """Empty the rows of an object or array column that hold invalid bytes; return it and them."""
    if pa.types.is_nested(column.type):
        # DuckDB takes no objects that lie within a longer array, as those of batches may: a copy
        # of theirs does not.
        column = column.take(pa.array(np.arange(len(column))))
    try:
        column.validate(full=True)
        return column, []
    except pa.ArrowInvalid:
        pass
    damaged = [row for row in range(len(column)) if not _is_valid(column.slice(row, 1))]
    if not damaged:
        raise pa.ArrowInvalid("A column is damaged, but none of its rows.")
    kept = np.arange(len(column))
    return column.take(pa.array(kept, mask=np.isin(kept, damaged))), damaged


def _is_valid(row: pa.Array) -> bool:
    try:
        # A slice is validated with all it is a slice of; what is taken from it is the row alone.
        row.take(pa.array([0])).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
