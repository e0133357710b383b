"""From landing zone to lake: read, judge, type, quarantine, and replace landing days whole."""

from orchestration.ingest.catalog import Catalog, FileLoad, LandingDay
from orchestration.ingest.commit import commit_day, discard_day, recover
from orchestration.ingest.lake import ensure_empty_tables
from orchestration.ingest.prepare import PreparedDay, prepare_day
from orchestration.ingest.run import (
    DayReport,
    IngestReport,
    check_quarantine,
    ingest_days,
    start_ingest,
)
from orchestration.ingest.scan import DirtyDay, LandingScan, scan_landing
from orchestration.ingest.sources import SOURCES, Column, Field, Source

__all__ = [
    "SOURCES",
    "Catalog",
    "Column",
    "DayReport",
    "DirtyDay",
    "Field",
    "FileLoad",
    "IngestReport",
    "LandingDay",
    "LandingScan",
    "PreparedDay",
    "Source",
    "check_quarantine",
    "commit_day",
    "discard_day",
    "ensure_empty_tables",
    "ingest_days",
    "prepare_day",
    "recover",
    "scan_landing",
    "start_ingest",
]
