"""Rules about what readers see."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.status.facts import Facts
from orchestration.reporting.status.verdict import GRACE, Finding, Level, Limits
from orchestration.wording import counted, how_long, some_of


def _nothing_published(facts: Facts, _: Limits) -> Iterator[Finding]:
    if facts.publication.was_published or any(
        part.part == "publication" for part in facts.unreadable
    ):
        return
    where = "" if facts.home_exists else f" There is no folder {facts.home}."
    yield Finding(
        Level.CRITICAL,
        "nothing_published",
        "nothing is published yet",
        f"Nothing is published yet.{where}",
        "Run `chatmart run`."
        if facts.home_exists
        else "Check CHATMART_HOME; if it is right, land logs or write some with `chatmart "
        "sample`, then run `chatmart run`.",
    )


def _damaged_publication(facts: Facts, _: Limits) -> Iterator[Finding]:
    published = facts.publication
    if not published.was_published or (published.publication and not published.missing):
        return
    if published.missing:
        what = f"Readers do not find {some_of(published.missing)}."
    else:
        what = "What describes the publication (published/current) cannot be read."
    yield Finding(
        Level.CRITICAL,
        "publication_damaged",
        "the publication is damaged",
        what,
        "Run `chatmart run`: it publishes what is missing again.",
    )


def _old_publication(facts: Facts, limits: Limits) -> Iterator[Finding]:
    published_at = facts.publication.published_at
    if published_at is None or facts.checked_at - published_at <= limits.max_age:
        return
    if facts.waiting or facts.unpublished:
        way_out = "See why the last run did not publish, or why none was started."
    else:
        way_out = (
            "Nothing waits to be loaded: ask why nothing is delivered, or allow more with "
            "--max-age."
        )
    yield Finding(
        Level.CRITICAL,
        "publication_too_old",
        f"the publication is older than {how_long(limits.max_age)}",
        f"The publication is {how_long(facts.checked_at - published_at)} old, more than "
        f"{how_long(limits.max_age)}.",
        way_out,
    )


def _unpublished(facts: Facts, _: Limits) -> Iterator[Finding]:
    if not facts.unpublished or facts.work.working or facts.last_loaded_at is None:
        return
    if facts.checked_at - facts.last_loaded_at <= GRACE:
        return
    yield Finding(
        Level.CRITICAL,
        "unpublished_days",
        f"{counted(len(facts.unpublished), 'loaded landing day')} not published",
        f"{counted(len(facts.unpublished), 'landing day')} loaded since the publication, the last "
        f"{how_long(facts.checked_at - facts.last_loaded_at)} ago, and not published: "
        f"{some_of(facts.unpublished)}.",
        "Run `chatmart run` and see what keeps it from publishing.",
    )


RULES = (_nothing_published, _damaged_publication, _unpublished, _old_publication)
