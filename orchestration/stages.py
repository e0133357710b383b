"""The stages of every run, each by itself: `chatmart run`, Dagster and decisions call the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from orchestration import ingest
from orchestration.as_of import AsOf
from orchestration.errors import ChatmartError, LandingFileError, UsageError
from orchestration.export import remove_exports
from orchestration.ingest.catalog import Catalog
from orchestration.partitions import day_end
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.retention import apply_retention, limits_people, note_expiring_rows
from orchestration.progress import Progress
from orchestration.publish import (
    Publication,
    current_publication,
    publication_is_current,
    publish,
    remove_outlived,
)
from orchestration.publish.file_loads import file_loads
from orchestration.settings import Settings
from orchestration.transform import (
    built_days,
    plan_transform,
    run_transform,
    warehouse_as_of,
)
from orchestration.transform.run import TransformReport
from orchestration.wording import counted, some_of

if TYPE_CHECKING:
    from orchestration.ingest import DirtyDay, IngestReport


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
        # It builds anew what it changes, so it imports these stages.
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


def check_as_of(as_of: date | None) -> None:
    """Refuse a day that lies in the future: what retention removed would be gone for good."""
    today = datetime.now(UTC).date()
    if as_of is not None and (as_of - today).days > 1:
        raise UsageError(
            f"--as-of {as_of} is later than tomorrow.", way_out="Give a date up to tomorrow (UTC)."
        )
