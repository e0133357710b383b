"""When jobs start by themselves. All times are UTC, as landing days are."""

from __future__ import annotations

from datetime import timedelta

from dagster import (
    DefaultScheduleStatus,
    RunRequest,
    ScheduleEvaluationContext,
    SkipReason,
    schedule,
)

from orchestration.defs.jobs import check_every_row, close_month, nightly
from orchestration.defs.partitions import LANDING_DAYS, MONTHS


@schedule(
    name="nightly",
    cron_schedule="30 2 * * *",
    job=nightly,
    execution_timezone="UTC",
    default_status=DefaultScheduleStatus.RUNNING,
    description="Every night: the landing day that has just ended.",
)
def nightly_schedule(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
    """Request the landing day before the one in which the schedule ticks."""
    day = (context.scheduled_execution_time - timedelta(days=1)).date().isoformat()
    if not LANDING_DAYS.has_partition_key(day):
        return SkipReason(f"{day} lies before the first landing day.")
    return RunRequest(run_key=day, partition_key=day)


@schedule(
    name="close_month",
    cron_schedule="0 4 2 * *",
    job=close_month,
    execution_timezone="UTC",
    default_status=DefaultScheduleStatus.RUNNING,
    description="On the 2nd of a month, after the nightly run that loads its last landing day "
    "has had a day for late files: the month before.",
)
def close_month_schedule(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
    """Request the month before the one in which the schedule ticks."""
    last_day = context.scheduled_execution_time.replace(day=1) - timedelta(days=1)
    month = last_day.date().replace(day=1).isoformat()
    if not MONTHS.has_partition_key(month):
        return SkipReason(f"{month} lies before the first landing day.")
    return RunRequest(run_key=month, partition_key=month)


@schedule(
    name="check_every_row",
    cron_schedule="0 5 * * 0",
    job=check_every_row,
    execution_timezone="UTC",
    default_status=DefaultScheduleStatus.RUNNING,
    description="Every Sunday: the data tests of all models over every row.",
)
def check_every_row_schedule() -> RunRequest:
    """Request the checks of every model."""
    return RunRequest()
