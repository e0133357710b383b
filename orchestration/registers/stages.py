"""What every decision needs: the registers as of now, and the marts made anew behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.errors import ChatmartError, UsageError
from orchestration.ingest import record_decisions, start_ingest
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.progress import Progress
from orchestration.publish import current_publication
from orchestration.settings import Settings
from orchestration.stages import publish_stage, transform_stage
from orchestration.transform.state import open_warehouse, warehouse_as_of

_SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Registers:
    """The registers of one tenant, in a warehouse that holds what the lake holds."""

    connection: duckdb.DuckDBPyConnection
    tenant: str

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query of the folder `sql`, for the tenant if it is about one."""
        text = query_text(query)
        if "$tenant" in text:
            parameters["tenant"] = self.tenant
        result = self.connection.execute(text, parameters)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def query_text(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


class Decision:
    """A decision about registers, from the look at them to the publication that shows it."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self.settings = settings
        self.progress = progress
        self.made_at = datetime.now(UTC).replace(tzinfo=None)
        as_of = warehouse_as_of(settings)
        self._as_of = as_of.day if as_of else None

    @contextmanager
    def registers(self, tenant: str) -> Iterator[Registers]:
        """Bring the warehouse up to date with the lake, and look at a tenant's registers.

        The as-of time stays what it is. Raises UsageError for a tenant that has no data.
        """
        transform_stage(self.settings, self.progress, [], as_of=self._as_of)
        with open_warehouse(self.settings, read_only=True) as connection:
            registers = Registers(connection, tenant)
            if not registers.rows("is_known_tenant"):
                raise UsageError(
                    f'There is no data of a tenant "{tenant}".', way_out="Check its id."
                )
            yield registers

    def settle(self, decisions: Mapping[str, pa.Table], *, afresh: bool = False) -> str | None:
        """Record a decision, and publish marts that follow it; returns the publication's id.

        `afresh`, no earlier publication stays. A decision that is recorded holds, whatever happens
        to the publication.
        """
        record_decisions(self.settings, decisions, self.made_at.date())
        try:
            transform_stage(self.settings, self.progress, [], as_of=self._as_of)
            publish_stage(self.settings, self.progress, afresh=afresh)
        except ChatmartError as error:
            raise type(error)(
                f"It is decided and recorded, but not published: {error.message}",
                way_out=error.way_out,
            ) from None
        published = current_publication(self.settings)
        return published.publication_id if published else None


@contextmanager
def decision(settings: Settings, work: str, progress: Progress) -> Iterator[Decision]:
    """Hold lake and warehouse for a decision; `work` names the holder to whoever waits.

    Raises ChatmartError if nothing was ever loaded.
    """
    if not settings.warehouse.exists():
        raise ChatmartError("Nothing is loaded yet.", way_out="Run `chatmart run` first.")
    with (
        lake_lock(settings, work, on_wait=progress.say),
        warehouse_lock(settings, work, on_wait=progress.say),
    ):
        start_ingest(settings)
        yield Decision(settings, progress)
