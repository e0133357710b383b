"""Text that a spreadsheet shows, never executes.

A spreadsheet takes a cell that starts like a formula for one, and a formula can send what stands
beside it elsewhere. Customers write these texts, so each such cell gets an apostrophe in front.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# The wide forms count as the narrow ones where a spreadsheet is set to East Asian languages.
_STARTS_LIKE_A_FORMULA = "^([=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"


def harmless(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with an apostrophe before each text that starts like a formula.

    Numbers, times and booleans stay what they are; everything else becomes text.
    """
    columns = [
        column if _is_no_text(column.type) else _disarmed(column.cast(pa.string()))
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=harmless_schema(batch.schema))


def harmless_schema(schema: pa.Schema) -> pa.Schema:
    """The schema of the batches that `harmless` gives."""
    return pa.schema(
        (field.name, field.type if _is_no_text(field.type) else pa.string()) for field in schema
    )


def _disarmed(texts: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(texts, _STARTS_LIKE_A_FORMULA, r"'\1")


def _is_no_text(kind: pa.DataType) -> bool:
    return (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_date(kind)
        or pa.types.is_timestamp(kind)
    )
