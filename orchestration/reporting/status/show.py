"""The status for a person: the line that sums it up, what to do, then section after section."""

from __future__ import annotations

from collections.abc import Sequence

import click

from orchestration.reporting.status.facts import Facts, WaitingDay
from orchestration.reporting.status.report import Status, as_of_text
from orchestration.reporting.status.rhythm import gaps, usual_pause
from orchestration.reporting.status.rules_of_deliveries import late_sources, newest_day, percent
from orchestration.reporting.tables import print_table
from orchestration.wording import counted, how_long

_SHOWN = 10
_LOADED = ["source", "landing days", "first", "last", "received", "accepted", "quarantined",
           "% quarantined", "last loaded (UTC)"]  # fmt: skip


def print_status(status: Status) -> None:
    """Print the status; the first line says it all."""
    facts = status.facts
    click.echo(status.summary)
    for finding in status.verdict.findings:
        click.echo(f"  {finding.level.name}: {finding.message} {finding.way_out}")
    _print_loaded(facts)
    _print_list("Late", _late(facts))
    _print_list("Waiting for the next run", [_waiting(facts, day) for day in facts.waiting])
    _print_quarantined(facts)
    _print_list("Files that could not be read", list(map(str, facts.failed_files)))
    _print_list("Landing days that were refused", [day.reason for day in facts.refused])
    _print_list("Loaded and not yet published", list(facts.unpublished))
    _print_list("At work", _at_work(facts))
    _print_list("Warnings", list(facts.warnings))
    click.echo()
    click.echo(_published(facts))
    click.echo(_privacy(facts))


def _print_loaded(facts: Facts) -> None:
    if not facts.sources:
        if not any(part.part == "lake" for part in facts.unreadable):
            click.echo(
                "Nothing is loaded yet. Write sample logs with `chatmart sample`, or land yours."
            )
        return
    print_table(
        "Loaded",
        _LOADED,
        [
            (
                source.source,
                len(source.loaded),
                source.loaded[0] if source.loaded else None,
                source.loaded[-1] if source.loaded else None,
                source.received,
                source.accepted,
                source.quarantined,
                percent(source.quarantined, source.received),
                f"{source.last_loaded_at:%Y-%m-%d %H:%M}" if source.last_loaded_at else None,
            )
            for source in facts.sources
        ],
    )


def _late(facts: Facts) -> list[str]:
    newest = newest_day(facts)
    lines = []
    for source in late_sources(facts):
        behind = counted((newest - source.delivered[-1]).days, "day") if newest else "days"
        usual = counted(usual_pause(source.delivered) or 0, "day")
        lines.append(
            f"{source.source}: last landing day {source.delivered[-1]}, {behind} behind; "
            f"usually one after {usual}"
        )
    for source in facts.sources:
        lines += [
            f"{source.source}: nothing between {gap.after} and {gap.before} "
            f"({counted(gap.missing, 'day')})"
            for gap in gaps(source.delivered)
        ]
    return lines


def _waiting(facts: Facts, day: WaitingDay) -> str:
    kinds = (day.added, "added"), (day.changed, "changed"), (day.removed, "removed")
    counts = [f"{counted(number, 'file')} {kind}" for number, kind in kinds if number]
    what = ", ".join(counts) or "to be read anew"
    since = f", for {how_long(facts.checked_at - day.since)}" if day.since else ""
    return f"{day}: {what}{since}"


def _print_quarantined(facts: Facts) -> None:
    if facts.rejections:
        print_table(
            "Quarantined, by the reasons met most often",
            ["records", "source", "reason", "one of them is in"],
            [
                (
                    one.records,
                    one.source,
                    one.reason if one.kind == "record" else f"{one.reason} ({one.kind})",
                    f"dt={one.landing_day}/{one.file_name}, line {one.line}",
                )
                for one in facts.rejections
            ],
        )


def _at_work(facts: Facts) -> list[str]:
    return [
        f"{holder.work} (process {holder.process}) since {holder.since:%Y-%m-%d %H:%M:%S} UTC, "
        f"for {how_long(facts.checked_at - holder.since)}"
        for holder in facts.work.working
    ]


def _published(facts: Facts) -> str:
    published = facts.publication
    one, at = published.publication, published.published_at
    if one is None or at is None:
        if published.was_published:
            return "The publication is damaged. Run `chatmart run`."
        return "Nothing is published yet. Run `chatmart run`."
    return (
        f"Published {one.publication_id} at {at:%Y-%m-%d %H:%M:%S} UTC "
        f"({how_long(facts.checked_at - at)} ago), as of {as_of_text(one.as_of)}: "
        f"{len(one.rows)} marts, {sum(one.rows.values()):,} rows, "
        f"{published.size_bytes / 2**20:,.1f} MB."
    )


def _privacy(facts: Facts) -> str:
    privacy = facts.privacy
    if privacy is None:
        return "Retention and erasures: not known."
    retention = "not applied yet"
    if privacy.retained_as_of:
        retention = (
            f"as of {privacy.retained_as_of:%Y-%m-%d %H:%M} UTC, {privacy.removed_rows:,} rows "
            f"and {privacy.removed_values:,} personal values removed so far"
        )
    last = f", the last on {privacy.last_erased_on}" if privacy.last_erased_on else ""
    return f"Retention: {retention}. Erasures: {privacy.erasures:,}{last}."


def _print_list(title: str, entries: Sequence[str]) -> None:
    if not entries:
        return
    click.echo()
    click.echo(f"{title} ({len(entries)}):")
    for entry in entries[:_SHOWN]:
        click.echo(f"  {entry}")
    if len(entries) > _SHOWN:
        click.echo(f"  and {len(entries) - _SHOWN} more")
