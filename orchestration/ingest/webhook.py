"""Webhook bodies taken apart into their elements, set-based."""

from __future__ import annotations

import duckdb

from orchestration.ingest.engine import sql


def extract_elements(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `staged_messages`, `staged_statuses`, `staged_preferences` and `staged_rejected`."""
    for step in (
        "webhook_elements",
        "webhook_messages",
        "webhook_statuses",
        "webhook_preferences",
        "webhook_rejected",
    ):
        connection.execute(sql(step))
