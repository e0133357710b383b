"""Benchmark results as markdown."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from benchmarks.compare import render
from benchmarks.results import GIBIBYTE, Results

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations")


def render_results(results: Results) -> str:
    """Return the table of ratios, where the time goes, and how the marts compare."""
    lines = [
        "| measure | pipeline | reference | result | limit | verdict |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for row in results.rows:
        limit = "-" if row.limit is None else f"{row.limit:.2f} {row.unit}"
        lines.append(
            f"| {row.measure} | {row.pipeline} | {row.reference}"
            f" | {row.result:.2f} {row.unit} | {limit} | {row.verdict} |"
        )
    lines += ["", "## Where the time goes", "", "Seconds of wall time by step of the median run."]
    for name, stages in results.stages.items():
        lines += ["", *_stage_table(name, stages)]
    if results.comparisons:
        verdict = "Row for row the same." if results.are_equal else "They are not the same."
        lines += ["", "## Floor and published marts", "", verdict]
    for family, comparisons in results.comparisons.items():
        lines += ["", f"### {family}", "", render(comparisons)]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return one line on what the figures were measured with."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{package} {metadata.version(package)}" for package in PACKAGES]
    return f"{os.cpu_count()} cores, {memory:.0f} GiB memory; {', '.join(versions)}"


def record(results: Results, path: Path) -> None:
    """Write the results with date and machine to a markdown file, in place of the last ones."""
    today = datetime.now(tz=UTC).date()
    path.write_text(
        f"# What was measured\n\n{today}, {machine()}.\n\n{render_results(results)}",
        encoding="utf-8",
    )


def _stage_table(name: str, stages: dict[str, float]) -> list[str]:
    if not stages:
        return [f"{name}: the run printed no timings."]
    total = sum(stages.values())
    lines = [f"| {name} | seconds | share |", "|---|---:|---:|"]
    for stage, seconds in sorted(stages.items(), key=lambda item: -item[1]):
        share = seconds / total if total else 0
        lines.append(f"| {stage.replace('_', ' ')} | {seconds:.2f} | {share:.0%} |")
    return lines
