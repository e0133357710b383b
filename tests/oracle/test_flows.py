"""Flows of the oracle against cases computed by hand."""

from __future__ import annotations

import json
from datetime import date

from tests.oracle import duplicates, marts
from tests.oracle.examples import only
from tests.oracle.talk import ANNA, BORIS, SIMULATOR, at, body, inbound, of, row, zone_of

KEYWORD = json.dumps({"flow_keyword": {"input": "hi"}, "other": 1})


def run(row_id, moment, **fields):
    return row(
        row_id, moment, **({"flow_id": "7", "flow_name": "Help", "contact_phone": ANNA} | fields)
    )


def test_runs_are_split_by_what_started_them():
    found = of(
        glific_flow_contexts=[
            run(1, at(0), results=KEYWORD),
            run(2, at(0), results=KEYWORD, message_broadcast_id=5),
            run(3, at(0), flow_broadcast_id="5"),
            run(4, at(0), results="{}"),
            run(5, at(0), results="flow_keyword"),
            run(6, at(0), parent_id=1),
            run(7, at(0), wa_group_id="9"),
        ]
    )
    day = only(found["fct_flows_daily"])
    names = ("started", "started_keyword", "started_broadcast", "started_other")
    assert [day[name] for name in names] == [5, 1, 2, 2]


def test_ends_count_on_their_own_date_and_killed_runs_are_not_completed():
    found = of(
        "Asia/Kolkata",
        glific_flow_contexts=[
            run(1, at(0), completed_at=str(at(1)), updated_at=str(at(1))),
            run(2, at(0), completed_at=str(at(12)), is_killed=True, updated_at=str(at(12))),
            run(3, at(0), is_killed=True),
            run(4, at(0), parent_id=1, completed_at=str(at(1))),
            run(5, at(0), completed_at=str(at(36)), is_killed="false", updated_at=str(at(36))),
        ],
    )
    daily = {
        row["flow_date"].day: (row["started"], row["completed"], row["killed"])
        for row in found["fct_flows_daily"]
    }
    assert daily == {28: (4, 1, 0), 29: (0, 0, 1), 30: (0, 1, 0)}


def test_the_newest_version_counts_and_names_the_flow_of_all_time():
    zone = zone_of(
        glific_flow_contexts=[
            run(1, at(0), completed_at=str(at(1)), updated_at=str(at(1))),
            run(1, at(0)),
            run(2, at(3), flow_name="New help"),
            run(3, at(2), flow_name="Old help"),
            run(4, at(0), flow_id=None, flow_name=None),
        ]
    )
    found = marts(zone)
    help_day = only(found["fct_flows_daily"], flow_id="7")
    assert (help_day["flow_name"], help_day["started"], help_day["completed"]) == ("New help", 3, 1)
    assert only(found["fct_flows_daily"], flow_id="")["flow_name"] is None
    assert duplicates(zone) == {("glific_flow_contexts", date(2026, 4, 20)): 1}


def test_months_are_dense():
    ended = {"completed_at": str(at(24 * 10)), "updated_at": str(at(24 * 10))}
    found = of(glific_flow_contexts=[run(1, at(0), **ended), run(2, at(1), flow_id="8")])
    monthly = {
        (row["flow_id"], row["flow_month"].month): (row["started"], row["completed"])
        for row in found["fct_flows_monthly"]
    }
    assert monthly == {("7", 3): (1, 0), ("7", 4): (0, 1), ("8", 3): (1, 0), ("8", 4): (0, 0)}


def test_people_are_in_a_flow_while_a_run_of_theirs_is_open_at_the_end_of_the_day():
    ended_at_midnight = {"completed_at": str(at(36)), "updated_at": str(at(36))}
    found = of(
        glific_flow_contexts=[
            run(1, at(0), **ended_at_midnight),
            run(2, at(1), contact_phone=None, contact_id=17),
            run(3, at(2), contact_phone=BORIS, completed_at=str(at(3))),
            run(4, at(0), contact_phone=SIMULATOR),
            run(5, at(0), contact_phone=BORIS, parent_id=3),
            run(6, at(4)),
        ]
    )
    daily = {
        row["flow_date"].day: row["contacts_in_flows"]
        for row in found["fct_contacts_in_flows_daily"]
    }
    assert daily == {28: 2, 29: 2, 30: 2}
    days = {
        (row["contact_id"], row["contact_date"].day): row["in_flow"]
        for row in found["fct_contact_days"]
    }
    assert days == {(who, day): True for who in (ANNA, "17") for day in (28, 29, 30)}


def test_a_run_that_ends_at_midnight_is_open_at_the_end_of_the_day_before():
    found = of(
        glific_flow_contexts=[
            run(1, at(0), completed_at=str(at(12)), updated_at=str(at(12))),
            run(2, at(1), contact_phone=BORIS, completed_at=str(at(12, -1))),
        ]
    )
    daily = [row["contacts_in_flows"] for row in found["fct_contacts_in_flows_daily"]]
    assert daily == [1, 0]


def test_a_flow_makes_no_contact_but_contact_days():
    found = of(glific_flow_contexts=[run(1, at(0))])
    assert found["dim_contacts"] == []
    assert only(found["fct_contact_days"])["in_flow"]
    assert found["fct_contacts_daily"] == []


def test_other_records_carry_the_series_of_flows_on():
    found = of(
        glific_flow_contexts=[run(1, at(0), completed_at=str(at(1)))],
        whatsapp_cloud=[body(inbound("m", at(72)))],
    )
    assert [row["started"] for row in found["fct_flows_daily"]] == [1, 0, 0, 0]
    assert [row["contacts_in_flows"] for row in found["fct_contacts_in_flows_daily"]] == [0] * 4
