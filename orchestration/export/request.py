"""What an export is asked for, refused here if it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from orchestration.errors import UsageError
from orchestration.export.metric import BoundValue, FilterValue, Metric
from orchestration.export.metrics import METRICS

CSV = ".csv"
XLSX = ".xlsx"

_LIST = "`chatmart export --list` names the metrics with their columns and filters."


@dataclass(frozen=True)
class ExportRequest:
    """One metric of one tenant into one file. `filters` maps the names of filters to values."""

    metric: Metric
    tenant: str
    filters: Mapping[str, FilterValue]
    file: Path

    @classmethod
    def of(
        cls, metric: str, tenant: str, filters: Mapping[str, FilterValue | None], file: Path
    ) -> ExportRequest:
        """Check what was asked for; a filter that is None was not. Raises UsageError."""
        asked = {name: value for name, value in filters.items() if value is not None}
        known = _metric(metric)
        _check_filters(known, asked)
        _check_file(file)
        return cls(known, tenant, asked, file)

    @property
    def parameters(self) -> dict[str, BoundValue]:
        """The values that the metric's query binds."""
        return self.metric.bound(self.tenant, self.filters)


def _metric(name: str) -> Metric:
    if name not in METRICS:
        raise UsageError(
            f'There is no metric "{name}".',
            way_out=f"{_similar(name)}{_LIST}",
        )
    return METRICS[name]


def _similar(name: str) -> str:
    found = get_close_matches(name, METRICS, n=3)
    return f"Maybe one of these is meant: {', '.join(found)}. " if found else ""


def _check_filters(metric: Metric, asked: Mapping[str, FilterValue]) -> None:
    taken = {by.name: by for by in metric.filters}
    for name, value in asked.items():
        if name not in taken:
            options = ", ".join(f"--{other}" for other in taken) or "none"
            raise UsageError(
                f"{metric.name} cannot be narrowed by --{name}.",
                way_out=f"Its filters: {options}. {_LIST}",
            )
        values = taken[name].values
        if values is not None and value not in values:
            raise UsageError(
                f'--{name} "{value}" is not known to {metric.name}.',
                way_out=f"Take one of: {', '.join(values)}.",
            )
    first, last = asked.get("from"), asked.get("to")
    if isinstance(first, date) and isinstance(last, date) and first > last:
        raise UsageError("--from is later than --to.", way_out="Exchange the two dates.")


def _check_file(file: Path) -> None:
    if file.suffix.lower() not in (CSV, XLSX):
        raise UsageError(
            f"{file} ends neither in {CSV} nor in {XLSX}.",
            way_out=f"The ending of --out decides the format: {CSV} or {XLSX}.",
        )
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", way_out="Name a file with --out.")
    if not file.parent.is_dir():
        raise UsageError(
            f"The folder {file.parent} does not exist.",
            way_out="Create it, or name a file in another folder with --out.",
        )
