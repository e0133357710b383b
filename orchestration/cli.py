"""The `chatmart` command."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

import click

from orchestration.commands import privacy, registers
from orchestration.commands.failures import complain, plain_failures
from orchestration.commands.retention import retention
from orchestration.commands.status import status
from orchestration.errors import ChatmartError, UsageError
from orchestration.settings import Settings

_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The warehouse for conversational analytics.

    Everything lives in the folder named by CHATMART_HOME (default: ./data).
    """


@main.command()
@click.option("--days", type=click.IntRange(1, 1000), default=30, show_default=True)
@click.option(
    "--scale",
    type=click.FloatRange(0.01, 1000),
    default=1.0,
    show_default=True,
    help="1 is about 20,000 chat events in 30 days.",
)
@click.option("--end", type=_DATE, help="Last landing day (default: a fixed date).")
@click.option("--seed", type=int, default=7, show_default=True)
@plain_failures
def sample(days: int, scale: float, end: datetime | None, seed: int) -> None:
    """Write believable sample logs into the landing zone."""
    from orchestration.reporting.progress import progress_for
    from orchestration.sample import write_sample

    settings = Settings.from_environment()
    with progress_for(sys.stderr) as progress:
        progress.stage("Writing sample logs")
        write_sample(
            settings.landing,
            days=days,
            scale=scale,
            end=end.date() if end else None,
            seed=seed,
            progress=lambda day, *_: progress.step(str(day)),
        )
    click.echo(f"Sample logs of {days} days are in {settings.landing}")


@main.command()
@click.option("--from", "first", type=_DATE, help="First landing day.")
@click.option("--to", "last", type=_DATE, help="Last landing day, inclusive.")
@click.option("--as-of", type=_DATE, help="Decide open windows and retention at the end of it.")
@click.option(
    "--accept-quarantine",
    is_flag=True,
    help="Publish although more than 20 % of a landing day were quarantined.",
)
@click.option("--full-refresh", is_flag=True, help="Rebuild every mart from the lake.")
@click.option(
    "--remove-landing",
    is_flag=True,
    help="Delete landing files once they are published; their rows stay.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@plain_failures
def run(
    first: datetime | None,
    last: datetime | None,
    as_of: datetime | None,
    accept_quarantine: bool,
    full_refresh: bool,
    remove_landing: bool,
    as_json: bool,
) -> None:
    """Load what is new or changed, rebuild what it touches, publish the marts."""
    from orchestration.pipeline import RunOptions, RunReport, run_pipeline
    from orchestration.reporting.progress import progress_for
    from orchestration.reporting.run import print_report

    options = RunOptions(
        first=_day(first),
        last=_day(last),
        as_of=_day(as_of),
        accept_quarantine=accept_quarantine,
        full_refresh=full_refresh,
        remove_landing=remove_landing,
    )
    if options.first and options.last and options.first > options.last:
        raise UsageError("--from is later than --to.", way_out="Exchange the two dates.")
    settings = Settings.from_environment()
    try:
        with progress_for(sys.stderr) as progress:
            report = run_pipeline(settings, options, progress)
    except ChatmartError as error:
        if as_json:
            failure = RunReport(errors=[error])
            click.echo(json.dumps(failure.as_dict(), indent=2))
        raise
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        print_report(settings, report)
    for error in report.errors:
        complain(error)
    if report.errors:
        if not report.is_published:
            click.echo("Nothing was published; the previous publication stands.", err=True)
        sys.exit(1)


@main.command()
@click.argument("metric", required=False)
@click.option("--list", "as_list", is_flag=True, help="Name the metrics, columns and filters.")
@click.option("--tenant", help="Id of the tenant.")
@click.option("--journey", help="Id of a journey.")
@click.option("--step", help="Id of a step of journeys.")
@click.option("--platform", help="Platform of records of journeys.")
@click.option("--action", help="Name of an action of records of journeys.")
@click.option("--process", help="Id of a process (experience).")
@click.option("--customer", help="Id of a customer.")
@click.option("--segment", help="Segment, as the metric knows it.")
@click.option("--from", "first", type=_DATE, help="First local date.")
@click.option("--to", "last", type=_DATE, help="Last local date, inclusive.")
@click.option(
    "--out",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File to write, replaced if it is there; its ending decides: .csv or .xlsx.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report or the list as JSON.")
@plain_failures
def export(
    metric: str | None,
    as_list: bool,
    tenant: str | None,
    first: datetime | None,
    last: datetime | None,
    file: Path | None,
    as_json: bool,
    **narrowed_by: str | None,
) -> None:
    """Write the published rows behind METRIC into a CSV or XLSX file.

    --list names the metrics, what a row of each is, and the filters that each takes. The metrics
    example_coupons and example_codes are files to be filled in and landed; they need no tenant.
    """
    from orchestration.export import EXAMPLES, ExportRequest, write_example
    from orchestration.export import export as write_export
    from orchestration.reporting.metrics import metrics_as_dict, print_metrics
    from orchestration.reporting.progress import progress_for

    if as_list:
        if as_json:
            click.echo(json.dumps(metrics_as_dict(), indent=2))
        else:
            print_metrics()
        return
    filters = {**narrowed_by, "from": _day(first), "to": _day(last)}
    if metric in EXAMPLES and file is not None:
        rows = write_example(metric, file, tenant=tenant, filters=filters)
        report = {"metric": metric, "rows": rows, "file": str(file)}
        click.echo(json.dumps(report, indent=2) if as_json else f"An example is in {file}")
        return
    if metric is None or tenant is None or file is None:
        raise UsageError(
            "An export needs a METRIC, --tenant and --out.",
            way_out="For example: chatmart export nps_answers --tenant acme --out answers.csv",
        )
    request = ExportRequest.of(metric, tenant, filters, file)
    settings = Settings.from_environment()
    with progress_for(sys.stderr) as progress:
        report = write_export(settings, request, progress)
    for warning in report.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        click.echo(f"{report.rows:,} rows of {report.metric} are in {report.file}")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; whoever reaches it can do and see everything.",
)
@plain_failures
def ui(port: int, host: str) -> None:
    """Open Dagster, on this machine only unless told otherwise; stop it with Ctrl-C."""
    from orchestration.defs.instance import is_loopback, ui_command

    arguments, environment = ui_command(Settings.from_environment(), port, host)
    if not is_loopback(host):
        click.echo(
            f"Warning: Dagster asks for no password, and whoever reaches {host} can start runs and "
            "read logs. Let only those reach it who may.",
            err=True,
        )
    click.echo(f"Dagster opens on http://{host}:{port}")
    os.execvpe(arguments[0], arguments, environment)


main.add_command(status)
main.add_command(registers.draw)
main.add_command(registers.delete)
main.add_command(privacy.erase)
main.add_command(privacy.find)
main.add_command(privacy.subject_report)
main.add_command(retention)


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None
