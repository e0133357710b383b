"""What `chatmart export --list` says."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import Any

import click

from orchestration.export import EXAMPLES, METRICS, Filter, Metric

_WIDTH = 100


def metrics_as_dict() -> list[dict[str, Any]]:
    """The metrics for a script."""
    return [
        {
            "metric": metric.name,
            "family": metric.query.family,
            "description": metric.description,
            "row": metric.query.row,
            "numbers": list(metric.numbers),
            "columns": list(metric.columns),
            "filters": {
                by.name: {"description": by.description, "values": by.values}
                for by in metric.filters
            },
        }
        for metric in METRICS.values()
    ]


def print_metrics() -> None:
    """Print the metrics for a person: by family, and in it those together that are alike."""
    for family, of_family in groupby(METRICS.values(), key=lambda metric: metric.query.family):
        click.echo(f"{family}\n")
        for _, alike in groupby(of_family, key=lambda metric: (metric.query, metric.narrowed_by)):
            _print_alike(list(alike))
    click.echo("Filters\n")
    filters = {by.name: by for metric in METRICS.values() for by in metric.narrowed_by}
    for by in filters.values():
        _print_text(f"--{by.name} {_placeholder(by)}: {by.description}", indent=2)
    _print_text("--from DATE, --to DATE: First and last date, local to the tenant.", indent=2)
    click.echo(f"\nExamples of files to upload: {', '.join(EXAMPLES)}")


def _print_alike(metrics: list[Metric]) -> None:
    """Print metrics that have their rows and filters in common."""
    one = metrics[0]
    _print_text(f"One row per {one.query.row}", indent=2)
    _print_text(f"columns: {', '.join(one.columns)}", indent=4)
    filters = ", ".join(f"--{by.name}" for by in one.filters)
    of_all = {metric.dates for metric in metrics}
    dates = f" (dates of the {one.dates})" if len(of_all) == 1 else ""
    _print_text(f"filters: {filters}{dates}", indent=4)
    for metric in metrics:
        dates = f" Dates of the {metric.dates}." if len(of_all) > 1 else ""
        _print_text(f"{metric.name}: {metric.description}{dates}", indent=4)
    click.echo()


def _print_text(text: str, indent: int) -> None:
    """Print a text on as many lines as it takes, those after the first further in."""
    margin = " " * indent
    wrapped = textwrap.fill(
        text, _WIDTH, initial_indent=margin, subsequent_indent=f"{margin}    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    click.echo(wrapped)


def _placeholder(by: Filter) -> str:
    return "|".join(by.values) if by.values else by.name.upper()
