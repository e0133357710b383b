"""The Dagster code location: loads what `defs/` declares, nothing else."""

from dagster import Definitions, in_process_executor

from orchestration.defs.close_month import closed_months
from orchestration.defs.jobs import check_every_row, close_month, draw, export, nightly
from orchestration.defs.publish import published
from orchestration.defs.raw import raw_assets, recorded_assets
from orchestration.defs.schedules import (
    check_every_row_schedule,
    close_month_schedule,
    nightly_schedule,
)
from orchestration.defs.sensors import late_or_changed_files
from orchestration.defs.transform import dbt_models

defs = Definitions(
    assets=[*raw_assets, *recorded_assets, dbt_models, published, closed_months],
    jobs=[nightly, close_month, check_every_row, export, draw],
    schedules=[nightly_schedule, close_month_schedule, check_every_row_schedule],
    sensors=[late_or_changed_files],
    # There is one writer anyway, and every step of another executor would pay seconds of imports.
    executor=in_process_executor,
)
