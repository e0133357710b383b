"""Webhook bodies taken apart into their elements, set-based."""

from __future__ import annotations

import duckdb

from orchestration.ingest.engine import sql
from orchestration.ingest.sources import Source


def extract_elements(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Fill `staged_<table>` for each table of the source, and `staged_rejected`."""
    for step in source.steps:
        connection.execute(sql(step))
