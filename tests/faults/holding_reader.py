"""A reader that opens the published file once and keeps it, as business intelligence tools do.

`python -m tests.faults.holding_reader HOME` prints one JSON line for every line that it is sent:
the publication that it sees, the rows of every mart, and how many bytes it keeps of deleted files.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def look(connection: duckdb.DuckDBPyConnection) -> dict:
    """Read every value of every mart."""
    marts = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    ).fetchall()
    rows = {}
    for (mart,) in marts:
        query = f"select count(*), bit_xor(hash(held)) from marts.{mart} as held"
        rows[mart] = connection.execute(query).fetchone()
    latest = "select max_by(publication_id, published_at) from audit.publications"
    (publication,) = connection.execute(latest).fetchone()
    return {"publication": publication, "rows": rows, "kept_bytes": _kept_bytes()}


def _kept_bytes() -> int:
    """Sum up the open files that have no name any more."""
    states = [link.stat() for link in Path("/proc/self/fd").iterdir() if link.exists()]
    return sum(state.st_size for state in states if state.st_nlink == 0)


if __name__ == "__main__":
    database = Path(sys.argv[1]) / "published" / "chatmart.duckdb"
    with duckdb.connect(str(database), read_only=True) as opened:
        for _ in sys.stdin:
            sys.stdout.write(json.dumps(look(opened)) + "\n")
            sys.stdout.flush()
