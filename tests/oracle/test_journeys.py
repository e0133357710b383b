"""Entries and conversions of the oracle against cases computed by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.oracle import landing_zone, marts
from tests.oracle.examples import only
from tests.oracle.journey_examples import (
    chatted,
    credited,
    definition,
    did,
    of_records,
    span,
    told,
    zone_with,
)
from tests.oracle.talk import DELIVERED_ON, at

MICROSECOND = timedelta(microseconds=1)
COUNTS = (
    *("total_entries", "entered_users", "converted_users", "converted_entries_exited"),
    *("converted_entries_active", "total_exits", "active_entries"),
)


def counts(found, journey_id="j"):
    row = only(found["fct_journeys"], journey_id=journey_id)
    assert row["converted_entries"] == row["converted_users"]
    split = ("active_entries", "converted_entries_active", "converted_entries_exited")
    assert row["total_entries"] == row["total_exits"] + sum(row[name] for name in split)
    return tuple(row[name] for name in COUNTS)


def test_a_user_who_enters_again_is_two_entries_of_one_user():
    found = of_records(
        definition(window=60, journey_name="Welcome"),
        *span("e1", 0, 1),
        *span("e2", 2, 3),
        *span("e3", 0, None, user_id="v"),
        did("p", at(2, 30)),
    )
    assert counts(found) == (3, 2, 1, 1, 0, 1, 1)
    journey = only(found["fct_journeys"])
    assert (journey["conversion_rate"], journey["entry_conversion_rate"]) == (1 / 2, 1 / 3)
    assert journey["journey_name"] == "Welcome"
    outcomes = {row["entry_id"]: row["outcome"] for row in found["fct_journey_entries"]}
    assert outcomes == {"e1": "exited", "e2": "converted_exited", "e3": "active"}


@pytest.mark.parametrize(
    ("moment", "counts_as"),
    [
        (at(0) - MICROSECOND, None),
        (at(0), "p"),
        (at(0, 30), "p"),
        (at(1), "p"),
        (at(1, 60), "p"),
        (at(1, 60) + MICROSECOND, None),
    ],
    ids=["before", "at entry", "inside", "at exit", "at the end", "after the end"],
)
@pytest.mark.parametrize("say", [did, chatted])
def test_the_window_reaches_from_the_entry_to_its_end_both_included(say, moment, counts_as):
    found = of_records(definition(window=60), *span("e1", 0, 1), say("p", moment))
    assert credited(found) == ({"e1": counts_as} if counts_as else {})
    entry = only(found["fct_journey_entries"])
    assert entry["window_closes_at"] == at(1, 60)
    assert entry["converted_at"] == (moment if counts_as else None)


@pytest.mark.parametrize(
    ("window", "microseconds"),
    [
        (0, 0),
        ("0", 0),
        (1e-6, 1),
        (0.5, 500_000),
        ("1.25", 1_250_000),
        (0.0000004, 0),
        (0.0000015, 2),
        (86400, 86_400_000_000),
    ],
)
def test_windows_last_to_the_microsecond(window, microseconds):
    end = at(1) + microseconds * MICROSECOND
    records = [definition(window=window), *span("e1", 0, 1)]
    assert credited(of_records(*records, did("p", end))) == {"e1": "p"}
    assert credited(of_records(*records, did("p", end + MICROSECOND))) == {}


def test_windows_that_no_calendar_can_hold_end_in_three_thousand_years():
    found = of_records(definition(window=1e300), *span("e1", 0, 1), did("p", at(400)))
    entry = only(found["fct_journey_entries"])
    assert entry["window_closes_at"] == at(1) + timedelta(seconds=1e11)
    assert entry["is_converted"]


@pytest.mark.parametrize("say", [did, chatted])
def test_what_triggered_an_entry_does_not_convert_it(say):
    entered = told("in", "entered", at(0), trigger_event_id="p")
    found = of_records(definition(), entered, say("p", at(0)), did("other", at(0), "visit"))
    assert counts(found) == (1, 1, 0, 0, 0, 0, 1)
    found = of_records(definition(), entered, say("p", at(0)), did("q", at(5)))
    assert credited(found) == {"e1": "q"}


def test_what_triggered_one_entry_may_convert_another():
    found = of_records(
        definition(window=60),
        *span("e1", 0, 1),
        told("e2 in", "entered", at(0, 30), "e2", trigger_event_id="p"),
        did("p", at(0, 30)),
    )
    assert credited(found) == {"e1": "p"}


def test_only_the_counting_record_of_an_entry_names_its_trigger_and_its_user():
    found = of_records(
        definition(),
        told("b", "entered", at(0), trigger_event_id="p"),
        told("a", "entered", at(0), user_id="v"),
        told("c", "entered", at(0) - MICROSECOND, journey_id="undefined"),
        did("p", at(0), user_id="v"),
    )
    entry = only(found["fct_journey_entries"])
    assert (entry["user_id"], entry["conversion_event_id"]) == ("v", "p")
    assert counts(found) == (1, 1, 1, 0, 1, 0, 0)


def test_two_journeys_may_count_the_same_event():
    found = of_records(
        definition("j"),
        definition("k", window=60),
        *span("e1", 0, None),
        told("k in", "entered", at(0), journey_id="k"),
        told("k out", "exited", at(1), journey_id="k"),
        did("p", at(1, 60)),
    )
    assert counts(found, "j") == (1, 1, 1, 0, 1, 0, 0)
    assert counts(found, "k") == (1, 1, 1, 1, 0, 0, 0)


def test_the_first_event_counts_and_credits_the_latest_entry_it_qualifies_for():
    entries = [*span("e1", 0, 5), *span("e2", 1, 5), *span("e3", 3, 5)]
    found = of_records(definition(), *entries, did("q", at(4)), did("p", at(2)))
    assert credited(found) == {"e2": "p"}
    assert counts(found) == (3, 1, 1, 1, 0, 2, 0)


def test_ties_go_to_the_least_event_and_the_greatest_entry():
    entries = [*span("e9", 0, 5), *span("e10", 0, 5), *span("é", 0, 5), *span("x", 1, 2)]
    found = of_records(definition(), *entries, did("b", at(4)), chatted("a", at(4)))
    assert credited(found) == {"é": "a"}
    # The event of that time and name qualifies for the later entry as the other source has it.
    found = of_records(
        definition(conversion_filters={"n": 1}),
        definition(valid_from=f"{at(1)} UTC"),
        *span("e1", 0, 5),
        *span("e2", 1, 5),
        did("a", at(4), n=1),
        chatted("a", at(4)),
    )
    assert credited(found) == {"e2": "a"}


def test_users_of_other_tenants_and_other_users_do_not_count():
    found = of_records(
        definition(),
        *span("e1", 0, None),
        did("p", at(1), user_id="U"),
        did("q", at(1)) | {"tenant_id": "other"},
        did("r", at(1), "Purchase"),
        chatted("s", at(1), customer_id=" "),
        told("c", "custom", at(1), action_name="purchase"),
        loyjoy_facts=[{"tenant_id": "t", "id": "f", "event_type": "purchase"}],
    )
    assert credited(found) == {}


def test_numbers_and_texts_of_all_sources_are_the_same_user():
    found = of_records(
        definition(), *span("e1", 0, None, user_id=42), chatted("p", at(1), customer_id="42")
    )
    assert credited(found) == {"e1": "p"}


@pytest.mark.parametrize(
    ("wanted", "attributes", "is_met"),
    [
        ({}, None, True),
        (None, None, True),
        ("{}", None, True),
        ({"n": 42}, {"n": 42}, True),
        ({"n": 42}, {"n": 42.0}, True),
        ('{"n": 4.2e1}', {"n": 42}, True),
        ({"n": 42}, {"n": "42"}, False),
        ({"n": "42"}, {"n": 42}, False),
        ({"n": 42}, {}, False),
        ({"n": 42}, None, False),
        ({"n": 1}, {"n": True}, False),
        ({"n": False}, {"n": 0}, False),
        ({"n": True}, {"n": True}, True),
        ({"n": 0}, {"n": -0.0}, True),
        ({"n": 9007199254740993}, {"n": 9007199254740992}, False),
        ({"n": 0.1}, '{"n": 0.10}', True),
        ({"n": None}, {"n": None}, True),
        ({"n": None}, {}, False),
        ({"n": None}, {"n": False}, False),
        ({"n": 1}, {"n": None}, False),
        ({"n": "a"}, {"n": "A"}, False),
        ({"n": ""}, {"n": ""}, True),
        ({"n": ""}, {"n": None}, False),
        ({"n": {"a": 1, "b": [1, "x"]}}, {"n": {"b": [1.0, "x"], "a": 1}}, True),
        ({"n": {"a": 1}}, {"n": {"a": 1, "b": 2}}, False),
        ({"n": [1, 2]}, {"n": [2, 1]}, False),
        ({"n": [1]}, {"n": [1, 1]}, False),
        ({"n": [1]}, {"n": [True]}, False),
        ({"n": []}, {"n": {}}, False),
        ({"n": 1, "m": 2}, {"m": 2, "n": 1, "more": 3}, True),
        ({"n": 1, "m": 2}, {"n": 1}, False),
        ({"n": 1}, {"N": 1}, False),
        ({"n": 1}, '{"n": 1, "n": 2}', True),
        ({"n": 2}, '{"n": 1, "n": 2}', False),
    ],
)
def test_every_attribute_has_to_equal_the_filter_as_json(wanted, attributes, is_met):
    records = [definition(conversion_filters=wanted), *span("e1", 0, None)]
    action = did("p", at(1)) | {"attributes": attributes}
    assert credited(of_records(*records, action)) == ({"e1": "p"} if is_met else {})
    event = chatted("p", at(1), payload=attributes)
    assert credited(of_records(*records, event)) == ({"e1": "p"} if is_met else {})


def versions(*, first_from=None):
    return [
        definition(valid_from=first_from, conversion_event="visit", journey_name="Old"),
        definition(valid_from=f"{at(10)} UTC", window=3600, journey_name="New"),
    ]


@pytest.mark.parametrize("first_from", [None, f"{at(5)} UTC", "0001-01-01T00:00:00Z"])
def test_the_version_valid_at_the_entry_decides(first_from):
    found = of_records(
        *versions(first_from=first_from),
        *span("e1", 0, 20, user_id="a"),
        *[
            told(f"{user} in", "entered", moment, user, user)
            for user, moment in (("b", at(10) - MICROSECOND), ("c", at(10)))
        ],
        told("c out", "exited", at(20), "c", "c"),
        *[did(f"visit {user}", at(20), "visit", user) for user in "abc"],
        *[did(f"buy {user}", at(21), "purchase", user) for user in "abc"],
    )
    assert credited(found) == {"e1": "visit a", "b": "visit b", "c": "buy c"}
    assert only(found["fct_journeys"])["journey_name"] == "New"
    closes = {row["entry_id"]: row["window_closes_at"] for row in found["fct_journey_entries"]}
    assert closes == {"e1": at(20), "b": None, "c": at(21)}


def test_of_versions_valid_from_the_same_time_the_latest_delivered_counts():
    files = [
        ("2026-04-20", "a.jsonl", [definition(journey_name="1"), definition(journey_name="2")]),
        ("2026-04-20", "B.jsonl", [definition(journey_name="0")]),
        ("2026-04-19", "z.jsonl", [definition(journey_name="9", window=5)]),
    ]
    same = [
        definition("k", valid_from="2026-01-01T01:00:00+01:00", journey_name="1"),
        definition("k", valid_from="2026-01-01 00:00:00 UTC", journey_name="2"),
        definition("k", valid_from="2025-01-01 00:00:00 UTC", journey_name="3"),
    ]
    zone = landing_zone(
        *(("journeys", *file) for file in files), ("journeys", "2026-04-18", "k.jsonl", same)
    )
    found = marts(zone)
    names = {row["journey_id"]: row["journey_name"] for row in found["fct_journeys"]}
    assert names == {"j": "2", "k": "2"}


def test_a_journey_without_a_valid_definition_has_records_but_no_entries():
    found = of_records(
        definition("j", window=None),
        *span("e1", 0, 1),
        told("s", "step_entered", at(0), step_id="s1", action_name="Look", platform="ios"),
        told("m", "sent", at(0), step_id="s1"),
        did("p", at(0)),
    )
    for name in ("fct_journey_entries", "fct_journeys", "fct_journey_daily"):
        assert found[name] == []
    step = only(found["fct_journey_steps"])
    assert (step["step_id"], step["position"], step["entries"], step["drop_off"]) == (
        *("s1", None),
        *(1, 1),
    )
    assert only(found["fct_journey_step_events"])["events"] == 1
    assert only(found["fct_journey_step_actions"])["platform"] == "ios"
    assert len(found["fct_journey_events"]) == 4


def test_a_definition_without_records_has_zeros_and_no_rates():
    found = of_records(definition(steps=[{"step_id": "s1"}]), did("p", at(0)))
    assert counts(found) == (0,) * 7
    journey = only(found["fct_journeys"])
    assert (journey["conversion_rate"], journey["entry_conversion_rate"]) == (None, None)
    assert found["fct_journey_daily"] == []
    assert only(found["fct_journey_steps"])["position"] == 1.0


def test_an_active_entry_converts_whenever_and_stays_active():
    found = of_records(definition(), *span("e1", 0, None), did("p", at(400)))
    assert counts(found) == (1, 1, 1, 0, 1, 0, 0)
    entry = only(found["fct_journey_entries"])
    assert (entry["outcome"], entry["is_window_open"]) == ("converted_active", True)
    assert (entry["window_closes_at"], entry["exited_at"], entry["exited_date"]) == (None,) * 3


def test_the_earliest_entered_and_the_earliest_exit_after_it_count():
    found = of_records(
        definition(window=60),
        told("x1", "exited", at(-1)),
        told("n2", "entered", at(3)),
        told("n1", "entered", at(0)),
        told("x3", "exited", at(5)),
        told("x2", "exited", at(0)),
        did("p", at(0, 60) + MICROSECOND),
    )
    entry = only(found["fct_journey_entries"])
    assert (entry["entered_at"], entry["exited_at"]) == (at(0), at(0))
    assert counts(found) == (1, 1, 0, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2026-04-20", True), ("2026-04-19", True), ("2026-04-21", False)],
    ids=["exactly", "before", "after"],
)
@pytest.mark.parametrize("source", ["tenants", "whatsapp_cloud", "journeys"])
def test_windows_are_open_at_the_end_of_the_last_landing_day_of_any_source(source, day, is_open):
    exited_at = datetime(2026, 4, 18, 23)
    until = (datetime(2026, 4, 21) - exited_at).total_seconds()
    other = {"tenants": {"tenant_id": "x"}, "whatsapp_cloud": {"entry": []}}
    zone = landing_zone(
        ("journeys", "2026-04-18", "a.jsonl", [definition(window=until)]),
        (
            *("journey_events", "2026-04-18", "a.jsonl"),
            [told("in", "entered", exited_at), told("out", "exited", exited_at)],
        ),
        (source, day, "b.jsonl", [other.get(source, definition("k"))]),
        ("chat_events", "2026-04-30", "bad.jsonl", [b"{"]),
    )
    found = marts(zone)
    assert only(found["fct_journey_entries"])["is_window_open"] is is_open
    assert only(found["fct_journeys"], journey_id="j")["open_window_exits"] == int(is_open)
    later = marts(zone, as_of=date(2026, 4, 25))
    assert only(later["fct_journey_entries"])["is_window_open"] is False


def test_a_conversion_leaves_the_window_open_but_no_open_exit():
    a_month = 30 * 86400
    found = of_records(definition(window=a_month), *span("e1", 0, 1), did("p", at(0)))
    assert only(found["fct_journey_entries"])["is_window_open"] is True
    assert only(found["fct_journeys"])["open_window_exits"] == 0


def test_dates_are_local_on_days_on_which_clocks_change():
    # 29 March 2026 has 23 hours in Berlin: it ends at 22:00 UTC.
    found = of_records(
        definition(window=0),
        told("in", "entered", datetime(2026, 3, 28, 22, 59, 59)),
        told("m", "sent", datetime(2026, 3, 28, 23)),
        told("out", "exited", datetime(2026, 3, 29, 22)),
        told("in2", "entered", datetime(2026, 3, 29, 21, 59), "e2"),
        told("out2", "exited", datetime(2026, 3, 29, 21, 59, 59), "e2"),
        did("p", datetime(2026, 3, 29, 22)),
        timezone="Europe/Berlin",
    )
    entry = only(found["fct_journey_entries"], entry_id="e1")
    assert [entry[f"{name}_date"].day for name in ("entered", "exited", "converted")] == [
        28,
        30,
        30,
    ]
    names = ("entries", "conversions_by_entry_date", "conversions_by_conversion_date", "exits")
    daily = {
        row["activity_date"].day: tuple(row[name] for name in (*names, "messages_sent"))
        for row in found["fct_journey_daily"]
    }
    assert daily == {28: (1, 1, 0, 0, 0), 29: (1, 0, 0, 1, 1), 30: (0, 0, 1, 0, 0)}


def test_daily_series_go_on_to_the_last_record_of_the_tenant_or_the_last_conversion():
    records = [definition(), *span("e1", 0, None), *span("e2", 24, None, journey_id="undefined")]

    def days(*more):
        daily = of_records(*records, *more)["fct_journey_daily"]
        return [row["activity_date"].day for row in daily]

    assert days() == [28, 29]
    assert days(did("v", at(48), "visit", "v")) == [28, 29, 30]
    assert days(chatted("v", at(48), "visit")) == [28, 29]
    assert days(chatted("p", at(48))) == [28, 29, 30]
    assert days(did("v", at(48)) | {"tenant_id": "other"}) == [28, 29]
    repeated = [did("v", at(0), "visit"), did("v", at(48), "visit")]
    assert days(*repeated) == [28, 29, 30]


def test_the_series_begins_with_any_record():
    found = of_records(definition(), told("m", "sent", at(-24), "ghost"), *span("e1", 0, 1))
    daily = [(row["messages_sent"], row["entries"]) for row in found["fct_journey_daily"]]
    assert daily == [(1, 0), (0, 1)]


def test_a_later_delivery_of_a_record_changes_nothing_even_with_another_content():
    zone = landing_zone(
        ("journeys", DELIVERED_ON, "a.jsonl", [definition(), definition("k")]),
        ("journey_events", "2026-04-18", "b.jsonl", [told("1", "entered", at(0))]),
        ("journey_events", "2026-04-18", "c.jsonl", [told(1, "entered", at(-5), "e2")]),
        ("journey_events", "2026-04-19", "a.jsonl", [told("1", "sent", at(0), journey_id="k")]),
    )
    found = marts(zone)
    assert [row["entry_id"] for row in found["fct_journey_entries"]] == ["e1"]
    assert [row["total_entries"] for row in found["fct_journeys"]] == [1, 0]
    assert len(found["fct_journey_daily"]) == 1


def test_records_without_an_id_collapse_with_themselves():
    entered = told(None, "entered", at(0), payload={"a": 1})
    found = of_records(
        definition(),
        entered,
        entered | {"event_id": " ", "unknown": 1, "user_id": "u"},
        entered | {"entry_id": "e2"},
        did(None, at(0)),
        did("", at(0)),
    )
    assert len(found["fct_journey_events"]) == 2
    assert credited(found).keys() == {"e2"}


def test_ids_are_compared_within_one_source():
    zone = zone_with(
        definition(), told("x", "entered", at(0)), did("x", at(1)), chatted("x", at(2))
    )
    assert credited(marts(zone)) == {"e1": "x"}
