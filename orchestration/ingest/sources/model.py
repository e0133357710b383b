"""What a source is: the fields of its records, and the lake tables they fill."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

FieldKind = Literal["text", "time", "local_time", "number", "boolean", "object", "array"]
SourceKind = Literal["record", "webhook", "internal"]

Personal = Literal["none", "person", "contact", "record_id", "text", "datum", "payload"]
"""What personal data the texts of a column may hold.

`none`: vocabulary, or ids of things. `person`: an identifier of the person the row is about.
`contact`: Glific's own id of such a person, which may look like anybody's id elsewhere.
`record_id`: the id of a record, which may have an identifier in it. `text`: a text that may mention
a person. `datum`: something personal of the person the row is about. `payload`: a JSON object or
array, some keys of which hold personal data.
"""
TimeKind = Literal["utc", "local"]


@dataclass(frozen=True)
class Field:
    """One field of a delivered record; `text` fields must not hold an object or array.

    An `object` or `array` is kept as JSON, also where it comes as text that holds one.
    A `time` names a moment; a `local_time` is what a clock of the tenant showed, without offset.
    """

    name: str
    kind: FieldKind = "text"
    required: bool = False

    @property
    def is_json(self) -> bool:
        """Whether it is kept as JSON: a value, or text that holds one."""
        return self.kind in ("object", "array")


@dataclass(frozen=True)
class Column:
    """One column of a lake table: its DuckDB type and what it means.

    Every VARCHAR column says what personal data it may hold. `record_time` marks the time of a
    record; without one it is the end of its landing day. `key_of` names the columns whose texts
    the column is a hash of.
    """

    name: str
    type: str
    description: str
    personal: Personal | None = None
    record_time: TimeKind | None = None
    key_of: tuple[str, ...] = ()

    @property
    def staged_name(self) -> str:
        """Its name while records are judged: `reason` is then why a record was rejected."""
        return "stated_reason" if self.name == "reason" else self.name


@dataclass(frozen=True)
class Source:
    """One kind of delivery.

    `record` sources carry one record a line; of `webhook` sources each line is a body that holds
    any number of elements. An `internal` source is never delivered: chatmart writes its tables.
    `fields` are those read from a delivered record. `steps` name the .sql files that take accepted
    webhook bodies apart, in order: they leave `staged_<table>` for each table, and
    `staged_rejected`.
    """

    name: str
    kind: SourceKind
    description: str
    fields: tuple[Field, ...]
    tables: dict[str, tuple[Column, ...]]
    steps: tuple[str, ...] = ()

    @cached_property
    def record_table(self) -> str:
        """The only table of a record source."""
        (table,) = self.tables
        return table


PROVENANCE = (
    Column("landing_day", "DATE", "Day (UTC) the file was delivered on."),
    Column("file_name", "VARCHAR", "Name of the landing file.", personal="none"),
    Column("line", "BIGINT", "Physical line of the record in its file, from 1."),
)
"""Where a row came from; the first columns of every lake table."""

QUARANTINE_COLUMNS = (
    Column("source", "VARCHAR", "Source of the landing file.", personal="none"),
    *PROVENANCE,
    Column("kind", "VARCHAR", "record, element (part of a webhook body) or file.", personal="none"),
    Column(
        "reason",
        "VARCHAR",
        "Why it was rejected, without any value of the record.",
        personal="none",
    ),
    Column(
        "raw",
        "VARCHAR",
        "The rejected text as delivered; invalid bytes as \\xNN.",
        personal="datum",
    ),
)

POSITION = Column("position", "BIGINT", "Order of the element within its body, from 1.")
TENANT_ID = Column("tenant_id", "VARCHAR", "Tenant the record belongs to.", personal="none")


def texts(*names: str) -> tuple[Field, ...]:
    """Return optional text fields."""
    return tuple(Field(name) for name in names)
