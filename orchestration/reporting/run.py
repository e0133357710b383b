"""What `chatmart run` prints at its end."""

from __future__ import annotations

from pathlib import Path

import click
import duckdb

from orchestration.pipeline import RunReport
from orchestration.reporting.tables import print_table
from orchestration.settings import Settings

_SQL = Path(__file__).parent / "sql"
_HEADLINES = (
    ("Experience KPIs, last 7 days of each tenant", "headline_kpis.sql"),
    ("Net Promoter Score, last 30 days of each tenant", "headline_nps.sql"),
    ("WhatsApp, last 7 days of each tenant", "headline_messages.sql"),
    ("Journeys with the most entries", "headline_journeys.sql"),
    ("Most visited modules", "headline_modules.sql"),
)


def print_report(settings: Settings, report: RunReport) -> None:
    """Print what was done, the headline tables of a new publication and where it is."""
    for warning in report.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if report.errors and not report.is_published:
        return
    database = settings.published / "chatmart.duckdb"
    if report.did_nothing:
        click.echo("Nothing new: no landing day, model or seed has changed. No work was done.")
        click.echo(f"Published marts: {database}")
        return
    if report.publication is not None:
        _print_headlines(database)
    click.echo()
    click.echo(
        f"Landing days loaded: {report.ingested_days} "
        f"({report.received:,} records received, {report.accepted:,} accepted, "
        f"{report.quarantined:,} quarantined)"
    )
    if report.transform is not None:
        click.echo(
            f"Models built: {report.transform.models}, data tests passed: {report.transform.tests}"
        )
    if report.removed_landing_files:
        click.echo(f"Landing files removed: {report.removed_landing_files}; their rows stay")
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.timings.items())
    click.echo(f"Took {sum(report.timings.values()):.1f} s: {stages}")
    if report.quarantined:
        click.echo(f"Quarantined records, with reasons: {settings.quarantine}")
    click.echo(f"Published marts: {database}")


def _print_headlines(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        for title, file_name in _HEADLINES:
            result = connection.execute((_SQL / file_name).read_text())
            columns = [column[0] for column in result.description or []]
            rows = result.fetchall()
            if rows:
                print_table(title, columns, rows)
