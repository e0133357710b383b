"""The page docs/lake.md, written from the registry of sources, so that it cannot fall behind.

`python -m orchestration.reporting.lake_documentation` writes it; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.ingest.limits import LIMIT_VARIABLE
from orchestration.ingest.sources import LAKE_SOURCES, QUARANTINE_COLUMNS, Column
from orchestration.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "lake.md"

_HEAD = """# The lake

Written by `python -m orchestration.reporting.lake_documentation`; change the registry in
`orchestration/ingest/sources/` instead of this page.

`lake/<source>/dt=<landing day>/<table>.parquet`, replaced as a whole whenever a file of the
landing day was added, changed or removed. Times are UTC without a zone, in microseconds, except
those called local; blank ids are null.
`lake/<source>/schema/` holds the same tables without rows, so that readers always find the schema.

What `personal` says decides what an erasure does to a column. `person`: an identifier of the person
the row is about, replaced by its pseudonym; `contact`: Glific's own id of that person, likewise.
`record_id`: the id of a record, in which an identifier is replaced. `text`: so are identifiers that
a text mentions. `datum`: removed from the person's own rows, and a text in those of others.
`payload`: personal keys are removed from the person's own rows, identifiers are replaced in all.
`time` marks the time of the record, up to which an erasure reaches; a table without one has the end
of the landing day.
"""


_LIMITS = f"""## Limits of a landing file

| what | limit | what happens beyond it |
|---|---|---|
| a line | 16 MiB | it is quarantined with its first 64 KiB |
| a CSV record over several lines | 16 MiB | its first line is quarantined, and the others are \
records of their own |
| a time | from 2000 to one day after the end of its landing day | its record is quarantined |
| what a `.gz`, `.zst` or Parquet file unpacks to | 200 times its size, but at least 64 MiB and at \
most 32 GiB; or what `{LIMIT_VARIABLE}` says, in MiB | the file fails by name, as one that is \
damaged, and its landing day keeps what it had |
| memory while landing days are read | 1.2 GB in the database, what is more goes to \
`lake/_staging` | a file that needs more at once fails by name |

Logs pack to a tenth or a thirtieth of their size. What packs to less than a two-hundredth has
hardly anything in it, or was made to fill disks; of Parquet, pages, values and texts count, each
for itself. Files that are not packed may have any size. What an erasure would have to unpack
beyond the limit counts as holding the person.
"""


def lake_page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for source in LAKE_SOURCES.values():
        parts.append(f"## {source.name}\n\n{source.description}\n")
        for table, columns in source.tables.items():
            parts.append(f"### {source.name}/{table}\n\n{_table(columns)}")
    parts.append(
        "## quarantine\n\n`quarantine/<source>/dt=<landing day>/rejected.parquet`: what was "
        f"rejected, and why.\n\n{_table(QUARANTINE_COLUMNS)}"
    )
    parts.append(_LIMITS)
    return "\n".join(parts)


def _table(columns: Iterable[Column]) -> str:
    rows = "".join(
        f"| `{column.name}` | {column.type} | {_personal(column)} | {column.description} |\n"
        for column in columns
    )
    return f"| column | type | personal | meaning |\n|---|---|---|---|\n{rows}"


def _personal(column: Column) -> str:
    if column.record_time is not None:
        return "time"
    return column.personal if column.personal not in (None, "none") else ""


if __name__ == "__main__":
    PAGE.write_text(lake_page())
