"""What facts mean: levels, first line and findings; nothing is read from a disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.locks import Holder
from orchestration.publish import Publication
from orchestration.reporting.status import Level, Limits, Status
from orchestration.reporting.status.facts import (
    Facts,
    FailedFile,
    PublicationFacts,
    RefusedDay,
    Rejection,
    SourceFacts,
    Unreadable,
    WaitingDay,
    WorkFacts,
)
from orchestration.reporting.status.judge import judge

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)
HOUR = timedelta(hours=1)


def days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def source(name: str, last: date = YESTERDAY, **more) -> SourceFacts:
    loaded = days(date(2026, 10, 1), last)
    return SourceFacts(name, loaded, loaded, 1000, 990, 10, last_loaded_at=NOW - HOUR, **more)


def published(age: timedelta = 2 * HOUR, **more) -> PublicationFacts:
    at = NOW - age
    publication = Publication(
        "p-1", at.replace(tzinfo=None).isoformat(), "2026-11-01T00:00:00", "t", "d", {"mart": 3}
    )
    return PublicationFacts(publication, at, 4096, was_published=True, **more)


def holder(work: str = "chatmart run", since: timedelta = HOUR, **more) -> Holder:
    began = NOW - since
    known = {"until": began + timedelta(minutes=5), "is_working": False, "was_killed": False}
    return Holder(work, 17, **{"began": began, "since": began, **known, **more})


def working(work: str = "chatmart run", since: timedelta = HOUR) -> Holder:
    return holder(work, since, until=None, is_working=True)


def waiting(came: timedelta | None = HOUR / 2, **more) -> WaitingDay:
    at = None if came is None else NOW - came
    return WaitingDay("chat_events", TODAY, added=1, since=at, until=at, **more)


HEALTHY = Facts(
    home=Path("/srv/chatmart"),
    checked_at=NOW,
    sources=(source("chat_events"), source("gupshup")),
    last_loaded_at=NOW - 2 * HOUR,
    publication=published(),
    work=WorkFacts((holder(since=3 * HOUR),)),
)
DAMAGED = Unreadable("lake", "The catalogue cannot be used.", "Delete it.")
FAILED = FailedFile("chat_events", TODAY, "b.jsonl.gz", "cut short", NOW - HOUR)
REFUSED = RefusedDay("chat_events", TODAY, "120 of 200 were rejected.", "Mend.", NOW - HOUR)

# What changes in a healthy home, and the codes of what is found then.
CRITICAL = {
    "nothing was ever published": ({"publication": PublicationFacts()}, {"nothing_published"}),
    "the home is not there": (
        {"publication": PublicationFacts(), "home_exists": False}, {"nothing_published"}),
    "the link leads nowhere": (
        {"publication": PublicationFacts(was_published=True)}, {"publication_damaged"}),
    "one of the files is missing": (
        {"publication": published(missing=("published/chatmart_no_pii.duckdb",))},
        {"publication_damaged"}),
    "the publication is old": ({"publication": published(27 * HOUR)}, {"publication_too_old"}),
    "a file cannot be read": ({"failed_files": (FAILED,), "waiting": (waiting(),)},
                              {"failed_files"}),
    "a day was refused": ({"refused": (REFUSED,), "waiting": (waiting(),)}, {"refused_day"}),
    "a day waits for too long": ({"waiting": (waiting(27 * HOUR),)}, {"overdue_days"}),
    "the last run passed a day over": (
        {"waiting": (waiting(4 * HOUR),)}, {"passed_over_days"}),
    "Dagster passed a day over": (
        {"waiting": (waiting(4 * HOUR),), "work": WorkFacts((holder("Dagster run 1a2b3c4d"),))},
        {"passed_over_days"}),
    "a run was killed": (
        {"work": WorkFacts((holder(until=None, was_killed=True),))}, {"interrupted_work"}),
    "an erasure was interrupted": (
        {"work": WorkFacts((holder(),), erasure_since=NOW - HOUR)}, {"interrupted_work"}),
    "a day is half replaced": ({"work": WorkFacts(half_replaced=1)}, {"interrupted_work"}),
    "loaded and not published": (
        {"unpublished": ("chat_events/dt=2026-11-01",)}, {"unpublished_days"}),
    "a part is unreadable": ({"unreadable": (DAMAGED,)}, {"unreadable"}),
    "rows of the lake are gone": ({"damaged": (DAMAGED,)}, {"damaged_lake"}),
}  # fmt: skip
WARNING = {
    "a source is late": (
        {"sources": (source("chat_events"), source("gupshup", YESTERDAY - 3 * timedelta(days=1)))},
        {"late_sources"}),
    "everything is silent": (
        {"sources": (source("chat_events", YESTERDAY - 2 * timedelta(days=1)),)},
        {"no_deliveries"}),
    "something is odd": ({"warnings": ("landing/chat_event is no source.",)}, {"warnings"}),
}  # fmt: skip
OK = {
    "nothing is wrong": {},
    "files came since the last run": {"waiting": (waiting(),)},
    "the reader is newer": {"waiting": (waiting(None),)},
    "a file that failed was replaced": {
        "failed_files": (replace(FAILED, is_as_it_was=False),), "waiting": (waiting(),)},
    "a run is at work on what is half done": {
        "waiting": (waiting(4 * HOUR),), "unpublished": ("chat_events/dt=2026-11-01",),
        "work": WorkFacts((working(),), half_replaced=1)},
    "an erasure is at work": {
        "work": WorkFacts((working("chatmart erase"),), erasure_since=NOW - HOUR)},
    "Dagster is between two steps": {
        "unpublished": ("chat_events/dt=2026-11-01",), "last_loaded_at": NOW - HOUR / 3},
    "a run has just begun": {
        "waiting": (waiting(HOUR),), "work": WorkFacts((holder(since=HOUR / 3),))},
    "something else than a run came after the file": {
        "waiting": (waiting(4 * HOUR),), "work": WorkFacts((holder("chatmart subject-report"),))},
    "a day came while the last run was at work": {
        "waiting": (waiting(2 * HOUR),),
        "work": WorkFacts((holder(since=HOUR, began=NOW - 3 * HOUR),))},
    "today's files are yet to come": {
        "sources": (source("chat_events", TODAY), source("gupshup", YESTERDAY))},
    "tomorrow's files came early": {
        "sources": (source("chat_events", TODAY + timedelta(days=1)), source("gupshup"))},
}  # fmt: skip


def status_of(changes: dict, limits: Limits | None = None, facts: Facts = HEALTHY) -> Status:
    facts, limits = replace(facts, **changes), limits or Limits()
    return Status(facts, limits, judge(facts, limits))


@pytest.mark.parametrize("case", OK)
def test_what_is_as_it_should_be_is_ok(case):
    status = status_of(OK[case])
    assert status.verdict.findings == ()
    assert status.summary.startswith("OK: published 2 h ago as of 2026-11-01 00:00 UTC, ")


@pytest.mark.parametrize("case", CRITICAL)
def test_what_needs_a_person_is_critical(case):
    changes, codes = CRITICAL[case]
    status = status_of(changes)
    assert status.level is Level.CRITICAL
    assert {finding.code for finding in status.verdict.findings} == codes
    assert status.summary.startswith("CRITICAL: ")


@pytest.mark.parametrize("case", WARNING)
def test_what_is_worth_a_look_is_a_warning(case):
    changes, codes = WARNING[case]
    status = status_of(changes)
    assert status.level is Level.WARNING
    assert {finding.code for finding in status.verdict.findings} == codes
    assert status.summary.startswith("WARNING: ")


CHANGES = [changes for changes, _ in (*CRITICAL.values(), *WARNING.values())] + list(OK.values())


@given(st.lists(st.sampled_from(CHANGES), max_size=4), st.integers(1, 100), st.integers(1, 100))
def test_whatever_is_the_case_the_words_are_those_of_the_worst_finding(chosen, hours, more):
    changes = {key: value for some in chosen for key, value in some.items()}
    status = status_of(changes, Limits(timedelta(hours=hours)))
    found = status.verdict.findings
    assert status.level is max((one.level for one in found), default=Level.OK)
    assert [one.level for one in found] == sorted((one.level for one in found), reverse=True)
    assert status.summary.startswith(f"{status.level.name}: ")
    assert len(status.summary.splitlines()) == 1
    # A bar would begin performance data for Nagios.
    assert "|" not in status.summary
    for one in found:
        assert one.message.endswith(".")
        assert one.way_out.endswith(".")
        assert status.level > one.level or one.summary in status.summary or len(found) > 3
    told = json.loads(json.dumps(status.as_dict()))
    assert (told["level"], told["summary"]) == (status.level.name.lower(), status.summary)
    # Who allows more is told of no more.
    allowing = status_of(changes, Limits(timedelta(hours=hours + more)))
    assert allowing.level <= status.level


@given(st.sampled_from([changes for changes, _ in CRITICAL.values()]), st.sampled_from(CHANGES))
def test_nothing_that_goes_well_hides_what_goes_wrong(trouble, other):
    if not trouble.keys() & other.keys() and not status_of(other).facts.work.working:
        assert status_of({**other, **trouble}).level is Level.CRITICAL


def test_the_share_of_quarantined_records_is_judged_only_if_asked_for():
    changes = {
        "sources": (source("chat_events", recent_received=200, recent_quarantined=5),
                   source("gupshup"))
    }  # fmt: skip
    assert status_of(changes).level is Level.OK
    assert status_of(changes, Limits(max_quarantined=2.5)).level is Level.OK
    (finding,) = status_of(changes, Limits(max_quarantined=2.4)).verdict.findings
    assert finding.code == "too_much_quarantined"
    assert "5 of 200 records (2.5 %)" in finding.message


def test_the_first_line_says_when_what_and_who():
    changes = {
        "waiting": (waiting(), replace(waiting(), source="gupshup")),
        "work": WorkFacts((working(since=5 * HOUR / 60), working(since=5 * HOUR / 60))),
    }
    assert status_of(changes).summary == (
        "OK: published 2 h ago as of 2026-11-01 00:00 UTC, 2 landing days waiting; "
        "chatmart run has been working for 5 min"
    )
    changes = {"publication": published(timedelta(days=3)), "failed_files": (FAILED,)}
    assert status_of(changes).summary == (
        "CRITICAL: 1 file could not be read; the publication is older than 26 h; "
        "published 3 days ago as of 2026-11-01 00:00 UTC, nothing waiting"
    )


def test_a_file_is_told_with_the_reason():
    (finding,) = status_of({"failed_files": (FAILED,)}).verdict.findings
    assert finding.message.endswith(": chat_events/dt=2026-11-01/b.jsonl.gz. The first: cut short.")


def test_a_refusal_is_told_with_its_own_words_and_way_out():
    (finding,) = status_of({"refused": (REFUSED,)}).verdict.findings
    assert (finding.message, finding.way_out) == (REFUSED.reason, REFUSED.way_out)


def test_places_of_quarantined_records_are_told_to_scripts():
    one = Rejection("tenants", "tenant_id is missing", "record", 3, TODAY, "a.csv", 7)
    (told,) = status_of({"rejections": (one,)}).as_dict()["quarantine"]
    assert told == {
        "source": "tenants", "reason": "tenant_id is missing", "kind": "record", "records": 3,
        "landing_day": "2026-11-01", "file_name": "a.csv", "line": 7,
    }  # fmt: skip
