"""The nightly run, without Dagster: ingest, transform, publish, each behind its lock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orchestration import ingest
from orchestration.errors import ChatmartError, in_plain_words
from orchestration.ingest.catalog import Catalog
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.privacy.interrupted import finish_interrupted_erasure
from orchestration.progress import Progress
from orchestration.publish import Publication
from orchestration.reporting.journeys import journey_warnings
from orchestration.reporting.tenants import tenant_warnings
from orchestration.settings import Settings
from orchestration.stages import (
    check_as_of,
    ingest_stage,
    publish_and_remove_stage,
    publish_stage,
    transform_stage,
)
from orchestration.transform.run import TransformReport
from orchestration.warm_up import warming_up


@dataclass(frozen=True)
class RunOptions:
    """What a run is asked to do. `first` and `last` are landing days, both inclusive."""

    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    accept_quarantine: bool = False
    full_refresh: bool = False
    remove_landing: bool = False


@dataclass
class RunReport:
    """What a run did. `timings` are wall seconds by stage.

    With errors nothing was published, unless `is_published` says that it was before they happened.
    """

    ingested_days: int = 0
    received: int = 0
    accepted: int = 0
    quarantined: int = 0
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[ChatmartError] = field(default_factory=list)
    transform: TransformReport | None = None
    publication: Publication | None = None
    is_published: bool = False
    removed_landing_files: int = 0
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def did_nothing(self) -> bool:
        """Whether lake, warehouse and publication were already up to date."""
        return (
            self.ingested_days == 0
            and self.transform is None
            and self.publication is None
            and self.removed_landing_files == 0
        )

    def as_dict(self) -> dict[str, Any]:
        """The report for a script."""
        return {
            "ingested_days": self.ingested_days,
            "received": self.received,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "reasons": self.reasons,
            "warnings": self.warnings,
            "errors": [
                {"message": error.message, "way_out": error.way_out} for error in self.errors
            ],
            "models": self.transform.models if self.transform else 0,
            "tests": self.transform.tests if self.transform else 0,
            "affected_dates": self.transform.affected_dates if self.transform else {},
            "publication_id": self.publication.publication_id if self.publication else None,
            "removed_landing_files": self.removed_landing_files,
            "did_nothing": self.did_nothing,
            "timings": {stage: round(seconds, 3) for stage, seconds in self.timings.items()},
        }


@in_plain_words()
def run_pipeline(settings: Settings, options: RunOptions, progress: Progress) -> RunReport:
    """Bring lake, warehouse and publication up to date with the landing zone.

    Landing days that could not be loaded are in `errors` of the report; then nothing is
    published. So are landing files that were to be removed and are still there. Raises
    ChatmartError where the run as a whole cannot go on.
    """
    report = RunReport()
    check_as_of(options.as_of)
    finish_interrupted_erasure(settings, lambda: progress)
    with lake_lock(settings, "chatmart run", on_wait=progress.say), _timed(report, "ingest"):
        _ingest(settings, options, progress, report)
    if report.errors:
        return report
    with (
        warehouse_lock(settings, "chatmart run", on_wait=progress.say),
        _timed(report, "transform"),
    ):
        report.transform = transform_stage(
            settings,
            progress,
            report.reasons,
            as_of=options.as_of,
            full_refresh=options.full_refresh,
        )
    with (
        lake_lock(settings, "chatmart run", on_wait=progress.say),
        warehouse_lock(settings, "chatmart run", on_wait=progress.say),
        _timed(report, "publish"),
    ):
        if options.remove_landing:
            _publish_and_remove(settings, progress, report)
        else:
            report.publication = publish_stage(settings, progress)
    report.is_published = True
    report.warnings += [*tenant_warnings(settings), *journey_warnings(settings)]
    return report


def _publish_and_remove(settings: Settings, progress: Progress, report: RunReport) -> None:
    done = publish_and_remove_stage(settings, progress)
    report.publication, report.removed_landing_files = done.publication, done.removed
    if done.error is not None:
        report.errors.append(done.error)


def _ingest(settings: Settings, options: RunOptions, progress: Progress, report: RunReport) -> None:
    catalog = ingest.start_ingest(settings)
    scan = ingest.scan_landing(settings, catalog, first=options.first, last=options.last)
    report.warnings += scan.warnings
    report.errors += scan.errors
    if options.first or options.last:
        report.warnings += _left_waiting(settings, catalog, len(scan.dirty))
    if not scan.dirty:
        return
    progress.stage("Reading landing days", len(scan.dirty))
    with warming_up(settings):
        loaded = ingest_stage(
            settings,
            scan.dirty,
            accept_quarantine=options.accept_quarantine,
            on_day=progress.step,
        )
    report.ingested_days = len(loaded.days)
    report.received = sum(day.received for day in loaded.days)
    report.accepted = sum(day.accepted for day in loaded.days)
    report.quarantined = sum(day.quarantined for day in loaded.days)
    report.warnings += loaded.warnings
    report.errors += loaded.errors


def _left_waiting(settings: Settings, catalog: Catalog, asked_for: int) -> list[str]:
    waiting = len(ingest.scan_landing(settings, catalog).dirty) - asked_for
    if waiting <= 0:
        return []
    return [f"{waiting} new or changed landing days lie outside of --from and --to; they wait."]


@contextmanager
def _timed(report: RunReport, stage: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        report.timings[stage] = time.monotonic() - began
