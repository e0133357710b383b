"""The assets `raw/<source>`: landing days of a source in the lake, behind the quality gate.

What chatmart itself recorded is one of them that no partition loads.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    Config,
    MaterializeResult,
    TableColumn,
    TableSchema,
    multi_asset,
)
from pydantic import Field

from orchestration.defs.failures import fail, failures_told
from orchestration.defs.gate_report import check_results, faults_of, kept_results
from orchestration.defs.landing_report import landing_day_metadata
from orchestration.defs.metadata import dates_in_words
from orchestration.defs.partitions import LANDING_DAYS, days_of
from orchestration.defs.watch import LogProgress, work_of
from orchestration.ingest import (
    LAKE_SOURCES,
    SOURCES,
    IngestReport,
    PreparedDay,
    Source,
    discard_day,
    prepare_day,
    scan_landing,
    start_ingest,
)
from orchestration.locks import lake_lock
from orchestration.privacy.interrupted import finish_interrupted_erasure
from orchestration.quality import GateResult, check_names, validate_days
from orchestration.settings import Settings
from orchestration.stages import ingest_stage


class LoadOptions(Config):
    """What may be asked of a load."""

    accept_quarantine: bool = Field(
        default=False,
        description="Load a landing day although more than 20 % of it were quarantined.",
    )


def raw_key(source: str) -> AssetKey:
    """Return the key of a source's asset."""
    return AssetKey(["raw", source])


def _column_schema(source: Source) -> TableSchema:
    """List the columns of the source's lake tables; of several, with the table's name in front."""
    is_single = len(source.tables) == 1
    return TableSchema(
        columns=[
            TableColumn(
                name=column.name if is_single else f"{name}.{column.name}",
                type=column.type.lower(),
                description=column.description,
            )
            for name, columns in source.tables.items()
            for column in columns
        ]
    )


def _raw_asset(source: Source) -> AssetsDefinition:
    key = raw_key(source.name)

    @multi_asset(
        name=f"raw__{source.name}",
        specs=[
            AssetSpec(
                key,
                description=f"{source.description} Typed Parquet in the lake, one folder per "
                "landing day; records that cannot be used are quarantined with the reason.",
                group_name="raw",
                kinds={"parquet"},
                metadata={"dagster/column_schema": _column_schema(source)},
            )
        ],
        check_specs=[
            AssetCheckSpec(name, asset=key, description=text, blocking=severity == "error")
            for name, text, severity in check_names(source.name)
        ],
        partitions_def=LANDING_DAYS,
        backfill_policy=BackfillPolicy.single_run(),
        # Landing days that are loaded already are not judged again, so checks may be left out.
        can_subset=True,
    )
    def load(
        context: AssetExecutionContext, config: LoadOptions
    ) -> Iterator[AssetCheckResult | MaterializeResult]:
        settings = Settings.from_environment()
        if not context.selected_asset_keys:
            with failures_told(context):
                gates = _judge_again(context, settings, source.name)
            yield from check_results(key, gates)
            return
        days = days_of(context)
        with failures_told(context):
            report = _load(context, settings, source.name, days, config)
        gates = [day.gate for day in report.days if day.gate]
        yield from check_results(key, gates)
        if report.errors:
            _keep_good_days(context, settings, report)
            fail([fault for day in report.days for fault in faults_of(settings, day)])
        for day in days:
            context.add_asset_metadata(
                landing_day_metadata(settings, source.name, day), key, day.isoformat()
            )
        if not gates:
            yield from kept_results(key, source.name)
        loaded = dates_in_words(day.day for day in report.days)
        yield MaterializeResult(asset_key=key, metadata={"loaded_by_this_run": loaded})

    return load


def _load(
    context: AssetExecutionContext,
    settings: Settings,
    source: str,
    days: Sequence[date],
    config: LoadOptions,
) -> IngestReport:
    finish_interrupted_erasure(settings, lambda: LogProgress(context))
    with lake_lock(settings, work_of(context), on_wait=context.log.info):
        catalog = start_ingest(settings)
        scan = scan_landing(settings, catalog, [source], days[0], days[-1])
        for warning in scan.warnings:
            context.log.warning(warning)
        if scan.errors:
            raise scan.errors[0]
        if not scan.dirty:
            context.log.info("The lake already holds these landing days as they were delivered.")
            return IngestReport()
        return ingest_stage(
            settings,
            scan.dirty,
            accept_quarantine=config.accept_quarantine,
            on_day=context.log.info,
        )


def _judge_again(
    context: AssetExecutionContext, settings: Settings, source: str
) -> list[GateResult]:
    """Read the last landing day once more for the gate alone; the lake stays as it is.

    The user interface starts checks without partitions, so there are no days to be asked for.
    """
    prepared: list[PreparedDay] = []
    with lake_lock(settings, work_of(context), on_wait=context.log.info):
        catalog = start_ingest(settings)
        held = [day for day in catalog.landing_days() if day.source == source]
        try:
            if held:
                prepared.append(prepare_day(settings, source, held[-1].landing_day))
            trailing = {source: [(day.landing_day, day.accepted) for day in held]}
            return validate_days(settings, prepared, trailing)
        finally:
            for day in prepared:
                discard_day(day)


def _keep_good_days(
    context: AssetExecutionContext, settings: Settings, report: IngestReport
) -> None:
    """Record the landing days that were loaded, although others make the run fail."""
    for day in report.days:
        if day.committed:
            context.log_event(
                AssetMaterialization(
                    raw_key(day.source),
                    partition=day.day.isoformat(),
                    metadata=landing_day_metadata(settings, day.source, day.day),
                )
            )


def _recorded_asset(source: Source) -> AssetSpec:
    return AssetSpec(
        raw_key(source.name),
        description=source.description,
        group_name="raw",
        kinds={"parquet"},
        metadata={"dagster/column_schema": _column_schema(source)},
    )


raw_assets = [_raw_asset(source) for source in SOURCES.values()]
recorded_assets = [
    _recorded_asset(source) for name, source in LAKE_SOURCES.items() if name not in SOURCES
]
