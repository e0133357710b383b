"""What a landing day of a source looks like once it is loaded, as metadata of its partition."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.defs.metadata import name_or_other, table
from orchestration.ingest import SOURCES, Catalog
from orchestration.ingest.commit import lake_folder
from orchestration.ingest.quarantine import quarantine_file
from orchestration.settings import Settings

_SQL = Path(__file__).parent / "sql"

# Columns that describe the traffic, never the person: what a preview may count by.
_PREVIEWED = {
    ("tenants", "tenants"): ("reporting_timezone", "is_known_timezone"),
    ("chat_events", "events"): ("event_name",),
    ("loyjoy_facts", "facts"): ("event_type",),
    ("loyjoy_dimensions", "dimensions"): ("bot_id is not null as has_bot",),
    ("whatsapp_cloud", "messages"): ("direction", "message_type"),
    ("whatsapp_cloud", "statuses"): ("status", "pricing_category"),
    ("whatsapp_cloud", "preferences"): ("category", "value"),
    ("gupshup", "messages"): ("message_type",),
    ("gupshup", "statuses"): ("status", "pricing_category"),
    ("gupshup", "opt_events"): ("event_type",),
    ("gupshup", "billing_events"): ("pricing_model", "pricing_category"),
    ("journeys", "definitions"): ("conversion_filters is not null as has_filters",),
    ("journey_events", "events"): ("event_type", "channel", "platform"),
    ("user_events", "events"): ("attributes is not null as has_attributes",),
    ("coupons", "coupons"): ("process_id",),
    ("codes", "codes"): ("process_id", "is_win"),
    ("glific_messages", "messages"): ("direction", "bsp_status"),
    ("glific_contacts", "contacts"): ("status",),
    ("glific_contact_histories", "contact_histories"): ("event_type",),
    ("glific_flow_contexts", "flow_contexts"): ("is_broadcast", "is_keyword", "is_killed"),
    ("glific_message_conversations", "message_conversations"): ("deduction_type", "is_billable"),
    ("glific_stats", "stats"): ("period",),
}


def landing_day_metadata(settings: Settings, source: str, day: date) -> dict[str, Any]:
    """Describe what the lake holds of a landing day: counts, files, quarantine and a preview."""
    loads = Catalog(settings.catalog).file_loads(source, day)
    metadata: dict[str, Any] = {
        "received": sum(load.received for load in loads),
        "accepted": sum(load.accepted for load in loads),
        "quarantined": sum(load.quarantined for load in loads),
    }
    if not loads:
        return metadata
    metadata["files"] = table(
        ["file", "status", "received", "accepted", "quarantined"],
        [
            (load.file_name, load.status, load.received, load.accepted, load.quarantined)
            for load in loads
        ],
    )
    rejected = quarantine_file(settings, source, day)
    with duckdb.connect() as connection:
        if rejected.exists():
            metadata["quarantine_reasons"] = _query(connection, "quarantine_reasons", rejected)
        rows = 0
        for name in SOURCES[source].tables:
            path = lake_folder(settings, source, day) / f"{name}.parquet"
            if path.exists():
                rows += _count(connection, path)
                columns = _PREVIEWED.get((source, name))
                if columns:
                    metadata[f"preview_of_{name}"] = _query(connection, "preview", path, columns)
    metadata["dagster/partition_row_count"] = rows
    return metadata


def _query(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, columns: tuple[str, ...] = ()
) -> Any:
    query = (_SQL / f"{name}.sql").read_text().replace("{columns}", ", ".join(columns))
    result = connection.execute(query, [str(path)])
    names = [column[0] for column in result.description or []]
    rows = result.fetchall()
    if columns:
        rows = [tuple(name_or_other(value) for value in row) for row in rows]
    return table(names, rows)


def _count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    counted = connection.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()
    return counted[0] if counted else 0
