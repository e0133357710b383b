"""The asset `closed_months`: a month's numbers restated where they differ, and verified."""

from collections.abc import Iterator
from datetime import date, timedelta

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    MaterializeResult,
    asset,
)

from orchestration.defs.failures import failures_told
from orchestration.defs.metadata import dates_in_words, table
from orchestration.defs.month_recount import MONTHLY_MARTS, MonthRecount, recount_month
from orchestration.defs.partitions import MONTHS
from orchestration.defs.transform import WRITER_POOL
from orchestration.defs.watch import LogProgress, work_of
from orchestration.errors import TransformError
from orchestration.ingest import Catalog, scan_landing
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.publish import current_publication
from orchestration.settings import Settings
from orchestration.stages import publish_stage, transform_stage
from orchestration.transform import (
    build,
    dbt,
    parsed_project,
    plan_transform,
    run_transform,
    warehouse_as_of,
)

_KEY = "closed_months"
_RECOUNTED = "monthly_marts_equal_their_recount"
_TESTED = "data_tests_hold_for_every_row"
_COMPLETE = "no_landing_day_is_waiting"


@asset(
    key=_KEY,
    deps=MONTHLY_MARTS,
    description="Months that are closed: the monthly marts equal a recount of what they sum up, "
    "every row of theirs passes its data tests, and readers see them.",
    group_name="published",
    kinds={"duckdb"},
    partitions_def=MONTHS,
    pool=WRITER_POOL,
    check_specs=[
        AssetCheckSpec(
            _RECOUNTED,
            asset=_KEY,
            description="Every monthly mart equals a recount of the rows it sums up. A month "
            "that did not is restated; the check then warns and says how many rows differed.",
        ),
        AssetCheckSpec(
            _TESTED,
            asset=_KEY,
            description="The data tests of the monthly marts hold for every row, not only for "
            "those that the last run touched.",
        ),
        AssetCheckSpec(
            _COMPLETE,
            asset=_KEY,
            description="Every landing day of the month is loaded as it was delivered.",
        ),
    ],
)
def closed_months(
    context: AssetExecutionContext,
) -> Iterator[AssetCheckResult | MaterializeResult]:
    """Bring everything up to date, restate the month where it differs, test and publish it."""
    settings = Settings.from_environment()
    month = date.fromisoformat(context.partition_key)
    progress = LogProgress(context)
    with (
        failures_told(context),
        lake_lock(settings, work_of(context), on_wait=context.log.info),
        warehouse_lock(settings, work_of(context), on_wait=context.log.info),
    ):
        transform_stage(settings, progress, [])
        before = recount_month(settings, month)
        differing = [recount for recount in before if recount.differing]
        if differing:
            _restate(settings, progress, differing)
        after = recount_month(settings, month) if differing else before
        tests = build(
            settings, parsed_project(settings), dbt.TEST, progress.node, names=MONTHLY_MARTS
        )
        if not tests.failed and not any(recount.differing for recount in after):
            publish_stage(settings, progress)
        publication = current_publication(settings)
    yield _recount_result(before, after)
    yield AssetCheckResult(
        check_name=_TESTED,
        passed=not tests.failed,
        metadata={"tests": len(tests.nodes), "failed": [node.name for node in tests.failed]},
    )
    yield _waiting_result(settings, month)
    with failures_told(context):
        _require_closed(month, after, tests)
    yield MaterializeResult(
        metadata={
            "month": f"{month:%Y-%m}",
            "marts": table(
                ["mart", "rows", "rows_restated"],
                [
                    (now.mart, now.rows, was.differing)
                    for was, now in zip(before, after, strict=True)
                ],
            ),
            "tests": len(tests.nodes),
            "publication_id": publication.publication_id if publication else "none",
        }
    )


def _restate(settings: Settings, progress: LogProgress, differing: list[MonthRecount]) -> None:
    """Build the monthly marts that differ anew: they are small, and so is what they sum up."""
    names = {recount.mart for recount in differing}
    progress.say(f"Restated, because rows differ from their recount: {', '.join(sorted(names))}.")
    plan = plan_transform(
        settings, Catalog(settings.catalog).lake_versions(), warehouse_as_of(settings)
    )
    project = plan.parsed.project(settings)
    plan.outdated = [node for node in project.nodes.values() if node.name in names]
    plan.selected = plan.outdated
    run_transform(settings, plan, progress.node)


def _recount_result(before: list[MonthRecount], after: list[MonthRecount]) -> AssetCheckResult:
    was_wrong = sum(recount.differing for recount in before)
    is_wrong = sum(recount.differing for recount in after)
    return AssetCheckResult(
        check_name=_RECOUNTED,
        passed=was_wrong == 0,
        severity=AssetCheckSeverity.ERROR if is_wrong else AssetCheckSeverity.WARN,
        metadata={"rows_that_differed": was_wrong, "rows_that_differ": is_wrong},
    )


def _waiting_result(settings: Settings, month: date) -> AssetCheckResult:
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    scan = scan_landing(settings, Catalog(settings.catalog), first=month, last=last)
    return AssetCheckResult(
        check_name=_COMPLETE,
        passed=not scan.dirty,
        severity=AssetCheckSeverity.WARN,
        metadata={"landing_days_waiting": dates_in_words(day.day for day in scan.dirty)},
    )


def _require_closed(month: date, recounts: list[MonthRecount], tests: dbt.DbtOutcome) -> None:
    wrong = [recount.mart for recount in recounts if recount.differing]
    if wrong:
        raise TransformError(
            f"{', '.join(wrong)} still differ from their recount in {month:%Y-%m}.",
            way_out="Rebuild everything from the lake: chatmart run --full-refresh.",
        )
    if tests.failed:
        raise TransformError(
            f"The data test {tests.failed[0].name} failed: {tests.failed[0].message}",
            way_out="Rebuild everything from the lake: chatmart run --full-refresh.",
        )
