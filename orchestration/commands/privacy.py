"""Commands about the people whose data is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.failures import plain_failures
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.privacy.erase import ErasureReport


def _selectors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who is meant."""
    options = [
        click.option("--tenant", required=True, help="Id of the tenant."),
        click.option(
            "--customer-id",
            "customer_ids",
            multiple=True,
            metavar="ID",
            help="Id of the customer, who is also a user of journeys.",
        ),
        click.option(
            "--phone", "phones", multiple=True, metavar="PHONE", help="With or without a plus."
        ),
        click.option("--email", "emails", multiple=True, metavar="EMAIL", help="In any case."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_selectors
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@plain_failures
def erase(
    tenant: str,
    customer_ids: tuple[str, ...],
    phones: tuple[str, ...],
    emails: tuple[str, ...],
    as_json: bool,
) -> None:
    """Erase a person from everything but the landing files, for good.

    Each option may be given more than once, at least one has to be. Whatever else identifies the
    person is found by following e-mail addresses and phones; `chatmart subject-report` shows
    beforehand whom that reaches. Rows stay, pseudonymised, so that counts stay what they were.
    """
    from orchestration.privacy.erase import erase as erase_person
    from orchestration.privacy.linking import person_of
    from orchestration.reporting.progress import progress_for

    person = person_of(tenant, customer_ids, phones, emails)
    settings = Settings.from_environment()
    with progress_for(sys.stderr) as progress:
        report = erase_person(settings, person, progress)
    if report.found_nothing:
        _doubt(settings, tenant)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        _print_erasure(report)


def _doubt(settings: Settings, tenant: str) -> None:
    """Warn if nothing may have been found because the tenant is not the one that was meant."""
    from orchestration.reporting.tenants import unknown_tenant_warnings

    for warning in unknown_tenant_warnings(settings, tenant):
        click.echo(f"Warning: {warning}", err=True)


def _print_erasure(report: ErasureReport) -> None:
    if report.found_nothing:
        click.echo("Nothing was stored of this person. What was given is registered as erased.")
    else:
        click.echo(f"Erased, with {report.identifiers:,} identifiers.")
    for source, rows in report.changed_rows.items():
        click.echo(f"{source}: {rows:,} rows changed")
    if report.cleaning.removed or report.cleaning.redacted:
        click.echo(
            f"Other files: {report.cleaning.removed:,} removed, "
            f"{report.cleaning.redacted:,} redacted"
        )
    if report.landing_files:
        click.echo(
            "These landing files still hold the person. They are the producer's: have them "
            "corrected or removed."
        )
    for file in report.landing_files:
        click.echo(f"  landing/{file}")


@click.command()
@click.option("--tenant", required=True, help="Id of the tenant.")
@click.option(
    "--email",
    required=True,
    metavar="EMAIL",
    help="An address, in any case, or a part of one without its @ or with nothing beside it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the customers as JSON.")
@plain_failures
def find(tenant: str, email: str, as_json: bool) -> None:
    """Find customers by e-mail address among those that are published."""
    from orchestration.privacy.find import find_customers
    from orchestration.reporting.tables import print_table

    settings = Settings.from_environment()
    customers = find_customers(settings, tenant, email)
    if not customers:
        _doubt(settings, tenant)
    if as_json:
        click.echo(json.dumps([customer.as_dict() for customer in customers], indent=2))
    elif customers:
        print_table(
            f"Customers of {tenant}",
            ["customer", "registered at (UTC)", "last active at (UTC)"],
            [(one.customer_id, one.registered_at, one.last_active_at) for one in customers],
        )
    else:
        click.echo("No customer of this tenant has such an address.")


@click.command("subject-report")
@_selectors
@click.option(
    "--out",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="JSON file to write, readable by you alone; replaced if it is there.",
)
@plain_failures
def subject_report(
    tenant: str,
    customer_ids: tuple[str, ...],
    phones: tuple[str, ...],
    emails: tuple[str, ...],
    file: Path,
) -> None:
    """Write everything that is stored about a person into a JSON file.

    Each option may be given more than once, at least one has to be.
    """
    from orchestration.privacy.linking import person_of
    from orchestration.privacy.subject_report import write_subject_report
    from orchestration.reporting.progress import progress_for

    person = person_of(tenant, customer_ids, phones, emails)
    settings = Settings.from_environment()
    with progress_for(sys.stderr) as progress:
        summary = write_subject_report(settings, person, file, progress)
    if summary.found_nothing:
        _doubt(settings, tenant)
    click.echo(
        f"{summary.rows:,} rows, {summary.mentions:,} mentions and {summary.register_rows:,} rows "
        f"of marts are in {file}"
    )
