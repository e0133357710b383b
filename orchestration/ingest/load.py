"""One landing file into the staging tables of its landing day."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.errors import LandingFileError
from orchestration.ingest.csv_records import CsvRecords
from orchestration.ingest.engine import plain_failures, sql
from orchestration.ingest.insert import insert_batches
from orchestration.ingest.landing import FileState, LandingFile
from orchestration.ingest.lines import BATCH_SCHEMA, json_batches
from orchestration.ingest.parquet_rows import insert_parquet
from orchestration.ingest.reading import OpenedFile
from orchestration.ingest.sources import Field, Source


def load_file(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    file: LandingFile,
    file_index: int,
    workspace: Path,
) -> tuple[FileState, str]:
    """Append a file's records to `staged`; return the state and digest of what was read.

    Raises LandingFileError naming the file if it cannot be read as a whole.
    """
    with plain_failures(file.name), OpenedFile(file) as opened:
        if source.kind == "webhook" and file.format != "json":
            raise LandingFileError(
                f"{file.name} cannot hold webhook bodies.",
                way_out="Deliver one body per line as .jsonl or .ndjson.",
            )
        if file.format == "parquet":
            link = workspace / f"input_{file_index}.parquet"
            # A name of our own: the delivered one may hold glob characters.
            link.symlink_to(file.path.absolute())
            insert_parquet(connection, source, link, file.name, file_index)
        elif file.format == "csv":
            records = CsvRecords(opened.stream)
            reader = _csv_reader(source, records)
            batches = records.batches()
            insert_batches(connection, source, reader, BATCH_SCHEMA, batches, file_index)
        else:
            reader = _json_reader(source)
            batches = json_batches(opened.stream)
            insert_batches(connection, source, reader, BATCH_SCHEMA, batches, file_index)
        return opened.finish()


def _json_reader(source: Source) -> str:
    names = [field.name for field in source.fields]
    texts = [field.name for field in source.fields if field.kind == "text"]
    kinds = {field.name: "JSON" if field.kind == "object" else "VARCHAR" for field in source.fields}
    return sql(
        "read_json",
        structure="{" + ",".join(f'"{name}":"{kinds[name]}"' for name in names) + "}",
        columns=", ".join(f'delivered."{name}" AS "{name}"' for name in names),
        any_looks_nested=" OR ".join(f'looks_nested(delivered."{name}")' for name in texts)
        or "FALSE",
        nested_reasons=" ".join(
            f"WHEN json_type(raw, '$.{name}') IN ('OBJECT', 'ARRAY')"
            f" THEN '{name} is an object or array, not text'"
            for name in texts
        )
        or "WHEN FALSE THEN NULL",
    )


def _csv_reader(source: Source, records: CsvRecords) -> str:
    header = records.header
    problem = header.problem
    for field in source.fields:
        if header.names.count(field.name) > 1:
            problem = problem or f"the CSV header names {field.name} more than once"
        if field.required and field.name not in header.names:
            problem = problem or f"the CSV header lacks {field.name}"
    return sql(
        "read_csv",
        field_count=str(len(header.names)),
        header_problem=f"'{problem}'" if problem else "NULL",
        columns=", ".join(
            f'{_csv_field(field, header.names, problem)} AS "{field.name}"'
            for field in source.fields
        ),
    )


def _csv_field(field: Field, names: list[str], problem: str | None) -> str:
    if problem or field.name not in names:
        text = "NULL::VARCHAR"
    else:
        text = f"csv_text(fields[{names.index(field.name) + 1}])"
    return f"to_json({text})" if field.kind == "object" else text
