"""Marts of a home in which people were erased, against those of one in which nobody was."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from orchestration.privacy.pseudonyms import ERASED_ID
from tests.pipeline.support import attach_both, lacking_rows

# Ids that are hashes of what a record says, which are others where that is.
RECOMPUTED = {"conversion_event_id", "event_id"}
# Columns that hold an identifier and nothing else.
IDENTIFYING = {"customer_id", "user_id", "contact_id"}
_PERSONAL = "select mart, column_name from held.state.contracts where is_personal"


def differing_rows(home: Path, other: Path, database: str, columns: Collection[str]) -> list[str]:
    """Rows of marts that one of two publications lacks, without these columns."""
    with duckdb.connect() as connection:
        marts = _attached(connection, home, other, database)
        assert len(marts) > 90
        return _differing(
            connection,
            {
                mart: [f'"{name}"' for name in names if name not in columns]
                for mart, names in marts.items()
            },
        )


def differences_up_to_pseudonyms(
    home: Path, other: Path, identifiers: Collection[str]
) -> list[str]:
    """Rows of marts that one of two publications lacks, whoever was erased in one of them.

    Who was erased is the same nobody in both; other personal columns are left out.
    """
    with duckdb.connect() as connection:
        warehouse = str(home / "warehouse.duckdb").replace("'", "''")
        connection.execute(f"attach '{warehouse}' as held (read_only)")
        personal = set(connection.execute(_PERSONAL).fetchall())
        connection.execute("create table erased (identifier varchar)")
        connection.executemany("insert into erased values (?)", [[one] for one in identifiers])
        marts = _attached(connection, home, other, "chatmart.duckdb")
        return _differing(
            connection,
            {
                mart: [
                    _of_nobody(name) if name in IDENTIFYING else f'"{name}"'
                    for name in names
                    if name in IDENTIFYING
                    or (name not in RECOMPUTED and (mart, name) not in personal)
                ]
                for mart, names in marts.items()
            },
        )


def _of_nobody(column: str) -> str:
    return (
        f"case when regexp_full_match({column}, '{ERASED_ID}') or {column} in (from erased)"
        f" then 'erased' else {column} end"
    )


def _attached(
    connection: duckdb.DuckDBPyConnection, home: Path, other: Path, database: str
) -> dict[str, list[str]]:
    """Attach both publications; give the columns of their marts."""
    attach_both(connection, home, other, database)
    rows = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns()"
        " where database_name = 'one' and schema_name = 'marts' group by all order by all"
    ).fetchall()
    return dict(rows)


def _differing(connection: duckdb.DuckDBPyConnection, marts: dict[str, list[str]]) -> list[str]:
    found = []
    for mart, columns in marts.items():
        kept = ", ".join(columns)
        found += lacking_rows(
            connection,
            mart,
            lambda side, mart=mart, kept=kept: f"select {kept} from {side}.marts.{mart}",
        )
    return found
