"""The op behind the job `export`: published rows as a file below the home folder."""

from pathlib import Path
from typing import Literal

from dagster import AssetKey, AssetMaterialization, Config, MetadataValue, OpExecutionContext, op
from pydantic import Field

from orchestration.defs.failures import failures_told
from orchestration.defs.options import day_option
from orchestration.errors import refused_by_system
from orchestration.export import METRICS, ExportRequest, export
from orchestration.export.metric import FilterValue
from orchestration.settings import Settings

# Users are listed by name: nobody else on the machine reads them.
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_DATES = ("from", "to")


class ExportOptions(Config):
    """What is to be exported: the arguments of `chatmart export`."""

    metric: str = Field(description=f"One of: {', '.join(METRICS)}.")
    tenant: str = Field(description="Id of the tenant.")
    filters: dict[str, str] = Field(
        default={},
        description="Filters of the metric as `chatmart export --list` names them, dates as "
        "YYYY-MM-DD: for example {journey: welcome, from: 2026-10-01}.",
    )
    format: Literal["csv", "xlsx"] = Field(default="csv", description="Format of the file.")

    def request(self, file: Path) -> ExportRequest:
        """Check what was asked for. Raises UsageError."""
        asked = {name: _value(name, text) for name, text in self.filters.items()}
        return ExportRequest.of(self.metric, self.tenant, asked, file)


@op
def export_metric(context: OpExecutionContext, config: ExportOptions) -> None:
    """Write the published rows behind a metric into `exports` below the home folder.

    Reads the publication alone, so that it waits for nobody who writes.
    """
    settings = Settings.from_environment()
    with failures_told(context):
        file = _folder(settings) / f"{config.metric}-{context.run_id}.{config.format}"
        request = config.request(file)
        report = export(settings, request, _LogProgress(context), mode=_FILE_MODE)
    for warning in report.warnings:
        context.log.warning(warning)
    context.log_event(
        AssetMaterialization(
            AssetKey(["exports", report.metric]),
            description=f"{request.metric.description} One row per {request.metric.query.row}.",
            metadata={
                "path": MetadataValue.path(report.file),
                "dagster/row_count": report.rows,
                "metric": report.metric,
                "tenant": config.tenant,
                "filters": MetadataValue.json(config.filters),
                "warnings": "\n".join(report.warnings) or "none",
            },
        )
    )


def _folder(settings: Settings) -> Path:
    try:
        settings.exports.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise refused_by_system(error) from None
    return settings.exports


class _LogProgress:
    """An export's progress as lines of Dagster's log."""

    def __init__(self, context: OpExecutionContext) -> None:
        self._log = context.log
        self._written = 0

    def stage(self, name: str, total: int | None = None) -> None:
        """Log that the rows are being written."""
        self._log.info(name if total is None else f"{name}: {total:,}")

    def step(self, text: str, count: int = 1) -> None:
        """Log how many are."""
        self._written += count
        self._log.debug(f"{text}: {self._written:,} rows")


def _value(name: str, text: str) -> FilterValue:
    return day_option(name, text) if name in _DATES else text
