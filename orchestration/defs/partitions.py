"""The partitions: landing days of everything that loads them, months of what closes them."""

from __future__ import annotations

import os
import warnings
from datetime import date

from dagster import (
    AssetExecutionContext,
    BetaWarning,
    DailyPartitionsDefinition,
    MonthlyPartitionsDefinition,
)

from orchestration.errors import UsageError
from orchestration.ingest import SOURCES
from orchestration.partitions import EARLIEST_ACCEPTED, day_of_folder, parse_day
from orchestration.settings import Settings

# Range backfills as one run need it, and whoever opens the user interface can do nothing about it.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=BetaWarning)

FIRST_DAY_VARIABLE = "CHATMART_FIRST_LANDING_DAY"


def first_landing_day(settings: Settings) -> date:
    """Return the first partition: as configured, else the month of the first delivery.

    Beginning with the deliveries that are there keeps the partition bars of the user interface
    readable. An empty landing zone may still get any day that is accepted. Raises UsageError if
    `CHATMART_FIRST_LANDING_DAY` holds no date.
    """
    configured = os.environ.get(FIRST_DAY_VARIABLE)
    if configured:
        try:
            return parse_day(configured)
        except ValueError:
            raise UsageError(
                f"{FIRST_DAY_VARIABLE} is {configured!r}, which is no date.",
                way_out="Set it to a date of the form YYYY-MM-DD, or leave it out.",
            ) from None
    delivered = _delivered_days(settings)
    return min(delivered).replace(day=1) if delivered else EARLIEST_ACCEPTED.date()


def _delivered_days(settings: Settings) -> list[date]:
    days = []
    for source in SOURCES:
        for folder in (settings.landing / source).glob("dt=*"):
            try:
                day = day_of_folder(folder.name)
            except ValueError:
                continue
            if day >= EARLIEST_ACCEPTED.date():
                days.append(day)
    return days


_FIRST = first_landing_day(Settings.from_environment())

# Up to and including tomorrow: files of the day that follows may be delivered ahead of midnight.
LANDING_DAYS = DailyPartitionsDefinition(
    start_date=_FIRST.isoformat(), timezone="UTC", end_offset=2
)

MONTHS = MonthlyPartitionsDefinition(start_date=_FIRST.replace(day=1).isoformat(), timezone="UTC")


def days_of(context: AssetExecutionContext) -> list[date]:
    """List the landing days that a run was asked for, in order."""
    return [date.fromisoformat(key) for key in sorted(context.partition_keys)]
