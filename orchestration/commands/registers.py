"""Commands about the registers of the data section."""

from __future__ import annotations

import json
import sys

import click

from orchestration.commands.failures import plain_failures
from orchestration.errors import UsageError
from orchestration.settings import Settings

_LEAST_SEED, _GREATEST_SEED = -(2**63), 2**63 - 1


@click.command()
@click.option("--tenant", required=True, help="Id of the tenant.")
@click.option("--process", required=True, help="Id of the process (experience) of the giveaway.")
@click.option("--winners", required=True, type=click.IntRange(1), help="How many to draw.")
@click.option(
    "--seed",
    required=True,
    type=click.IntRange(_LEAST_SEED, _GREATEST_SEED),
    help="Any whole number; it decides the draw, so that it can be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@plain_failures
def draw(tenant: str, process: str, winners: int, seed: int, as_json: bool) -> None:
    """Draw winners among the participants of a giveaway, and record them.

    Customers who were drawn in the process before are left out.
    """
    from orchestration.registers import draw as draw_winners
    from orchestration.reporting.progress import progress_for
    from orchestration.reporting.tables import print_table

    settings = Settings.from_environment()
    with progress_for(sys.stderr) as progress:
        report = draw_winners(settings, tenant, process, winners, seed, progress)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
        return
    print_table(
        "Winners",
        ["participation", "customer", "participated at (UTC)"],
        [(one.event_id, one.customer_id, one.participated_at) for one in report.winners],
    )
    click.echo()
    click.echo(
        f"{len(report.winners):,} of {report.participants:,} participants were drawn with the seed "
        f"{report.seed}; `chatmart export giveaway_draws` has them with their data."
    )
    click.echo(f"Draw: {report.draw_id}")
    if report.anonymous_participations:
        click.echo(
            "Left out because nobody knows whose they are: "
            f"{report.anonymous_participations:,} participations."
        )


@click.command()
@click.argument("register")
@click.option("--tenant", required=True, help="Id of the tenant.")
@click.option("--all", "all_of_them", is_flag=True, help="Delete every entry of the register.")
@click.option(
    "--id",
    "ids",
    multiple=True,
    metavar="ID",
    help="Id of an entry; may be given more than once. Of coupons and codes: PROCESS:CODE.",
)
@click.option("--process", help="Process of coupons or codes; --id is then the code alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@plain_failures
def delete(
    register: str,
    tenant: str,
    all_of_them: bool,
    ids: tuple[str, ...],
    process: str | None,
    as_json: bool,
) -> None:
    """Delete entries of REGISTER for good; the events themselves stay counted.

    Customers are erased, as `chatmart erase` does.

    Registers: customers, consents, giveaways, draws, instant_wins, coupons, codes, redemptions,
    transactions, variables, files, runtime_log.
    """
    from orchestration.registers import delete_entries
    from orchestration.reporting.progress import progress_for

    if all_of_them == bool(ids):
        raise UsageError(
            "Say what to delete: either --all or --id.",
            way_out="For example: chatmart delete files --tenant acme --all",
        )
    settings = Settings.from_environment()
    with progress_for(sys.stderr) as progress:
        report = delete_entries(
            settings,
            register,
            tenant,
            progress,
            ids=None if all_of_them else ids,
            process=process,
        )
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    elif report.deleted:
        click.echo(f"{report.deleted:,} entries of {report.register} were deleted.")
        for file in report.landing_files:
            click.echo(f"Landing files are not ours to change; this one still holds them: {file}")
    else:
        click.echo(f"The register {report.register} of this tenant has no entries to delete.")
