"""What `chatmart export --list` says."""

from __future__ import annotations

from typing import Any

import click

from orchestration.export import METRICS, Filter


def metrics_as_dict() -> list[dict[str, Any]]:
    """The metrics for a script."""
    return [
        {
            "metric": metric.name,
            "description": metric.description,
            "columns": list(metric.columns),
            "filters": {
                by.name: {"description": by.description, "values": by.values}
                for by in metric.filters
            },
        }
        for metric in METRICS.values()
    ]


def print_metrics() -> None:
    """Print the metrics for a person."""
    for metric in METRICS.values():
        click.echo(f"{metric.name}: {metric.description}")
        click.echo(f"  columns: {', '.join(metric.columns)}")
        for by in metric.filters:
            click.echo(f"  --{by.name} {_placeholder(by)}: {by.description}")


def _placeholder(by: Filter) -> str:
    return "|".join(by.values) if by.values else by.name.upper()
