"""What `chatmart status` says, read from the catalogue and the publication alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import click

from orchestration.ingest import SOURCES, scan_landing
from orchestration.ingest.catalog import FAILED, Catalog
from orchestration.publish import Publication, current_publication
from orchestration.reporting.journeys import journey_warnings
from orchestration.reporting.tables import print_table
from orchestration.reporting.tenants import tenant_warnings
from orchestration.settings import Settings


@dataclass
class SourceStatus:
    """One source of the lake. Days are ISO dates."""

    source: str
    landing_days: int = 0
    first_day: str | None = None
    last_day: str | None = None
    received: int = 0
    accepted: int = 0
    quarantined: int = 0


@dataclass
class Status:
    """Everything at a glance."""

    sources: list[SourceStatus]
    waiting: list[str]
    failed_files: list[str]
    publication: Publication | None
    warnings: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The status for a script."""
        return asdict(self)


def read_status(settings: Settings) -> Status:
    """Read the status; nothing is changed."""
    catalog = Catalog(settings.catalog)
    by_source: dict[str, SourceStatus] = {}
    for day in sorted(catalog.landing_days(), key=lambda day: (day.source, day.landing_day)):
        if day.source not in SOURCES:
            # What chatmart recorded itself; nobody delivered it.
            continue
        entry = by_source.setdefault(day.source, SourceStatus(day.source))
        entry.landing_days += 1
        entry.first_day = entry.first_day or day.landing_day.isoformat()
        entry.last_day = day.landing_day.isoformat()
    failed = []
    for load in catalog.file_loads():
        if load.source not in SOURCES:
            continue
        entry = by_source.setdefault(load.source, SourceStatus(load.source))
        entry.received += load.received
        entry.accepted += load.accepted
        entry.quarantined += load.quarantined
        if load.status == FAILED:
            failed.append(f"{load.source}/dt={load.landing_day}/{load.file_name}: {load.reason}")
    scan = scan_landing(settings, catalog, remember=False)
    return Status(
        sources=list(by_source.values()),
        waiting=[f"{day.source}/dt={day.day}" for day in scan.dirty],
        failed_files=failed,
        publication=current_publication(settings),
        warnings=[*scan.warnings, *tenant_warnings(settings), *journey_warnings(settings)],
    )


def print_status(status: Status) -> None:
    """Print the status for a person."""
    if status.sources:
        print_table(
            "Loaded",
            ["source", "landing days", "first", "last", "received", "accepted", "quarantined"],
            [
                (
                    entry.source,
                    entry.landing_days,
                    entry.first_day,
                    entry.last_day,
                    entry.received,
                    entry.accepted,
                    entry.quarantined,
                )
                for entry in status.sources
            ],
        )
    else:
        click.echo(
            "Nothing is loaded yet. Write sample logs with `chatmart sample`, or land yours."
        )
    click.echo()
    _print_list("Waiting for the next run", status.waiting)
    _print_list("Files that could not be read", status.failed_files)
    _print_list("Warnings", status.warnings)
    if status.publication is None:
        click.echo("Nothing is published yet. Run `chatmart run`.")
    else:
        click.echo(
            f"Published {status.publication.publication_id} at {status.publication.published_at} "
            f"UTC, as of {_as_of(status.publication)}: {len(status.publication.rows)} marts, "
            f"{sum(status.publication.rows.values()):,} rows."
        )


def _as_of(publication: Publication) -> str:
    return f"{publication.as_of} UTC" if publication.as_of else "no landing day"


def _print_list(title: str, entries: list[str], shown: int = 10) -> None:
    if not entries:
        return
    click.echo(f"{title} ({len(entries)}):")
    for entry in entries[:shown]:
        click.echo(f"  {entry}")
    if len(entries) > shown:
        click.echo(f"  and {len(entries) - shown} more")
