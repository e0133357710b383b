"""The asset `published`: what BI reads."""

from datetime import timedelta

from dagster import (
    AssetExecutionContext,
    BackfillPolicy,
    Config,
    FreshnessPolicy,
    MaterializeResult,
    asset,
)
from pydantic import Field

from orchestration.defs.failures import failures_told
from orchestration.defs.metadata import table
from orchestration.defs.partitions import LANDING_DAYS
from orchestration.defs.transform import WRITER_POOL, mart_keys
from orchestration.defs.watch import LogProgress, work_of
from orchestration.errors import PublicationError
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.publish import current_publication
from orchestration.settings import Settings
from orchestration.stages import publish_and_remove_stage, publish_stage

# A nightly run every 24 hours, and two hours for it to end.
_FRESH_FOR = timedelta(hours=26)


class PublishOptions(Config):
    """What may be asked of a publication."""

    remove_landing: bool = Field(
        default=False,
        description="Delete the landing files, of any landing day, whose rows are published; the "
        "rows stay.",
    )


@asset(
    key="published",
    deps=mart_keys(),
    description="The marts as readers open them: published/chatmart.duckdb, the same without "
    "personal data as published/chatmart_no_pii.duckdb, and one Parquet folder per mart. "
    "Written aside, verified and swapped in by one rename.",
    group_name="published",
    kinds={"duckdb", "parquet"},
    partitions_def=LANDING_DAYS,
    backfill_policy=BackfillPolicy.single_run(),
    freshness_policy=FreshnessPolicy.time_window(fail_window=_FRESH_FOR),
    pool=WRITER_POOL,
)
def published(context: AssetExecutionContext, config: PublishOptions) -> MaterializeResult:
    """Publish what the warehouse holds, unless readers see it already."""
    settings = Settings.from_environment()
    removed = 0
    with failures_told(context):
        with (
            lake_lock(settings, work_of(context), on_wait=context.log.info),
            warehouse_lock(settings, work_of(context), on_wait=context.log.info),
        ):
            if config.remove_landing:
                removal = publish_and_remove_stage(settings, LogProgress(context))
                done, removed = removal.publication, removal.removed
                if removal.error is not None:
                    raise removal.error
            else:
                done = publish_stage(settings, LogProgress(context))
            publication = done or current_publication(settings)
        if publication is None:
            raise PublicationError(
                "There is no publication.", way_out="Materialise all assets of a landing day."
            )
    if done is None:
        context.log.info("Readers already see what the warehouse holds.")
    return MaterializeResult(
        metadata={
            "work": "published" if done else "up to date already",
            "publication_id": publication.publication_id,
            "published_at": f"{publication.published_at} UTC",
            "as_of": f"{publication.as_of} UTC" if publication.as_of else "no landing day yet",
            "database": "published/chatmart.duckdb",
            "database_without_personal_data": "published/chatmart_no_pii.duckdb",
            "marts": len(publication.rows),
            "marts_without_personal_data": len(publication.rows_without_personal_data),
            "landing_files_removed": removed,
            "dagster/row_count": sum(publication.rows.values()),
            "rows_per_mart": table(["mart", "rows"], sorted(publication.rows.items())),
        }
    )
