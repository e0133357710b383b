"""The page docs/lake.md, written from the registry of sources, so that it cannot fall behind.

`python -m orchestration.reporting.lake_documentation` writes it; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.ingest.sources import QUARANTINE_COLUMNS, SOURCES, Column
from orchestration.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "lake.md"

_HEAD = """# The lake

Written by `python -m orchestration.reporting.lake_documentation`; change the registry in
`orchestration/ingest/sources/` instead of this page.

`lake/<source>/dt=<landing day>/<table>.parquet`, replaced as a whole whenever a file of the
landing day was added, changed or removed. Times are UTC without a zone, in microseconds, except
those called local; blank ids are null.
`lake/<source>/schema/` holds the same tables without rows, so that readers always find the schema.
"""


def lake_page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for source in SOURCES.values():
        parts.append(f"## {source.name}\n\n{source.description}\n")
        for table, columns in source.tables.items():
            parts.append(f"### {source.name}/{table}\n\n{_table(columns)}")
    parts.append(
        "## quarantine\n\n`quarantine/<source>/dt=<landing day>/rejected.parquet`: what was "
        f"rejected, and why.\n\n{_table(QUARANTINE_COLUMNS)}"
    )
    return "\n".join(parts)


def _table(columns: Iterable[Column]) -> str:
    rows = "".join(
        f"| `{column.name}` | {column.type} | {column.description} |\n" for column in columns
    )
    return f"| column | type | meaning |\n|---|---|---|\n{rows}"


if __name__ == "__main__":
    PAGE.write_text(lake_page())
