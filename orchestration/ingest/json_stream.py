"""The JSON Lines files of a landing day as one stream of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from orchestration.ingest.engine import plain_failures, sql
from orchestration.ingest.landing import FileState, LandingFile
from orchestration.ingest.lines import BATCH_SCHEMA, json_batches
from orchestration.ingest.reading import OpenedFile
from orchestration.ingest.sources import Field, Source

STREAM_SCHEMA = pa.schema([("file_index", pa.int32()), *BATCH_SCHEMA])


class JsonStream:
    """JSON Lines files of a landing day, one after the other; `files` maps index to file.

    While it is read, `received` counts the records of each file, `read` gathers state and digest
    of those that are done, and `current` is the one at hand: the culprit of a failure.
    """

    def __init__(self, files: dict[int, LandingFile]) -> None:
        self.files = files
        self.received: Counter[int] = Counter()
        self.read: dict[int, tuple[FileState, str]] = {}
        self.current: LandingFile | None = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the records; LandingFileError if a file cannot be read as a whole."""
        for index, file in self.files.items():
            self.current = file
            with plain_failures(file.name), OpenedFile(file) as opened:
                for batch in json_batches(opened.stream):
                    self.received[index] += batch.num_rows
                    indexes = pa.array(np.full(batch.num_rows, index, dtype=np.int32))
                    yield pa.record_batch([indexes, *batch.columns], schema=STREAM_SCHEMA)
                self.read[index] = opened.finish()


def json_reader(source: Source) -> str:
    """Return the query that reads the fields of a source from a stream named `incoming`."""
    names = [field.name for field in source.fields]
    texts = [field.name for field in source.fields if field.kind == "text"]
    kinds = {field.name: "JSON" if field.is_json else "VARCHAR" for field in source.fields}
    return sql(
        "read_json",
        structure="{" + ",".join(f'"{name}":"{kinds[name]}"' for name in names) + "}",
        columns=", ".join(f'{_delivered(field)} AS "{field.name}"' for field in source.fields),
        any_looks_nested=" OR ".join(f'looks_nested(delivered."{name}")' for name in texts)
        or "FALSE",
        nested_reasons=" ".join(
            f"WHEN json_type(raw, '$.{name}') IN ('OBJECT', 'ARRAY')"
            f" THEN '{name} is an object or array, not text'"
            for name in texts
        )
        or "WHEN FALSE THEN NULL",
    )


def _delivered(field: Field) -> str:
    """Return the SQL of a field; a text that is no finite number reads as missing."""
    value = f'delivered."{field.name}"'
    if field.kind != "text":
        return value
    return (
        f"CASE WHEN looks_unfinite({value})"
        f" THEN CASE WHEN json_type(raw, '$.{field.name}') = 'VARCHAR' THEN {value} END"
        f" ELSE {value} END"
    )
