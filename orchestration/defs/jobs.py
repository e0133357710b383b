"""The jobs: what a schedule, a sensor or a person starts."""

from __future__ import annotations

from dagster import AssetSelection, define_asset_job, in_process_executor, job

from orchestration.defs.close_month import closed_months
from orchestration.defs.draw import draw_winners
from orchestration.defs.export import export_metric
from orchestration.defs.failures import say_what_failed
from orchestration.defs.publish import published
from orchestration.defs.raw import raw_assets
from orchestration.defs.transform import dbt_models

nightly = define_asset_job(
    "nightly",
    selection=AssetSelection.assets(*raw_assets, dbt_models, published),
    description="Load landing days, rebuild what they touch, publish the marts: what "
    "`chatmart run` does. Monthly marts are rebuilt by affected months.",
    executor_def=in_process_executor,
    hooks={say_what_failed},
)

close_month = define_asset_job(
    "close_month",
    selection=AssetSelection.assets(closed_months),
    description="Close a month: restate its monthly marts where they differ, verify every row.",
    executor_def=in_process_executor,
    hooks={say_what_failed},
)

check_every_row = define_asset_job(
    "check_every_row",
    selection=AssetSelection.checks_for_assets(dbt_models),
    description="Run the data tests of all models over every row; nightly runs look at the rows "
    "they touched.",
    executor_def=in_process_executor,
    hooks={say_what_failed},
)


@job(
    description="Write the published rows behind a metric as a CSV or XLSX file below the home "
    "folder: what `chatmart export` does.",
    executor_def=in_process_executor,
    hooks={say_what_failed},
)
def export() -> None:
    """Export what the run's configuration asks for."""
    export_metric()


@job(
    description="Draw winners among the participants of a giveaway, record and publish them: what "
    "`chatmart draw` does.",
    executor_def=in_process_executor,
    hooks={say_what_failed},
)
def draw() -> None:
    """Draw the winners that the run's configuration asks for."""
    draw_winners()
