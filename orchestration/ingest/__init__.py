"""From landing zone to lake: read, judge, type, quarantine, and replace landing days whole."""

from orchestration.ingest.archive import LandingRemoval, begin_removal
from orchestration.ingest.catalog import Catalog, FileLoad, LandingDay
from orchestration.ingest.commit import commit_day, discard_day, recover
from orchestration.ingest.decisions import (
    count_deleted_entries,
    record_decisions,
    recorded_decisions,
)
from orchestration.ingest.lake import ensure_empty_tables
from orchestration.ingest.prepare import PreparedDay, RejectionReason, prepare_day
from orchestration.ingest.run import (
    DayReport,
    IngestReport,
    check_quarantine,
    ingest_days,
    start_ingest,
)
from orchestration.ingest.scan import DirtyDay, LandingScan, scan_landing
from orchestration.ingest.sources import LAKE_SOURCES, SOURCES, Column, Field, Source

__all__ = [
    "LAKE_SOURCES",
    "SOURCES",
    "Catalog",
    "Column",
    "DayReport",
    "DirtyDay",
    "Field",
    "FileLoad",
    "IngestReport",
    "LandingDay",
    "LandingRemoval",
    "LandingScan",
    "PreparedDay",
    "RejectionReason",
    "Source",
    "begin_removal",
    "check_quarantine",
    "commit_day",
    "count_deleted_entries",
    "discard_day",
    "ensure_empty_tables",
    "ingest_days",
    "prepare_day",
    "record_decisions",
    "recorded_decisions",
    "recover",
    "scan_landing",
    "start_ingest",
]
