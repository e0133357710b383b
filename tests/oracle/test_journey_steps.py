"""Steps of journeys, and records that are refused, against cases computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle import duplicates, file_loads, landing_zone, marts, rejected_rows
from tests.oracle.examples import only
from tests.oracle.journey_examples import definition, did, of_records, span, told, zone_with
from tests.oracle.talk import DELIVERED_ON, at

DAY = date.fromisoformat(DELIVERED_ON)


def steps_of(found):
    return {
        row["step_id"]: (row["position"], row["entries"], row["users"], row["drop_off"])
        for row in found["fct_journey_steps"]
    }


def enter(event_id, step_id, entry_id="e1", hours=0, user_id="u", **fields):
    fields |= {"step_id": step_id}
    return told(event_id, "step_entered", at(hours), entry_id, user_id, **fields)


def test_an_entry_drops_off_where_it_enters_no_later_step():
    found = of_records(
        definition(steps=[{"step_id": name} for name in ("s1", "s2", "s3")]),
        enter("1", "s1"),
        enter("2", "s2"),
        enter("3", "s1", hours=1),
        enter("4", "s1", "e2"),
        enter("5", "s1", "e2", 1, "v"),
        enter("6", "s3", "e3", user_id="v"),
        enter("7", "s1", "e3", 5, "v"),
    )
    assert steps_of(found) == {"s1": (1, 5, 2, 1), "s2": (2, 1, 1, 1), "s3": (3, 1, 1, 1)}
    first = only(found["fct_journey_entry_steps"], entry_id="e2", step_id="s1")
    assert (first["user_id"], first["times_entered"], first["is_drop_off"]) == ("u", 2, True)
    assert first["first_entered_at"] == at(0)
    assert not only(found["fct_journey_entry_steps"], entry_id="e1", step_id="s1")["is_drop_off"]


def test_positions_are_those_of_the_newest_version_and_unknown_ones_are_never_greater():
    listed = [
        {"step_id": "a", "position": 2, "step_name": "A", "channel": "push"},
        {"step_id": "b", "position": "first"},
        {"step_id": "a", "position": 9},
        {"step_id": 7, "position": 2.0},
        {"step_id": "c", "position": -0.5, "channel": " "},
        {"step_id": "never"},
    ]
    found = of_records(
        definition(steps=[{"step_id": "old"}, {"step_id": "a"}]),
        definition(valid_from=f"{at(1000)} UTC", steps=listed),
        enter("1", "a"),
        enter("2", "7"),
        enter("3", "c"),
        enter("4", "old"),
        enter("5", None, "e2"),
        enter("6", " ", "e2"),
    )
    assert steps_of(found) == {
        "a": (2, 1, 1, 1),
        "b": (2, 0, 0, 0),
        "7": (2, 1, 1, 1),
        "c": (-0.5, 1, 1, 0),
        "never": (6, 0, 0, 0),
        "old": (None, 1, 1, 1),
        "": (None, 2, 1, 1),
    }
    assert only(found["fct_journey_steps"], step_id="a")["step_name"] == "A"
    assert only(found["fct_journey_steps"], step_id="a")["channel"] == "push"


def test_step_metrics_count_records_and_users_by_platform():
    def sent(event_id, user_id="u", **fields):
        return told(event_id, "sent", at(0), user_id, user_id, step_id="s", **fields)

    found = of_records(
        definition(),
        sent("1", platform="ios"),
        sent("2", platform="ios"),
        sent("3", "v", platform="ios"),
        sent("4", platform=" "),
        sent("5") | {"step_id": None},
        sent("6", platform="web", action_name="Look") | {"event_type": "custom"},
        sent("7", action_name="Look") | {"event_type": "exited"},
        sent("8", action_name=" ") | {"event_type": "viewed"},
    )
    names = ("step_id", "event_type", "platform", "events", "users")
    assert {tuple(row[name] for name in names) for row in found["fct_journey_step_events"]} == {
        ("s", "sent", "ios", 3, 2),
        ("s", "sent", "", 1, 1),
        ("", "sent", "", 1, 1),
        ("s", "custom", "web", 1, 1),
        ("s", "viewed", "", 1, 1),
    }
    names = ("step_id", "action_name", "platform", "events", "users")
    assert {tuple(row[name] for name in names) for row in found["fct_journey_step_actions"]} == {
        ("s", "Look", "web", 1, 1),
        ("s", "Look", "", 1, 1),
    }
    assert only(found["fct_journeys"])["messages_sent"] == 5


def test_exits_that_end_no_entry_are_told_apart():
    later = [told("6", "exited", at(9)), told("7", "exited", at(9), "e3")]
    zone = landing_zone(
        ("journeys", DELIVERED_ON, "a.jsonl", [definition()]),
        (
            "journey_events",
            "2026-04-19",
            "b.jsonl",
            [
                told("1", "entered", at(0)),
                told("2", "exited", at(-1)),
                told("3", "exited", at(0)),
                told("4", "exited", at(0), journey_id="undefined"),
                told("5", "exited", at(0), "e2"),
                told("8", "sent", at(0), "e3"),
            ],
        ),
        ("journey_events", DELIVERED_ON, "a.jsonl", [told("2", "exited", at(-2)), *later]),
    )
    without, before = "exit without its entry", "exit before its entry"
    found = [tuple(row.values()) for row in rejected_rows(zone)]
    first, second = (date(2026, 4, 19), "b.jsonl"), (DAY, "a.jsonl")
    assert sorted(found) == [
        ("journey_events", "2", before, *first, 2),
        ("journey_events", "4", without, *first, 4),
        ("journey_events", "5", without, *first, 5),
        ("journey_events", "7", without, *second, 3),
    ]
    assert duplicates(zone) == {("journey_events", DAY): 1}


def test_superseded_versions_and_repeated_records_are_duplicates():
    zone = zone_with(
        *[
            definition(),
            definition(),
            definition("k"),
            definition(valid_from="2026-01-01T00:00:00Z"),
        ],
        *span("e1", 0, 1),
        *span("e1", 2, 3),
        *[did("p", at(0)), did("p", at(1)), did(None, at(0)), did(None, at(0))],
    )
    assert duplicates(zone) == {
        ("journeys", DAY): 1,
        ("journey_events", DAY): 2,
        ("user_events", DAY): 2,
    }


GOOD = {
    "journeys": definition(),
    "journey_events": told("1", "entered", at(0)),
    "user_events": did("1", at(0)),
}


@pytest.mark.parametrize(
    ("source", "change", "accepted"),
    [
        *[
            (source, {name: value}, False)
            for source, names in (
                ("journeys", ("tenant_id", "journey_id", "conversion_event")),
                (
                    "journey_events",
                    ("tenant_id", "journey_id", "user_id", "entry_id", "event_type", "occurred_at"),
                ),
                ("user_events", ("tenant_id", "user_id", "event_name", "occurred_at")),
            )
            for name in names
            for value in (None, " ", {"a": 1})
        ],
        *[
            ("journeys", {"stop_counting_after_exit_seconds": value}, False)
            for value in (None, "", "soon", -1, "-0.5", True, [], "NaN", "1e999")
        ],
        *[
            ("journeys", {"stop_counting_after_exit_seconds": value}, True)
            for value in (0, "0", 0.5, "1e3", 1e300)
        ],
        *[
            ("journeys", {"valid_from": value}, False)
            for value in ("soon", 0, "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", {"at": 1})
        ],
        *[
            ("journeys", {"valid_from": value}, True)
            for value in (None, " ", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
        ],
        *[("journeys", {"conversion_filters": value}, False) for value in ([], "x", 1, "[]")],
        *[
            ("journeys", {"conversion_filters": value}, True)
            for value in (None, " ", {}, '{"a": 1}')
        ],
        *[
            ("journeys", {"steps": value}, False)
            for value in (
                *({}, "x", 1, '{"step_id": "s"}', ["s"], [{"step_name": "s"}], [{"step_id": " "}]),
                [{"step_id": "s"}, None],
                [{"step_id": ["s"]}],
            )
        ],
        *[
            ("journeys", {"steps": value}, True)
            for value in (
                None,
                "",
                [],
                "[]",
                '[{"step_id": "s"}]',
                [{"step_id": 1, "position": []}],
            )
        ],
        *[
            ("journey_events", {"event_type": value}, False)
            for value in ("Entered", "entered ", "opened")
        ],
        *[("journey_events", {"payload": value}, False) for value in ([], "x", 1)],
        *[("user_events", {"attributes": value}, False) for value in ([], "x", 1)],
        ("journey_events", {"payload": '{"a": 1}'}, True),
        ("journey_events", {"step_id": {}}, False),
        ("journey_events", {"reason": []}, False),
        *[
            (source, {"occurred_at": value}, accepted)
            for source in ("journey_events", "user_events")
            for value, accepted in (
                ("1999-12-31T23:59:59.999999Z", False),
                ("2000-01-01T00:00:00Z", True),
                ("2026-04-22T00:00:00Z", True),
                ("2026-04-22T00:00:00.000001Z", False),
                ("2026-03-28T12:00:00", False),
                ("2026-03-28T14:00:00+02:00", True),
                (0, False),
            )
        ],
    ],
)
def test_what_is_quarantined(source, change, accepted):
    zone = landing_zone((source, DELIVERED_ON, "a.jsonl", [GOOD[source] | change]))
    load = only(file_loads(zone))
    assert (load["accepted"], load["quarantined"]) == (int(accepted), int(not accepted))


def test_the_first_of_two_members_of_the_same_name_counts():
    line = (
        b'{"tenant_id": "t", "journey_id": "j", "conversion_event": "a", "conversion_event": 1,'
        b' "stop_counting_after_exit_seconds": 0, "stop_counting_after_exit_seconds": -1}'
    )
    zone = landing_zone(("journeys", DELIVERED_ON, "a.jsonl", [line]))
    assert only(file_loads(zone))["accepted"] == 1


def test_csv_says_the_same_as_json():
    filters, steps = {"n": 42, "m": None}, [{"step_id": "s", "position": 3}]
    records = [
        ("journeys", definition(window=0.5, conversion_filters=filters, steps=steps)),
        ("journey_events", told("1", "entered", at(0), user_id=42, payload={"a": 1})),
        ("user_events", did("p", at(1), user_id=42, n=42.0) | {"attributes": {"m": None, "n": 42}}),
    ]

    def found(ending):
        files = [(source, DELIVERED_ON, f"a.{ending}", [record]) for source, record in records]
        return marts(landing_zone(*files))

    assert found("csv") == found("jsonl")
    assert only(found("csv")["fct_journeys"])["converted_users"] == 1
