"""The nightly run, without Dagster: ingest, transform, publish. Dagster calls the same stages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from orchestration import ingest
from orchestration.as_of import AsOf
from orchestration.errors import (
    ChatmartError,
    LandingFileError,
    UsageError,
    in_plain_words,
)
from orchestration.export import remove_exports
from orchestration.ingest.catalog import Catalog
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.partitions import day_end
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.interrupted import finish_interrupted_erasure
from orchestration.privacy.retention import (
    apply_retention,
    limits_people,
    note_expiring_rows,
)
from orchestration.publish import (
    Publication,
    current_publication,
    publication_is_current,
    publish,
    remove_outlived,
)
from orchestration.publish.database import FileLoadRow
from orchestration.reporting.journeys import journey_warnings
from orchestration.reporting.tenants import tenant_warnings
from orchestration.settings import Settings
from orchestration.transform import (
    built_days,
    plan_transform,
    run_transform,
    warehouse_as_of,
)
from orchestration.transform.run import TransformReport
from orchestration.warm_up import warming_up
from orchestration.wording import counted, some_of

if TYPE_CHECKING:
    from orchestration.ingest import DirtyDay, IngestReport


WAITING = "waiting"


class Progress(Protocol):
    """Who watches a run."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` steps are expected where that is known."""

    def step(self, text: str) -> None:
        """One step of the stage was done."""

    def say(self, text: str) -> None:
        """Something worth a line of its own."""


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


@dataclass(frozen=True)
class Removal:
    """What a publication with removal did; None as `publication` if readers saw it already.

    `error` tells of landing files that were to be removed and are still there.
    """

    publication: Publication | None
    removed: int
    error: ChatmartError | None


def publish_and_remove_stage(settings: Settings, progress: Progress) -> Removal:
    """Publish the marts with the landing files in them as archived, then delete these files.

    The caller holds the locks of lake and warehouse.
    """
    removal = ingest.begin_removal(settings, Catalog(settings.catalog), built_days(settings))
    try:
        publication = publish_stage(settings, progress)
    except BaseException:
        removal.give_up()
        raise
    removal.finish()
    if not removal.refused:
        return Removal(publication, removal.deleted, None)
    return Removal(
        publish_stage(settings, progress),
        removal.deleted,
        LandingFileError(
            f"Published, but {counted(len(removal.refused), 'landing file')} could not be removed: "
            f"{some_of(removal.refused)}.",
            way_out="Run again with --remove-landing; where a folder is to blame, make it "
            "writable first.",
        ),
    )


def check_as_of(as_of: date | None) -> None:
    """Refuse a day that lies in the future: what retention removed would be gone for good."""
    today = datetime.now(UTC).date()
    if as_of is not None and (as_of - today).days > 1:
        raise UsageError(
            f"--as-of {as_of} is later than tomorrow.", way_out="Give a date up to tomorrow (UTC)."
        )


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


def ingest_stage(
    settings: Settings,
    dirty: Sequence[DirtyDay],
    *,
    accept_quarantine: bool,
    on_day: Callable[[str], None],
) -> IngestReport:
    """Load landing days into the lake, behind the quality gate.

    The caller holds the lake lock.
    """
    from orchestration.quality import validate_days

    catalog = Catalog(settings.catalog)
    trailing: dict[str, list[tuple[date, int]]] = {}
    for day in catalog.landing_days():
        trailing.setdefault(day.source, []).append((day.landing_day, day.accepted))
    return ingest.ingest_days(
        settings,
        dirty,
        accept_quarantine=accept_quarantine,
        validate=lambda prepared: validate_days(settings, prepared, trailing),
        progress=on_day,
    )


def transform_stage(
    settings: Settings,
    progress: Progress,
    reasons: list[str],
    *,
    as_of: date | None = None,
    full_refresh: bool = False,
) -> TransformReport | None:
    """Bring the warehouse up to date with the lake and the as-of time; None if it already was.

    The caller holds the warehouse lock.
    """
    plan = plan_transform(
        settings,
        Catalog(settings.catalog).lake_versions(),
        as_of_time(settings, as_of),
        full_refresh=full_refresh,
    )
    reasons += plan.reasons
    if plan.is_empty:
        return None
    for reason in plan.reasons:
        progress.say(reason)
    progress.stage("Building and testing models")
    note_expiring_rows(settings, plan.as_of)
    return run_transform(settings, plan, lambda node: progress.step(node.name))


def publish_stage(
    settings: Settings, progress: Progress, *, afresh: bool = False
) -> Publication | None:
    """Apply retention and publish what the warehouse holds; None if readers see it already.

    `afresh`, it is published whole in any case, and no earlier publication stays.
    The caller holds the locks of lake and warehouse.
    """
    remove_outlived(settings)
    loads = file_loads(settings)
    if not afresh and publication_is_current(settings, loads):
        return None
    if limits_people(settings):
        # It builds anew what it changes, so it imports the pipeline.
        from orchestration.privacy.expired_people import expire_people

        expire_people(settings, progress)
    apply_retention(settings)
    published, history = current_publication(settings), PrivacyHistory(settings)
    # Told by what was done, not by when: a clock may have been set back meanwhile.
    has_removed = history.removals() != (published.removals if published else 0)
    if published is not None:
        # Whoever wrote the file anew or deleted entries may have been killed before they published.
        afresh |= history.last_writing_afresh() != published.written_afresh
        afresh |= ingest.count_deleted_entries(settings) != published.deletions
    if has_removed:
        # They were made of publications that held more.
        remove_exports(settings)
    progress.stage("Publishing")
    return publish(
        settings,
        loads,
        progress.step,
        afresh=afresh,
        replaces_all=has_removed,
    )


def file_loads(settings: Settings) -> list[FileLoadRow]:
    """Every file of the current landing zone, as `audit.file_loads` shows it.

    Files that no run has looked at yet are `waiting`, without counts.
    """
    catalog = Catalog(settings.catalog)
    loads = [
        FileLoadRow(
            load.source,
            load.landing_day,
            load.file_name,
            load.received,
            load.accepted,
            load.quarantined,
            load.status,
            load.loaded_at.astimezone(UTC).replace(tzinfo=None) if load.loaded_at else None,
        )
        for load in catalog.file_loads()
        if load.source in ingest.SOURCES
    ]
    known = {(load.source, load.landing_day, load.file_name) for load in loads}
    for day in ingest.scan_landing(settings, catalog).dirty:
        loads += [
            FileLoadRow(day.source, day.day, name, 0, 0, 0, WAITING, None)
            for name in day.added
            if (day.source, day.day, name) not in known
        ]
    return loads


def as_of_time(settings: Settings, override: date | None) -> AsOf | None:
    """The end (UTC) of the last landing day that holds an accepted record, and the latest ever."""
    days = [
        day.landing_day
        for day in Catalog(settings.catalog).landing_days()
        # What chatmart recorded itself was recorded by the wall clock.
        if day.accepted > 0 and day.source in ingest.SOURCES
    ]
    last = override or max(days, default=None)
    if last is None:
        return None
    time = day_end(last).replace(tzinfo=None)
    known = PrivacyHistory(settings).retained_as_of()
    if known is None and settings.warehouse.exists() and (built := warehouse_as_of(settings)):
        # The history is gone, but the warehouse remembers.
        known = built.retained
    return AsOf(time, max(time, known or time))


@contextmanager
def _timed(report: RunReport, stage: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        report.timings[stage] = time.monotonic() - began
