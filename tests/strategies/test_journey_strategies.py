"""The random journeys are what they claim to be, and the oracle can read every one of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle import (
    compare_audit,
    compare_marts,
    duplicates,
    file_loads,
    marts,
    rejected_rows,
)
from tests.oracle.chat import Chat
from tests.oracle.journey_conversions import outcomes
from tests.oracle.journeys import Journeys
from tests.strategies import histories, landing_zones, samples

FEW = settings(
    max_examples=10, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
JOURNEYS = {"with_whatsapp": False, "with_journeys": True}
MICROSECOND = timedelta(microseconds=1)


def test_the_interesting_cases_of_journeys_do_occur():
    zones = samples(landing_zones(**JOURNEYS), 10)
    found = [marts(zone) for zone in zones]
    cases = sum((_cases_of_journeys(zone) for zone in zones), Counter())

    def times(mart, condition):
        return sum(bool(condition(row)) for one in found for row in one[mart])

    for outcome in ("active", "converted_active", "converted_exited", "exited"):
        assert times("fct_journey_entries", lambda row, name=outcome: row["outcome"] == name) > 0
    assert times("fct_journey_entries", lambda row: row["entered_at"] == row["converted_at"]) > 0
    assert times("fct_journey_entries", lambda row: row["exited_at"] == row["converted_at"]) > 0
    assert times("fct_journeys", lambda row: row["open_window_exits"]) > 0
    assert times("fct_journeys", lambda row: row["total_entries"] > row["entered_users"]) > 0
    assert times("fct_journey_steps", lambda row: row["position"] is None) > 0
    assert times("fct_journey_steps", lambda row: row["drop_off"] < row["entries"]) > 0
    assert times("fct_journey_entry_steps", lambda row: not row["is_drop_off"]) > 0
    assert times("fct_journey_entry_steps", lambda row: row["times_entered"] > 1) > 0
    assert times("fct_journey_step_actions", lambda row: row["users"] > 1) > 0
    for name in (
        *("trigger", "microsecond early", "microsecond late", "at the end", "other filter"),
        *("by a chat", "filtered", "several events", "several entries", "events tie"),
        *("entries tie", "versions", "before the first version", "at a version's start"),
        *("undefined", "closes as of", "exit without its entry", "exit before its entry"),
        *("duplicate journeys", "duplicate journey_events", "duplicate user_events"),
        *("quarantined journeys", "quarantined journey_events", "quarantined user_events"),
    ):
        assert cases[name] > 0, name


def _cases_of_journeys(zone):
    journeys = Journeys(zone, Chat(zone))
    cases = Counter(row["reason"] for row in rejected_rows(zone))
    for (source, _), count in duplicates(zone).items():
        cases[f"duplicate {source}"] += count
    for load in file_loads(zone):
        cases[f"quarantined {load['source']}"] += load["quarantined"]
    cases["undefined"] = len(journeys.by_journey().keys() - journeys.definitions.keys())
    every = outcomes(journeys)
    for outcome in every:
        entry, conversion = outcome.entry, outcome.conversion
        entered_at, closes_at = entry.entered.occurred_at, entry.window_closes_at
        versions = journeys.definitions[entry.entered.journey]
        cases["versions"] += len(versions) > 1
        cases["before the first version"] += entered_at < min(one.age[1] for one in versions)
        cases["at a version's start"] += entered_at == entry.definition.valid_from
        cases["closes as of"] += closes_at == journeys.as_of
        cases += _near_misses(entry, journeys.user_events)
        if conversion is None:
            continue
        of_user = [
            other.entry
            for other in every
            if other.entry.entered.journey == entry.entered.journey
            and other.entry.entered.user_id == entry.entered.user_id
        ]
        events = [one for one in journeys.user_events if any(e.counts(one) for e in of_user)]
        others = [one for one in of_user if one.counts(conversion)]
        cases["by a chat"] += conversion not in journeys.own_user_events
        cases["filtered"] += bool(entry.definition.conversion_filters)
        cases["at the end"] += conversion.occurred_at == closes_at != entry.exited_at
        cases["several events"] += len(events) > 1
        cases["several entries"] += len(others) > 1
        cases["events tie"] += [e.occurred_at for e in events].count(conversion.occurred_at) > 1
        cases["entries tie"] += [e.entered.occurred_at for e in others].count(entered_at) > 1
    return cases


def _near_misses(entry, events):
    cases = Counter()
    for event in events:
        who = (event.tenant_id, event.user_id, event.event_name)
        entered = entry.entered
        wanted = (entered.tenant_id, entered.user_id, entry.definition.conversion_event)
        if who != wanted or entry.counts(event):
            continue
        closes_at = entry.window_closes_at or datetime.max
        if event.occurred_at == entered.occurred_at - MICROSECOND:
            cases["microsecond early"] += 1
        elif event.occurred_at - MICROSECOND == closes_at:
            cases["microsecond late"] += 1
        elif entered.occurred_at <= event.occurred_at <= closes_at:
            is_trigger = event.event_id == entered.trigger_event_id
            cases["trigger" if is_trigger else "other filter"] += 1
    return cases


@FEW
@given(landing_zones(**JOURNEYS))
def test_journey_marts_agree_with_each_other(zone):
    found = marts(zone)
    assert compare_marts(found, found) == []
    own = {"file_loads": file_loads(zone), "rejected_rows": rejected_rows(zone)}
    assert compare_audit(own, zone) == []
    for row in found["fct_journeys"]:
        parts = ("active_entries", "converted_entries_active", "converted_entries_exited")
        assert row["total_entries"] == row["total_exits"] + sum(row[name] for name in parts)
        assert row["converted_users"] == row["converted_entries"] <= row["entered_users"]
        assert row["open_window_exits"] <= row["total_exits"]
    for name, total in (
        ("entries", "total_entries"),
        ("exits", "total_exits"),
        ("messages_sent", "messages_sent"),
        ("conversions_by_entry_date", "converted_entries"),
        ("conversions_by_conversion_date", "converted_entries"),
    ):
        by_day = sum(row[name] for row in found["fct_journey_daily"])
        assert by_day == sum(row[total] for row in found["fct_journeys"])
    steps, entered = found["fct_journey_steps"], found["fct_journey_entry_steps"]
    assert sum(row["drop_off"] for row in steps) == sum(row["is_drop_off"] for row in entered)
    assert sum(row["entries"] for row in steps) == sum(row["times_entered"] for row in entered)


@FEW
@given(histories(**JOURNEYS))
def test_histories_of_journeys_have_an_answer_at_every_step(steps):
    for zone in steps:
        assert rejected_rows(zone) is not None
        assert marts(zone)["fct_journeys"] is not None


def test_zones_without_journeys_have_none_of_their_sources():
    (zone,) = samples(landing_zones(), 1)
    sources = {file.source for file in zone.files}
    assert not sources & {"journeys", "journey_events", "user_events"}
