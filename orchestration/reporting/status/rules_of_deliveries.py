"""Rules about what was delivered: too little of it, too late, or too much of it useless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from orchestration.reporting.status.facts import Facts, SourceFacts
from orchestration.reporting.status.rhythm import is_late, usual_pause
from orchestration.reporting.status.verdict import Finding, Level, Limits
from orchestration.wording import counted, some_of


def _quarantined(facts: Facts, limits: Limits) -> Iterator[Finding]:
    if limits.max_quarantined is None:
        return
    for source in facts.sources:
        share = percent(source.recent_quarantined, source.recent_received)
        if share is not None and share > limits.max_quarantined:
            yield Finding(
                Level.CRITICAL,
                "too_much_quarantined",
                f"{share:.1f} % of {source.source} quarantined",
                f"Of the last landing days of {source.source}, {source.recent_quarantined:,} of "
                f"{source.recent_received:,} records ({share:.1f} %) were quarantined, more than "
                f"{limits.max_quarantined:g} %.",
                "See the reasons and places below Quarantined; have the files corrected and "
                "delivered again.",
            )


def _late(facts: Facts, _: Limits) -> Iterator[Finding]:
    late = late_sources(facts)
    if late:
        names = [f"{source.source} (last {source.delivered[-1]})" for source in late]
        yield Finding(
            Level.WARNING,
            "late_sources",
            f"{counted(len(late), 'source')} late",
            f"Longer silent than usual, while others delivered: {some_of(names)}.",
            "Ask who delivers them.",
        )


def _silent(facts: Facts, _: Limits) -> Iterator[Finding]:
    days = sorted({day for source in facts.sources for day in source.delivered})
    # Today has not ended, so nothing of it is missed.
    if days and is_late(days, facts.checked_at.date() - timedelta(days=1)):
        yield Finding(
            Level.WARNING,
            "no_deliveries",
            f"nothing delivered since {days[-1]}",
            f"No source has a landing day after {days[-1]}; usually the next one comes after "
            f"{counted(usual_pause(days) or 0, 'day')}.",
            "Ask who delivers the files, and look whether they come into the landing folder.",
        )


def _warnings(facts: Facts, _: Limits) -> Iterator[Finding]:
    if facts.warnings:
        yield Finding(
            Level.WARNING,
            "warnings",
            counted(len(facts.warnings), "warning"),
            f"{counted(len(facts.warnings), 'warning')}; the first: {facts.warnings[0]}",
            "See them below Warnings.",
        )


def late_sources(facts: Facts) -> list[SourceFacts]:
    """List the sources that have been silent for longer than usual, while others delivered."""
    newest = newest_day(facts)
    return [
        source
        for source in facts.sources
        if source.delivered and newest and is_late(source.delivered, newest)
    ]


def newest_day(facts: Facts) -> date | None:
    """The newest landing day of all sources, today at the latest; None if there is none."""
    days = [source.delivered[-1] for source in facts.sources if source.delivered]
    return min(max(days), facts.checked_at.date()) if days else None


def percent(part: int, whole: int) -> float | None:
    """Return the share in percent; None of nothing."""
    return 100 * part / whole if whole else None


RULES = (_quarantined, _late, _silent, _warnings)
