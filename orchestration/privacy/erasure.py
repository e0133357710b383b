"""The register of pseudonyms applied to what was read from the landing zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from orchestration.ingest.tables import held_table, write_table
from orchestration.privacy.lookup import Lookup, prepare_lookup
from orchestration.privacy.quarantined import without_persons
from orchestration.privacy.transformation import pseudonymised
from orchestration.settings import Settings


class Erasure:
    """Keeps erased people out of tables that were just written and nobody reads yet."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lookup: Lookup) -> None:
        self._connection = connection
        self._lookup = lookup

    @classmethod
    def known(
        cls,
        connection: duckdb.DuckDBPyConnection,
        settings: Settings,
        tenants: Mapping[date, Path],
    ) -> Erasure | None:
        """Return the erasures that are registered, None if nobody was ever erased.

        `tenants` are folders of landing days of that source which the lake does not hold yet.
        """
        lookup = prepare_lookup(connection, settings, tenants)
        return cls(connection, lookup) if lookup is not None else None

    def apply_to_table(self, source: str, path: Path) -> None:
        """Pseudonymise the lake table in the file `path`, which is called as the table is."""
        found = pseudonymised(self._connection, self._lookup, source, path.stem, held_table(path))
        self._replace(path, found)

    def apply_to_quarantine(self, path: Path) -> None:
        """Take the texts of erased people out of the quarantine in the file `path`."""
        self._replace(path, without_persons(self._connection, self._lookup, held_table(path)))

    def _replace(self, path: Path, query: str | None) -> None:
        if query is not None:
            aside = path.with_name(f"pseudonymised_{path.name}")
            write_table(self._connection, query, aside)
            aside.replace(path)
