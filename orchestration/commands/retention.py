"""The command about retention."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from orchestration.commands.failures import plain_failures
from orchestration.errors import ChatmartError
from orchestration.settings import Settings

_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@click.option("--as-of", type=_DATE, help="With --dry-run: at the end of this day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@plain_failures
def retention(dry_run: bool, as_of: datetime | None, as_json: bool) -> None:
    """Report what retention has removed; every `chatmart run` applies it.

    The limits are in seeds/retention.csv.
    """
    settings = Settings.from_environment()
    if not settings.warehouse.exists():
        raise ChatmartError("Nothing is loaded yet.", way_out="Run `chatmart run` first.")
    if dry_run:
        _would_remove(settings, as_of, as_json)
    elif as_of is not None:
        raise click.UsageError("--as-of goes with --dry-run; `chatmart run --as-of` applies it.")
    else:
        _has_removed(settings, as_json)


def _has_removed(settings: Settings, as_json: bool) -> None:
    from orchestration.privacy.history import PrivacyHistory

    runs = PrivacyHistory(settings).retention_runs()
    rows = [
        (f"{run.retained_as_of} UTC", run.register, run.removed_rows, run.removed_values)
        for run in runs
    ]
    _show("Removed by retention", ["as of", "register", "rows", "personal values"], rows, as_json)


def _would_remove(settings: Settings, as_of: datetime | None, as_json: bool) -> None:
    from orchestration.locks import warehouse_lock
    from orchestration.privacy.retention import plan_retention
    from orchestration.stages import as_of_time, check_as_of

    day = as_of.date() if as_of else None
    check_as_of(day)
    time = as_of_time(settings, day)
    if time is None:
        raise ChatmartError("Nothing is loaded yet.", way_out="Run `chatmart run` first.")
    with warehouse_lock(
        settings, "chatmart retention", on_wait=lambda text: click.echo(text, err=True)
    ):
        removal = plan_retention(settings, time)
    rows, values = removal.rows, removal.values
    table = [
        (f"{time.retained} UTC", register, rows.get(register, 0), values.get(register, 0))
        for register in sorted({*rows, *values})
    ]
    _show("Would be removed", ["as of", "register", "rows", "personal values"], table, as_json)


def _show(title: str, columns: list[str], rows: list[tuple], as_json: bool) -> None:
    from orchestration.reporting.tables import print_table

    if as_json:
        names = [name.replace(" ", "_") for name in columns]
        json.dump([dict(zip(names, row, strict=True)) for row in rows], sys.stdout, indent=2)
        click.echo()
    elif rows:
        print_table(title, columns, rows)
    else:
        click.echo(f"{title}: nothing.")
