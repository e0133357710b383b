"""Message bodies whose time is over leave the lake, the only place that has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import duckdb

from orchestration.ingest.commit import lake_folder
from orchestration.ingest.engine import literal
from orchestration.ingest.rewrite import rewrite_days
from orchestration.ingest.sources.whatsapp_cloud import WHATSAPP_CLOUD
from orchestration.ingest.tables import held_table
from orchestration.privacy.queries import sql
from orchestration.settings import Settings

MESSAGES = "whatsapp_messages"
"""The register of message bodies in the seed retention."""

SOURCE = WHATSAPP_CLOUD.name
"""The only source whose bodies are kept."""

_TABLE = "messages"


def due_bodies(
    settings: Settings, connection: duckdb.DuckDBPyConnection, retained: datetime
) -> dict[date, int]:
    """Count the bodies that are older than the limit of the seed, by landing day.

    Nothing is looked at without a limit. `connection` has the warehouse open.
    """
    due_before = _due_before(connection, retained)
    if due_before is None:
        return {}
    files = literal(str(settings.lake / SOURCE / "*" / f"{_TABLE}.parquet"))
    query = sql("retention_bodies", files=files, due_before=literal(str(due_before)))
    return dict(connection.execute(query).fetchall())


def thin_bodies(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    retained: datetime,
    days: Iterable[date],
) -> dict[tuple[str, date], str]:
    """Remove the bodies of these landing days that are due; return the days' new versions.

    The caller holds the lake lock.
    """
    due_before = _due_before(connection, retained)
    queries = {}
    for day in days:
        held = held_table(lake_folder(settings, SOURCE, day) / f"{_TABLE}.parquet")
        query = sql("retention_messages", held=held, due_before=literal(str(due_before)))
        queries[day] = {_TABLE: query}
    return rewrite_days(settings, connection, SOURCE, queries)


def _due_before(connection: duckdb.DuckDBPyConnection, retained: datetime) -> datetime | None:
    values = {"register": MESSAGES, "retained": retained}
    ((due_before,),) = connection.execute(sql("retention_limit"), values).fetchall()
    return due_before
