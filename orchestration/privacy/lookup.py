"""The register of pseudonyms as a connection of DuckDB and its Python code look things up in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.ingest.engine import literal
from orchestration.privacy.identifiers import identifier_hash
from orchestration.privacy.pseudonyms import has_pseudonyms, key_of, read_register
from orchestration.privacy.queries import sql
from orchestration.privacy.shapes import Shapes
from orchestration.settings import Settings

_BLOCK = 64
_INNER, _OUTER = 0x36, 0x5C
_REMEMBERED = 1 << 17
_NO_SHAPES = Shapes(frozenset())


class Lookup:
    """Whose identifiers are registered, and with what pseudonyms."""

    def __init__(
        self,
        key: bytes,
        pseudonyms: dict[str, list[tuple[datetime, str]]],
        outlines: Mapping[str, set[str]],
        accounts: Mapping[str, str],
    ) -> None:
        self._key = key
        self._accounts = accounts
        self._pseudonyms = pseudonyms
        self._shapes = {tenant: Shapes.of(names) for tenant, names in outlines.items()}
        self.all_shapes = Shapes.of(name for names in outlines.values() for name in names)
        # Most tokens that look like identifiers come again and again, and are none.
        self.times = lru_cache(_REMEMBERED)(self._times)

    @property
    def tenants(self) -> list[str]:
        """The tenants of which anybody was erased."""
        return sorted(self._shapes)

    def shapes(self, tenant_id: str) -> Shapes:
        """Return the outlines of the identifiers of a tenant."""
        return self._shapes.get(tenant_id, _NO_SHAPES)

    def tenant_of_account(self, account_id: str) -> str:
        """Return whose a WhatsApp Business account is."""
        return self._accounts.get(account_id, account_id)

    def _times(self, tenant_id: str, normal: str) -> list[tuple[datetime, str]]:
        hashed = identifier_hash(self._key, tenant_id, normal)
        return self._pseudonyms.get(hashed, [])

    def pseudonym(self, tenant_id: str, normal: str, moment: datetime) -> str | None:
        """Return what stands for a normalised identifier in a record of that time, if anything."""
        for erased_until, pseudonym in self.times(tenant_id, normal):
            if erased_until >= moment:
                return pseudonym
        return None


def prepare_lookup(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    tenants: Mapping[date, Path] | None = None,
) -> Lookup | None:
    """Load the register into temporary tables, macros and variables of a connection.

    `tenants` are folders of landing days of that source which the lake does not hold yet.
    Returns None, and leaves the connection as it is, if nobody was ever erased. Raises
    ChatmartError if register or key cannot be used.
    """
    if not has_pseudonyms(settings):
        return None
    known = read_register(settings)
    key = key_of(settings, known)
    padded = key.ljust(_BLOCK, b"\0")
    for name, pad in (("inner", _INNER), ("outer", _OUTER)):
        connection.execute(
            f"SET VARIABLE erasure_{name}_pad = ?", [bytes(byte ^ pad for byte in padded)]
        )
    connection.execute(sql("lookup_macros"))
    _load(connection, "erasure_pseudonyms", known.rows)
    _load(connection, "erased_tenants", pa.table({"tenant_id": sorted(known.outlines)}))
    connection.execute(sql("lookup_tenants", tenants=_tenants(settings, tenants or {})))
    accounts = connection.execute(
        "SELECT lookup_key, tenant_id FROM erasure_tenants WHERE kind = 'account'"
    ).fetchall()
    return Lookup(key, known.by_hash(), known.outlines, dict(accounts))


def _load(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("erasure_incoming", rows)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM erasure_incoming")
    finally:
        connection.unregister("erasure_incoming")


def _tenants(settings: Settings, prepared: Mapping[date, Path]) -> str:
    folder = settings.lake / "tenants"
    replaced = {f"dt={day.isoformat()}" for day in prepared}
    folders = [path for path in folder.glob("dt=*") if path.name not in replaced]
    files = [path / "tenants.parquet" for path in (*folders, *prepared.values())]
    files = [path for path in (folder / "schema" / "tenants.parquet", *files) if path.exists()]
    listed = ", ".join(literal(str(path)) for path in files)
    return (
        f"SELECT * FROM read_parquet([{listed}], union_by_name = TRUE, hive_partitioning = FALSE)"
    )
