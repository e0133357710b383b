"""Landing files into the staging tables of their landing day."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.errors import LandingFileError
from orchestration.ingest.csv_records import CsvRecords
from orchestration.ingest.engine import BROKEN_ENGINE, plain_failures, sql
from orchestration.ingest.insert import incoming, insert_fields, with_file_index
from orchestration.ingest.json_stream import STREAM_SCHEMA, JsonStream, json_reader
from orchestration.ingest.landing import FileState, LandingFile
from orchestration.ingest.lines import BATCH_SCHEMA
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
    """Append the records of a CSV or Parquet file to `staged`; return its state and digest.

    Raises LandingFileError naming the file if it cannot be read as a whole.
    """
    with plain_failures(file.name, but=BROKEN_ENGINE), OpenedFile(file) as opened:
        if source.kind == "webhook":
            raise LandingFileError(
                f"{file.name} cannot hold webhook bodies.",
                way_out="Deliver one body per line as .jsonl or .ndjson.",
            )
        if file.format == "parquet":
            link = workspace / f"input_{file_index}.parquet"
            # A name of our own: the delivered one may hold glob characters.
            link.symlink_to(file.path.absolute())
            insert_parquet(connection, source, link, file.name, file_index)
        else:
            records = CsvRecords(opened.stream)
            reader = _csv_reader(source, records)
            with incoming(connection, BATCH_SCHEMA, records.batches()):
                insert_fields(connection, source, with_file_index(reader, file_index))
        return opened.finish()


def load_stream(connection: duckdb.DuckDBPyConnection, source: Source, stream: JsonStream) -> None:
    """Append the records of JSON Lines files to `staged`."""
    with incoming(connection, STREAM_SCHEMA, stream.batches()):
        insert_fields(connection, source, json_reader(source))


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
    return f"to_json({text})" if field.is_json else text
