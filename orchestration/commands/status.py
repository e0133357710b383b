"""The command that says how things stand."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import click

from orchestration.commands.failures import complain, plain_failures
from orchestration.errors import ChatmartError
from orchestration.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--check", is_flag=True, help="Exit 1 if something needs a person (critical).")
@click.option("--strict", is_flag=True, help="Like --check, and exit 1 on warnings too.")
@click.option(
    "--max-age",
    "hours",
    type=click.FloatRange(min=0, min_open=True),
    default=26,
    show_default=True,
    metavar="HOURS",
    help="A publication that is older is critical, and so is a landing day that waits longer.",
)
@click.option(
    "--max-quarantined",
    "percent",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="More of the last 7 landing days of a source quarantined is critical (default: no limit).",
)
@plain_failures
def status(as_json: bool, check: bool, strict: bool, hours: float, percent: float | None) -> None:
    """Say what is loaded, late, waiting, quarantined and published.

    The first line sums it up as OK, WARNING or CRITICAL. Nothing is changed, and a run may be in
    progress.

    \b
    Exit code, without --check and --strict:
      0  the home could be looked at, whatever was found
      1  a part of it could not be read
    With --check:
      0  OK or WARNING
      1  CRITICAL
    With --strict:
      0  OK
      1  WARNING or CRITICAL
    Always:
      2  bad usage
    """
    from orchestration.reporting.status import Level, Limits, print_status, read_status

    limits = Limits(max_age=timedelta(hours=hours), max_quarantined=percent)
    current = read_status(Settings.from_environment(), limits)
    if as_json:
        click.echo(json.dumps(current.as_dict(), indent=2))
    else:
        print_status(current)
    fails_at = Level.WARNING if strict else Level.CRITICAL
    failing = [
        finding
        for finding in current.verdict.findings
        if (finding.level >= fails_at if check or strict else finding.code == "unreadable")
    ]
    for finding in failing:
        complain(ChatmartError(finding.message, way_out=finding.way_out))
    if failing:
        sys.exit(1)
