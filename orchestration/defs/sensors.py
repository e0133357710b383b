"""The sensor for files that come late or change: landing days that their night has missed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from dagster import (
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRequest,
    RunsFilter,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from orchestration.defs.jobs import nightly
from orchestration.defs.metadata import contiguous, dates_in_words
from orchestration.defs.partitions import LANDING_DAYS
from orchestration.errors import ChatmartError
from orchestration.ingest import Catalog, DirtyDay, scan_landing
from orchestration.ingest.landing import day_folder
from orchestration.settings import Settings

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"

# A landing day is late once its nightly run (02:30 UTC) has had an hour to begin.
_NIGHT_IS_OVER = timedelta(hours=3, minutes=30)
_SECONDS_BETWEEN_SCANS = 120
_UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
]


@sensor(
    name="late_or_changed_files",
    job=nightly,
    minimum_interval_seconds=_SECONDS_BETWEEN_SCANS,
    default_status=DefaultSensorStatus.RUNNING,
    description="Looks for landing days whose files came, changed or went after their night, and "
    "loads each range of neighbouring ones in one run. The same files are requested once.",
)
def late_or_changed_files(context: SensorEvaluationContext) -> SensorResult | SkipReason:
    """Request a run for every range of late landing days that are not as the lake has them."""
    settings = Settings.from_environment()
    if not settings.landing.is_dir():
        return SkipReason("There is no landing zone yet.")
    runs = RunsFilter(job_name=nightly.name, statuses=_UNFINISHED)
    if context.instance.get_runs_count(runs):
        return SkipReason("A nightly run is under way; what it leaves is looked for after it.")
    try:
        scan = scan_landing(settings, Catalog(settings.catalog))
    except ChatmartError as error:
        return SkipReason(f"{error.message} {error.way_out}")
    for warning in scan.warnings:
        context.log.warning(warning)
    late = [day for day in scan.dirty if day.day <= _last_night(datetime.now(UTC))]
    known = [day for day in late if LANDING_DAYS.has_partition_key(day.day.isoformat())]
    if len(known) < len(late):
        missing = dates_in_words(day.day for day in late if day not in known)
        context.log.warning(
            f"Landing days before the first partition: {missing}. Reload the definitions."
        )
    if not known:
        return SkipReason("Every landing day is loaded as it was delivered.")
    return SensorResult(run_requests=list(_requests(settings, known)))


def _last_night(now: datetime) -> date:
    """Return the last landing day whose nightly run should have taken place."""
    return (now - _NIGHT_IS_OVER).date() - timedelta(days=1)


def _requests(settings: Settings, dirty: list[DirtyDay]) -> Iterator[RunRequest]:
    for first, last in contiguous(day.day for day in dirty):
        days = [day for day in dirty if first <= day.day <= last]
        yield RunRequest(
            run_key=f"{first}_{last}_{_state_of(settings, days)}",
            tags={RANGE_START: first.isoformat(), RANGE_END: last.isoformat()},
        )


def _state_of(settings: Settings, days: Iterable[DirtyDay]) -> str:
    """Hash what makes the days dirty, so that files that fail are tried again once they change."""
    digest = hashlib.sha256()
    for day in days:
        digest.update(repr(day).encode())
        for name in (*day.added, *day.changed):
            try:
                found = (day_folder(settings, day.source, day.day) / name).stat()
            except OSError:
                continue
            digest.update(f"{found.st_size} {found.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]
