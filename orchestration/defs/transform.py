"""The dbt models as assets: one dbt invocation brings the warehouse up to date with the lake."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from graphlib import TopologicalSorter

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetExecutionContext,
    AssetKey,
    BackfillPolicy,
    Config,
    Failure,
    MaterializeResult,
)
from dagster_dbt import DbtProject, dbt_assets
from pydantic import Field

from orchestration.defs.failures import failures_told
from orchestration.defs.model_report import ModelReport, read_report
from orchestration.defs.options import day_option
from orchestration.defs.partitions import LANDING_DAYS
from orchestration.defs.translator import ChatmartTranslator
from orchestration.defs.watch import LogProgress, work_of
from orchestration.errors import TransformError
from orchestration.ingest import Catalog
from orchestration.locks import warehouse_lock
from orchestration.privacy.retention import note_expiring_rows
from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.stages import as_of_time, check_as_of
from orchestration.transform import build, dbt, parsed_project, plan_transform, run_transform
from orchestration.transform.dbt import NodeOutcome

WRITER_POOL = "warehouse"
_PARSED = parsed_project(Settings.from_environment())
_UNIQUE_ID = "dagster_dbt/unique_id"
_TABLE_NAME = "dagster/table_name"
_MARTS = "marts"


class TransformOptions(Config):
    """What may be asked of the transform."""

    full_refresh: bool = Field(
        default=False, description="Rebuild every model from the lake, not only what changed."
    )
    as_of: str | None = Field(
        default=None,
        description="Decide open windows and retention at the end of this day (YYYY-MM-DD); "
        "default: the last landing day that holds an accepted record.",
    )

    def as_of_day(self) -> date | None:
        """The day asked for. Raises UsageError if it is none."""
        day = None if self.as_of is None else day_option("as_of", self.as_of)
        check_as_of(day)
        return day


@dbt_assets(
    manifest=_PARSED.manifest_path,
    project=DbtProject(DBT_PROJECT_DIR, target_path=_PARSED.folder),
    dagster_dbt_translator=ChatmartTranslator(),
    name="dbt_models",
    partitions_def=LANDING_DAYS,
    backfill_policy=BackfillPolicy.single_run(),
    pool=WRITER_POOL,
)
def dbt_models(
    context: AssetExecutionContext, config: TransformOptions
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Build and test what the lake's changes touch, whichever of the models were asked for.

    A mart is only right together with what it is made of, so the plan decides what is built.
    Models that were asked for and not touched are up to date, and are reported as such. A run of
    checks alone looks at every row.
    """
    settings = Settings.from_environment()
    nodes: list[NodeOutcome] = []
    report: ModelReport | None = None
    try:
        with (
            failures_told(context),
            warehouse_lock(settings, work_of(context), on_wait=context.log.info),
        ):
            if context.selected_asset_keys:
                report = _transform(context, settings, config, nodes)
            else:
                _test_every_row(context, settings, nodes)
    except Failure:
        yield from _check_results(context, nodes)
        raise
    yield from _check_results(context, nodes)
    if report is not None:
        for key in _in_order(context.selected_asset_keys):
            yield MaterializeResult(asset_key=key, metadata=report.metadata_of(key.path[-1]))


def _in_order(keys: AbstractSet[AssetKey]) -> list[AssetKey]:
    """Sort keys so that each comes after those it is made of, as Dagster wants results."""
    deps = {spec.key: {dep.asset_key for dep in spec.deps} for spec in dbt_models.specs}
    return [key for key in TopologicalSorter(deps).static_order() if key in keys]


def _transform(
    context: AssetExecutionContext,
    settings: Settings,
    config: TransformOptions,
    nodes: list[NodeOutcome],
) -> ModelReport:
    """Carry out the plan; `nodes` is filled as they finish, so that a failure shows them too."""
    progress = LogProgress(context)
    plan = plan_transform(
        settings,
        Catalog(settings.catalog).lake_versions(),
        as_of_time(settings, config.as_of_day()),
        full_refresh=config.full_refresh,
    )
    for reason in plan.reasons:
        progress.say(reason)
    if plan.is_empty:
        progress.say("The warehouse already holds what the lake holds.")
        return read_report(settings, plan, nodes, affected_dates={})

    def on_node(node: NodeOutcome) -> None:
        nodes.append(node)
        progress.node(node)

    note_expiring_rows(settings, plan.as_of)
    done = run_transform(settings, plan, on_node)
    return read_report(settings, plan, nodes, done.affected_dates)


def _test_every_row(
    context: AssetExecutionContext, settings: Settings, nodes: list[NodeOutcome]
) -> None:
    names = [
        spec.metadata[_UNIQUE_ID].split(".")[2]
        for spec in context.assets_def.check_specs
        if spec.key in context.selected_asset_check_keys
    ]
    outcome = build(
        settings, parsed_project(settings), dbt.TEST, LogProgress(context).node, names=names
    )
    nodes += outcome.nodes
    if outcome.failed:
        raise TransformError(
            f"{len(outcome.failed)} data tests failed, the first is {outcome.failed[0].name}: "
            f"{outcome.failed[0].message}",
            way_out="Look at the rows in warehouse.duckdb, opened read-only. If the marts are "
            "wrong, materialise dbt_models with full_refresh: they are rebuilt from the lake.",
        )


def _check_results(
    context: AssetExecutionContext, nodes: Iterable[NodeOutcome]
) -> Iterator[AssetCheckResult]:
    """Give a result for every data test that ran and stands for a check."""
    outcomes = {node.unique_id: node for node in nodes if node.resource_type == "test"}
    for spec in context.assets_def.check_specs:
        outcome = outcomes.get(spec.metadata[_UNIQUE_ID])
        if outcome is None or outcome.status == "skipped":
            continue
        if spec.key not in context.selected_asset_check_keys:
            continue
        yield AssetCheckResult(
            check_name=spec.name,
            asset_key=spec.asset_key,
            passed=outcome.status == "pass",
            severity=(
                AssetCheckSeverity.WARN if outcome.status == "warn" else AssetCheckSeverity.ERROR
            ),
            metadata={
                "status": outcome.status,
                "rows_that_fail": outcome.failures or 0,
                "seconds": round(outcome.seconds, 3),
            },
        )


def mart_keys() -> list[AssetKey]:
    """List the keys of the marts, which are what gets published."""
    return sorted(
        spec.key for spec in dbt_models.specs if spec.metadata[_TABLE_NAME].split(".")[-2] == _MARTS
    )
