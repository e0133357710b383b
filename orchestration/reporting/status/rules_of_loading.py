"""Rules about what could not be loaded, was not, or was begun and not ended."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.status.facts import Facts, FailedFile, WaitingDay
from orchestration.reporting.status.verdict import GRACE, Finding, Level, Limits
from orchestration.wording import counted, how_long, some_of

_RUN = ("chatmart run", "Dagster run")


def _unreadable(facts: Facts, _: Limits) -> Iterator[Finding]:
    for part in facts.unreadable:
        yield Finding(
            Level.CRITICAL, "unreadable", f"the {part.part} cannot be read", part.message,
            part.way_out,
        )  # fmt: skip


def _failed_files(facts: Facts, _: Limits) -> Iterator[Finding]:
    failed = [file for file in facts.failed_files if file.is_as_it_was]
    if failed:
        yield Finding(
            Level.CRITICAL,
            "failed_files",
            f"{counted(len(failed), 'file')} could not be read",
            f"{counted(len(failed), 'landing file')} could not be read, and nothing is published "
            f"until then: {some_of([_name(file) for file in failed])}. The first: "
            f"{failed[0].reason.rstrip('.')}.",
            "Have them delivered again or remove them, then run `chatmart run`.",
        )


def _refused_days(facts: Facts, _: Limits) -> Iterator[Finding]:
    for day in facts.refused:
        yield Finding(
            Level.CRITICAL,
            "refused_day",
            f"{day.source} of {day.landing_day} was refused",
            day.reason,
            day.way_out,
        )


def _damaged(facts: Facts, _: Limits) -> Iterator[Finding]:
    for part in facts.damaged:
        yield Finding(
            Level.CRITICAL,
            "damaged_lake",
            "a file of the lake is damaged",
            part.message,
            part.way_out,
        )


def _overdue_days(facts: Facts, limits: Limits) -> Iterator[Finding]:
    overdue = [day for day in overdue_days(facts, limits) if not _is_explained(facts, day)]
    if overdue:
        yield Finding(
            Level.CRITICAL,
            "overdue_days",
            f"{counted(len(overdue), 'landing day')} overdue",
            f"{counted(len(overdue), 'landing day')} waited for more than "
            f"{how_long(limits.max_age)}: {some_of(list(map(str, overdue)))}.",
            "See why no run was started, or start one: `chatmart run`.",
        )


def _passed_over(facts: Facts, limits: Limits) -> Iterator[Finding]:
    runs = [holder for holder in facts.work.holders if holder.work.startswith(_RUN)]
    if facts.work.working or not runs:
        return
    began = max(holder.began for holder in runs)
    overdue = overdue_days(facts, limits)
    days = [
        day
        for day in facts.waiting
        if day.until is not None
        and day.until < began
        and facts.checked_at - began > GRACE
        and day not in overdue
        and not _is_explained(facts, day)
    ]
    if days:
        yield Finding(
            Level.CRITICAL,
            "passed_over_days",
            f"{counted(len(days), 'landing day')} passed over by the last run",
            f"The last run did not load {counted(len(days), 'landing day')} that had been "
            f"delivered before: {some_of(list(map(str, days)))}.",
            "Run `chatmart run` without --from and --to, and see what it says.",
        )


def _interrupted(facts: Facts, _: Limits) -> Iterator[Finding]:
    work = facts.work
    if work.working:
        # Whoever works finishes first what others left.
        return
    left = [
        f"{holder.work} (process {holder.process}) was killed after {holder.since:%Y-%m-%d %H:%M} "
        "UTC"
        for holder in work.killed
    ]
    if work.erasure_since:
        left.append(
            f"an erasure was begun at {work.erasure_since:%Y-%m-%d %H:%M} UTC and not ended"
        )
    if work.half_replaced:
        left.append(f"{counted(work.half_replaced, 'landing day')} may be half replaced")
    if left:
        yield Finding(
            Level.CRITICAL,
            "interrupted_work",
            "an erasure was interrupted" if work.erasure_since else "work was interrupted",
            f"Work was interrupted: {'; '.join(left)}.",
            "Run `chatmart run`: it finishes what was begun.",
        )


def overdue_days(facts: Facts, limits: Limits) -> list[WaitingDay]:
    """List the landing days that have waited for longer than a publication may be old."""
    return [
        day for day in facts.waiting if day.since and facts.checked_at - day.since > limits.max_age
    ]


def _is_explained(facts: Facts, day: WaitingDay) -> bool:
    """Whether something else that was found says why a landing day waits."""
    failed = {(file.source, file.landing_day) for file in facts.failed_files if file.is_as_it_was}
    refused = {(one.source, one.landing_day) for one in facts.refused}
    return (day.source, day.landing_day) in failed | refused


def _name(file: FailedFile) -> str:
    return f"{file.source}/dt={file.landing_day}/{file.file_name}"


RULES = (
    _unreadable,
    _damaged,
    _failed_files,
    _refused_days,
    _interrupted,
    _overdue_days,
    _passed_over,
)
